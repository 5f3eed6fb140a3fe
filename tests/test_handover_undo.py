"""*Flyt opkald* undone within ten minutes, and what nobody can move: others' calls, or by a forged form."""

import logging
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from rules.office import Office
from storage import bulk_handover
from storage.models import Deadline, Outcome
from tests import payload_shapes as shapes
from tests.calls import at, call, noted, opened_home, shown, snooze, spoke, take, tried
from tests.front_desk import KARIM, LONE, MAJA, OTTO, PETER, RIKKE, Answer, FrontDesk, front_desk
from tests.moving import confirm, give, move, preview, stood, undo
from tests.payload_shapes import Json
from tests.test_bad_input import mutated
from tests.test_call_form import locked
from tests.world import World, text_of
from views import ids


class TestUndo:
    def test_gives_each_call_back_as_it_stood(self, world: World) -> None:
        taken, tried_, claimed, asleep = [call(world) for _ in range(4)]
        take(world, taken, "KARIM")
        tried(world, tried_)
        snooze(world, asleep, at(27, 9))
        with world.parts.database.write() as session:
            session.get_one(Deadline, claimed).claimed_at = world.now
        before = [stood(world.item(number)) for number in (taken, tried_, claimed, asleep)]
        receipt = move(world, "@karim @sofie")
        assert "4 opkald er igen hos Karim Aziz." in undo(world, receipt)
        assert [stood(world.item(number)) for number in (taken, tried_, claimed, asleep)] == before
        assert [one.deadline_id for one in world.events("handover_undone")] == [1, 2, 3, 4]

    def test_leaves_what_the_new_owner_has_worked_on(self, world: World) -> None:
        untouched, rung, later, answered = [call(world) for _ in range(4)]
        receipt = move(world)
        tried(world, rung, "MAJA", Outcome.BUSY)
        snooze(world, later, at(27, 9), "MAJA")
        spoke(world, answered, "MAJA")
        told = undo(world, receipt)
        assert "1 opkald er igen hos Karim Aziz." in told
        assert "3 opkald bliver hos Maja Lund, fordi nogen har arbejdet med dem siden." in told
        owners = [world.item(number).owner_id for number in (untouched, rung, later, answered)]
        assert owners == [KARIM, MAJA, MAJA, MAJA]

    def test_leaves_what_was_given_on_taken_or_closed(self, lite_world: World) -> None:
        given, closed, there_and_back = call(lite_world), call(lite_world), call(lite_world)
        receipt = move(lite_world)
        give(lite_world, given, PETER)
        spoke(lite_world, closed, "MAJA")
        noted(lite_world, closed, "MAJA")
        give(lite_world, there_and_back, PETER)
        give(lite_world, there_and_back, MAJA)
        assert undo(lite_world, receipt).splitlines()[-4:] == [
            "Ingen opkald er gået tilbage til Karim Aziz.",
            "1 opkald bliver hos Maja Lund, fordi nogen har arbejdet med det siden.",
            "1 opkald bliver, hvor det er, fordi det er givet videre siden.",
            "1 opkald er afsluttet siden.",
        ]

    def test_leaves_an_urgent_call_its_new_owner_took(self, lite_world: World) -> None:
        number = call(lite_world, urgent=True)
        receipt = move(lite_world)
        take(lite_world, number, "MAJA")
        undo(lite_world, receipt)
        assert lite_world.item(number).owner_id == MAJA

    def test_a_look_or_a_passing_limit_is_no_work(self, lite_world: World) -> None:
        number = lite_world.log()
        lite_world.move_to(at(30, 10, 55))
        receipt = move(lite_world)
        lite_world.tick()
        lite_world.visitor("MAJA").press(lite_world.dms("MAJA")[-1], "callback_view", str(number))
        lite_world.settle()
        lite_world.move_to(at(30, 11))
        undo(lite_world, receipt)
        assert lite_world.item(number).owner_id == KARIM

    def test_puts_the_calls_back_on_the_lists_they_came_from(self, lite_world: World) -> None:
        call(lite_world)
        lite_world.tick()
        receipt = move(lite_world)
        lite_world.tick()
        undo(lite_world, receipt)
        lite_world.tick()
        assert "Nr. 1 " in shown(lite_world, "KARIM")[0]
        assert "Nr. 1 " not in shown(lite_world, "MAJA")[0]

    def test_a_second_time_changes_nothing(self, lite_world: World) -> None:
        call(lite_world)
        receipt = move(lite_world)
        undo(lite_world, receipt)
        move(lite_world, "@karim @peter")
        lone = lite_world.visitor("LONE")
        lone.close(lite_world.modal("LONE"))
        number = lite_world.item(1)
        with lite_world.parts.database.write() as session, pytest.raises(bulk_handover.AlreadyUndoneError):
            bulk_handover.undo(session, lite_world.office, 1, by=LONE, now=lite_world.now)
        assert stood(lite_world.item(1)) == stood(number)

    def test_is_too_late_after_ten_minutes(self, lite_world: World) -> None:
        number = call(lite_world)
        receipt = move(lite_world)
        lite_world.advance(timedelta(minutes=10))
        assert "Der er gået mere end 10 minutter" in undo(lite_world, receipt)
        assert lite_world.item(number).owner_id == MAJA

    def test_another_lead_of_the_team_can_do_it_from_home(self, lite_world: World) -> None:
        number = call(lite_world)
        opened_home(lite_world, "BENT")
        move(lite_world)
        lite_world.tick()
        home = lite_world.visitor("BENT").home() or {}
        assert "1 opkald er flyttet fra Karim Aziz til Maja Lund. Det var kl. 10:04." in text_of(home)
        lite_world.visitor("BENT").press(home, "handover_undo", "1")
        lite_world.tick()
        assert lite_world.item(number).owner_id == KARIM
        assert "handover_undo" not in str(lite_world.visitor("BENT").home())


