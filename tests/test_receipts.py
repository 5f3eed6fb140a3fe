"""Correct and Undo: for ten minutes, by the one who logged the call, while nobody has rung."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.models import State
from tests import payload_shapes as shapes
from tests.front_desk import (
    ALI,
    BENT,
    CALL,
    KARIM,
    LONE,
    MAJA,
    PETER,
    PHONE,
    RIKKE,
    Answer,
    FrontDesk,
    front_desk,
)
from tests.payload_shapes import Json
from tests.test_callback_command import filled, said
from tests.test_home import home
from tests.world import World
from views import ids

TOO_LATE = "Det er for sent at rette eller fortryde her."


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FrontDesk]:
    with front_desk(tmp_path) as made:
        yield made


def correcting(desk: FrontDesk, number: int) -> Json:
    desk.press(RIKKE, ids.CORRECT, number)
    return shapes.opened(desk.modal())


def correct(desk: FrontDesk, number: int, **changes: object) -> Answer:
    return desk.submit(RIKKE, correcting(desk, number), changes)


class TestCorrect:
    def test_opens_the_form_as_it_was_written(self, desk: FrontDesk) -> None:
        extras = ["urgent", "interpreter", "protected"]
        number = desk.log(phone=PHONE, best_time="morning", extras=extras, note="Ring til datteren")
        form = correcting(desk, number)
        assert form["title"]["text"] == f"Ret nr. {number}"
        assert filled(form) == CALL | {
            "best_time": "morning",
            "extras": extras,
            "note": "Ring til datteren",
        }

    def test_replaces_what_was_written_and_says_the_new_promise(self, desk: FrontDesk) -> None:
        answer = correct(desk, desk.log(), phone="43 57 00 99", whom=f"person:{ALI}", name="", topic="klage")
        assert said(answer.view) == (
            "Rettet. Ali Demir ringer senest mandag 30. november kl. 12. "
            "Hører du ikke fra os, så ring igen på 43 57 00 20."
        )
        assert (desk.citizen(1).phone, desk.citizen(1).name) == ("+4543570099", "")
        assert (desk.item(1).owner_id, desk.item(1).team_key, desk.item(1).topic) == (
            ALI,
            "voksen-b",
            "klage",
        )

    def test_the_promise_is_counted_from_the_time_of_the_call(self, desk: FrontDesk) -> None:
        number = desk.log()
        before = desk.item(number)
        desk.advance(minutes=9)
        correct(desk, number, name="Jens Holm")
        after = desk.item(number)
        assert (after.logged_at, after.due_at) == (before.logged_at, before.due_at)

    def test_takes_the_place_of_the_receipt_it_came_from(self, desk: FrontDesk) -> None:
        """What stood on the receipt does not hold any more, so it must not lie beneath."""
        receipt = desk.submit(RIKKE, desk.form(), CALL).view
        desk.press(RIKKE, ids.CORRECT, 1, view=shapes.opened(receipt, id="V1"))
        name, arguments = desk.client.calls[-1]
        assert (name, arguments["view_id"]) == ("views.update", "V1")

    def test_can_be_repeated_as_often_as_needed(self, lite_world: World) -> None:
        rikke = lite_world.visitor("RIKKE")
        rikke.command("/callback")
        rikke.submit(
            lite_world.modal("RIKKE"), {"phone": PHONE, "whom": "team:voksen-a"} | suggested(lite_world)
        )
        for name in ("Jens", "Jens Holm", "Jens Holm Hansen", "Jens Hansen"):
            rikke.press(rikke.modal(), ids.CORRECT)
            assert rikke.submit(lite_world.modal("RIKKE"), {"name": name})["result"] == "updated"
        assert len(rikke.modals()) == 1

    def test_a_second_delivery_changes_nothing_and_shows_the_same_receipt(self, desk: FrontDesk) -> None:
        payload = shapes.submission(RIKKE, correcting(desk, desk.log()), {"name": "Jens Holm"})
        first = desk.send(payload)
        before, events = desk.snapshot(), len(desk.events())
        desk.advance(minutes=1)
        assert desk.send(payload) == first
        assert (desk.snapshot(), len(desk.events())) == (before, events)

    def test_whoever_took_the_call_meanwhile_keeps_it(self, desk: FrontDesk) -> None:
        number = desk.log(whom="team:voksen-a", extras=["urgent"])
        form = correcting(desk, number)
        desk.press(MAJA, ids.TAKE, number)
        answer = desk.submit(RIKKE, form, {"name": "Jens Holm"})
        assert "Maja Lund ringer senest" in said(answer.view)
        assert (desk.item(number).owner_id, desk.item(number).taken_by) == (MAJA, MAJA)
        assert desk.citizen(number).name == "Jens Holm"

    def test_a_taken_call_can_still_go_to_the_right_team(self, desk: FrontDesk) -> None:
        number = desk.log(whom="team:voksen-a", extras=["urgent"])
        desk.press(MAJA, ids.TAKE, number)
        correct(desk, number, whom="team:voksen-b")
        item = desk.item(number)
        assert (item.team_key, item.owner_id, item.taken_by, item.taken_at) == ("voksen-b", None, None, None)

    def test_somebody_who_works_in_two_teams_keeps_the_call_in_its_team(self, desk: FrontDesk) -> None:
        number = desk.log(whom="team:voksen-b")
        desk.press(LONE, ids.TAKE, number)
        before = desk.item(number)
        correct(desk, number, note="Ring til mobilen")
        after = desk.item(number)
        assert (after.team_key, after.due_at) == (before.team_key, before.due_at)

    def test_what_was_written_is_read_and_the_log_says_so(self, desk: FrontDesk) -> None:
        correcting(desk, desk.log())
        assert [event.detail for event in desk.events("citizen_read")] == [{"why": "correct"}]


def suggested(world: World) -> dict[str, str]:
    """Let the search offer the team, as a person must before choosing it."""
    rikke = world.visitor("RIKKE")
    rikke.suggest(rikke.modal(), "whom", "voksenteam a")
    return {}


class TestUndo:
    def test_takes_the_call_back_and_forgets_the_citizen(self, desk: FrontDesk) -> None:
        number = desk.log(note="Ring til datteren")
        desk.press(RIKKE, ids.UNDO, number)
        assert desk.item(number).state is State.WITHDRAWN
        citizen = desk.citizen(number)
        assert (citizen.name, citizen.phone, citizen.note) == ("", None, "")
        assert desk.command(RIKKE, "find 4357 0001").text.startswith("Der er ikke noget åbent opkald")

    def test_says_so_in_place_of_the_receipt(self, desk: FrontDesk) -> None:
        receipt = desk.submit(RIKKE, desk.form(), CALL).view
        desk.press(RIKKE, ids.UNDO, 1, view=shapes.opened(receipt, id="V1"))
        assert said(desk.modal()) == "Nr. 1 er fortrudt og slettet. Ingen bliver mindet om det."

    @pytest.mark.parametrize(
        ("topic", "stays"),
        [("ansoegning", "En frist, som opkaldet har startet, løber stadig."), ("andet", "")],
    )
    def test_the_question_says_what_it_does_not_take_back(
        self, desk: FrontDesk, topic: str, stays: str
    ) -> None:
        receipt = desk.submit(RIKKE, desk.form(), CALL | {"topic": topic}).view
        (undo,) = [one for block in receipt["blocks"] for one in block.get("elements", []) if undoes(one)]
        said_of_it = undo["confirm"]["text"]["text"]
        assert said_of_it == f"Opkaldet slettes, og ingen bliver mindet om at ringe. {stays}".strip()

    def test_asks_first_on_the_home_tab_too(self, lite_world: World) -> None:
        lite_world.log()
        shown = home(lite_world, "RIKKE")
        (undo,) = [one for block in shown["blocks"] for one in block.get("elements", []) if undoes(one)]
        assert undo["confirm"]["title"]["text"] == "Fortryd opkaldet?"

    def test_a_second_press_changes_nothing(self, desk: FrontDesk) -> None:
        number = desk.log()
        desk.press(RIKKE, ids.UNDO, number)
        before, events = desk.snapshot(), len(desk.events())
        desk.press(RIKKE, ids.UNDO, number)
        assert (desk.snapshot(), len(desk.events())) == (before, events)

    def test_a_number_is_never_given_twice(self, desk: FrontDesk) -> None:
        desk.press(RIKKE, ids.UNDO, desk.log())
        assert desk.log() == 2


def undoes(element: Json) -> bool:
    return element.get("action_id") == ids.UNDO


class TestTooLate:
    @pytest.mark.parametrize("action", [ids.CORRECT, ids.UNDO])
    def test_after_ten_minutes(self, desk: FrontDesk, action: str) -> None:
        number = desk.log()
        desk.advance(minutes=10)
        before = desk.snapshot()
        desk.press(RIKKE, action, number)
        assert TOO_LATE in said(desk.modal())
        assert (desk.snapshot(), desk.events("citizen_read")) == (before, [])

    @pytest.mark.parametrize("action", [ids.CORRECT, ids.UNDO])
    @pytest.mark.parametrize("attempt", [ids.SPOKE, ids.NO_ANSWER])
    def test_once_somebody_rang(self, desk: FrontDesk, action: str, attempt: str) -> None:
        number = desk.log()
        desk.press(KARIM, attempt, number)
        before = desk.snapshot()
        desk.press(RIKKE, action, number)
        assert TOO_LATE in said(desk.modal())
        assert desk.snapshot() == before

    def test_a_form_that_stood_open_keeps_its_text_and_says_so(self, desk: FrontDesk) -> None:
        number = desk.log()
        form = correcting(desk, number)
        desk.advance(hours=3)
        before = desk.snapshot()
        assert TOO_LATE in desk.submit(RIKKE, form, {"name": "Jens Holm"}).errors["phone"]
        assert desk.snapshot() == before

    def test_one_second_before_it_is_not(self, desk: FrontDesk) -> None:
        number = desk.log()
        desk.advance(minutes=9, seconds=59)
        assert correct(desk, number, name="Jens Holm").errors == {}


@pytest.mark.parametrize("user", [KARIM, PETER, LONE, BENT])
@pytest.mark.parametrize("metadata", ["1", "2", "", "x"])
def test_nobody_corrects_what_another_logged(desk: FrontDesk, user: str, metadata: str) -> None:
    number = desk.log()
    form = {**correcting(desk, number), "private_metadata": metadata}
    before = desk.snapshot()
    answer = desk.submit(user, form, {"name": "Jens Holm"})
    assert "adgang" in answer.errors["phone"] or "peger ikke på et opkald" in answer.errors["phone"]
    assert desk.snapshot() == before
    assert desk.events(result="refused")[-1].actor == user
