"""When a statutory deadline asks for attention: rungs of working days before the day we work towards.

On a rung's day the deadline takes a place on the owner's list. From the last working day on it stays
there every day, and that day it may interrupt once. A list is one message, so a rung costs none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rules.ladder import NextStep, Step, next_list, warn_at
from rules.office import Ladder
from rules.statute import Whose
from rules.worktime import ONE_DAY, WorkCalendar, days_back_from

# A deadline that has passed stands on every list; the engine only has to look at it now and then.
QUIET_LOOK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class CaseTimes:
    """What the ladder needs to know of one statutory clock. Times aware, days by the office's calendar."""

    since: datetime  # registered, or marked the last time: only what comes after it is still to be said
    aim_at: datetime
    due_at: datetime
    whose: Whose = Whose.AUTHORITY
    rungs: tuple[int, ...] = ()
    postponed_to: date | None = None
    waiting_until: date | None = None
    warned_at: datetime | None = None
    breached_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the list from `at` on. `rung` is None when a wait or a postponement ends."""

    at: datetime
    rung: int | None


def next_case_step(calendar: WorkCalendar, ladder: Ladder, times: CaseTimes, now: datetime) -> NextStep:
    """The earliest step the clock still asks for. There is always one while it runs."""
    mark = next_mark(calendar, times)
    steps = [
        *([NextStep(Step.MARK, mark.at)] if mark else []),
        *_warn(calendar, ladder, times),
        *([] if times.breached_at else [NextStep(Step.BREACH, times.due_at)]),
    ]
    if not steps:
        return NextStep(Step.FOLLOW, next_list(calendar, ladder, now + QUIET_LOOK))
    return min(steps, key=lambda one: one.at)


def next_mark(calendar: WorkCalendar, times: CaseTimes) -> Mark | None:
    """The first place on the list that is still to be taken."""
    later = [one for one in _marks(calendar, times) if one.at > times.since]
    return min(later, key=lambda one: one.at, default=None)


def passed_mark(calendar: WorkCalendar, times: CaseTimes, now: datetime) -> Mark | None:
    """The newest rung that lies behind `now`."""
    passed = [one for one in _marks(calendar, times) if one.at <= now]
    return max(passed, key=lambda one: one.at, default=None)


def rung_day(calendar: WorkCalendar, aim_on: date, rung: int) -> date:
    """The day `rung` working days before `aim_on`, or before the last working day ahead of it."""
    day = calendar.last_working_day_on_or_before(aim_on)
    for _ in range(rung):
        day = next(one for one in days_back_from(day - ONE_DAY) if calendar.is_working_day(one))
    return day


def _marks(calendar: WorkCalendar, times: CaseTimes) -> Iterator[Mark]:
    for day, rung in _days(calendar, times):
        if times.postponed_to is None or day >= times.postponed_to:
            yield Mark(_midnight(calendar, day), rung)


def _days(calendar: WorkCalendar, times: CaseTimes) -> Iterator[tuple[date, int | None]]:
    aim_on = calendar.local(times.aim_at).date()
    if times.whose is Whose.AUTHORITY:
        yield from ((rung_day(calendar, aim_on, rung), rung) for rung in times.rungs)
    for day in (times.postponed_to, times.waiting_until):
        if day is not None:
            yield day, None


def _midnight(calendar: WorkCalendar, day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=calendar.zone)


def _warn(calendar: WorkCalendar, ladder: Ladder, times: CaseTimes) -> list[NextStep]:
    if times.whose is Whose.CITIZEN or times.warned_at or times.breached_at:
        return []
    return [NextStep(Step.WARN, warn_at(calendar, ladder, times.aim_at))]