class TestATeamOneDoesNotLead:
    @pytest.fixture
    def bents(self, lite_world: World) -> Office:
        """Lone has no part in Bent's team."""
        ours, theirs = lite_world.office.teams
        object.__setattr__(lite_world.office, "teams", (ours, replace(theirs, deputy="U0BENT")))
        return lite_world.office

    @pytest.mark.usefixtures("bents")
    def test_keeps_its_calls_and_the_preview_says_so(self, lite_world: World) -> None:
        mine, theirs = call(lite_world, "KARIM"), call(lite_world, "KARIM", team="voksen-b")
        seen = preview(lite_world)
        assert "1 opkald hører til et team, du ikke leder, og bliver, hvor det er." in text_of(seen)
        confirm(lite_world, seen)
        assert (lite_world.item(mine).owner_id, lite_world.item(theirs).owner_id) == (MAJA, KARIM)

    @pytest.mark.usefixtures("bents")
    def test_has_people_whose_calls_one_cannot_move(self, lite_world: World) -> None:
        number = call(lite_world, "SOFIE", team="voksen-b")
        lite_world.visitor("LONE").command("/callback flyt @sofie @maja")
        lite_world.settle()
        assert "Det har du ikke adgang til." in text_of(lite_world.visitor("LONE").dm()[-1])
        assert lite_world.item(number).owner_id == "U0SOFIE"
        assert lite_world.events("hand_over")[-1].detail["why"] == "right"

    @pytest.mark.usefixtures("bents")
    def test_has_people_who_are_not_offered(self, lite_world: World) -> None:
        form = preview(lite_world, "")
        lone = lite_world.visitor("LONE")
        offered = {one["value"] for one in lone.suggest(form, "handover_from", "")}
        assert offered == {f"person:{one}" for one in (KARIM, MAJA, PETER, LONE, "U0BENT")}
        assert "person:U0SOFIE" in {one["value"] for one in lone.suggest(form, "handover_to", "")}

    @pytest.mark.usefixtures("bents")
    def test_has_hand_overs_one_cannot_undo(self, lite_world: World) -> None:
        number = call(lite_world, "SOFIE", team="voksen-b")
        opened_home(lite_world, "LONE")
        move(lite_world, "@sofie @ali", by="BENT")
        lite_world.tick()
        assert "handover_undo" not in str(lite_world.visitor("LONE").home())
        assert lite_world.item(number).owner_id == "U0ALI"


