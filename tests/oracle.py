"""A second opinion on the callback promise, written another way: sets of minutes and explicit lists of days.

Shares nothing with `rules` or the `holidays` library: Easter, the public holidays and summer time are
computed here. Everything is naive UTC or plain minutes after local midnight.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache

Minutes = Mapping[int, tuple[tuple[int, int], ...]]
ALL_DAY = 0


@dataclass(frozen=True, eq=False)
class PlainOffice:
    """Hours as (first minute, minute after the last) by weekday; `closed[day]` is the minute it closes."""

    opening: Minutes
    telephone: Minutes
    closed: Mapping[date, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    received_as: datetime
    goal: datetime
    limit: datetime


def answer(office: PlainOffice, goal: int, limit: int, unit: str, received: datetime) -> Answer:
    """The promise for a call received at naive UTC `received`; all three times are naive UTC."""
    arrival = wall(received)
    day, minute = arrival.date(), arrival.hour * 60 + arrival.minute
    if minute in open_minutes(office, day):
        received_as = received
    else:
        day, minute = next(
            (later, first)
            for later in days_after(day - timedelta(days=1))
            for first in sorted(open_minutes(office, later))
            if later > day or first > minute
        )
        received_as = utc(day, minute)
    ends = [_end(office, _due_day(office, day, count, unit), day, minute) for count in (goal, limit)]
    return Answer(received_as, *ends)


def _due_day(office: PlainOffice, day: date, count: int, unit: str) -> date:
    if unit == "working_days":
        coming = (later for later in days_after(day) if open_minutes(office, later))
        return [next(coming) for _ in range(count)][-1]
    calendar = [day + timedelta(days=n) for n in range(count + 1)]
    return max(later for later in calendar if open_minutes(office, later))


def _end(office: PlainOffice, day: date, received_on: date, received_minute: int) -> datetime:
    opened = open_minutes(office, day)
    end = 1 + max(minutes_of(office.telephone, day) & opened or opened)
    if day == received_on and end <= received_minute:
        end = 1 + max(opened)
    return utc(day, end)


@lru_cache(maxsize=4096)
def open_minutes(office: PlainOffice, day: date) -> frozenset[int]:
    if day.isoweekday() in (6, 7) or day in public_holidays(day.year):
        return frozenset()
    minutes = minutes_of(office.opening, day)
    if day not in office.closed:
        return minutes
    return frozenset(minute for minute in minutes if minute < office.closed[day])


def minutes_of(hours: Minutes, day: date) -> frozenset[int]:
    return _every_minute(hours.get(day.isoweekday() - 1, ()))


@cache
def _every_minute(spans: tuple[tuple[int, int], ...]) -> frozenset[int]:
    return frozenset(minute for start, end in spans for minute in range(start, end))


def days_after(day: date) -> Iterator[date]:
    while True:
        day += timedelta(days=1)
        yield day


@cache
def public_holidays(year: int) -> set[date]:
    moving = [-3, -2, 0, 1, 39, 49, 50]
    if year < 2024:  # Store bededag was abolished by law from 2024
        moving.append(26)
    fixed = {date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)}
    return fixed | {easter(year) + timedelta(days=days) for days in moving}


def easter(year: int) -> date:
    """Easter Sunday by the epact and the golden number, after Knuth."""
    golden = year % 19 + 1
    century = year // 100 + 1
    skipped_leap_days = 3 * century // 4 - 12
    moon = (8 * century + 5) // 25 - 5
    sunday = 5 * year // 4 - skipped_leap_days - 10
    epact = (11 * golden + 20 + moon - skipped_leap_days) % 30
    if epact == 24 or (epact == 25 and golden > 11):
        epact += 1
    full_moon = 44 - epact
    if full_moon < 21:
        full_moon += 30
    march_day = full_moon + 7 - (sunday + full_moon) % 7
    return date(year, 3, 1) + timedelta(days=march_day - 1)


def wall(at: datetime) -> datetime:
    """Danish wall-clock time of a naive UTC time."""
    return at + timedelta(hours=2 if is_summer(at) else 1)


def utc(day: date, minute: int) -> datetime:
    """Naive UTC of a Danish wall-clock minute; never asked for an hour that is skipped or repeated."""
    clock = datetime.combine(day, time()) + timedelta(minutes=minute)
    in_summer = clock - timedelta(hours=2)
    return in_summer if is_summer(in_summer) else clock - timedelta(hours=1)


def is_summer(at: datetime) -> bool:
    return last_sunday(at.year, 3) <= at < last_sunday(at.year, 10)


def last_sunday(year: int, month: int) -> datetime:
    """The last Sunday of a month with 31 days, at 01:00 UTC, when Europe moves its clocks."""
    last = date(year, month, 31)
    day = last - timedelta(days=last.isoweekday() % 7)
    return datetime.combine(day, time(1))
