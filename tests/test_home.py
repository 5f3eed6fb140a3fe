"""The Home tab: a list in working order with its reasons, receipts and their fate, and an empty state."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.office_file import EXAMPLE, load_office
from rules.office import Role
from storage import questions
from tests.calls import agreed, at
from tests.complaints import complain
from tests.front_desk import CALL
from tests.world import COPENHAGEN, World, text_of
from tests.world import world as make_world
from views import ids


@pytest.fixture
def world(lite_world: World) -> World:
    return lite_world


def home(world: World, user: str) -> dict[str, Any]:
    """The person's Home as it stands after the next tick."""
    visitor, seen = world.visitor(user), drawn(world, user)
    visitor.open_home()
    visitor.wait_for(lambda: drawn(world, user) > seen)
    shown = visitor.home()
    assert shown is not None
    return shown


def drawn(world: World, user: str) -> int:
    """How often the person's Home was drawn, after one more tick."""
    world.tick()
    return len(world.slack.ledger.delivered("home", user=f"U0{user}"))


def lines(shown: dict[str, Any]) -> list[str]:
    """The lines that name a call."""
    texts = [block["text"]["text"] for block in shown["blocks"] if block["type"] == "section"]
    return [text for text in texts if "Nr. " in text]


def log(world: World, number: int, **fields: Any) -> int:
    return world.log(**CALL | {"phone": f"4357 {number:04}"} | fields)


def test_an_empty_list_says_what_will_happen(world: World) -> None:
    assert "Du har ingen opkald at ringe tilbage på. Nye opkald kommer af sig selv." in text_of(
        home(world, "KARIM")
    )


def test_a_receptionist_without_receipts_is_told_how_to_log(world: World) -> None:
    shown = text_of(home(world, "RIKKE"))
    assert "Du har ikke logget opkald i dag. Skriv /callback for at logge et." in shown
    assert "Dine opkald" not in shown


class TestTheJurist:
    def test_sees_how_much_there_is_and_opens_the_lists(self, world: World) -> None:
        number = complain(world)
        asked_of_the_jurist(world, number)
        shown = home(world, "JONNA")
        assert "1 klage løber · 1 spørgsmål venter på svar" in text_of(shown)
        assert "Du har ingen opgaver" not in text_of(shown)
        world.visitor("JONNA").press(shown, ids.APPEALS)
        assert f"*Nr. {number} · § 85, serviceloven*" in text_of(world.modal("JONNA"))
        world.visitor("JONNA").press(shown, ids.JURIST_QUESTIONS)
        listed = world.modal("JONNA")
        assert f"*Nr. {number} · " in text_of(listed)
        world.visitor("JONNA").press(listed, ids.JURIST_ANSWERED)
        assert "Ingen spørgsmål til juristen venter." in text_of(world.modal("JONNA"))

    def test_sees_no_person_and_no_case(self, world: World) -> None:
        complain(world, case_ref="23-1234")
        assert not re.search("23-1234|Karim|Nr. ", text_of(home(world, "JONNA")))

    def test_with_nothing_to_do_is_told_so(self, world: World) -> None:
        assert "Ingen klager løber · ingen spørgsmål venter på svar" in text_of(home(world, "JONNA"))

    def test_sees_a_new_complaint_without_opening_home_again(self, world: World) -> None:
        home(world, "JONNA")
        complain(world)
        world.tick()
        assert "1 klage løber" in text_of(world.visitor("JONNA").home() or {})

    def test_has_a_question_counted_until_it_is_answered(self, world: World) -> None:
        number = world.log(**CALL)
        home(world, "JONNA")
        asked_of_the_jurist(world, number)
        world.tick()
        assert "1 spørgsmål venter" in text_of(world.visitor("JONNA").home() or {})


def test_the_coordinator_sees_complaints_and_no_questions(sqlite_url: str) -> None:
    office = load_office(EXAMPLE)
    roles = {**office.roles, Role.COORDINATOR: frozenset({"U0AUDIT"})}
    with make_world(sqlite_url, office=replace(office, roles=roles)) as world:
        shown = text_of(home(world, "AUDIT"))
        assert "Ingen klager løber" in shown
        assert "spørgsmål venter" not in shown


def asked_of_the_jurist(world: World, number: int) -> None:
    with world.parts.database.write() as session:
        questions.ask(session, world.office, number, by="U0KARIM", now=world.now)


@pytest.mark.parametrize("user", ["AUDIT", "ADMIN"])
def test_whoever_has_nothing_to_do_with_calls_sees_none(world: World, user: str) -> None:
    log(world, 1)
    assert lines(home(world, user)) == []
    assert "Du har ingen opgaver i Fristvagt." in text_of(home(world, user))


def test_an_outsider_is_told_whom_to_ask(world: World) -> None:
    log(world, 1)
    shown = home(world, "OTTO")
    assert "Fristvagt er for medarbejdere i enheden." in text_of(shown)
    assert lines(shown) == []


