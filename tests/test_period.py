"""Counting a deadline: from receipt to the last day, whatever the calendar has in between."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.errors import NaiveTimeError
from rules.period import (
    ChosenBeforeReceiptError,
    Counted,
    MissingDateError,
    MissingMomentError,
    UncountableError,
    count,
)
from rules.statute import Kind, Length, Rule, Unit, Whose
from rules.worktime import Closing, Span, WorkCalendar
from tests import deadline_oracle
from tests.deadline_oracle import PlainRule

ZONE = ZoneInfo("Europe/Copenhagen")
FIRST, LAST = date(2023, 1, 1), date(2030, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
CLOSED = frozenset(
    {date(year, 12, day) for year in range(2022, 2043) for day in (24, 31)}
    | {date(2026, 5, 15), date(2026, 12, 28), date(2026, 12, 29), date(2026, 12, 30)}
)
# The office's lawyer says that these are no hverdage; the other closing days pause nothing.
FREE = frozenset(day for day in CLOSED if day.day in (24, 31))
HALF_DAY = date(2026, 6, 5)
CALENDAR = WorkCalendar(
    ZONE,
    dict.fromkeys(range(5), (Span(time(9), time(15)),)),
    {},
    {day: Closing(day, "lukket", no_hverdag=day in FREE) for day in CLOSED}
    | {HALF_DAY: Closing(HALF_DAY, "grundlovsdag", time(12))},
)


def rule(unit: Unit, amount: str = "0", *, whose: Whose = Whose.AUTHORITY, least: str | None = None) -> Rule:
    length = Length(unit, Decimal(amount), Decimal(least) if least else None)
    return Rule("k", "En frist", "loven", "1", Kind.DECISION, length, "modtaget", whose=whose)


def yearly(month: int, day: int) -> Rule:
    return rule(Unit.YEARLY).with_length(Length(Unit.YEARLY, day=(month, day)))


def legal(counted_rule: Rule, received: date) -> date:
    return count(counted_rule, CALENDAR, received).legal_on


def agrees(made: Rule, received: date) -> None:
    plain = PlainRule(made.length.unit.value, int(made.length.amount * 2), made.whose is Whose.CITIZEN)
    counted, expected = count(made, CALENDAR, received), deadline_oracle.due(plain, received, CLOSED, FREE)
    assert (counted.legal_on, counted.aim_on) == (expected.legal, expected.towards), (made, received)


ALL_UNITS = [
    rule(Unit.DAYS, "1"),
    rule(Unit.DAYS, "14"),
    rule(Unit.DAYS, "14", whose=Whose.CITIZEN),
    rule(Unit.WEEKS, "4"),
    rule(Unit.WEEKS, "4", whose=Whose.CITIZEN),
    rule(Unit.MONTHS, "0.5"),
    rule(Unit.MONTHS, "1"),
    rule(Unit.MONTHS, "2.5"),
    rule(Unit.MONTHS, "12", whose=Whose.CITIZEN),
    rule(Unit.WORKING_DAYS, "1"),
    rule(Unit.WORKING_DAYS, "7"),
    rule(Unit.WORKING_DAYS, "7", whose=Whose.CITIZEN),
    rule(Unit.AT_ONCE),
]


class TestAgainstTheOracle:
    @pytest.mark.parametrize("made", ALL_UNITS, ids=lambda one: f"{one.length.unit}-{one.whose}")
    def test_every_day_from_2023_to_2030_is_counted_alike(self, made: Rule) -> None:
        for received in EVERY_DAY:
            agrees(made, received)

    @settings(max_examples=1500)
    @given(
        received=st.dates(FIRST, LAST),
        unit=st.sampled_from([Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.WORKING_DAYS]),
        halves=st.integers(1, 160),
        whose=st.sampled_from(list(Whose)),
    )
    def test_any_length_from_any_day_is_counted_alike(
        self, received: date, unit: Unit, halves: int, whose: Whose
    ) -> None:
        whole = halves if unit is Unit.MONTHS else halves * 2
        agrees(rule(unit, str(Decimal(whole) / 2), whose=whose), received)

    @settings(max_examples=500)
    @given(
        day=st.dates(FIRST, date(2030, 12, 1)),
        # Between two and four o'clock an hour may be there twice, or not at all.
        clock=st.sampled_from([hour for hour in range(24) if hour not in (2, 3)]),
        hours=st.integers(1, 24 * 30),
    )
    def test_any_number_of_hours_is_counted_alike(self, day: date, clock: int, hours: int) -> None:
        received = datetime.combine(day, time(clock), tzinfo=ZONE)
        counted = count(rule(Unit.HOURS, str(hours)), CALENDAR, received)
        expected = deadline_oracle.hours_later(received.replace(tzinfo=None), hours)
        assert counted.legal_at.replace(tzinfo=None) == expected


class TestInvariants:
    @settings(max_examples=500)
    @given(
        day=st.dates(FIRST, LAST),
        clock=st.times(),
        made=st.sampled_from([*ALL_UNITS, rule(Unit.HOURS, "24"), yearly(12, 31), yearly(2, 29)]),
    )
    def test_receipt_aim_and_law_come_in_that_order(self, day: date, clock: time, made: Rule) -> None:
        received = datetime.combine(day, clock, tzinfo=UTC)
        counted = count(made, CALENDAR, received)
        assert counted.received_on <= counted.aim_on <= counted.legal_on
        assert counted.aim_at <= counted.legal_at
        assert counted.aim_at >= min(received, counted.legal_at)
        assert counted.aim_at.date() == counted.aim_on
        assert counted.legal_at.date() == counted.legal_on
        assert counted.steps

    @settings(max_examples=300)
    @given(
        received=st.dates(FIRST, LAST - timedelta(days=1)),
        made=st.sampled_from(ALL_UNITS),
    )
    def test_a_later_receipt_is_never_due_earlier(self, received: date, made: Rule) -> None:
        later = received + timedelta(days=1)
        assert legal(made, received) <= legal(made, later)


class TestTheDayOfReceipt:
    def test_is_not_counted(self) -> None:
        assert legal(rule(Unit.DAYS, "1"), date(2026, 11, 23)) == date(2026, 11, 24)

    def test_four_weeks_from_a_wednesday_end_on_a_wednesday(self) -> None:
        assert legal(rule(Unit.WEEKS, "4"), date(2026, 11, 4)) == date(2026, 12, 2)

    def test_a_moment_late_in_the_evening_is_that_days_receipt_by_the_offices_clock(self) -> None:
        late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
        assert count(rule(Unit.DAYS, "1"), CALENDAR, late).received_on == date(2026, 11, 23)

    def test_at_once_is_the_day_itself(self) -> None:
        assert legal(rule(Unit.AT_ONCE), date(2026, 11, 23)) == date(2026, 11, 23)


class TestMonths:
    @pytest.mark.parametrize(
        ("received", "amount", "expected"),
        [
            (date(2026, 1, 31), "1", date(2026, 2, 28)),
            (date(2024, 1, 31), "1", date(2024, 2, 29)),
            (date(2024, 2, 29), "12", date(2025, 2, 28)),
            (date(2026, 8, 31), "6", date(2027, 2, 28)),
            (date(2026, 11, 30), "3", date(2027, 2, 28)),
            (date(2026, 2, 28), "1", date(2026, 3, 28)),
            (date(2026, 12, 31), "2.5", date(2027, 3, 15)),
            (date(2026, 11, 20), "0.5", date(2026, 12, 5)),
        ],
    )
    def test_are_calendar_months_and_a_half_is_fifteen_days(
        self, received: date, amount: str, expected: date
    ) -> None:
        assert legal(rule(Unit.MONTHS, amount), received) == expected

    def test_a_shorter_month_and_a_half_are_explained(self) -> None:
        steps = count(rule(Unit.MONTHS, "2.5"), CALENDAR, date(2026, 12, 31)).steps
        assert "måneden har ingen 31." in steps[1].text
        assert steps[2].text == "en halv måned læses som 15 kalenderdage"

    @pytest.mark.parametrize(
        ("unit", "amount"), [(Unit.WEEKS, "1.5"), (Unit.DAYS, "0.5"), (Unit.MONTHS, "1.25")]
    )
    def test_other_parts_cannot_be_counted(self, unit: Unit, amount: str) -> None:
        with pytest.raises(UncountableError, match="kan ikke tælles"):
            legal(rule(unit, amount), date(2026, 11, 20))


class TestWorkingDays:
    def test_easter_is_passed_over_and_said_day_by_day(self) -> None:
        counted = count(rule(Unit.WORKING_DAYS, "2"), CALENDAR, date(2026, 4, 1))
        assert counted.legal_on == date(2026, 4, 8)
        assert [str(step.text) for step in counted.steps[1:6]] == [
            "Skærtorsdag: tælles ikke med",
            "Langfredag: tælles ikke med",
            "lørdag: tælles ikke med",
            "Påskedag: tælles ikke med",
            "Anden påskedag: tælles ikke med",
        ]

    def test_store_bededag_is_a_holiday_in_2023(self) -> None:
        assert legal(rule(Unit.WORKING_DAYS, "1"), date(2023, 5, 4)) == date(2023, 5, 8)

    def test_the_same_friday_is_a_working_day_in_2024(self) -> None:
        assert legal(rule(Unit.WORKING_DAYS, "1"), date(2024, 4, 25)) == date(2024, 4, 26)

    def test_the_offices_own_closing_days_pause_nothing(self) -> None:
        assert legal(rule(Unit.WORKING_DAYS, "1"), date(2026, 12, 25)) == date(2026, 12, 28)

    def test_a_day_the_office_calls_no_hverdag_does_not_count(self) -> None:
        assert legal(rule(Unit.WORKING_DAYS, "1"), date(2026, 12, 23)) == date(2026, 12, 28)

    def test_a_half_day_counts(self) -> None:
        assert legal(rule(Unit.WORKING_DAYS, "1"), date(2026, 6, 4)) == HALF_DAY


class TestTheLastDay:
    SUNDAY = date(2026, 11, 29)

    def test_the_authoritys_own_stands_on_a_sunday_and_is_worked_towards_before(self) -> None:
        counted = count(rule(Unit.DAYS, "9"), CALENDAR, date(2026, 11, 20))
        assert (counted.legal_on, counted.aim_on) == (self.SUNDAY, date(2026, 11, 27))
        assert counted.legal_at == datetime(2026, 11, 29, 23, 59, tzinfo=ZONE)
        assert counted.aim_at == datetime(2026, 11, 27, 15, tzinfo=ZONE)
        assert "søndag" in counted.steps[-2].text
        assert counted.steps[-1].day == date(2026, 11, 27)

    def test_a_citizens_runs_to_the_next_working_day(self) -> None:
        counted = count(rule(Unit.DAYS, "9", whose=Whose.CITIZEN), CALENDAR, date(2026, 11, 20))
        assert counted.legal_on == counted.aim_on == date(2026, 11, 30)
        assert "løber til næste hverdag" in counted.steps[-2].text

    def test_a_half_day_is_worked_towards_until_noon(self) -> None:
        assert count(rule(Unit.DAYS, "1"), CALENDAR, date(2026, 6, 4)).aim_at.time() == time(12)

    def test_without_a_working_day_since_receipt_the_legal_day_itself_is_worked_towards(self) -> None:
        counted = count(rule(Unit.DAYS, "1"), CALENDAR, date(2026, 11, 28))
        assert counted.legal_on == counted.aim_on == self.SUNDAY
        assert counted.aim_at == counted.legal_at

    def test_what_comes_after_closing_is_not_worked_towards_before_it_came(self) -> None:
        evening = datetime(2026, 11, 23, 18, tzinfo=ZONE)
        assert count(rule(Unit.AT_ONCE), CALENDAR, evening).aim_at == evening


class TestHours:
    def test_go_on_through_a_weekend(self) -> None:
        counted = self.after(datetime(2026, 11, 27, 16, tzinfo=ZONE))
        assert counted.legal_at == datetime(2026, 11, 28, 16, tzinfo=ZONE)
        assert counted.aim_at == datetime(2026, 11, 27, 16, tzinfo=ZONE)

    @pytest.mark.parametrize(("day", "clock"), [(date(2026, 3, 28), 13), (date(2026, 10, 24), 11)])
    def test_are_hours_also_when_the_clocks_are_moved(self, day: date, clock: int) -> None:
        counted = self.after(datetime.combine(day, time(12), tzinfo=ZONE))
        assert counted.legal_at.hour == clock
        assert counted.legal_at - datetime.combine(day, time(12), tzinfo=ZONE).astimezone(UTC) == timedelta(
            days=1
        )
        assert any("uret er stillet" in step.text for step in counted.steps)

    def test_need_the_moment_of_receipt(self) -> None:
        with pytest.raises(MissingMomentError, match="klokkeslættet"):
            count(rule(Unit.HOURS, "24"), CALENDAR, date(2026, 11, 27))

    def test_a_moment_without_zone_is_refused(self) -> None:
        with pytest.raises(NaiveTimeError):
            self.after(datetime(2026, 11, 27, 16, tzinfo=ZONE).replace(tzinfo=None))

    def after(self, received: datetime) -> Counted:
        return count(rule(Unit.HOURS, "24"), CALENDAR, received)


class TestOtherKinds:
    def test_a_fixed_day_is_the_next_one_from_receipt(self) -> None:
        assert legal(yearly(12, 31), date(2026, 6, 27)) == date(2026, 12, 31)
        assert legal(yearly(6, 1), date(2026, 6, 27)) == date(2027, 6, 1)
        assert legal(yearly(6, 27), date(2026, 6, 27)) == date(2026, 6, 27)

    def test_the_29th_of_february_is_the_28th_in_most_years(self) -> None:
        assert [legal(yearly(2, 29), date(year, 1, 1)).day for year in (2026, 2028)] == [28, 29]

    def test_a_chosen_date_is_taken(self) -> None:
        counted = count(rule(Unit.CHOSEN), CALENDAR, date(2026, 11, 2), chosen=date(2026, 11, 29))
        assert (counted.legal_on, counted.aim_on) == (date(2026, 11, 29), date(2026, 11, 27))

    def test_a_date_that_nobody_chose_is_asked_for(self) -> None:
        with pytest.raises(MissingDateError, match="Vælg selv datoen"):
            legal(rule(Unit.CHOSEN), date(2026, 11, 2))

    def test_a_chosen_date_before_receipt_is_refused(self) -> None:
        with pytest.raises(ChosenBeforeReceiptError):
            count(rule(Unit.CHOSEN), CALENDAR, date(2026, 11, 2), chosen=date(2026, 11, 1))

    def test_a_range_is_due_at_its_long_end_and_tells_of_the_short_one(self) -> None:
        counted = count(rule(Unit.WEEKS, "2", least="1"), CALENDAR, date(2026, 11, 2))
        assert counted.legal_on == date(2026, 11, 16)
        assert any(step.day == date(2026, 11, 9) and "korte ende" in step.text for step in counted.steps)

    @pytest.mark.parametrize(
        ("made", "received"),
        [
            (rule(Unit.DAYS, "3660"), date(9995, 1, 1)),
            (rule(Unit.MONTHS, "120"), date(9995, 1, 1)),
            (rule(Unit.DAYS, "1", whose=Whose.CITIZEN), date(9999, 12, 31)),
        ],
    )
    def test_beyond_the_calendar_nothing_is_counted(self, made: Rule, received: date) -> None:
        with pytest.raises(UncountableError):
            count(made, CALENDAR, received)


def test_the_days_that_move_in_each_unit_are_many() -> None:
    """The oracle is asked about days on which something happens, not only about quiet ones."""
    moved = Counter(
        made.whose for made in ALL_UNITS for day in EVERY_DAY[::7] if legal(made, day).isoweekday() > 5
    )
    assert moved[Whose.AUTHORITY] > 500
    assert moved[Whose.CITIZEN] == 0
