"""What is open right now, for a team and for each person in it. Counts only, from the open rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from rules.office import Office
from rules.statute import Whose
from rules.worktime import days_from
from storage.case_models import CaseClock
from storage.models import CALLBACK, Callback, Deadline, Person, State

SOON = 5  # working days, today included when it is one


@dataclass(frozen=True, slots=True)
class Standing:
    """What is open at this moment.

    Due and overdue calls are those nobody has rung yet. Deadlines soon, overdue and announced are the
    authority's own: overdue when the date in force (the law's, or a later one the citizen was told of)
    has passed, announced when the law's has and the one told of has not.
    """

    open_calls: int
    calls_due_today: int
    calls_overdue: int
    calls_unowned: int
    oldest_call: datetime | None
    open_deadlines: int
    deadlines_soon: int
    deadlines_overdue: int
    deadlines_announced: int
    oldest_deadline: date | None  # day of receipt of the authority's own


@dataclass(frozen=True, slots=True)
class Load:
    """One person's open items in one team; `person` None is the team's own list."""

    team_key: str
    person: str | None
    name: str | None
    calls: int
    deadlines: int
    overdue: int
    oldest: datetime | None  # when the oldest call was logged or the oldest case received


OPEN = Deadline.state == State.OPEN
UNRUNG = and_(OPEN, Callback.first_attempt_at.is_(None))
OURS = and_(OPEN, CaseClock.whose == Whose.AUTHORITY)


def standing(session: Session, office: Office, team_keys: Sequence[str], now: datetime) -> Standing:
    """What these teams have open at `now` (aware)."""
    tomorrow = _midnight(office, now.astimezone(office.zone).date() + timedelta(days=1))
    calls = session.execute(
        select(
            func.count(),
            _how_many(and_(UNRUNG, Deadline.due_at > now, Deadline.due_at < tomorrow)),
            _how_many(and_(UNRUNG, Deadline.due_at <= now)),
            _how_many(and_(OPEN, Deadline.owner_id.is_(None))),
            func.min(Deadline.logged_at),
        )
        .join(Callback, Callback.deadline_id == Deadline.id)
        .where(Deadline.team_key.in_(team_keys), Deadline.closed_at.is_(None))
    ).one()
    deadlines = session.execute(
        select(
            func.count(),
            _how_many(and_(OURS, Deadline.due_at > now, Deadline.goal_at < _soon(office, team_keys, now))),
            _how_many(and_(OURS, Deadline.due_at <= now)),
            _how_many(and_(OURS, CaseClock.legal_at <= now, Deadline.due_at > now)),
            func.min(case((OURS, CaseClock.received_on))),
        )
        .join(CaseClock, CaseClock.deadline_id == Deadline.id)
        .where(Deadline.team_key.in_(team_keys), Deadline.closed_at.is_(None))
    ).one()
    return Standing(*calls, *deadlines)


def load(session: Session, office: Office, team_keys: Sequence[str], now: datetime) -> list[Load]:
    """Who has how much open in these teams, by team and name; the team's own list first."""
    call = Deadline.kind == CALLBACK
    late = (Deadline.due_at <= now) & ((call & UNRUNG) | OURS)
    rows = session.execute(
        select(
            Deadline.team_key,
            Deadline.owner_id,
            func.max(Person.name),
            _how_many(call),
            _how_many(~call),
            _how_many(late),
            func.min(case((call, Deadline.logged_at), else_=Deadline.received_as)),
        )
        .outerjoin(Callback, Callback.deadline_id == Deadline.id)
        .outerjoin(CaseClock, CaseClock.deadline_id == Deadline.id)
        .outerjoin(Person, Person.slack_id == Deadline.owner_id)
        .where(Deadline.team_key.in_(team_keys), Deadline.closed_at.is_(None))
        .group_by(Deadline.team_key, Deadline.owner_id)
    )
    order = {team.key: place for place, team in enumerate(office.teams)}
    found = [Load(*row) for row in rows]
    return sorted(
        found, key=lambda one: (order.get(one.team_key, len(order)), one.person is not None, one.name or "")
    )


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _soon(office: Office, team_keys: Sequence[str], now: datetime) -> Any:
    """When the fifth working day is over, by each team's own calendar."""
    ends = {key: _fifth(office, key, now) for key in team_keys}
    if not ends:
        return now
    return case(ends, value=Deadline.team_key, else_=now)


def _fifth(office: Office, key: str, now: datetime) -> datetime:
    today = now.astimezone(office.zone).date()
    team = office.team_or_none(key)
    if team is None:
        return now
    coming = list(islice((day for day in days_from(today) if team.calendar.is_working_day(day)), SOON))
    return _midnight(office, (coming or [today])[-1] + timedelta(days=1))


def _midnight(office: Office, day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=office.zone)