class TestForgedOrRepeated:
    @pytest.fixture
    def desk(self, tmp_path: Path) -> Iterator[FrontDesk]:
        with front_desk(tmp_path) as made:
            yield made

    @pytest.fixture
    def seen(self, desk: FrontDesk) -> Json:
        """The preview of Karim's one call, to go to Maja."""
        desk.log()
        desk.command(LONE, "flyt karim maja")
        return shapes.opened(desk.modal())

    @pytest.mark.parametrize(
        ("metadata", "why"),
        [
            ("", "forged"),
            (KARIM, "forged"),
            (f"{KARIM} {MAJA}", "forged"),
            (f"{KARIM} {MAJA} 1;2", "forged"),
            (f"{KARIM} {MAJA} " + "1," * 500, "forged"),
            (f"{RIKKE} {MAJA} 1", "right"),
            (f"{OTTO} {MAJA} ", "right"),
        ],
    )
    def test_a_preview_that_was_never_shown_moves_nothing(
        self, desk: FrontDesk, seen: Json, metadata: str, why: str
    ) -> None:
        before = desk.snapshot()
        answer = desk.submit(LONE, seen | {"private_metadata": metadata})
        assert "Det har du ikke adgang til." in str(answer.view)
        assert desk.snapshot() == before
        assert desk.events("hand_over", "refused")[-1].detail["why"] == why

    @pytest.mark.parametrize("taker", [OTTO, RIKKE, KARIM, "U0NOBODY"])
    def test_nobody_gets_calls_who_cannot_have_them(self, desk: FrontDesk, seen: Json, taker: str) -> None:
        before = desk.snapshot()
        answer = desk.submit(LONE, seen | {"private_metadata": f"{KARIM} {taker} 1"})
        assert "Vælg en" in str(answer.view)
        assert desk.snapshot() == before

    def test_the_form_takes_people_only(self, desk: FrontDesk) -> None:
        desk.log()
        desk.command(LONE, "flyt")
        form = shapes.opened(desk.modal())
        values = {ids.FROM: f"person:{KARIM}", ids.TO: "team:voksen-a"}
        assert list(desk.submit(LONE, form, values).errors) == [ids.TO]

    @pytest.mark.parametrize("number", ["", "99", "1 OR 1=1", "9" * 30])
    def test_a_hand_over_there_is_not_cannot_be_undone(self, desk: FrontDesk, number: str) -> None:
        desk.press(LONE, ids.HAND_OVER_UNDO, number)
        assert "Det har du ikke adgang til." in str(desk.modal())
        assert len(desk.events("hand_over", "refused")) == 1

    def test_a_second_delivery_shows_the_same_receipt_and_moves_nothing(
        self, desk: FrontDesk, seen: Json
    ) -> None:
        payload = shapes.submission(LONE, seen)
        first = desk.send(payload)
        desk.log()
        assert desk.send(payload) == first
        assert len(desk.events("handed_over")) == 1
        assert [desk.item(number).owner_id for number in (1, 2)] == [MAJA, KARIM]

    def test_an_old_preview_sent_after_the_undo_moves_nothing(self, desk: FrontDesk, seen: Json) -> None:
        desk.submit(LONE, seen)
        desk.press(LONE, ids.HAND_OVER_UNDO, "1")
        desk.submit(LONE, seen)
        assert desk.item(1).owner_id == KARIM

    def test_the_role_was_taken_away_while_the_preview_stood_open(self, desk: FrontDesk, seen: Json) -> None:
        teams = tuple(replace(one, lead="U0BENT", deputy="U0BENT") for one in desk.office.teams)
        object.__setattr__(desk.office, "teams", teams)
        before = desk.snapshot()
        assert "Du har ikke adgang til Fristvagt." in str(desk.submit(LONE, seen).view)
        assert desk.snapshot() == before

    def test_without_the_database_it_says_that_nothing_was_moved(
        self, desk: FrontDesk, seen: Json, tmp_path: Path
    ) -> None:
        with locked(tmp_path / "fristvagt.db"):
            answer: Answer = desk.submit(LONE, seen)
        assert "databasen svarede ikke. Intet er ændret." in str(answer.view)
        assert desk.item(1).owner_id == KARIM

    def test_mutated_payloads_are_answered_without_an_error(
        self, desk: FrontDesk, seen: Json, caplog: pytest.LogCaptureFixture
    ) -> None:
        desk.command(LONE, "flyt")
        form, chance = shapes.opened(desk.modal()), random.Random(7)
        chosen = {ids.FROM: f"person:{KARIM}", ids.TO: f"person:{MAJA}"}
        payloads = [
            shapes.submission(LONE, form, chosen),
            shapes.submission(LONE, seen),
            shapes.press(LONE, ids.HAND_OVER_UNDO, "1", view=seen),
            shapes.press(LONE, ids.HAND_OVER, LONE, view=seen),
            shapes.suggestion(LONE, ids.FROM, "ka", form),
            shapes.command(LONE, "flyt <@U0KARIM|karim> <@U0MAJA>"),
        ]
        caplog.set_level(logging.WARNING)
        for _ in range(400):
            payload = mutated(chance.choice(payloads), chance)
            assert desk.send(payload).status == 200, payload
            assert not caplog.records, payload
        assert desk.item(1).owner_id in (KARIM, MAJA)
