"""When an office is open: weekdays, public holidays, closing days, opening and telephone hours."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property
from zoneinfo import ZoneInfo

import holidays

from rules.counted_days import CountedDays
from rules.errors import NaiveTimeError, NeverOpenError, NotAWorkingDayError

WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
SATURDAY = 5
ONE_DAY = timedelta(days=1)
# A whole year with some margin: whoever is not open within it never is.
SEARCH_DAYS = 400


@dataclass(frozen=True, slots=True)
class Span:
    """Part of a day by the local wall clock; the end is not included."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Closing:
    """A day the office itself closes: all day, or from `closes_at` on.

    It moves what the office works towards and never a date of the law, unless the office's lawyer
    says that it is no hverdag (24 December, say).
    """

    day: date
    name: str
    closes_at: time | None = None
    no_hverdag: bool = False


@cache
def public_holidays(year: int) -> Mapping[date, str]:
    """Danish public holidays (helligdage) with their Danish names; Store bededag only until 2023."""
    return dict(holidays.country_holidays("DK", years=year, language="da"))


def overlaps(spans: Iterable[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    """The time that lies both in `spans` and in `others`, in order."""
    others = tuple(others)
    shared = (Span(max(a.start, b.start), min(a.end, b.end)) for a in spans for b in others)
    return tuple(sorted((s for s in shared if s.start < s.end), key=lambda span: span.start))


@dataclass(frozen=True)
class WorkCalendar:
    """One team's working time. Days and hours are those of the local wall clock in `zone`.

    Spans of one weekday do not overlap. Every datetime taken must be aware (`NaiveTimeError`
    otherwise); every datetime given back is in `zone`. Searches give up with `NeverOpenError`
    when nothing is open for more than a year.
    """

    zone: ZoneInfo
    opening: Mapping[int, tuple[Span, ...]]
    telephone: Mapping[int, tuple[Span, ...]]
    closings: Mapping[date, Closing]

    def opening_on(self, day: date) -> tuple[Span, ...]:
        """The day's opening hours after weekends, public holidays and closings."""
        known = self._opening_known.get(day)
        if known is None:
            known = self._opening_known[day] = self._opening_of(day)
        return known

    @cached_property
    def _opening_known(self) -> dict[date, tuple[Span, ...]]:
        """Days already worked out: a calendar never changes, and every rule asks for the same few days."""
        return {}

    def _opening_of(self, day: date) -> tuple[Span, ...]:
        if day.weekday() >= SATURDAY or day in public_holidays(day.year):
            return ()
        spans = self.opening.get(day.weekday(), ())
        closing = self.closings.get(day)
        if closing is None:
            return tuple(sorted(spans, key=lambda span: span.start))
        if closing.closes_at is None:
            return ()
        return overlaps(spans, [Span(time.min, closing.closes_at)])

    def telephone_on(self, day: date) -> tuple[Span, ...]:
        """The day's telephone hours, as far as they lie within its opening hours."""
        return overlaps(self.telephone.get(day.weekday(), ()), self.opening_on(day))

    def why_closed(self, day: date) -> str | None:
        """Why the day does not count, in Danish; None on a working day."""
        if self.is_working_day(day):
            return None
        if day in public_holidays(day.year):
            return public_holidays(day.year)[day]
        if day.weekday() >= SATURDAY:
            return WEEKDAYS[day.weekday()]
        closing = self.closings.get(day)
        return closing.name if closing else "ingen åbningstid"

    def is_working_day(self, day: date) -> bool:
        return bool(self.opening_on(day))

    def why_no_hverdag(self, day: date) -> str | None:
        """Why the law does not count the day, in Danish; None on a hverdag: Monday to Friday, no holiday.

        Closing for the summer or between Christmas and New Year pauses no deadline (domain.md §4).
        """
        if day in public_holidays(day.year):
            return public_holidays(day.year)[day]
        if day.weekday() >= SATURDAY:
            return WEEKDAYS[day.weekday()]
        closing = self.closings.get(day)
        return closing.name if closing and closing.no_hverdag else None

    def add_hverdage(self, day: date, count: int) -> date:
        """The `count`th hverdag after `day`; the day itself is never counted."""
        if count < 1:
            return day
        return self._hverdage.after(day, count) or self._hverdage_on_foot(day, count)

    def _hverdage_on_foot(self, day: date, count: int) -> date:
        """However far away it lies. Raises OverflowError beyond the calendar."""
        for _ in range(count):
            day = next(one for one in days_from(day + ONE_DAY) if self.why_no_hverdag(one) is None)
        return day

    @cached_property
    def _hverdage(self) -> CountedDays:
        return CountedDays(lambda day: self.why_no_hverdag(day) is None)

    def is_open(self, at: datetime) -> bool:
        local = self.local(at)
        return any(span.start <= local.time() < span.end for span in self.opening_on(local.date()))

    def next_opening(self, at: datetime) -> datetime:
        """`at` itself when the office is open, else the start of the next opening hours."""
        local = self.local(at)
        if self.is_open(local):
            return local
        for day in days_from(local.date()):
            for span in self.opening_on(day):
                if self._moment(day, span.start) > local:
                    return self._moment(day, span.start)
        raise NeverOpenError(local.date())

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`th working day after `day`; the day itself is never counted."""
        if count < 0:
            raise ValueError("count must not be negative")
        if not count:
            return day
        return self._working_days.after(day, count) or self._working_days_on_foot(day, count)

    def _working_days_on_foot(self, day: date, count: int) -> date:
        for _ in range(count):
            day = self._first_working_day(day, days_from(day + ONE_DAY))
        return day

    @cached_property
    def _working_days(self) -> CountedDays:
        return CountedDays(self.is_working_day)

    def working_days_between(self, day: date, until: date) -> int:
        """How many working days lie after `day`, `until` included; none when it is not the later."""
        if until <= day:
            return 0
        known = self._working_days.between(day, until)
        if known is not None:
            return known
        days = (day + timedelta(days=n) for n in range(1, (until - day).days + 1))
        return sum(self.is_working_day(one) for one in days)

    def last_working_day_on_or_before(self, day: date) -> date:
        return self._first_working_day(day, days_back_from(day))

    def end_of_day(self, day: date) -> datetime:
        """End of the telephone hours, else of the opening hours; `NotAWorkingDayError` when closed."""
        spans = self.telephone_on(day) or self._opening_of_working_day(day)
        return self._moment(day, spans[-1].end)

    def close_of_day(self, day: date) -> datetime:
        """End of the opening hours; `NotAWorkingDayError` when closed."""
        return self._moment(day, self._opening_of_working_day(day)[-1].end)

    def next_telephone_start(self, at: datetime) -> datetime | None:
        """The first start of telephone hours strictly after `at`; None when there are none at all."""
        local = self.local(at)
        for day in days_from(local.date()):
            for span in self.telephone_on(day):
                if self._moment(day, span.start) > local:
                    return self._moment(day, span.start)
        return None

    def subtract_open_time(self, at: datetime, amount: timedelta) -> datetime:
        """The moment that has `amount` of opening time between itself and `at`."""
        local = self.local(at)
        if amount <= timedelta():
            return local
        left = amount
        for start, end in self._open_stretches_before(local):
            if end - start >= left:
                return end - left
            left -= end - start
        raise NeverOpenError(local.date())

    def open_time_between(self, start: datetime, end: datetime) -> timedelta:
        """How much opening time lies between the two moments; none when `end` is not the later."""
        since, until = self.local(start), self.local(end)
        days = (until.date() - since.date()).days
        return sum(
            (self._open_between(since, until, since.date() + timedelta(days=n)) for n in range(days + 1)),
            start=timedelta(),
        )

    def in_telephone_hours(self, at: datetime) -> bool | None:
        """Whether `at` lies within that day's telephone hours; None when the day has none."""
        local = self.local(at)
        spans = self.telephone_on(local.date())
        return any(span.start <= local.time() < span.end for span in spans) if spans else None

    def local(self, at: datetime) -> datetime:
        """The same moment in the office's zone."""
        if at.tzinfo is None:
            raise NaiveTimeError(at)
        return at.astimezone(self.zone)

    def _open_stretches_before(self, local: datetime) -> Iterator[tuple[datetime, datetime]]:
        for day in days_back_from(local.date()):
            for span in reversed(self.opening_on(day)):
                start, end = self._moment(day, span.start), min(self._moment(day, span.end), local)
                if start < end:
                    yield start, end

    def _open_between(self, since: datetime, until: datetime, day: date) -> timedelta:
        """In UTC: local times of one zone are subtracted by the wall clock, whatever it did between."""
        stretches = (
            (self._moment(day, span.start), self._moment(day, span.end)) for span in self.opening_on(day)
        )
        shared = ((max(opens, since), min(closes, until)) for opens, closes in stretches)
        return sum(
            (max(last.astimezone(UTC) - first.astimezone(UTC), timedelta()) for first, last in shared),
            start=timedelta(),
        )

    def _opening_of_working_day(self, day: date) -> tuple[Span, ...]:
        if why := self.why_closed(day):
            raise NotAWorkingDayError(day, why)
        return self.opening_on(day)

    def _first_working_day(self, asked: date, days: Iterable[date]) -> date:
        for day in days:
            if self.is_working_day(day):
                return day
        raise NeverOpenError(asked)

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=self.zone)


def days_from(day: date) -> Iterator[date]:
    """The day and those after it, for a little more than a year."""
    return (day + timedelta(days=n) for n in range(SEARCH_DAYS))


def days_back_from(day: date) -> Iterator[date]:
    """The day and those before it, for a little more than a year."""
    return (day - timedelta(days=n) for n in range(SEARCH_DAYS))
