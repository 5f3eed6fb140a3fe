"""Opening time between two moments, telephone hours, the law's weekdays: against a count by the minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.errors import NaiveTimeError, NeverOpenError, NotAWorkingDayError
from rules.worktime import Closing, Span, WorkCalendar, overlaps, public_holidays
from tests import oracle
from tests.oracle import PlainOffice

ZONE = ZoneInfo("Europe/Copenhagen")
HALF_DAY, CLOSED, NO_HVERDAG = date(2026, 5, 1), date(2026, 5, 15), date(2026, 12, 24)
# Open through the night of a Friday, so that a change of clocks can fall into opening time the next Sunday.
OPENING = {0: ((540, 720), (780, 900)), 1: ((540, 900),), 3: ((540, 1020),), 4: ((480, 780), (800, 1439))}
TELEPHONE = {0: ((480, 660),), 3: ((600, 720), (900, 1020)), 4: ((660, 780),)}


def spans(hours: tuple[tuple[int, int], ...]) -> tuple[Span, ...]:
    return tuple(Span(time(*divmod(start, 60)), time(*divmod(end, 60))) for start, end in hours)


CALENDAR = WorkCalendar(
    ZONE,
    opening={day: spans(hours) for day, hours in OPENING.items()},
    telephone={day: spans(hours) for day, hours in TELEPHONE.items()},
    closings={
        HALF_DAY: Closing(HALF_DAY, "1. maj", time(12)),
        CLOSED: Closing(CLOSED, "dagen efter Kristi himmelfart"),
        NO_HVERDAG: Closing(NO_HVERDAG, "juleaften", no_hverdag=True),
    },
)
OFFICE = PlainOffice(OPENING, TELEPHONE, {HALF_DAY: 720, CLOSED: oracle.ALL_DAY, NO_HVERDAG: oracle.ALL_DAY})
NEVER = WorkCalendar(ZONE, {}, {}, {})


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def counted(start: datetime, end: datetime) -> timedelta:
    """The open minutes between two whole minutes, one by one."""
    minutes = int((end - start) / timedelta(minutes=1))
    walls = (oracle.wall((start + timedelta(minutes=n)).replace(tzinfo=None)) for n in range(minutes))
    is_open = [wall.hour * 60 + wall.minute in oracle.open_minutes(OFFICE, wall.date()) for wall in walls]
    return timedelta(minutes=sum(is_open))


MINUTES = st.integers(0, 365 * 24 * 60).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n))


class TestOpenTimeBetween:
    @given(MINUTES, st.integers(0, 5 * 24 * 60))
    @settings(max_examples=50)
    def test_is_what_a_count_by_the_minute_gives(self, start: datetime, minutes: int) -> None:
        end = start + timedelta(minutes=minutes)
        assert CALENDAR.open_time_between(start, end) == counted(start, end)

    @given(MINUTES, st.integers(0, 3 * 24 * 60), st.integers(0, 3 * 24 * 60))
    def test_adds_up(self, start: datetime, first: int, second: int) -> None:
        middle = start + timedelta(minutes=first)
        end = middle + timedelta(minutes=second)
        parts = CALENDAR.open_time_between(start, middle) + CALENDAR.open_time_between(middle, end)
        assert CALENDAR.open_time_between(start, end) == parts

    def test_leaves_out_the_lunch_break_and_the_night(self) -> None:
        assert CALENDAR.open_time_between(at(11, 23, 11), at(11, 24, 10)) == timedelta(hours=4)

    def test_counts_seconds(self) -> None:
        start = at(11, 23, 9).replace(second=30)
        assert CALENDAR.open_time_between(start, at(11, 23, 9, 1)) == timedelta(seconds=30)

    def test_is_none_backwards(self) -> None:
        assert CALENDAR.open_time_between(at(11, 24, 10), at(11, 23, 11)) == timedelta()
        assert CALENDAR.open_time_between(at(11, 24, 14), at(11, 24, 10)) == timedelta()

    def test_a_weekend_in_which_the_clocks_change_adds_nothing(self) -> None:
        always = WorkCalendar(ZONE, dict.fromkeys(range(7), spans(((0, 1439),))), {}, {})
        friday, monday = at(10, 23, 23, 58), at(10, 26, 0, 1)
        assert always.open_time_between(friday, monday) == timedelta(minutes=2)

    def test_undoes_walking_back(self) -> None:
        end = at(11, 30, 10)
        start = CALENDAR.subtract_open_time(end, timedelta(hours=7))
        assert CALENDAR.open_time_between(start, end) == timedelta(hours=7)

    def test_takes_no_naive_time(self) -> None:
        with pytest.raises(NaiveTimeError):
            CALENDAR.open_time_between(datetime(2026, 11, 23, 9), at(11, 23, 10))  # noqa: DTZ001


class TestWalkingBack:
    @given(MINUTES, st.integers(1, 12 * 60))
    @settings(max_examples=20)
    def test_ends_with_so_much_opening_time_between(self, end: datetime, minutes: int) -> None:
        start = CALENDAR.subtract_open_time(end, timedelta(minutes=minutes))
        assert counted(start.astimezone(UTC), end) == timedelta(minutes=minutes)
        # And no later moment has.
        assert counted(start.astimezone(UTC) + timedelta(minutes=1), end) < timedelta(minutes=minutes)

    def test_a_whole_stretch_leads_to_its_start(self) -> None:
        assert CALENDAR.subtract_open_time(at(11, 24, 15), timedelta(hours=6)) == at(11, 24, 9)

    def test_no_time_at_all_stays_where_it_is_even_outside_opening_hours(self) -> None:
        assert CALENDAR.subtract_open_time(at(11, 29, 3), timedelta()) == at(11, 29, 3)


class TestTelephoneHours:
    @pytest.mark.parametrize(
        ("moment", "expected"),
        [
            (at(11, 23, 8, 59), False),  # telephone hours begin before the office opens
            (at(11, 23, 9), True),
            (at(11, 23, 10, 59), True),
            (at(11, 23, 11), False),
            (at(11, 24, 10), None),  # none on a Tuesday
            (at(11, 26, 10), True),
            (at(11, 26, 12), False),
            (at(11, 26, 15), True),
            (at(5, 1, 11, 30), True),
            (at(5, 1, 12), False),  # the half day cuts them
            (at(5, 15, 11), None),
            (at(11, 29, 10), None),
        ],
    )
    def test_are_asked_of_the_day(self, moment: datetime, expected: bool | None) -> None:
        assert CALENDAR.in_telephone_hours(moment) is expected

    def test_are_read_by_the_local_clock(self) -> None:
        assert CALENDAR.in_telephone_hours(datetime(2026, 11, 23, 8, tzinfo=UTC)) is True

    def test_that_have_begun_are_not_the_next(self) -> None:
        assert CALENDAR.next_telephone_start(at(11, 26, 15)) == at(11, 27, 11)


class TestHverdage:
    @pytest.mark.parametrize(
        ("day", "why"),
        [
            (date(2026, 11, 28), "lørdag"),
            (date(2026, 11, 29), "søndag"),
            (date(2026, 4, 2), "Skærtorsdag"),
            (date(2026, 4, 5), "Påskedag"),  # a Sunday too
            (NO_HVERDAG, "juleaften"),
            (CLOSED, None),  # the office closes; the law counts
            (HALF_DAY, None),
            (date(2026, 11, 25), None),  # a Wednesday without opening hours
        ],
    )
    def test_say_why_the_law_does_not_count_a_day(self, day: date, why: str | None) -> None:
        assert CALENDAR.why_no_hverdag(day) == why

    @pytest.mark.parametrize(
        ("day", "count", "expected"),
        [
            (date(2026, 11, 27), 1, date(2026, 11, 30)),
            (date(2026, 11, 24), 1, date(2026, 11, 25)),
            (date(2026, 11, 24), 5, date(2026, 12, 1)),
            (date(2026, 4, 1), 1, date(2026, 4, 7)),  # over Easter
            (date(2026, 12, 23), 1, date(2026, 12, 28)),
            (date(2026, 11, 29), 0, date(2026, 11, 29)),
        ],
    )
    def test_are_counted_from_the_day_after(self, day: date, count: int, expected: date) -> None:
        assert CALENDAR.add_hverdage(day, count) == expected

    def test_are_the_same_for_an_office_that_never_opens(self) -> None:
        assert NEVER.add_hverdage(date(2026, 11, 27), 1) == date(2026, 11, 30)


class TestDays:
    @given(MINUTES)
    def test_the_opening_hours_are_those_the_count_knows(self, moment: datetime) -> None:
        wall = oracle.wall(moment.replace(tzinfo=None))
        minutes = oracle.open_minutes(OFFICE, wall.date())
        assert CALENDAR.is_open(moment) == (wall.hour * 60 + wall.minute in minutes)
        assert CALENDAR.is_working_day(wall.date()) == bool(minutes)

    @given(MINUTES)
    def test_the_next_opening_is_the_first_open_minute(self, moment: datetime) -> None:
        following = CALENDAR.next_opening(moment)
        assert following >= moment
        assert CALENDAR.is_open(following)
        assert CALENDAR.open_time_between(moment, following) == timedelta()

    def test_a_search_gives_up_after_a_year_and_says_from_when(self) -> None:
        with pytest.raises(NeverOpenError) as raised:
            NEVER.last_working_day_on_or_before(date(2026, 11, 29))
        assert "29" in str(raised.value)

    def test_a_closed_day_says_which_and_why(self) -> None:
        with pytest.raises(NotAWorkingDayError) as raised:
            CALENDAR.close_of_day(CLOSED)
        assert "Kristi himmelfart" in str(raised.value)

    def test_public_holidays_have_their_danish_names(self) -> None:
        assert public_holidays(2026)[date(2026, 12, 25)] == "Juledag"

    def test_shared_time_comes_in_order_and_without_what_only_touches(self) -> None:
        shared = overlaps(spans(((780, 900), (540, 720))), spans(((600, 800), (900, 960))))
        assert shared == spans(((600, 720), (780, 800)))
