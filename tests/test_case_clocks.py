"""A statutory deadline's life: registered, announced, waiting, ended; what stays and what moves."""

from datetime import date, timedelta

import pytest

from rules.errors import FristvagtError
from storage.case_work import DateOrderError, NoNoticeError, TooFarToPostponeError, WrongResultError
from storage.cases import AlreadyRunningError, LongAgoError, NotYetReceivedError
from storage.intake import TooLateToAmendError
from storage.models import Result, State
from storage.working import ClosedError
from tests.calls import at
from tests.cases import (
    COMPLAINT_WINDOW,
    INSIGHT,
    announced,
    case_of,
    decided,
    line_of,
    postponed,
    registered,
    reopened,
    undone,
    waits,
)
from tests.world import World

# Received on Thursday 26 November 2026: eight weeks later is Thursday 21 January 2027.
RECEIVED, LEGAL = date(2026, 11, 26), date(2027, 1, 21)
LETTER_TO = date(2027, 2, 15)


def refused(error: type[FristvagtError], act: object, *arguments: object, **named: object) -> None:
    assert callable(act)
    with pytest.raises(error):
        act(*arguments, **named)


class TestRegistered:
    def test_the_legal_date_and_what_we_work_towards_are_stored(self, world: World) -> None:
        number = registered(world)
        deadline, case = world.item(number), case_of(world, number)
        assert (case.received_on, case.legal_on) == (RECEIVED, LEGAL)
        assert deadline.due_at == at(21, 23, 59, month=1, year=2027)
        assert deadline.goal_at == at(21, 17, month=1, year=2027)
        assert (deadline.kind, deadline.state) == ("decision", State.OPEN)

    def test_a_legal_date_in_the_weekend_stands_and_friday_is_worked_towards(self, lite_world: World) -> None:
        number = registered(lite_world, received=date(2026, 11, 21))
        assert case_of(lite_world, number).legal_on == date(2027, 1, 16)
        assert lite_world.item(number).goal_at == at(15, 13, month=1, year=2027)

    def test_the_rule_is_frozen(self, lite_world: World) -> None:
        item = line_of(lite_world, registered(lite_world))
        assert item.statute.paragraph == "85"

    def test_the_case_reference_is_sealed(self, lite_world: World) -> None:
        number = registered(lite_world, case_ref="23-1234")
        sealed = case_of(lite_world, number).case_ref_sealed
        assert sealed is not None
        assert b"23-1234" not in sealed

    def test_a_second_delivery_changes_nothing(self, lite_world: World) -> None:
        first = registered(lite_world, key="one")
        assert registered(lite_world, key="one") == first
        assert lite_world.count() == 1

    def test_the_same_deadline_on_the_same_case_is_named(self, world: World) -> None:
        first = registered(world, case_ref="23-1234")
        with pytest.raises(AlreadyRunningError) as refusal:
            registered(world, case_ref=" 23-1234. ")
        assert refusal.value.number == first
        assert world.count() == 1

    def test_another_day_of_receipt_is_another_deadline(self, lite_world: World) -> None:
        registered(lite_world, case_ref="23-1234")
        registered(lite_world, case_ref="23-1234", received=RECEIVED - timedelta(days=1))
        assert lite_world.count() == 2

    def test_nothing_is_received_in_the_future_or_in_another_decade(self, lite_world: World) -> None:
        refused(NotYetReceivedError, registered, lite_world, received=RECEIVED + timedelta(days=1))
        refused(LongAgoError, registered, lite_world, received=date(2016, 11, 26))
        assert lite_world.count() == 0

    def test_it_can_be_taken_back_for_ten_minutes_and_the_case_is_forgotten(self, lite_world: World) -> None:
        number = registered(lite_world, case_ref="23-1234")
        lite_world.advance(timedelta(minutes=9))
        undone(lite_world, number)
        undone(lite_world, number)
        assert lite_world.item(number).state is State.WITHDRAWN
        assert case_of(lite_world, number).case_ref_sealed is None
        assert registered(lite_world, case_ref="23-1234") != number

    def test_later_it_cannot(self, lite_world: World) -> None:
        number = registered(lite_world)
        lite_world.advance(timedelta(minutes=10))
        refused(TooLateToAmendError, undone, lite_world, number)


