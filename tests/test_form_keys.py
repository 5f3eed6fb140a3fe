"""A window keeps its number whatever form it shows: what one saved is no answer to another kind's."""

import pytest

from storage.models import Deadline
from tests import payload_shapes as shapes
from tests.deadlines import with_rules
from tests.front_desk import CALL, KARIM, FrontDesk
from tests.meetings import inquiry, items_of
from tests.payload_shapes import Json
from tests.test_agenda_windows import MONDAY, lite, opened, press
from tests.world import World
from views import ids

__all__ = ["lite"]

WINDOW = "V0SAME"


@pytest.fixture
def desk(desk: FrontDesk) -> FrontDesk:
    return with_rules(desk)


def in_the_window(view: Json) -> Json:
    return shapes.opened(view, id=WINDOW)


def forms(desk: FrontDesk) -> list[tuple[Json, Json]]:
    """A call's, a deadline's and a complaint's form, each with what is to be typed."""
    desk.command(KARIM)
    call = in_the_window(desk.modal())
    desk.command(KARIM, "§85 sag 23-1234 @svend", "/deadline")
    deadline = in_the_window(desk.modal())
    desk.command(KARIM, "§85 sag 23-1235 modtaget i dag læser @svend", "/appeal")
    return [(call, CALL), (deadline, {"case_whom": f"person:{KARIM}"}), (in_the_window(desk.modal()), {})]


def test_a_complaint_that_was_undone_is_not_saved_again_by_its_form(desk: FrontDesk) -> None:
    form, typed = forms(desk)[-1]
    assert desk.submit(KARIM, form, typed).errors == {}
    desk.press(KARIM, ids.DEADLINE_UNDO, desk.newest())
    again = desk.submit(KARIM, form, typed).errors
    assert "fortrudt" in again[ids.APPEAL_RULE]


@pytest.mark.parametrize("backwards", [False, True])
def test_each_kind_is_stored_as_its_own(desk: FrontDesk, backwards: bool) -> None:
    made = forms(desk)
    for form, typed in reversed(made) if backwards else made:
        assert desk.submit(KARIM, form, typed).errors == {}
    assert desk.newest() == len(made)


def test_each_item_of_an_agenda_becomes_an_action_of_its_own(lite: World) -> None:
    """The agenda and the form take each other's place in one window."""
    inquiry(lite), inquiry(lite)
    lite.move_to(MONDAY)
    opened(lite)
    items, owners = [one.id for one in items_of(lite)], ["KARIM", "MAJA"]
    for item, owner in zip(items, owners, strict=True):
        form = press(lite, ids.AGENDA_ACTION, item)
        lite.visitor("LONE").suggest(form, ids.AGENDA_OWNER, owner.casefold())
        agreed = {ids.AGENDA_OWNER: f"person:U0{owner}", ids.AGENDA_DUE: "2026-12-03"}
        assert lite.visitor("LONE").submit(form, agreed) == {"ok": True, "result": "updated"}
    actions = [one.action_id for one in items_of(lite)]
    with lite.parts.database.read() as session:
        made = [session.get_one(Deadline, action).owner_id for action in actions]
    assert made == [f"U0{owner}" for owner in owners]
