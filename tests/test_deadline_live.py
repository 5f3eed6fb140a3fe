"""A deadline from typing to receipt over the real socket, as the local workspace's page would send it."""

import json
from datetime import date

from sqlalchemy import select

from bot.demo.wire import JsonObject
from rules.municipal import Placed
from storage.case_models import CaseClock
from storage.catalogue import import_rules
from tests.deadlines import LOCAL
from tests.world import World, text_of


def with_rules(world: World) -> World:
    with world.parts.database.write() as session:
        placed = [Placed(rule, line) for line, rule in enumerate(LOCAL, start=2)]
        import_rules(session, placed, file="tabel.csv", by="U0ADMIN", now=world.now)
    return world


def clocks(world: World) -> list[CaseClock]:
    with world.parts.database.read() as session:
        return list(session.scalars(select(CaseClock).order_by(CaseClock.deadline_id)))


def newest(world: World, user: str) -> JsonObject:
    world.settle()
    return world.visitor(user).dm()[-1]


class TestTheForm:
    def test_goes_from_the_search_to_the_receipt(self, lite_world: World) -> None:
        world, karim = with_rules(lite_world), lite_world.visitor("KARIM")
        karim.command("/deadline")
        form = world.modal("KARIM")
        (offered,) = karim.suggest(form, "rule", "§ 85")
        assert offered["text"]["text"] == "§ 85 · Socialpædagogisk bistand · 8 uger"
        values = {"rule": offered["value"], "case_ref": "23-1234", "received_on": "2026-11-20"}
        assert karim.submit(form, values) == {"ok": True, "result": "updated"}
        assert "Fristen er fredag 15. januar 2027." in text_of(karim.modal())
        assert [case.legal_on for case in clocks(world)] == [date(2027, 1, 15)]

    def test_keeps_what_was_typed_when_something_is_missing(self, lite_world: World) -> None:
        world, karim = with_rules(lite_world), lite_world.visitor("KARIM")
        karim.command("/deadline")
        form = world.modal("KARIM")
        karim.suggest(form, "rule", "udløber")
        answer = karim.submit(form, {"rule": "indsats-udloeber", "case_ref": "23-1234"})
        assert "Vælg selv datoen." in str(answer)
        assert karim.submit(form, {"chosen_date": "2027-03-01"})["result"] == "updated"
        assert [case.legal_on for case in clocks(world)] == [date(2027, 3, 1)]


class TestOneLine:
    def test_is_answered_and_undone_in_place(self, lite_world: World) -> None:
        world, karim = with_rules(lite_world), lite_world.visitor("KARIM")
        karim.command("/deadline §85 sag 23-1234 @Karim Aziz modtaget 20/11")
        receipt = newest(world, "KARIM")
        assert "Gemt som nr. 1: § 85 Socialpædagogisk bistand, 8 uger." in receipt["text"]
        karim.press(receipt, "deadline_undo")
        assert "Nr. 1 er fortrudt." in newest(world, "KARIM")["text"]

    def test_shows_how_it_was_counted_in_a_window(self, lite_world: World) -> None:
        world, karim = with_rules(lite_world), lite_world.visitor("KARIM")
        karim.command("/deadline §85 sag 23-1234 modtaget 20/11")
        karim.press(newest(world, "KARIM"), "deadline_counted")
        assert "8 uger efter modtagelsen" in text_of(world.modal("KARIM"))

    def test_that_is_unclear_is_finished_in_the_form(self, lite_world: World) -> None:
        world, karim = with_rules(lite_world), lite_world.visitor("KARIM")
        karim.command("/deadline §100 sag 23-1234")
        form = world.modal("KARIM")
        assert "2 frister at vælge imellem" in text_of(form)
        first, *_ = karim.suggest(form, "rule", "")
        karim.submit(form, {"rule": first["value"]})
        assert [case.rule_key for case in clocks(world)] == ["kommune-100-ny"]


class TestACallThatStartsOne:
    def test_is_started_from_the_receipt_and_told_of_on_the_call(self, lite_world: World) -> None:
        world, rikke = with_rules(lite_world), lite_world.visitor("RIKKE")
        rikke.command("/callback @Karim Aziz 22 33 44 55 Jens Hansen, ansøgning")
        rikke.press(newest(world, "RIKKE"), "receipt_start_deadline")
        form = world.modal("RIKKE")
        offered = rikke.suggest(form, "rule", "")
        assert offered[0]["text"]["text"].endswith("· 8 uger")
        rikke.submit(form, {"rule": "kommune-85"})
        assert "Gemt som nr. 2: § 85" in text_of(rikke.modal())
        assert [case.started_by for case in clocks(world)] == [1]


def test_no_message_or_button_of_it_holds_the_case(lite_world: World) -> None:
    world, karim = with_rules(lite_world), lite_world.visitor("KARIM")
    for text in ("§85 sag 23-9876 modtaget 20/11", "§85 sag 23-9876 modtaget 20/11", "list", "nr. 1"):
        karim.command(f"/deadline {text}")
        world.settle()
    sent = [one for one in karim.dm() if one["user"] == "U0BOT"]
    assert sent
    assert "23-9876" not in json.dumps(sent)
    outside = [view for view in karim.modals() if view["callback_id"] != "case_shown"]
    assert "23-9876" not in json.dumps(outside)