class TestDecided:
    def test_in_time(self, world: World) -> None:
        number = registered(world)
        world.move_to(at(21, 16, month=1, year=2027))
        decided(world, number, Result.REFUSED)
        world.move_to(at(1, 9, month=2, year=2027))
        case = case_of(world, number)
        assert (case.result, case.missed_at) == (Result.REFUSED, None)
        assert world.item(number).next_step is None

    def test_too_late(self, world: World) -> None:
        number = registered(world)
        world.move_to(at(22, 9, month=1, year=2027))
        decided(world, number)
        assert case_of(world, number).missed_at == at(21, 23, 59, month=1, year=2027)

    def test_too_late_before_the_engine_saw_it_pass(self, lite_world: World) -> None:
        number = registered(lite_world, received=date(2026, 8, 3))
        decided(lite_world, number)
        assert case_of(lite_world, number).missed_at == at(28, 23, 59, month=9)

    def test_in_time_and_written_down_late(self, lite_world: World) -> None:
        number = registered(lite_world)
        lite_world.move_to(at(22, 9, month=1, year=2027))
        decided(lite_world, number, on=LEGAL)
        assert case_of(lite_world, number).missed_at is None

    def test_the_dates_have_an_order(self, lite_world: World) -> None:
        number = registered(lite_world)
        lite_world.advance(timedelta(days=5))
        today = lite_world.now.date()
        refused(DateOrderError, decided, lite_world, number, on=RECEIVED - timedelta(days=1))
        refused(DateOrderError, decided, lite_world, number, on=today + timedelta(days=1))
        refused(DateOrderError, decided, lite_world, number, on=today, sent=today - timedelta(days=1))
        assert lite_world.item(number).state is State.OPEN

    def test_where_the_rule_says_sent_a_decision_alone_ends_nothing(self, lite_world: World) -> None:
        number = registered(lite_world, INSIGHT)
        refused(DateOrderError, decided, lite_world, number, Result.DONE)
        decided(lite_world, number, Result.DONE, sent=lite_world.now.date())
        assert lite_world.item(number).state is State.CLOSED

    def test_an_outcome_that_does_not_belong_is_refused(self, lite_world: World) -> None:
        number = registered(lite_world, COMPLAINT_WINDOW)
        refused(WrongResultError, decided, lite_world, number, Result.GRANTED)

    def test_twice_says_who_was_first(self, lite_world: World) -> None:
        number = registered(lite_world)
        decided(lite_world, number, by="MAJA")
        with pytest.raises(ClosedError) as refusal:
            decided(lite_world, number)
        assert refusal.value.by == "U0MAJA"

    def test_a_mistake_is_taken_up_again_with_its_date(self, lite_world: World) -> None:
        number = registered(lite_world)
        decided(lite_world, number)
        reopened(lite_world, number)
        assert (lite_world.item(number).state, case_of(lite_world, number).result) == (State.OPEN, None)
        assert lite_world.item(number).due_at == at(21, 23, 59, month=1, year=2027)


class TestTheWrittenNotice:
    def test_the_legal_date_stays_and_the_announced_one_is_worked_towards(self, world: World) -> None:
        number = registered(world)
        world.move_to(at(20, 10, month=1, year=2027))
        announced(world, number, LETTER_TO)
        case, deadline = case_of(world, number), world.item(number)
        assert (case.legal_on, case.announced_to) == (LEGAL, LETTER_TO)
        assert deadline.due_at == at(15, 23, 59, month=2, year=2027)
        world.move_to(at(25, 9, month=1, year=2027))
        assert (case_of(world, number).missed_at, world.item(number).breached_at) == (None, None)

    def test_after_the_date_it_is_missed_and_announced(self, world: World) -> None:
        number = registered(world)
        world.move_to(at(22, 10, month=1, year=2027))
        announced(world, number, LETTER_TO)
        assert case_of(world, number).missed_at == at(21, 23, 59, month=1, year=2027)
        assert world.item(number).breached_at is None

    def test_a_letter_sent_in_time_and_written_down_late_counts(self, lite_world: World) -> None:
        number = registered(lite_world)
        lite_world.move_to(at(22, 10, month=1, year=2027))
        announced(lite_world, number, LETTER_TO, sent=LEGAL)
        assert case_of(lite_world, number).missed_at is None

    def test_the_announced_date_passes_too(self, lite_world: World) -> None:
        number = registered(lite_world)
        announced(lite_world, number, LETTER_TO)
        lite_world.move_to(at(16, 9, month=2, year=2027))
        assert lite_world.item(number).breached_at is not None
        assert case_of(lite_world, number).missed_at is None

    def test_the_new_date_lies_after_the_old(self, lite_world: World) -> None:
        number = registered(lite_world)
        refused(DateOrderError, announced, lite_world, number, LEGAL)
        refused(DateOrderError, announced, lite_world, number, LETTER_TO, sent=RECEIVED + timedelta(days=1))

    def test_gdpr_gives_two_months_more_and_no_day_beyond(self, lite_world: World) -> None:
        number = registered(lite_world, INSIGHT)
        refused(DateOrderError, announced, lite_world, number, date(2027, 2, 27))
        announced(lite_world, number, date(2027, 2, 26))
        assert case_of(lite_world, number).announced_to == date(2027, 2, 26)

    def test_the_citizens_own_time_needs_no_letter(self, lite_world: World) -> None:
        number = registered(lite_world, COMPLAINT_WINDOW)
        refused(NoNoticeError, announced, lite_world, number, LETTER_TO)


class TestTheCitizensTime:
    def test_it_runs_on_to_a_working_day_and_nobody_here_misses_it(self, lite_world: World) -> None:
        # Four weeks from Saturday the 21st is a Saturday; that the office closes for Christmas moves nothing.
        number = registered(lite_world, COMPLAINT_WINDOW, received=date(2026, 11, 21))
        assert case_of(lite_world, number).legal_on == date(2026, 12, 21)
        lite_world.move_to(at(5, 9, month=1, year=2027))
        assert case_of(lite_world, number).missed_at is None
        assert len(lite_world.events("window_over")) == 1
        assert lite_world.events("breached") == []


class TestPutOff:
    def test_not_beyond_the_day_worked_towards(self, lite_world: World) -> None:
        number = registered(lite_world)
        refused(TooFarToPostponeError, postponed, lite_world, number, LEGAL + timedelta(days=1))
        refused(DateOrderError, postponed, lite_world, number, RECEIVED)
        postponed(lite_world, number, LEGAL)

    def test_waiting_leaves_the_date_and_ends_by_itself(self, lite_world: World) -> None:
        number = registered(lite_world)
        waits(lite_world, number, date(2026, 12, 10))
        assert lite_world.item(number).due_at == at(21, 23, 59, month=1, year=2027)
        lite_world.move_to(at(10, 9, month=12))
        assert case_of(lite_world, number).waiting_on is None
