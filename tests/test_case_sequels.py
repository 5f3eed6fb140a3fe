"""What follows from a deadline, and what a change of mind takes back: each clock stands on its own."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from rules.statute import Kind, Length, Unit
from storage import case_work, handover, pages
from storage.case_work import NobodysToMoveError
from storage.models import LateWhy, Result, State, Turn
from tests import payload_shapes as shapes
from tests.case_desk import FOLLOW_UP, decide, item, opened, registered
from tests.cases import SUPPORT
from tests.front_desk import KARIM, LONE, MAJA, FrontDesk
from tests.payload_shapes import Json
from views import ids

OTHER = replace(SUPPORT, key="serviceloven-100", paragraph="100", name="Merudgifter")


def refused(desk: FrontDesk, number: int) -> int:
    """A refusal whose complaint window is followed; returns the window's number."""
    view = decide(desk, number, Result.REFUSED).view
    assert view is not None
    desk.submit(KARIM, shown(view))
    return desk.newest()


def shown(view: Json) -> Json:
    return shapes.opened(view)


class TestAChangedMind:
    def test_takes_the_complaint_window_back_and_offers_a_new_one(self, desk: FrontDesk) -> None:
        number = registered(desk)
        window = refused(desk, number)
        desk.now += timedelta(days=7)
        desk.press(KARIM, ids.CASE_REOPEN, number)
        assert item(desk, window).state is State.WITHDRAWN
        again = refused(desk, number)
        assert again != window
        assert item(desk, again).received_on == desk.now.date()

    def test_of_two_decisions_on_one_case_on_one_day_each_has_its_window(self, desk: FrontDesk) -> None:
        first, second = refused(desk, registered(desk)), refused(desk, registered(desk, OTHER))
        assert first != second
        assert {item(desk, one).state for one in (first, second)} == {State.OPEN}


class TestAFollowUp:
    def test_done_on_the_day_it_was_registered_goes_on_all_the_same(self, desk: FrontDesk) -> None:
        number = registered(desk, FOLLOW_UP, turn=Turn.ADMINISTRATIVE)
        desk.submit(KARIM, opened(desk, number))
        after = item(desk, desk.newest())
        assert (after.started_by, after.turn, after.state) == (number, Turn.WITH_CITIZEN, State.OPEN)


class TestOtherHands:
    def test_find_on_their_list_what_the_one_before_put_off(self, desk: FrontDesk) -> None:
        number = registered(desk, owner=KARIM, by=KARIM)
        with desk.database.write() as session:
            later = desk.now.date() + timedelta(days=30)
            case_work.postpone(session, desk.office, number, later, by=KARIM, now=desk.now)
            handover.reassign(
                session, desk.office, number, team_key="voksen-a", owner_id=MAJA, by=KARIM, now=desk.now
            )
        with desk.database.read() as session:
            duties = pages.duties(session, desk.office, MAJA, desk.now + timedelta(days=1))
        assert [one.number for one in duties.cases.mine] == [number]


class TestALetter:
    def test_moves_no_deadline_the_law_lets_nobody_put_off(self, desk: FrontDesk) -> None:
        treatment = replace(
            SUPPORT, key="stofmisbrug", kind=Kind.START, length=Length(Unit.DAYS, Decimal(14))
        )
        number = registered(desk, treatment)
        with pytest.raises(NobodysToMoveError), desk.database.write() as session:
            case_work.announce(
                session,
                desk.office,
                number,
                sent_on=desk.now.date(),
                to=desk.now.date() + timedelta(days=90),
                why=LateWhy.STAFFING,
                by=LONE,
                now=desk.now,
            )
