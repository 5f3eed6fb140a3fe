"""On which days a meeting comes: by the rule, moved off closed days, at its own wall clock."""

from calendar import monthcalendar
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.office_file import EXAMPLE, load_office
from rules.meeting_days import agenda_at, occurrences
from rules.recurrence import LAST, Day, Listed, Monthly, Recurrence, Roll, Weekly, days, planned_days
from rules.worktime import ONE_DAY, Closing, public_holidays
from tests.meetings import series

OFFICE = load_office(EXAMPLE)
CALENDAR = OFFICE.teams[0].calendar
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
RULES = st.one_of(
    st.builds(Weekly, st.integers(0, 4)),
    st.builds(Monthly, st.sampled_from([1, 2, 3, 4, LAST]), st.integers(0, 4)),
    st.builds(Listed, st.lists(DAYS, max_size=20).map(tuple)),
)


def always(_day: date) -> bool:
    return True


class TestTheRule:
    def test_every_tuesday(self) -> None:
        found = planned_days(Weekly(1), date(2026, 11, 25), date(2026, 12, 9))
        assert found == [date(2026, 12, 1), date(2026, 12, 8)]

    def test_the_first_and_the_last_of_a_month(self) -> None:
        first, last = date(2026, 11, 1), date(2026, 12, 31)
        assert planned_days(Monthly(1, 2), first, last) == [date(2026, 11, 4), date(2026, 12, 2)]
        assert planned_days(Monthly(LAST, 0), first, last) == [date(2026, 11, 30), date(2026, 12, 28)]

    def test_listed_days_come_in_order_and_once(self) -> None:
        listed = Listed((date(2027, 3, 1), date(2026, 12, 1), date(2027, 3, 1)))
        found = planned_days(listed, date(2026, 1, 1), date(2027, 12, 31))
        assert found == [date(2026, 12, 1), date(2027, 3, 1)]

    @given(nth=st.integers(1, 4), weekday=st.integers(0, 6), month=DAYS)
    def test_the_nth_weekday_is_the_nth_in_the_calendar(self, nth: int, weekday: int, month: date) -> None:
        weeks = monthcalendar(month.year, month.month)
        nths = [week[weekday] for week in weeks if week[weekday]]
        begins, ends = month.replace(day=1), month.replace(day=28) + timedelta(days=3)
        for wanted, day in ((nth, nths[nth - 1]), (LAST, nths[-1])):
            found = planned_days(Monthly(wanted, weekday), begins, ends)
            assert month.replace(day=day) in found

    @given(rule=RULES, first=DAYS, middle=DAYS, last=DAYS)
    def test_asking_in_two_parts_gives_the_same_as_asking_at_once(
        self, rule: Recurrence, first: date, middle: date, last: date
    ) -> None:
        first, middle, last = sorted((first, middle, last))
        parts = planned_days(rule, first, middle) + planned_days(rule, middle + ONE_DAY, last)
        assert parts == planned_days(rule, first, last)


class TestAClosedDay:
    def test_goes_to_the_next_or_the_previous_working_day(self) -> None:
        ascension = date(2027, 5, 6)
        for roll, day in ((Roll.NEXT, date(2027, 5, 10)), (Roll.PREVIOUS, date(2027, 5, 5))):
            found = days(Weekly(3), roll, CALENDAR.is_working_day, ascension, ascension)
            assert found == [Day(ascension, day)]

    def test_what_would_reach_the_next_one_falls_away(self) -> None:
        closed = {date(2026, 12, 1) + timedelta(days=n) for n in range(9)}
        found = days(
            Weekly(1), Roll.NEXT, lambda day: day not in closed, date(2026, 11, 24), date(2026, 12, 8)
        )
        assert found == [
            Day(date(2026, 11, 24), date(2026, 11, 24)),
            Day(date(2026, 12, 8), date(2026, 12, 10)),
        ]

    def test_where_nothing_is_open_there_is_none(self) -> None:
        assert days(Weekly(1), Roll.NEXT, lambda _: False, date(2026, 11, 24), date(2026, 12, 8)) == []

    @given(rule=RULES, roll=st.sampled_from(Roll), first=DAYS, length=st.integers(0, 200))
    def test_they_come_one_after_the_other_on_working_days(
        self, rule: Recurrence, roll: Roll, first: date, length: int
    ) -> None:
        last = first + timedelta(days=length)
        found = days(rule, roll, CALENDAR.is_working_day, first, last)
        assert all(CALENDAR.is_working_day(one.day) for one in found)
        assert all(one.day.weekday() < 5 and one.day not in public_holidays(one.day.year) for one in found)
        assert all(early.day < late.day for early, late in pairwise(found))
        assert {one.planned for one in found} <= set(planned_days(rule, first, last))

    @given(rule=RULES, roll=st.sampled_from(Roll), first=DAYS)
    def test_an_open_day_is_never_moved(self, rule: Recurrence, roll: Roll, first: date) -> None:
        found = days(rule, roll, always, first, first + timedelta(days=99))
        assert [one.day for one in found] == planned_days(rule, first, first + timedelta(days=99))

    @given(rule=RULES, roll=st.sampled_from(Roll), first=DAYS)
    def test_only_what_another_takes_the_place_of_falls_away(
        self, rule: Recurrence, roll: Roll, first: date
    ) -> None:
        planned = planned_days(rule, first, first + timedelta(days=200))
        kept = (
            {one.planned for one in days(rule, roll, CALENDAR.is_working_day, planned[0], planned[-1])}
            if planned
            else set()
        )
        for lost in set(planned) - kept:
            step = ONE_DAY if roll is Roll.NEXT else -ONE_DAY
            day = lost
            while not CALENDAR.is_working_day(day):
                day += step
            low, high = sorted((lost, day))
            assert [one for one in planned_days(rule, low, high) if one != lost]


