"""The promise to ring a citizen back, and when to try again after no answer."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice

from rules.errors import NeverOpenError
from rules.worktime import ONE_DAY, Span, WorkCalendar, days_from, overlaps


class Unit(StrEnum):
    """The promise is given in "dage"; the office chooses what it means by them."""

    WORKING_DAYS = "working_days"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class CallbackPolicy:
    """How many `unit`s after the day of receipt the call is aimed at and due; goal <= limit."""

    goal: int = 1
    limit: int = 2
    unit: Unit = Unit.WORKING_DAYS


@dataclass(frozen=True, slots=True)
class Step:
    """Why one day counted or did not, in Danish."""

    day: date
    text: str


@dataclass(frozen=True, slots=True)
class Promise:
    """Aware times in the office's zone; received_as < goal <= limit."""

    received: datetime
    received_as: datetime
    goal: datetime
    limit: datetime
    unit: Unit
    steps: tuple[Step, ...]


def promise(calendar: WorkCalendar, policy: CallbackPolicy, received: datetime) -> Promise:
    """When a call received at `received` is to be returned, by the office's promise of 1-2 days.

    A call outside opening hours counts as received at the next opening; the day of receipt is not
    counted. Both times are the end of that day's telephone hours, else of its opening hours.
    """
    received = calendar.local(received)
    received_as = calendar.next_opening(received)
    goal_day = _due_day(calendar, policy.unit, received_as.date(), policy.goal)
    limit_day = _due_day(calendar, policy.unit, received_as.date(), policy.limit)
    return Promise(
        received=received,
        received_as=received_as,
        goal=_due_time(calendar, received_as, goal_day),
        limit=_due_time(calendar, received_as, limit_day),
        unit=policy.unit,
        steps=tuple(_steps(calendar, policy, received, received_as)),
    )


def _due_day(calendar: WorkCalendar, unit: Unit, received_on: date, count: int) -> date:
    if unit is Unit.WORKING_DAYS:
        return calendar.add_working_days(received_on, count)
    return calendar.last_working_day_on_or_before(received_on + timedelta(days=count))


def _due_time(calendar: WorkCalendar, received_as: datetime, day: date) -> datetime:
    end = calendar.end_of_day(day)
    # Only on the day of receipt itself can the telephone hours be over already.
    return end if end > received_as else calendar.close_of_day(day)


def _steps(
    calendar: WorkCalendar, policy: CallbackPolicy, received: datetime, received_as: datetime
) -> Iterator[Step]:
    yield from _steps_until_receipt(calendar, received, received_as)
    if policy.unit is Unit.WORKING_DAYS:
        yield from _working_day_steps(calendar, policy, received_as.date())
    else:
        yield from _calendar_day_steps(calendar, policy, received_as.date())


def _steps_until_receipt(calendar: WorkCalendar, received: datetime, received_as: datetime) -> Iterator[Step]:
    day = received.date()
    if received == received_as:
        yield Step(day, f"modtaget kl. {_clock(received)}; modtagelsesdagen tælles ikke med")
        return
    while day < received_as.date():
        why = calendar.why_closed(day) or "efter åbningstid"
        yield Step(day, f"modtaget kl. {_clock(received)}: {why}" if day == received.date() else why)
        day += ONE_DAY
    yield Step(day, f"regnes som modtaget kl. {_clock(received_as)}; modtagelsesdagen tælles ikke med")


def _working_day_steps(calendar: WorkCalendar, policy: CallbackPolicy, received_on: date) -> Iterator[Step]:
    day, counted = received_on, 0
    while counted < policy.limit:
        day += ONE_DAY
        why = calendar.why_closed(day)
        if why:
            yield Step(day, f"{why}: tælles ikke med")
            continue
        counted += 1
        yield Step(day, f"{counted}. arbejdsdag{_reached(policy, counted)}")


def _calendar_day_steps(calendar: WorkCalendar, policy: CallbackPolicy, received_on: date) -> Iterator[Step]:
    for counted in range(1, policy.limit + 1):
        day = received_on + timedelta(days=counted)
        text = f"{counted}. dag{_reached(policy, counted)}"
        why = calendar.why_closed(day)
        if why and counted in (policy.goal, policy.limit):
            kept = calendar.last_working_day_on_or_before(day)
            text += f" ({why}, så der ringes senest {kept.day}.{kept.month}.)"
        elif why:
            text += f" ({why})"
        yield Step(day, text)


def _reached(policy: CallbackPolicy, counted: int) -> str:
    names = [name for name, at in (("mål", policy.goal), ("frist", policy.limit)) if at == counted]
    return f": {' og '.join(names)}" if names else ""


def _clock(at: datetime) -> str:
    return f"{at.hour}:{at.minute:02}" if at.minute else str(at.hour)


class PartOfDay(StrEnum):
    MORNING = "formiddag"
    MIDDAY = "middag"
    AFTERNOON = "eftermiddag"


PARTS = {
    PartOfDay.MORNING: Span(time.min, time(11)),
    PartOfDay.MIDDAY: Span(time(11), time(13)),
    PartOfDay.AFTERNOON: Span(time(13), time.max),
}
# Ringing again within the hour seldom finds anybody who was not there.
LEAST_PAUSE = timedelta(hours=1)
# How many working days a different part of the day is worth waiting for.
DAYS_WORTH_WAITING = 2


def part_of_day(at: datetime) -> PartOfDay:
    """The part of the day by the wall clock of `at`, which is given in the office's zone."""
    return next((part for part, span in PARTS.items() if at.time() < span.end), PartOfDay.AFTERNOON)


def propose_next_try(calendar: WorkCalendar, at: datetime, tried: Sequence[datetime]) -> datetime:
    """When to ring again after no answer at `at`: the earliest part of the day tried least so far.

    The proposal lies within opening hours, within telephone hours on days that have them, and at
    least an hour ahead. When the coming two working days have no other part to offer, it is the
    start of the next working day's hours.
    """
    now = calendar.local(at)
    counts = Counter(part_of_day(calendar.local(moment)) for moment in tried or [now])
    working_days = (day for day in days_from(now.date()) if calendar.is_working_day(day))
    near = [
        (part, start)
        for day in islice(working_days, DAYS_WORTH_WAITING + 1)
        for part, start in _chances(calendar, now, day)
    ]
    if not near:
        raise NeverOpenError(now.date())
    fewest = min(counts[part] for part, _ in near)
    later = [start for part, start in near if start.date() > now.date()]
    if fewest == max(counts.values()) and later:
        return later[0]
    return next(start for part, start in near if counts[part] == fewest)


def _chances(calendar: WorkCalendar, now: datetime, day: date) -> Iterator[tuple[PartOfDay, datetime]]:
    """Each part of the day with its first moment at which somebody may ring."""
    spans = calendar.telephone_on(day) or calendar.opening_on(day)
    earliest = _next_quarter(now + LEAST_PAUSE)
    for part, whole in PARTS.items():
        for span in overlaps(spans, [whole]):
            start = max(datetime.combine(day, span.start, tzinfo=calendar.zone), earliest)
            if start < datetime.combine(day, span.end, tzinfo=calendar.zone):
                yield part, start
                break


def _next_quarter(at: datetime) -> datetime:
    over = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at + (timedelta(minutes=15) - over) if over else at
