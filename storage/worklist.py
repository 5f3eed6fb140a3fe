"""Reads for lists: what is to be done, by whom, and the fate of what was logged. No personal data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, aliased

from storage.models import LIVE, Callback, Deadline, Note, Person, State

Owner, Closer, Taker, Speaker = aliased(Person), aliased(Person), aliased(Person), aliased(Person)


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One call as a line in a list: everything but the citizen. All times aware, UTC."""

    number: int
    topic: str
    team_key: str
    owner_id: str | None
    owner_name: str | None
    logged_by: str
    logged_at: datetime
    goal_at: datetime
    due_at: datetime
    urgent: bool
    state: State
    attempts: int
    repeat_calls: int
    withheld: bool
    protected: bool
    interpreter: bool
    best_time: str
    note_answer: Note | None
    snoozed_until: datetime | None
    first_attempt_at: datetime | None
    contact_at: datetime | None
    contact_by: str | None
    contact_by_name: str | None
    taken_by: str | None
    taken_by_name: str | None
    taken_at: datetime | None
    closed_by: str | None
    closed_by_name: str | None
    closed_at: datetime | None

    @property
    def live(self) -> bool:
        return self.state in LIVE

    @property
    def to_note(self) -> bool:
        return self.state is State.NOTING


def items(session: Session, numbers: Iterable[int]) -> list[WorkItem]:
    """These calls, whatever their state, by number."""
    return _read(session, Deadline.id.in_(list(numbers)))


def item(session: Session, number: int) -> WorkItem | None:
    found = items(session, [number])
    return found[0] if found else None


def owned(session: Session, person: str) -> list[WorkItem]:
    """What the person is to ring, or still has to note."""
    return _read(session, Deadline.owner_id == person, Deadline.state.in_(LIVE))


def owned_in(session: Session, person: str, team_key: str) -> list[WorkItem]:
    """The same, in one team."""
    return _read(session, Deadline.owner_id == person, _of([team_key]), Deadline.state.in_(LIVE))


def unowned(session: Session, team_keys: Sequence[str]) -> list[WorkItem]:
    """What waits on these teams' lists for somebody to take it."""
    return _read(session, Deadline.owner_id.is_(None), _of(team_keys), Deadline.state.in_(LIVE))


def breached(session: Session, team_keys: Sequence[str], now: datetime) -> list[WorkItem]:
    """Calls nobody has rung by their limit."""
    return _read(
        session,
        _of(team_keys),
        Deadline.state == State.OPEN,
        Deadline.due_at <= now,
        Callback.first_attempt_at.is_(None),
    )


def receipts(session: Session, person: str, since: datetime) -> list[WorkItem]:
    """What the person logged since then, and whatever older of it is still open."""
    return _read(
        session,
        Deadline.logged_by == person,
        Deadline.state != State.WITHDRAWN,
        or_(Deadline.logged_at >= since, Deadline.state == State.OPEN),
    )


def _of(team_keys: Sequence[str]) -> ColumnElement[bool]:
    return Deadline.team_key.in_(team_keys)


def _read(session: Session, *which: ColumnElement[bool]) -> list[WorkItem]:
    rows = session.execute(_query().where(*which).order_by(Deadline.id))
    return [_line(deadline, callback, *names) for deadline, callback, *names in rows]


def _query() -> Select[Deadline, Callback, str, str, str, str]:
    return (
        select(Deadline, Callback, Owner.name, Closer.name, Taker.name, Speaker.name)
        .join(Callback, Callback.deadline_id == Deadline.id)
        .outerjoin(Owner, Owner.slack_id == Deadline.owner_id)
        .outerjoin(Closer, Closer.slack_id == Deadline.closed_by)
        .outerjoin(Taker, Taker.slack_id == Deadline.taken_by)
        .outerjoin(Speaker, Speaker.slack_id == Callback.contact_by)
    )


def _line(deadline: Deadline, callback: Callback, *names: str | None) -> WorkItem:
    owner, closer, taker, speaker = names
    return WorkItem(
        number=deadline.id,
        topic=callback.topic,
        team_key=deadline.team_key,
        owner_id=deadline.owner_id,
        owner_name=owner,
        logged_by=deadline.logged_by,
        logged_at=deadline.logged_at,
        goal_at=deadline.goal_at,
        due_at=deadline.due_at,
        urgent=deadline.urgent,
        state=deadline.state,
        attempts=callback.attempts,
        repeat_calls=callback.repeat_calls,
        withheld=callback.withheld,
        protected=callback.protected,
        interpreter=callback.interpreter,
        best_time=callback.best_time,
        note_answer=callback.note_answer,
        snoozed_until=deadline.snoozed_until,
        first_attempt_at=callback.first_attempt_at,
        contact_at=callback.contact_at,
        contact_by=callback.contact_by,
        contact_by_name=speaker,
        taken_by=deadline.taken_by,
        taken_by_name=taker,
        taken_at=deadline.taken_at,
        closed_by=deadline.closed_by,
        closed_by_name=closer,
        closed_at=deadline.closed_at,
    )
