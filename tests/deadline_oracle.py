"""A second opinion on statutory deadlines, written another way: one day at a time, with a table of months.

Shares nothing with `rules` or the `holidays` library; Easter and summer time come from `tests.oracle`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from tests import oracle

THIRTY_DAYS = {4, 6, 9, 11}


@dataclass(frozen=True)
class Due:
    """The last day by the rule, and the day one works towards."""

    legal: date
    towards: date


@dataclass(frozen=True)
class PlainRule:
    """`halves` is the amount in halves: five of them are two and a half months."""

    unit: str
    halves: int
    citizens: bool = False


def due(rule: PlainRule, received: date, closed: frozenset[date], free: frozenset[date]) -> Due:
    """When it is due; `closed` are the office's own whole closing days, `free` those that are no hverdag."""
    last = last_day(rule, received, free)
    if rule.citizens:
        open_day = next(day for day in from_day(last) if is_open(day, free))
        return Due(open_day, open_day)
    open_days = [day for day in between(received, last) if is_open(day, closed)]
    return Due(last, open_days[-1] if open_days else last)


def last_day(rule: PlainRule, received: date, free: frozenset[date]) -> date:
    """Walks there a day at a time, beginning with the day after receipt."""
    if rule.unit == "at_once":
        return received
    if rule.unit == "months":
        return after_months(received, rule.halves)
    left = rule.halves // 2 * (7 if rule.unit == "weeks" else 1)
    day = received
    while left:
        day = tomorrow(day)
        if rule.unit != "working_days" or is_open(day, free):
            left -= 1
    return day


def after_months(received: date, halves: int) -> date:
    """Into each next month by its number of days; then fifteen days for a half."""
    year, month = received.year, received.month
    for _ in range(halves // 2):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    wanted = received.day
    while wanted > days_in(year, month):
        wanted -= 1
    day = date(year, month, wanted)
    for _ in range(15 if halves % 2 else 0):
        day = tomorrow(day)
    return day


def days_in(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 400 == 0 or (year % 4 == 0 and year % 100 != 0) else 28
    return 30 if month in THIRTY_DAYS else 31


def is_open(day: date, closed: frozenset[date]) -> bool:
    return day.isoweekday() < 6 and day not in holidays_of(day.year) and day not in closed


@cache
def holidays_of(year: int) -> frozenset[date]:
    return frozenset(oracle.public_holidays(year))


def tomorrow(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def from_day(day: date) -> Iterator[date]:
    while True:
        yield day
        day = tomorrow(day)


def between(first: date, last: date) -> Iterator[date]:
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)


def hours_later(wall: datetime, hours: int) -> datetime:
    """Naive Danish wall clock so many hours after another; never asked about a repeated hour."""
    in_summer = wall - timedelta(hours=2)
    utc = in_summer if oracle.is_summer(in_summer) else wall - timedelta(hours=1)
    for _ in range(hours):
        utc += timedelta(hours=1)
    return utc + timedelta(hours=2 if oracle.is_summer(utc) else 1)
