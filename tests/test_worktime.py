"""Working time: which days and hours an office has, and walking through them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import NaiveTimeError, NeverOpenError, NotAWorkingDayError
from rules.worktime import Closing, Span, WorkCalendar, public_holidays
from tests import oracle

ZONE = ZoneInfo("Europe/Copenhagen")
MAY_DAY, ASCENSION_FRIDAY = date(2026, 5, 1), date(2026, 5, 15)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = (date(2026, 11, day) for day in range(23, 29))
NEVER = WorkCalendar(ZONE, {}, {}, {})
# Four days around each clock change of the year, to the quarter.
QUARTER = timedelta(minutes=15)
MOMENTS = st.one_of(
    st.datetimes(datetime(2026, 3, 26), datetime(2026, 3, 30)),  # noqa: DTZ001 - given UTC just below
    st.datetimes(datetime(2026, 10, 22), datetime(2026, 10, 26)),  # noqa: DTZ001 - given UTC just below
).map(lambda moment: moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0, tzinfo=UTC))


def span(start: int, end: int) -> Span:
    return Span(time(start), time(end))


CALENDAR = WorkCalendar(
    ZONE,
    opening={
        0: (span(13, 15), span(9, 12)),
        1: (span(9, 15),),
        3: (span(9, 17),),
        4: (span(9, 13),),
        5: (span(9, 13),),
    },
    telephone={0: (span(8, 11),), 3: (span(10, 12), span(15, 17)), 4: (span(11, 13),)},
    closings={
        MAY_DAY: Closing(MAY_DAY, "1. maj", time(12)),
        ASCENSION_FRIDAY: Closing(ASCENSION_FRIDAY, "dagen efter Kristi himmelfart"),
    },
)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE)


class TestDays:
    def test_opening_hours_come_in_order(self) -> None:
        assert CALENDAR.opening_on(MONDAY) == (span(9, 12), span(13, 15))

    def test_telephone_hours_are_clipped_to_the_opening_hours(self) -> None:
        assert CALENDAR.telephone_on(MONDAY) == (span(9, 11),)

    def test_a_half_day_clips_both(self) -> None:
        assert CALENDAR.opening_on(MAY_DAY) == (span(9, 12),)
        assert CALENDAR.telephone_on(MAY_DAY) == (span(11, 12),)

    def test_a_saturday_is_never_a_working_day_whatever_the_hours_say(self) -> None:
        assert not CALENDAR.is_working_day(SATURDAY)

    @pytest.mark.parametrize(
        ("day", "why"),
        [
            (SATURDAY, "lørdag"),
            (date(2026, 11, 29), "søndag"),
            (WEDNESDAY, "ingen åbningstid"),
            (date(2026, 4, 2), "Skærtorsdag"),
            (date(2026, 4, 5), "Påskedag"),
            (ASCENSION_FRIDAY, "dagen efter Kristi himmelfart"),
            (MAY_DAY, None),
            (MONDAY, None),
        ],
    )
    def test_a_closed_day_says_why(self, day: date, why: str | None) -> None:
        assert CALENDAR.why_closed(day) == why

    def test_constitution_day_and_christmas_eve_are_working_days_until_the_office_closes_them(self) -> None:
        open_all_week = WorkCalendar(ZONE, dict.fromkeys(range(5), (span(9, 15),)), {}, {})
        assert all(open_all_week.is_working_day(date(2026, *day)) for day in [(6, 5), (12, 24), (12, 31)])

    @pytest.mark.parametrize("year", range(2020, 2041))
    def test_the_librarys_public_holidays_are_those_we_computed_ourselves(self, year: int) -> None:
        assert set(public_holidays(year)) == oracle.public_holidays(year)

    def test_store_bededag_is_a_holiday_until_2023_only(self) -> None:
        assert date(2023, 5, 5) in public_holidays(2023)
        assert date(2024, 4, 26) not in public_holidays(2024)


class TestOpen:
    def test_the_first_minute_is_open_and_the_last_is_not(self) -> None:
        assert CALENDAR.is_open(at(MONDAY, 9))
        assert not CALENDAR.is_open(at(MONDAY, 12))

    def test_a_time_in_utc_is_read_by_the_local_clock(self) -> None:
        assert CALENDAR.is_open(datetime(2026, 11, 23, 8, tzinfo=UTC))

    def test_an_open_moment_is_its_own_next_opening(self) -> None:
        assert CALENDAR.next_opening(at(MONDAY, 10, 17)) == at(MONDAY, 10, 17)

    def test_in_the_lunch_break_the_next_opening_is_the_same_day(self) -> None:
        assert CALENDAR.next_opening(at(MONDAY, 12)) == at(MONDAY, 13)

    def test_after_friday_the_next_opening_is_monday(self) -> None:
        assert CALENDAR.next_opening(at(FRIDAY, 13)) == at(date(2026, 11, 30), 9)

    def test_an_office_that_never_opens_is_said(self) -> None:
        with pytest.raises(NeverOpenError):
            NEVER.next_opening(at(MONDAY, 9))

    def test_a_time_without_zone_is_refused(self) -> None:
        with pytest.raises(NaiveTimeError, match="tidszone"):
            CALENDAR.local(at(MONDAY, 9).replace(tzinfo=None))


class TestCounting:
    def test_the_day_itself_is_not_counted(self) -> None:
        assert CALENDAR.add_working_days(MONDAY, 1) == TUESDAY

    def test_closed_days_are_passed_over(self) -> None:
        assert CALENDAR.add_working_days(TUESDAY, 1) == THURSDAY

    def test_no_days_is_the_day_itself(self) -> None:
        assert CALENDAR.add_working_days(SATURDAY, 0) == SATURDAY

    def test_counting_backwards_is_refused(self) -> None:
        with pytest.raises(ValueError, match="negative"):
            CALENDAR.add_working_days(MONDAY, -1)

    def test_the_last_working_day_on_a_working_day_is_that_day(self) -> None:
        assert CALENDAR.last_working_day_on_or_before(FRIDAY) == FRIDAY

    def test_the_last_working_day_before_a_sunday_is_the_friday(self) -> None:
        assert CALENDAR.last_working_day_on_or_before(date(2026, 11, 29)) == FRIDAY

    def test_counting_in_an_office_that_never_opens_is_said(self) -> None:
        with pytest.raises(NeverOpenError):
            NEVER.add_working_days(MONDAY, 1)


class TestEnds:
    def test_a_day_ends_with_its_telephone_hours(self) -> None:
        assert CALENDAR.end_of_day(THURSDAY) == at(THURSDAY, 17)
        assert CALENDAR.end_of_day(MONDAY) == at(MONDAY, 11)

    def test_a_day_without_telephone_hours_ends_with_its_opening_hours(self) -> None:
        assert CALENDAR.end_of_day(TUESDAY) == at(TUESDAY, 15)

    def test_closing_time_is_the_end_of_the_opening_hours(self) -> None:
        assert CALENDAR.close_of_day(MONDAY) == at(MONDAY, 15)

    @pytest.mark.parametrize("day", [SATURDAY, WEDNESDAY, ASCENSION_FRIDAY])
    def test_a_closed_day_has_no_end(self, day: date) -> None:
        with pytest.raises(NotAWorkingDayError):
            CALENDAR.end_of_day(day)
        with pytest.raises(NotAWorkingDayError):
            CALENDAR.close_of_day(day)

    def test_the_end_is_the_same_wall_clock_on_both_sides_of_a_clock_change(self) -> None:
        ends = [CALENDAR.end_of_day(day) for day in (date(2026, 10, 23), date(2026, 10, 26))]
        assert [end.utcoffset() for end in ends] == [timedelta(hours=2), timedelta(hours=1)]


class TestTelephone:
    def test_the_next_start_is_strictly_later(self) -> None:
        assert CALENDAR.next_telephone_start(at(THURSDAY, 10)) == at(THURSDAY, 15)

    def test_before_the_hours_it_is_the_same_day(self) -> None:
        assert CALENDAR.next_telephone_start(at(THURSDAY, 9, 59)) == at(THURSDAY, 10)

    def test_a_team_without_telephone_hours_has_none(self) -> None:
        assert WorkCalendar(ZONE, CALENDAR.opening, {}, {}).next_telephone_start(at(MONDAY, 9)) is None


class TestWalkingBack:
    @pytest.mark.parametrize(
        ("end", "hours", "expected"),
        [
            (at(TUESDAY, 15), 2, at(TUESDAY, 13)),
            (at(MONDAY, 14), 2, at(MONDAY, 11)),
            (at(MONDAY, 14), 1, at(MONDAY, 13)),
            (at(TUESDAY, 10), 2, at(MONDAY, 14)),
            (at(SATURDAY, 10), 1, at(FRIDAY, 12)),
            (at(MONDAY, 10), 0, at(MONDAY, 10)),
            (at(date(2026, 3, 30), 10), 2, at(date(2026, 3, 27), 12)),
        ],
    )
    def test_only_opening_time_is_walked_through(self, end: datetime, hours: int, expected: datetime) -> None:
        assert CALENDAR.subtract_open_time(end, timedelta(hours=hours)) == expected

    def test_an_office_that_never_opens_is_said(self) -> None:
        with pytest.raises(NeverOpenError):
            NEVER.subtract_open_time(at(MONDAY, 9), timedelta(hours=1))


class TestBetween:
    def test_only_opening_time_counts(self) -> None:
        # Monday 9-12 and 13-15, Tuesday 9-15.
        assert CALENDAR.open_time_between(at(MONDAY, 11), at(TUESDAY, 10, 30)) == timedelta(
            hours=4, minutes=30
        )

    def test_over_a_weekend_and_a_closed_day_it_is_what_was_open(self) -> None:
        assert CALENDAR.open_time_between(at(FRIDAY, 12), at(date(2026, 11, 30), 9, 30)) == timedelta(
            hours=1, minutes=30
        )

    def test_backwards_there_is_none(self) -> None:
        assert CALENDAR.open_time_between(at(TUESDAY, 10), at(MONDAY, 10)) == timedelta()

    def test_the_hour_the_clock_is_put_back_is_counted_twice(self) -> None:
        night = WorkCalendar(ZONE, dict.fromkeys(range(5), (span(0, 6),)), {}, {})
        # The clock changes on Sundays, which no office is open on: a zone that changes on a Friday.
        friday = WorkCalendar(ZoneInfo("Asia/Amman"), night.opening, {}, {})
        day = date(2021, 10, 29)
        start, end = (datetime.combine(day, time(hour), tzinfo=friday.zone) for hour in (0, 6))
        assert friday.open_time_between(start, end) == timedelta(hours=7)

    def test_a_time_without_zone_is_refused(self) -> None:
        with pytest.raises(NaiveTimeError):
            CALENDAR.open_time_between(datetime(2026, 11, 23, 9), at(MONDAY, 10))  # noqa: DTZ001

    @given(MOMENTS, MOMENTS)
    def test_it_is_the_quarters_in_which_the_office_is_open(self, one: datetime, other: datetime) -> None:
        start, end = sorted((one, other))
        quarters = (start + QUARTER * n for n in range((end - start) // QUARTER))
        assert CALENDAR.open_time_between(start, end) == QUARTER * sum(map(CALENDAR.is_open, quarters))

    @given(MOMENTS, MOMENTS, MOMENTS)
    def test_two_stretches_after_each_other_add_up(
        self, one: datetime, another: datetime, last: datetime
    ) -> None:
        first, second, third = sorted((one, another, last))
        both = CALENDAR.open_time_between(first, second) + CALENDAR.open_time_between(second, third)
        assert both == CALENDAR.open_time_between(first, third)


class TestRinging:
    def test_within_the_days_telephone_hours_and_not_outside_them(self) -> None:
        assert CALENDAR.in_telephone_hours(at(MONDAY, 9)) is True
        assert CALENDAR.in_telephone_hours(at(MONDAY, 11)) is False

    def test_between_two_stretches_it_is_outside(self) -> None:
        assert CALENDAR.in_telephone_hours(at(THURSDAY, 14)) is False

    def test_a_day_without_telephone_hours_says_neither(self) -> None:
        assert CALENDAR.in_telephone_hours(at(TUESDAY, 10)) is None
