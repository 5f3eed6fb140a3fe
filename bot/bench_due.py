"""Two working days added to every date of ten years, beside what the holidays package does itself."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import holidays

from bot.bench_row import Row
from bot.bench_show import Say
from bot.bench_timing import Timed, in_turns
from bot.office_file import EXAMPLE, load_office
from rules.worktime import WorkCalendar

AMOUNT = 2
FIRST, YEARS = date(2022, 1, 1), 10  # Store bededag is among the first two years' holidays
RUNS = 60
MUCH_FASTER = 10.0
Add = Callable[[date, int], date]


def measure(say: Say, years: int = YEARS) -> list[Row]:
    """For the law's days and for an office's: how much faster ours is, and on how many dates they differ.

    The office has no closing days of its own: holidays knows of none.
    """
    calendar, days = _calendar(), list(_days(years))
    return [
        *beside_holidays("hverdage", calendar.add_hverdage, days, say),
        *beside_holidays("working days", calendar.add_working_days, days, say),
    ]


def beside_holidays(what: str, add: Add, days: list[date], say: Say) -> list[Row]:
    """`add` beside holidays' own: speed, and the dates on which they differ."""
    rival = holidays.country_holidays("DK").get_nth_working_day
    differ = sum(add(day, AMOUNT) != rival(day, AMOUNT) for day in days)
    ours, theirs = in_turns(
        RUNS,
        lambda: [add(day, AMOUNT) for day in days],
        lambda: [rival(day, AMOUNT) for day in days],
        warm_up=1,
    )
    say(f"due: {what}, ms for {len(days):,} dates: ours {ours}, holidays {theirs}; {differ} differ")
    return [_speed(what, ours, theirs, len(days)), _differences(what, ours, theirs, len(days), differ)]


def _calendar() -> WorkCalendar:
    return replace(load_office(EXAMPLE).teams[0].calendar, closings={})


def _days(years: int) -> Iterator[date]:
    end = FIRST.replace(year=FIRST.year + years)
    return (FIRST + timedelta(days=n) for n in range((end - FIRST).days))


def _speed(what: str, ours: Timed, theirs: Timed, days: int) -> Row:
    ratio = theirs.over(ours)
    return Row(
        bench="due",
        database="",
        what=f"two {what} added to {days:,} dates: holidays' get_nth_working_day / ours (at least)",
        ms=ours.ms,
        floor_ms=None,
        rival_ms=theirs.ms,
        ratio=ratio,
        target=MUCH_FASTER,
        met=ratio >= MUCH_FASTER,
        n=ours.n,
    )


def _differences(what: str, ours: Timed, theirs: Timed, days: int, differ: int) -> Row:
    return Row(
        bench="due",
        database="",
        what=f"two {what} added to {days:,} dates: how many differ (none)",
        ms=ours.ms,
        floor_ms=None,
        rival_ms=theirs.ms,
        ratio=float(differ),
        target=0.0,
        met=differ == 0,
        n=days,
    )
