"""What the engine does next with a callback's clock, and when: the ladder of product's promise.

The daily list and the line at the start of telephone hours belong to people, not to one clock, so
they are not here. Here is what one clock itself asks for: an urgent call nobody took, a snooze that
ends, one interruption before the limit, the breach, the return of what was taken and left lying, and
then the next morning's list until it closes.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from rules.office import Ladder
from rules.worktime import WorkCalendar

# Whoever rings at the time agreed with the citizen has this long to speak and to note it.
TIME_TO_KEEP = timedelta(minutes=30)


class Step(StrEnum):
    """The steps of the ladder."""

    URGENT_UNANSWERED = "urgent_unanswered"
    WAKE = "wake"
    WARN = "warn"
    BREACH = "breach"
    MARK = "mark"  # a statutory deadline comes onto the day's list
    RETURN = "return"  # taken from the team's list, and untouched since
    FOLLOW = "follow"  # nothing but the daily lists until somebody acts


@dataclass(frozen=True, slots=True)
class Clock:
    """What the ladder needs to know of one clock. All times aware; None = has not happened."""

    told_at: datetime  # when an urgent call's owner and duty person hear of it
    due_at: datetime
    urgent: bool = False
    taken_at: datetime | None = None
    claimed_at: datetime | None = None
    escalated: bool = False
    snoozed_until: datetime | None = None
    warned_at: datetime | None = None
    breached_at: datetime | None = None
    attempted: bool = False  # the citizen has been rung: the promise is kept, though nobody may have answered
    agreed_at: datetime | None = None  # when the citizen was to be rung again; set until somebody does


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step and the moment it is due. The moment may be in the past: then it is due now."""

    step: Step
    at: datetime


def next_step(calendar: WorkCalendar, ladder: Ladder, clock: Clock, now: datetime) -> NextStep:
    """The earliest step the clock still asks for. There is always one while a clock runs."""
    steps = [
        *_urgent(ladder, clock),
        *_wake(clock),
        *_warn(calendar, ladder, clock),
        *_breach(clock),
        *_return(calendar, clock),
    ]
    if not steps:
        return NextStep(Step.FOLLOW, next_list(calendar, ladder, now))
    return min(steps, key=lambda one: one.at)


def warn_at(calendar: WorkCalendar, ladder: Ladder, due_at: datetime) -> datetime:
    """When to interrupt: `ladder.warn_before` of opening time before the limit."""
    return calendar.subtract_open_time(due_at, ladder.warn_before)


def list_on(calendar: WorkCalendar, ladder: Ladder, day: date, own: time | None = None) -> datetime:
    """When that day's list comes: at the person's `own` time, unless the office has closed by then."""
    closing = calendar.closings.get(day)
    closes_at = (closing and closing.closes_at) or time.max
    at = own if own is not None and own < closes_at else ladder.digest
    return datetime.combine(day, at, tzinfo=calendar.zone)


def next_list(calendar: WorkCalendar, ladder: Ladder, now: datetime, own: time | None = None) -> datetime:
    """The next list strictly after `now`, on a working day of the calendar; at the person's `own` time."""
    day = calendar.local(now).date()
    while True:
        at = list_on(calendar, ladder, day, own)
        if calendar.is_working_day(day) and at > now:
            return at
        day += timedelta(days=1)


def times_to_wait(
    calendar: WorkCalendar, ladder: Ladder, now: datetime, own: time | None = None
) -> list[datetime]:
    """Sensible times to be reminded instead: in an hour, this afternoon, next telephone hours, next list.

    The next list comes at the person's `own` time, where they have chosen one.
    """
    local = calendar.local(now)
    in_an_hour = (local + timedelta(hours=1)).replace(second=0, microsecond=0)
    afternoon = datetime.combine(local.date(), time(13), tzinfo=calendar.zone)
    times = {in_an_hour, next_list(calendar, ladder, now, own)}
    if in_an_hour < afternoon and calendar.is_open(afternoon):
        times.add(afternoon)
    telephone = calendar.next_telephone_start(now)
    return sorted(times | ({telephone} if telephone else set()))


def _urgent(ladder: Ladder, clock: Clock) -> list[NextStep]:
    if not clock.urgent or clock.taken_at or clock.escalated:
        return []
    return [NextStep(Step.URGENT_UNANSWERED, clock.told_at + ladder.urgent_wait)]


def _wake(clock: Clock) -> list[NextStep]:
    return [NextStep(Step.WAKE, clock.snoozed_until)] if clock.snoozed_until else []


def _warn(calendar: WorkCalendar, ladder: Ladder, clock: Clock) -> list[NextStep]:
    if clock.warned_at or clock.breached_at:
        return []
    at = warn_at(calendar, ladder, clock.due_at)
    if not clock.attempted:
        return [NextStep(Step.WARN, at)]
    # Whoever agreed on a time has rung once, and the citizen waits all the same when it is not kept.
    at = max(at, clock.agreed_at + TIME_TO_KEEP) if clock.agreed_at else clock.due_at
    return [NextStep(Step.WARN, at)] if at < clock.due_at else []


def _breach(clock: Clock) -> list[NextStep]:
    return [] if clock.breached_at or clock.attempted else [NextStep(Step.BREACH, clock.due_at)]


def _return(calendar: WorkCalendar, clock: Clock) -> list[NextStep]:
    return [NextStep(Step.RETURN, return_at(calendar, clock.claimed_at))] if clock.claimed_at else []


def return_at(calendar: WorkCalendar, claimed_at: datetime) -> datetime:
    """When a claimed call nobody touched goes back: a working day later, no later than that day's close."""
    claimed = calendar.local(claimed_at)
    day = calendar.add_working_days(claimed.date(), 1)
    same_time = datetime.combine(day, claimed.time(), tzinfo=calendar.zone)
    return min(same_time, calendar.close_of_day(day))
