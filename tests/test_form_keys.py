"""A window keeps its number whatever form it shows: what one saved is no answer to another kind's."""

import pytest

from tests import payload_shapes as shapes
from tests.deadlines import with_rules
from tests.front_desk import CALL, KARIM, FrontDesk
from tests.payload_shapes import Json

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


@pytest.mark.parametrize("backwards", [False, True])
def test_each_kind_is_stored_as_its_own(desk: FrontDesk, backwards: bool) -> None:
    made = forms(desk)
    for form, typed in reversed(made) if backwards else made:
        assert desk.submit(KARIM, form, typed).errors == {}
    assert desk.newest() == len(made)
