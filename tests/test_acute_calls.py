"""Acute calls: in opening hours at once, outside them the office's text, and a child is asked about."""

import pytest

from tests.front_desk import CALL, RIKKE, FrontDesk
from tests.payload_shapes import opened
from tests.world import World, text_of

ACUTE = CALL | {"topic": "akut"}
CHILD_TEXT = "Stil om til Børnemodtagelsen på 43 57 00 50 med det samme."


def test_choosing_the_topic_is_enough_to_be_urgent(desk: FrontDesk) -> None:
    number = desk.log(topic="akut")
    assert desk.item(number).urgent


def test_the_receipt_asks_whether_it_concerns_a_child_and_says_what_to_do(desk: FrontDesk) -> None:
    said = str(desk.submit(RIKKE, desk.form(), ACUTE).view)
    assert "Handler det om et barn?" in said
    assert CHILD_TEXT in said


def test_another_topic_asks_nothing(desk: FrontDesk) -> None:
    assert "barn" not in str(desk.submit(RIKKE, desk.form(), CALL).view)


@pytest.mark.parametrize(("button", "child"), [("receipt_child", True), ("receipt_not_child", False)])
def test_the_answer_is_kept_and_shown(desk: FrontDesk, button: str, child: bool) -> None:
    receipt = opened(desk.submit(RIKKE, desk.form(), ACUTE).view)
    number = desk.newest()
    desk.press(RIKKE, button, number, view=receipt)
    assert desk.item(number).child is child
    assert ("Det handler om et barn" in str(desk.modal())) is child
    assert "Handler det om et barn?" not in str(desk.modal())
    assert [event.detail for event in desk.events("child_answered")] == [{"child": child}]


def test_pressing_twice_notes_it_once(desk: FrontDesk) -> None:
    desk.submit(RIKKE, desk.form(), ACUTE)
    for _ in range(2):
        desk.press(RIKKE, "receipt_child", desk.newest())
    assert len(desk.events("child_answered")) == 1


def test_whoever_rings_sees_that_it_concerns_a_child(desk: FrontDesk) -> None:
    number = desk.log(topic="akut")
    desk.press(RIKKE, "receipt_child", number)
    desk.press("U0KARIM", "callback_view", number)
    assert "Det handler om et barn" in str(desk.modal())


def test_on_one_line_the_receipt_asks_too(lite_world: World) -> None:
    rikke = lite_world.visitor("RIKKE")
    rikke.command("/callback @karim 22 33 44 55 underretning")
    lite_world.settle()
    receipt = rikke.dm()[-1]
    assert "Handler det om et barn?" in text_of(receipt)
    rikke.press(receipt, "receipt_child")
    lite_world.settle()
    assert "Det handler om et barn" in text_of(rikke.dm()[-1])


def test_outside_hours_the_receipt_says_what_the_office_has_written(desk: FrontDesk) -> None:
    desk.advance(hours=12)
    said = str(desk.submit(RIKKE, desk.form(), ACUTE).view)
    assert "ring 112 ved fare for liv" in said
    assert "får besked fredag 27. november kl. 8, når der igen er nogen på arbejde" in said


def test_in_opening_hours_they_are_told_at_once(desk: FrontDesk) -> None:
    said = str(desk.submit(RIKKE, desk.form(), ACUTE).view)
    assert "får besked med det samme, fordi det haster" in said
    assert "112" not in said
