"""A team's next working days: calls and deadlines due against how many people are at work. Counts only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from sqlalchemy import ColumnElement, and_, case, distinct, func, select
from sqlalchemy.orm import Session

from rules.absence import NOON
from rules.office import Team
from rules.statute import Whose
from rules.worktime import Span, WorkCalendar, days_from, overlaps
from storage import people
from storage.case_models import CaseClock
from storage.models import Absence, Callback, Deadline, State

DAYS = 5
HALVES = (Span(time.min, NOON), Span(NOON, time.max))
Stretch = tuple[datetime, datetime]  # from, until (not included), both aware


@dataclass(frozen=True, slots=True)
class Due:
    """A working day: calls nobody has rung whose limit it is, and deadlines whose last working day it is."""

    starts: datetime  # midnight, aware
    due: int
    deadlines: int = 0


@dataclass(frozen=True, slots=True)
class Day(Due):
    """A team's: with how many of its people are at work. Somebody away half the day counts as a half."""

    at_work: float = 0
    people: int = 0


@dataclass(frozen=True, slots=True)
class Week:
    """A team's next five working days, today included when it is one."""

    team_key: str
    days: tuple[Day, ...]


def week(session: Session, team: Team, now: datetime) -> Week:
    """The working days from `now` on. Those who ring are counted: the team's members and its duty person."""
    calendar = team.calendar
    coming = _coming(calendar, now)
    ringing = people.here(session, {*team.members, team.duty})
    whole = [_whole(calendar, day) for day in coming]
    ours = Deadline.team_key == team.key
    due, deadlines = _due(session, ours, whole), _deadlines(session, ours, whole)
    at_work = _at_work(session, ringing, [_halves(calendar, day) for day in coming])
    days = (
        Day(starts, calls, cases, here, len(ringing))
        for (starts, _), calls, here, cases in zip(whole, due, at_work, deadlines, strict=True)
    )
    return Week(team.key, tuple(days))


def own(session: Session, person: str, calendar: WorkCalendar, now: datetime) -> list[Due]:
    """What falls due for one person on the next five working days of `calendar`."""
    whole, theirs = [_whole(calendar, day) for day in _coming(calendar, now)], Deadline.owner_id == person
    due, deadlines = _due(session, theirs, whole), _deadlines(session, theirs, whole)
    return [
        Due(starts, calls, cases) for (starts, _), calls, cases in zip(whole, due, deadlines, strict=True)
    ]


def _coming(calendar: WorkCalendar, now: datetime) -> list[date]:
    today = calendar.local(now).date()
    return list(islice((day for day in days_from(today) if calendar.is_working_day(day)), DAYS))


def _whole(calendar: WorkCalendar, day: date) -> Stretch:
    return _moment(calendar, day, time.min), _moment(calendar, day + timedelta(days=1), time.min)


def _halves(calendar: WorkCalendar, day: date) -> list[Stretch]:
    """The opening hours before noon and after it, as far as there are any."""
    spans = [overlaps(calendar.opening_on(day), [half]) for half in HALVES]
    return [
        (_moment(calendar, day, open_[0].start), _moment(calendar, day, open_[-1].end))
        for open_ in spans
        if open_
    ]


def _moment(calendar: WorkCalendar, day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=calendar.zone)


def _due(session: Session, whose: ColumnElement[bool], days: Sequence[Stretch]) -> list[int]:
    unrung = (Deadline.state == State.OPEN, Callback.first_attempt_at.is_(None))
    counted = [
        func.count(case((and_(Deadline.due_at >= start, Deadline.due_at < end), Deadline.id)))
        for start, end in days
    ]
    return _counts(
        session,
        counted,
        whose,
        *unrung,
        Deadline.id == Callback.deadline_id,
    )


def _deadlines(session: Session, whose: ColumnElement[bool], days: Sequence[Stretch]) -> list[int]:
    """By the day we work towards: what falls due on a Saturday is Friday's work."""
    counted = [
        func.count(case((and_(Deadline.goal_at >= start, Deadline.goal_at < end), Deadline.id)))
        for start, end in days
    ]
    ours = (CaseClock.deadline_id == Deadline.id, CaseClock.whose == Whose.AUTHORITY)
    return _counts(session, counted, whose, Deadline.state == State.OPEN, *ours)


def _at_work(session: Session, ringing: Collection[str], days: Sequence[Sequence[Stretch]]) -> list[float]:
    counted = [_away_in(half) for halves in days for half in halves]
    theirs = (Absence.person_id.in_(ringing), Absence.cancelled_at.is_(None))
    away = iter(_counts(session, counted, *theirs))
    here = [[len(ringing) - next(away) for _ in halves] for halves in days]
    return [sum(one) / len(one) for one in here]


def _away_in(half: Stretch) -> ColumnElement[int]:
    """How many are away all of it."""
    covers = and_(Absence.starts_at <= half[0], Absence.ends_at >= half[1])
    return func.count(distinct(case((covers, Absence.person_id))))


def _counts(
    session: Session, counted: Sequence[ColumnElement[int]], *which: ColumnElement[bool]
) -> list[int]:
    """All counts in one statement."""
    return list(session.execute(select(*counted).where(*which)).one()) if counted else []
