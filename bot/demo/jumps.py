"""How far the page's clock buttons move the workspace's clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import TypeAlias

# From the office's time to a later one; both aware, in Europe/Copenhagen.
Jump: TypeAlias = Callable[[datetime], datetime]

DIGEST_TIME = time(8, 15)
FRIDAY = 4


def in_an_hour(now: datetime) -> datetime:
    """One hour later, across a change to or from summer time as well."""
    return _later(now, timedelta(hours=1))


def in_a_quarter(now: datetime) -> datetime:
    """Fifteen minutes later."""
    return _later(now, timedelta(minutes=15))


def next_digest(now: datetime) -> datetime:
    """The next 08:15."""
    today = datetime.combine(now.date(), DIGEST_TIME, now.tzinfo)
    return today if today > now else datetime.combine(now.date() + timedelta(days=1), DIGEST_TIME, now.tzinfo)


def next_weekday(now: datetime) -> datetime:
    """08:15 on the next Monday to Friday; an office that knows its closing days gives a better jump."""
    day = now.date() + timedelta(days=1)
    while day.weekday() > FRIDAY:
        day += timedelta(days=1)
    return datetime.combine(day, DIGEST_TIME, now.tzinfo)


def _later(now: datetime, step: timedelta) -> datetime:
    return datetime.fromtimestamp(now.timestamp() + step.total_seconds(), now.tzinfo)


DEFAULT_JUMPS: Mapping[str, Jump] = {
    "hour": in_an_hour,
    "minute15": in_a_quarter,
    "digest": next_digest,
    "working_day": next_weekday,
    # A workspace without a bot knows no deadlines.
    "deadline": next_digest,
}
