"""When a list comes, what *Senere* offers, and when a call left lying goes back to its team."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rules.ladder import Clock, NextStep, Step, list_on, next_list, next_step, return_at, times_to_wait
from rules.office import Ladder
from rules.worktime import Closing, Span, WorkCalendar

ZONE = ZoneInfo("Europe/Copenhagen")
LADDER = Ladder()
HALF_DAY, CLOSED = date(2026, 12, 10), date(2026, 12, 11)
# Open 9-15 each weekday, telephone hours 10-12 on Mondays and Thursdays only.
CALENDAR = WorkCalendar(
    ZONE,
    opening=dict.fromkeys(range(5), (Span(time(9), time(15)),)),
    telephone=dict.fromkeys((0, 3), (Span(time(10), time(12)),)),
    closings={
        HALF_DAY: Closing(HALF_DAY, "julefrokost", time(12)),
        CLOSED: Closing(CLOSED, "flytning"),
    },
)
NO_TELEPHONE = replace(CALENDAR, telephone={})


def at(day: int, hour: int, minute: int = 0, second: int = 0, month: int = 12) -> datetime:
    """The 7th of December 2026 is a Monday."""
    return datetime(2026, month, day, hour, minute, second, tzinfo=ZONE)


class TestADaysList:
    def test_comes_at_the_offices_time(self) -> None:
        assert list_on(CALENDAR, LADDER, date(2026, 12, 7)) == at(7, 8, 15)

    def test_comes_at_the_persons_own_time(self) -> None:
        assert list_on(CALENDAR, LADDER, date(2026, 12, 7), time(13, 30)) == at(7, 13, 30)

    @pytest.mark.parametrize(
        ("own", "comes"), [(time(11, 59), (11, 59)), (time(12), (8, 15)), (time(13), (8, 15))]
    )
    def test_comes_with_the_others_when_the_office_has_closed_by_then(
        self, own: time, comes: tuple[int, int]
    ) -> None:
        assert list_on(CALENDAR, LADDER, HALF_DAY, own) == at(10, *comes)

    def test_of_a_day_closed_all_day_is_asked_for_by_nobody_but_has_a_time(self) -> None:
        assert list_on(CALENDAR, LADDER, CLOSED, time(13)) == at(11, 13)

    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            (at(7, 13, 29), at(7, 13, 30)),
            (at(7, 13, 30), at(8, 13, 30)),
            (at(9, 14), at(10, 8, 15)),  # the half day closes before 13:30
            (at(10, 9), at(14, 13, 30)),  # the closed Friday and the weekend
        ],
    )
    def test_the_next_one_keeps_the_persons_own_time(self, now: datetime, expected: datetime) -> None:
        assert next_list(CALENDAR, LADDER, now, time(13, 30)) == expected


class TestLater:
    def test_in_the_morning_offers_the_hour_the_afternoon_the_telephone_and_the_list(self) -> None:
        offered = times_to_wait(CALENDAR, LADDER, at(7, 9, 20, 42))
        assert offered == [at(7, 10), at(7, 10, 20), at(7, 13), at(8, 8, 15)]

    def test_an_hour_from_now_is_a_whole_minute(self) -> None:
        now = at(8, 13, 20, 42).replace(microsecond=7)
        assert at(8, 14, 20) in times_to_wait(CALENDAR, LADDER, now)

    def test_at_noon_the_afternoon_is_the_hour_from_now_and_stands_once(self) -> None:
        assert times_to_wait(NO_TELEPHONE, LADDER, at(7, 12)) == [at(7, 13), at(8, 8, 15)]

    def test_no_afternoon_is_offered_when_the_office_has_closed_by_one(self) -> None:
        assert at(10, 13) not in times_to_wait(CALENDAR, LADDER, at(10, 9, 30))

    def test_without_telephone_hours_there_is_no_such_time(self) -> None:
        assert times_to_wait(NO_TELEPHONE, LADDER, at(7, 9)) == [at(7, 10), at(7, 13), at(8, 8, 15)]

    def test_the_list_offered_is_the_persons_own(self) -> None:
        offered = times_to_wait(NO_TELEPHONE, LADDER, at(7, 14), time(11))
        assert offered == [at(7, 15), at(8, 11)]


class TestWhatWasTakenAndLeftLying:
    @pytest.mark.parametrize(
        ("claimed", "returned"),
        [
            (at(7, 10, 4), at(8, 10, 4)),
            (at(7, 16, 30), at(8, 15)),  # no later than the next day's close
            (at(9, 13), at(10, 12)),  # which may be a half day
            (at(10, 9), at(14, 9)),  # over a closed day and a weekend
        ],
    )
    def test_goes_back_a_working_day_later(self, claimed: datetime, returned: datetime) -> None:
        assert return_at(CALENDAR, claimed) == returned

    def test_keeps_the_wall_clock_over_a_change_of_clocks(self) -> None:
        assert return_at(CALENDAR, at(27, 10, month=3)) == at(30, 10, month=3)

    def test_is_the_next_step_when_nothing_comes_before(self) -> None:
        clock = Clock(told_at=at(7, 9), due_at=at(14, 12), claimed_at=at(7, 10))
        assert next_step(CALENDAR, LADDER, clock, at(7, 10)) == NextStep(Step.RETURN, at(8, 10))

    def test_asks_for_nothing_once_it_is_touched(self) -> None:
        clock = Clock(told_at=at(7, 9), due_at=at(14, 12), attempted=True)
        expected = NextStep(Step.FOLLOW, at(8, 8, 15))
        assert next_step(CALENDAR, LADDER, clock, at(7, 10)) == expected


class TestATimeAgreedWithTheCitizen:
    """Monday the 14th at 12 is the limit, so the warning comes at 10."""

    def agreed_for(self, when: datetime, *, now: datetime | None = None, **known: Any) -> NextStep:
        clock = Clock(told_at=at(7, 9), due_at=at(14, 12), attempted=True, agreed_at=when)
        return next_step(CALENDAR, LADDER, replace(clock, **known), now or at(7, 9))

    def test_that_nobody_kept_is_warned_of_before_the_limit(self) -> None:
        assert self.agreed_for(at(8, 14)) == NextStep(Step.WARN, at(14, 10))

    def test_is_reminded_of_before_any_warning(self) -> None:
        expected = NextStep(Step.WAKE, at(8, 13, 50))
        assert self.agreed_for(at(8, 14), snoozed_until=at(8, 13, 50)) == expected

    @pytest.mark.parametrize(("minute", "warned"), [(29, (10, 0)), (30, (10, 0)), (31, (10, 1))])
    def test_shortly_before_the_warning_leaves_half_an_hour_to_ring_and_note_it(
        self, minute: int, warned: tuple[int, int]
    ) -> None:
        assert self.agreed_for(at(14, 9, minute)) == NextStep(Step.WARN, at(14, *warned))

    def test_in_the_last_two_hours_is_warned_of_while_the_limit_is_ahead(self) -> None:
        assert self.agreed_for(at(14, 11, 29)) == NextStep(Step.WARN, at(14, 11, 59))

    @pytest.mark.parametrize("when", [at(14, 11, 30), at(14, 12), at(15, 10)])
    def test_that_ends_with_the_limit_or_after_it_was_the_citizens_wish(self, when: datetime) -> None:
        assert self.agreed_for(when) == NextStep(Step.FOLLOW, at(8, 8, 15))

    def test_is_warned_of_once(self) -> None:
        assert self.agreed_for(at(8, 14), warned_at=at(14, 10)).step is Step.FOLLOW

    def test_still_counts_as_an_attempt_when_the_limit_passes(self) -> None:
        assert self.agreed_for(at(8, 14), warned_at=at(14, 10), now=at(14, 13)).step is Step.FOLLOW

    def test_beside_no_attempt_puts_no_warning_off(self) -> None:
        assert self.agreed_for(at(14, 11), attempted=False) == NextStep(Step.WARN, at(14, 10))


def test_of_several_steps_the_earliest_is_next() -> None:
    clock = Clock(
        told_at=at(7, 9), due_at=at(8, 12), urgent=True, snoozed_until=at(7, 9, 10), claimed_at=at(7, 9)
    )
    steps: list[NextStep] = []
    while len(steps) < 5:
        following = next_step(CALENDAR, LADDER, clock, at(7, 9))
        steps.append(following)
        match following.step:
            case Step.WAKE:
                clock = replace(clock, snoozed_until=None)
            case Step.URGENT_UNANSWERED:
                clock = replace(clock, escalated=True)
            case Step.RETURN:
                clock = replace(clock, claimed_at=None)
            case Step.WARN:
                clock = replace(clock, warned_at=following.at)
            case _:
                break
    assert steps == [
        NextStep(Step.WAKE, at(7, 9, 10)),
        NextStep(Step.URGENT_UNANSWERED, at(7, 9) + timedelta(minutes=15)),
        NextStep(Step.RETURN, at(8, 9)),
        NextStep(Step.WARN, at(8, 10)),
        NextStep(Step.BREACH, at(8, 12)),
    ]
