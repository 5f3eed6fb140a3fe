"""A closed call is taken up again by its owner or the lead; its limit stays."""

import pytest

from storage.endings import Why
from storage.models import State
from tests.calls import at, call, kinds, noted, reopened, shown, spoke, undo
from tests.front_desk import KARIM, LONE, FrontDesk
from tests.world import World, text_of


def closed(world: World) -> int:
    number = call(world)
    world.tick()
    spoke(world, number)
    noted(world, number)
    world.tick()
    return number


def test_the_owner_reopens_it_from_the_list(world: World) -> None:
    number = closed(world)
    promised = world.item(number).due_at
    karim = world.visitor("KARIM")
    karim.press(world.dms("KARIM")[0], "callback_reopen", str(number))
    assert karim.submit(world.modal("KARIM"), {"why": "more"})["ok"]
    world.tick()
    assert world.item(number).state is State.OPEN
    assert world.item(number).due_at == promised
    assert world.item(number).next_step_at is not None
    assert "Talt med" in shown(world, "KARIM")[0]
    assert [event.detail for event in world.events("reopened")] == [{"why": "more"}]


def test_what_was_pressed_by_mistake_is_still_promised(lite_world: World) -> None:
    number = closed(lite_world)
    reopened(lite_world, number, Why.MISTAKE)
    lite_world.move_to(at(27, 8, 15))
    lite_world.move_to(at(30, 8, 15))
    lite_world.move_to(at(30, 9, 1))
    assert "1 borger er ikke ringet op endnu" in shown(lite_world, "KARIM")[-1]
    lite_world.move_to(at(30, 11))
    assert lite_world.item(number).breached_at is not None


def test_more_to_ring_about_leaves_the_promise_kept(lite_world: World) -> None:
    number = closed(lite_world)
    reopened(lite_world, number, Why.MORE)
    lite_world.move_to(at(30, 11))
    assert lite_world.item(number).breached_at is None
    assert f"Nr. {number} " in shown(lite_world, "KARIM")[-1]


def test_an_answered_call_without_its_note_can_be_reopened_too(lite_world: World) -> None:
    number = call(lite_world)
    lite_world.tick()
    spoke(lite_world, number)
    lite_world.tick()
    assert "Genåbn" in text_of(lite_world.dms("KARIM")[0])
    reopened(lite_world, number, Why.MISTAKE)
    assert lite_world.item(number).state is State.OPEN


def test_the_owner_is_told_through_the_list_when_the_lead_reopens(lite_world: World) -> None:
    number = closed(lite_world)
    lite_world.move_to(at(27, 8, 15))
    assert kinds(lite_world, "KARIM") == ["list"]
    lite_world.move_to(at(27, 10))
    reopened(lite_world, number, Why.MORE, by="LONE")
    lite_world.tick()
    assert kinds(lite_world, "KARIM") == ["list", "list"]
    assert f"Nr. {number} " in shown(lite_world, "KARIM")[-1]


class TestRefusedPolitely:
    def test_what_is_open(self, desk: FrontDesk) -> None:
        number = desk.log()
        desk.press(KARIM, "callback_reopen", number)
        assert f"Nr. {number} er åbent" in str(desk.modal())

    def test_what_was_undone(self, desk: FrontDesk) -> None:
        number = desk.log()
        desk.press("U0RIKKE", "receipt_undo", number)
        desk.press(LONE, "callback_reopen", number)
        assert "oplysningerne er slettet" in str(desk.modal())

    def test_a_note_before_anybody_was_reached(self, desk: FrontDesk) -> None:
        number = desk.log()
        desk.press(KARIM, "callback_journaled", number)
        assert "Tryk »Talt med« først" in str(desk.modal())
        assert desk.item(number).state is State.OPEN

    @pytest.mark.parametrize("button", ["callback_spoke", "callback_no_answer", "callback_unreached"])
    def test_an_attempt_after_the_end(self, desk: FrontDesk, button: str) -> None:
        number = desk.log()
        desk.press(KARIM, "callback_spoke", number)
        desk.press(KARIM, "callback_journaled", number)
        before = desk.item(number)
        assert desk.press(KARIM, button, number).status == 200
        assert desk.item(number) == before


def test_an_undone_call_stays_undone(lite_world: World) -> None:
    number = call(lite_world)
    undo(lite_world, number)
    with pytest.raises(Exception, match="er slettet"):
        reopened(lite_world, number, Why.MORE)
