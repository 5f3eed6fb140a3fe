"""When a statutory deadline asks for its place on the list, and when the engine looks at it again."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.office_file import EXAMPLE, load_office
from rules.case_ladder import CaseTimes, next_case_step, next_mark, passed_mark, rung_day
from rules.ladder import Step
from rules.office import Ladder
from rules.statute import Whose
from tests.calls import at

OFFICE = load_office(EXAMPLE)
CALENDAR = OFFICE.team("voksen-a").calendar
LADDER = Ladder()
RUNGS = (10, 3, 1, 0)
# Worked towards until Thursday 21 January 2027, 17.00.
TIMES = CaseTimes(
    since=at(26, 10),
    aim_at=at(21, 17, month=1, year=2027),
    due_at=at(21, 23, 59, month=1, year=2027),
    rungs=RUNGS,
)


def january(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return at(day, hour, minute, month=1, year=2027)


class TestRungs:
    @pytest.mark.parametrize(("rung", "day"), [(0, 21), (1, 20), (3, 18), (10, 7)])
    def test_they_count_working_days_back(self, rung: int, day: int) -> None:
        assert rung_day(CALENDAR, date(2027, 1, 21), rung) == date(2027, 1, day)

    def test_closed_days_are_passed_over(self) -> None:
        assert rung_day(CALENDAR, date(2027, 1, 4), 1) == date(2026, 12, 23)

    @given(st.dates(date(2026, 3, 1), date(2027, 11, 30)), st.integers(0, 20))
    def test_so_many_working_days_lie_between(self, aim: date, rung: int) -> None:
        day = rung_day(CALENDAR, aim, rung)
        last = CALENDAR.last_working_day_on_or_before(aim)
        assert CALENDAR.is_working_day(day)
        assert CALENDAR.add_working_days(day, rung) == last

    def test_each_comes_at_the_start_of_its_day(self) -> None:
        since, seen = TIMES.since, []
        while mark := next_mark(CALENDAR, replace(TIMES, since=since)):
            seen.append((mark.rung, mark.at))
            since = mark.at
        assert seen == [(10, january(7)), (3, january(18)), (1, january(20)), (0, january(21))]

    def test_after_a_standstill_only_the_newest_is_taken(self) -> None:
        mark = passed_mark(CALENDAR, TIMES, january(20, 9))
        assert mark is not None
        assert mark.rung == 1

    def test_nothing_before_the_day_it_was_put_off_to(self) -> None:
        mark = next_mark(CALENDAR, replace(TIMES, postponed_to=date(2027, 1, 12)))
        assert mark is not None
        assert (mark.rung, mark.at) == (None, january(12))

    def test_the_end_of_a_wait_asks_for_a_place_between_the_rungs(self) -> None:
        mark = next_mark(CALENDAR, replace(TIMES, waiting_until=date(2026, 12, 10)))
        assert mark is not None
        assert (mark.rung, mark.at) == (None, at(10, 0, month=12))

    def test_the_citizens_own_time_has_none(self) -> None:
        assert next_mark(CALENDAR, replace(TIMES, whose=Whose.CITIZEN)) is None


class TestSteps:
    def test_a_rung_then_the_warning_then_the_end(self) -> None:
        assert next_case_step(CALENDAR, LADDER, TIMES, TIMES.since).step is Step.MARK
        told = replace(TIMES, since=january(21))
        step = next_case_step(CALENDAR, LADDER, told, january(21))
        assert (step.step, step.at) == (Step.WARN, january(21, 15))
        warned = replace(told, warned_at=january(21, 15))
        step = next_case_step(CALENDAR, LADDER, warned, january(21, 15))
        assert (step.step, step.at) == (Step.BREACH, january(21, 23, 59))

    def test_what_has_passed_is_looked_at_now_and_then(self) -> None:
        over = replace(TIMES, since=january(21), warned_at=january(21, 15), breached_at=january(21, 23, 59))
        step = next_case_step(CALENDAR, LADDER, over, january(22, 9))
        assert step.step is Step.FOLLOW
        assert step.at > january(28)

    def test_the_citizens_own_time_warns_nobody(self) -> None:
        step = next_case_step(CALENDAR, LADDER, replace(TIMES, whose=Whose.CITIZEN), TIMES.since)
        assert (step.step, step.at) == (Step.BREACH, TIMES.due_at)
