"""On which days something comes again, and where it goes when such a day is closed."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeAlias

from rules.worktime import ONE_DAY

LAST = -1  # the last such weekday of a month
# A day that finds no open one so near is not moved: the one after it takes its place.
FARTHEST = 60


class Roll(StrEnum):
    """Where a day goes that is closed."""

    NEXT = "next"
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class Weekly:
    """Every week; Monday is 0."""

    weekday: int


@dataclass(frozen=True, slots=True)
class Monthly:
    """The `nth` such weekday of every month, 1 to 4, or the `LAST`."""

    nth: int
    weekday: int


@dataclass(frozen=True, slots=True)
class Listed:
    """These days and no others."""

    days: tuple[date, ...]


Recurrence: TypeAlias = Weekly | Monthly | Listed
Open = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Day:
    """`planned` is the day by the rule, which never changes; `day` is the open one it comes to."""

    planned: date
    day: date


def planned_days(recurrence: Recurrence, first: date, last: date) -> list[date]:
    """The days by the rule alone from `first` to `last`, both included, in order."""
    match recurrence:
        case Weekly(weekday):
            begin = first + timedelta(days=(weekday - first.weekday()) % 7)
            return list(_every(begin, last, 7))
        case Monthly(nth, weekday):
            found = (_nth(month, nth, weekday) for month in _months(first, last))
            return [one for one in found if first <= one <= last]
        case Listed(days):
            return sorted({one for one in days if first <= one <= last})


def days(recurrence: Recurrence, roll: Roll, is_open: Open, first: date, last: date) -> list[Day]:
    """The open days for those planned from `first` to `last`, strictly one after the other.

    One that would be moved onto the next planned day, or past it, falls away: that one takes its place.
    """
    moved = (_moved(recurrence, roll, is_open, one) for one in planned_days(recurrence, first, last))
    return [one for one in moved if one is not None]


def _moved(recurrence: Recurrence, roll: Roll, is_open: Open, planned: date) -> Day | None:
    step = ONE_DAY if roll is Roll.NEXT else -ONE_DAY
    tried = (planned + step * n for n in range(FARTHEST + 1))
    day = next((one for one in tried if is_open(one)), None)
    if day is None:
        return None
    between = (planned + ONE_DAY, day) if roll is Roll.NEXT else (day, planned - ONE_DAY)
    return None if planned_days(recurrence, *between) else Day(planned, day)


def _every(begin: date, last: date, step: int) -> Iterator[date]:
    while begin <= last:
        yield begin
        begin += timedelta(days=step)


def _months(first: date, last: date) -> Iterator[date]:
    """The first day of every month that the days lie in."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (month + timedelta(days=31)).replace(day=1)


def _nth(month: date, nth: int, weekday: int) -> date:
    begin = month + timedelta(days=(weekday - month.weekday()) % 7)
    if nth != LAST:
        return begin + timedelta(weeks=nth - 1)
    weeks = (monthrange(month.year, month.month)[1] - begin.day) // 7
    return begin + timedelta(weeks=weeks)