class TestTheHour:
    @pytest.mark.parametrize(
        "day", [date(2026, 10, 20), date(2026, 10, 27), date(2027, 3, 23), date(2027, 3, 30)]
    )
    def test_is_the_wall_clocks_before_and_after_the_clocks_are_moved(self, day: date) -> None:
        (found,) = occurrences(OFFICE, series(), day, day)
        assert (found.starts_at.hour, found.starts_at.utcoffset()) == (
            9,
            timedelta(hours=1 if date(2026, 10, 25) <= day < date(2027, 3, 28) else 2),
        )

    @given(first=DAYS, weekday=st.integers(0, 4), at=st.times(min_value=time(6), max_value=time(18)))
    def test_the_agenda_comes_on_a_working_day_before_and_on_none_between(
        self, first: date, weekday: int, at: time
    ) -> None:
        meeting = series(recurrence=Weekly(weekday), at=at.replace(second=0, microsecond=0))
        for one in occurrences(OFFICE, meeting, first, first + timedelta(days=30)):
            made, starts = one.agenda_at, one.starts_at
            assert made.astimezone(UTC) < starts.astimezone(UTC)
            assert made.timetz().replace(tzinfo=None) == OFFICE.ladder.digest
            assert CALENDAR.is_working_day(made.date())
            between = (starts.date() - made.date()).days
            skipped = [made.date() + timedelta(days=n) for n in range(1, between)]
            assert not any(CALENDAR.is_working_day(day) for day in skipped)

    def test_all_its_teams_must_be_open(self) -> None:
        shut = replace(
            OFFICE.teams[1].calendar, closings={date(2026, 12, 1): Closing(date(2026, 12, 1), "kursus")}
        )
        office = replace(OFFICE, teams=(OFFICE.teams[0], replace(OFFICE.teams[1], calendar=shut)))
        both = series(teams=("voksen-a", "voksen-b"))
        (found,) = occurrences(office, both, date(2026, 12, 1), date(2026, 12, 1))
        assert found.starts_at.date() == date(2026, 12, 2)
        assert agenda_at(office, both, date(2026, 12, 2)).date() == date(2026, 11, 30)

    def test_on_a_half_day_people_have_gone_home(self) -> None:
        may_day = date(2026, 5, 1)
        morning, afternoon = series(recurrence=Weekly(4)), series(recurrence=Weekly(4), at=time(13))
        assert occurrences(OFFICE, morning, may_day, may_day)[0].starts_at.date() == may_day
        assert occurrences(OFFICE, afternoon, may_day, may_day)[0].starts_at.date() == date(2026, 5, 4)

    def test_an_occurrence_keeps_its_planned_day_as_its_name(self) -> None:
        (found,) = occurrences(OFFICE, series(recurrence=Weekly(3)), date(2027, 5, 6), date(2027, 5, 6))
        assert (found.planned_on, found.starts_at.astimezone(UTC)) == (
            date(2027, 5, 6),
            datetime(2027, 5, 10, 7, tzinfo=UTC),
        )