def test_the_list_stands_in_working_order_with_a_reason_on_each_line(world: World) -> None:
    log(world, 1)
    world.move_to(datetime(2026, 11, 27, 9, 0, tzinfo=COPENHAGEN))
    log(world, 2)
    log(world, 3, extras=["urgent"])
    world.move_to(datetime(2026, 11, 30, 10, 0, tzinfo=COPENHAGEN))
    log(world, 4)
    assert lines(home(world, "KARIM")) == [
        "*Nr. 3 · afgørelse* · haster, senest tirsdag 1. december kl. 11",
        "*Nr. 1 · afgørelse* · frist i dag kl. 11",
        "*Nr. 2 · afgørelse* · senest tirsdag 1. december kl. 11",
        "*Nr. 4 · afgørelse* · senest onsdag 2. december kl. 11",
    ]


def test_what_is_urgent_and_late_is_said_to_be_both(world: World) -> None:
    log(world, 1, extras=["urgent"])
    world.move_to(at(1, 9, month=12))
    assert lines(home(world, "KARIM")) == [
        "*Nr. 1 · afgørelse* · haster, over fristen, der var mandag 30. november kl. 11"
    ]


def test_a_line_names_no_citizen(world: World) -> None:
    log(world, 1, note="Ring til datteren")
    for user in ("KARIM", "LONE", "RIKKE"):
        shown = str(home(world, user))
        assert not any(secret in shown for secret in ("Jens", "Hansen", "4357 0001", "datteren"))


def test_the_team_sees_what_nobody_has_taken(world: World) -> None:
    log(world, 1, whom="team:voksen-a")
    for user in ("MAJA", "PETER"):
        assert "På teamets liste, uden ejer" in text_of(home(world, user))
    assert lines(home(world, "SOFIE")) == []


def test_the_lead_sees_a_breach_once_though_it_stands_on_the_teams_list_too(world: World) -> None:
    log(world, 1, whom="team:voksen-a")
    log(world, 2)
    world.move_to(datetime(2026, 12, 1, 12, 0, tzinfo=COPENHAGEN))
    shown = home(world, "LONE")
    assert "Over fristen i teamet" in text_of(shown)
    assert sorted(line[1:6] for line in lines(shown)) == ["Nr. 1", "Nr. 2"]


class TestReceipts:
    def test_say_what_became_of_each_call(self, world: World) -> None:
        for number in range(1, 5):
            log(world, number)
        karim = world.visitor("KARIM")
        shown = home(world, "KARIM")
        karim.press(shown, "callback_spoke", "1")
        karim.press(shown, "callback_no_answer", "2")
        world.advance(timedelta(minutes=11))
        assert lines(home(world, "RIKKE")) == [
            "*Nr. 4* · afgørelse · Karim Aziz · ikke ringet endnu, lovet senest mandag 30. november kl. 11",
            "*Nr. 3* · afgørelse · Karim Aziz · ikke ringet endnu, lovet senest mandag 30. november kl. 11",
            "*Nr. 2* · afgørelse · Karim Aziz · 1 forsøg, lovet senest mandag 30. november kl. 11",
            "*Nr. 1* · afgørelse · Karim Aziz · talt med kl. 10:04",
        ]

    def test_say_who_has_the_call_while_its_owner_is_away(self, world: World) -> None:
        log(world, 1)
        world.visitor("KARIM").command("/absence i dag-1/12 @peter")
        (receipt,) = lines(home(world, "RIKKE"))
        assert "· Peter Dam for Karim Aziz · ikke ringet endnu" in receipt

    def test_name_who_spoke_with_the_citizen_though_away_since(self, world: World) -> None:
        log(world, 1)
        world.visitor("KARIM").press(home(world, "KARIM"), "callback_spoke", "1")
        world.visitor("KARIM").command("/absence i dag-1/12 @peter")
        (receipt,) = lines(home(world, "RIKKE"))
        assert "· Karim Aziz · talt med" in receipt

    def test_say_the_time_agreed_with_the_citizen(self, world: World) -> None:
        log(world, 1)
        agreed(world, 1, at(27, 10))
        (receipt,) = lines(home(world, "RIKKE"))
        assert receipt.endswith("· Karim Aziz · 1 forsøg, aftalt fredag 27. november kl. 10")

    def test_can_be_undone_from_there_while_it_is_time(self, world: World) -> None:
        log(world, 1)
        rikke = world.visitor("RIKKE")
        rikke.press(home(world, "RIKKE"), "receipt_undo", "1")
        assert world.item(1).state == "withdrawn"
        assert lines(home(world, "RIKKE")) == []

    def test_lose_their_buttons_after_ten_minutes(self, world: World) -> None:
        log(world, 1)
        world.advance(timedelta(minutes=10))
        shown = home(world, "RIKKE")
        assert lines(shown)
        assert "receipt_undo" not in str(shown)


def test_the_tab_follows_what_others_do(world: World) -> None:
    log(world, 1, whom="team:voksen-a")
    maja, shown = world.visitor("MAJA"), home(world, "MAJA")
    home(world, "PETER")
    maja.press(shown, "callback_take", "1")
    world.tick()
    assert lines(world.visitor("PETER").home() or {}) == []
