"""Where a statutory deadline stands on the reader's day: what is left, and whether to write."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from zoneinfo import ZoneInfo

from rules.statute import ANNOUNCED, Kind, Unit, Whose
from rules.worktime import WorkCalendar
from storage.caselist import CaseItem
from storage.models import State

# More working days than this are not counted out on a line: nobody plans by them.
MOST_COUNTED = 20


# What is decided or answered on a case of its own.
NAMED = frozenset({Kind.DECISION, Kind.REMITTED, Kind.ACCESS})


class Letter(IntEnum):
    """Whether the written notice is the thing to do (RSL § 3, 2)."""

    NO = 0
    IF_LATE = 1  # there is just time to write before the date passes
    WAIT = 2  # the case waits beyond the date: it cannot be kept
    NOW = 3  # the last working day, or the date, has passed
    ANSWER = 4  # the same, and the law lets no letter extend it any more: only the answer is left


@dataclass(frozen=True, slots=True)
class Standing:
    """One deadline on one day. `left` is working days after today; None when nobody can or need count."""

    today: date
    aim_on: date
    due_on: date
    left: int | None
    letter: Letter

    @property
    def last_day(self) -> bool:
        return self.today == self.aim_on


def standing(item: CaseItem, now: datetime, zone: ZoneInfo, calendar: WorkCalendar | None) -> Standing:
    """How the deadline stands at `now`; days are those of `zone`."""
    today = now.astimezone(zone).date()
    aim_on, due_on = (at.astimezone(zone).date() for at in (item.goal_at, item.due_at))
    left = _left(calendar, today, aim_on) if calendar else None
    return Standing(today, aim_on, due_on, left, _letter(item, today, aim_on, left))


def citizens(item: CaseItem) -> bool:
    """Whether the time is the citizen's own."""
    return item.statute.whose is Whose.CITIZEN


def in_hours(item: CaseItem) -> bool:
    return item.statute.length.unit is Unit.HOURS


def misses_case(item: CaseItem) -> bool:
    """Whether nobody can tell which case has to be decided or answered."""
    return item.unnamed and not citizens(item) and item.statute.kind in NAMED


def expired(item: CaseItem, stands: Standing) -> bool:
    """A citizen's time that ran out."""
    return citizens(item) and item.state is State.OPEN and stands.today > stands.due_on


def announced_in_time(item: CaseItem) -> bool:
    return item.first_announced_on is not None and item.first_announced_on <= item.legal_on


def too_late_for_letters(item: CaseItem, today: date) -> bool:
    """Whether only an answer helps: the law extends it by a letter before the date, and by no later one."""
    return item.statute.extension is not None and today > item.legal_on


def waits(item: CaseItem, today: date) -> bool:
    return item.waiting_until is not None and item.waiting_until >= today


def _letter(item: CaseItem, today: date, aim_on: date, left: int | None) -> Letter:
    if citizens(item) or item.statute.kind not in ANNOUNCED:
        return Letter.NO
    if too_late_for_letters(item, today):
        return Letter.ANSWER if today > aim_on else Letter.NO
    if today > aim_on:
        return Letter.NOW
    if item.waiting_until is not None and item.waiting_until > aim_on:
        return Letter.WAIT
    return Letter.IF_LATE if today == aim_on or (left is not None and left <= 1) else Letter.NO


def _left(calendar: WorkCalendar, today: date, aim_on: date) -> int | None:
    """Working days after today, the day we work towards included."""
    if aim_on < today:
        return None
    left = calendar.working_days_between(today, aim_on)
    return left if left <= MOST_COUNTED else None
