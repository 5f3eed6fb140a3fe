"""Reads for lists: what is to be done, by whom, and the fate of what was logged. No personal data."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, ScalarSelect, Select, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from storage import rows
from storage.case_models import CaseClock
from storage.models import LIVE, Callback, Deadline, Ending, Note, OutboxItem, Person, State

Owner, Closer, Taker, Speaker = aliased(Person), aliased(Person), aliased(Person), aliased(Person)
Started = aliased(Deadline)

# A query for work items, its statement made once: only the values differ from one reading to the next.
Lines = Select[*tuple[Any, ...]]


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
    attempt_days: int
    wrong_number: bool
    repeat_calls: int
    withheld: bool
    protected: bool
    interpreter: bool
    best_time: str
    child: bool | None
    note_answer: Note | None
    ending: Ending | None
    agreed_at: datetime | None
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
    started: int | None = None  # the newest statutory deadline that was started from the call

    @property
    def live(self) -> bool:
        return self.state in LIVE

    @property
    def to_note(self) -> bool:
        return self.state is State.NOTING

    @property
    def act_by(self) -> datetime:
        return self.due_at

    @property
    def ours(self) -> bool:
        return True


def items(session: Session, numbers: Iterable[int]) -> list[WorkItem]:
    """These calls, whatever their state, by number."""
    wanted = list(numbers)
    return _read(session, _numbered(), numbers=wanted) if wanted else []


@cache
def _numbered() -> Lines:
    return _lines(Deadline.id.in_(_many("numbers")))


def done_in(session: Session, outbox_id: int) -> list[WorkItem]:
    """The calls a message speaks of that nobody has to see to any more."""
    return _read(session, _done_in(), outbox=outbox_id)


@cache
def _done_in() -> Lines:
    spoken_of = select(OutboxItem.deadline_id).where(OutboxItem.outbox_id == bindparam("outbox"))
    return _lines(Deadline.id.in_(spoken_of), Deadline.state.not_in(LIVE))


def item(session: Session, number: int) -> WorkItem | None:
    found = items(session, [number])
    return found[0] if found else None


def owned(session: Session, people: Collection[str]) -> list[WorkItem]:
    """What these people are to ring, or still have to note."""
    return _read(session, _owned(), people=list(people))


@cache
def _owned() -> Lines:
    return _lines(Deadline.owner_id.in_(_many("people")), Deadline.state.in_(LIVE))


def unowned(session: Session, team_keys: Sequence[str]) -> list[WorkItem]:
    """What waits on these teams' lists for somebody to take it."""
    return _read(session, _unowned(), teams=list(team_keys)) if team_keys else []


@cache
def _unowned() -> Lines:
    return _lines(Deadline.owner_id.is_(None), _of_teams(), Deadline.state.in_(LIVE))


def breached(session: Session, team_keys: Sequence[str], now: datetime) -> list[WorkItem]:
    """Calls nobody has rung by their limit."""
    return _read(session, _breached(), teams=list(team_keys), now=now) if team_keys else []


@cache
def _breached() -> Lines:
    return _lines(
        _of_teams(),
        Deadline.state == State.OPEN,
        Deadline.due_at <= bindparam("now"),
        Callback.first_attempt_at.is_(None),
    )


def receipts(session: Session, person: str, since: datetime) -> list[WorkItem]:
    """What the person logged since then, and whatever older of it is still open or ended since then."""
    return _read(session, _receipts(), person=person, since=since)


@cache
def _receipts() -> Lines:
    return _lines(
        Deadline.logged_by == bindparam("person"),
        Deadline.state != State.WITHDRAWN,
        or_(
            Deadline.logged_at >= bindparam("since"),
            Deadline.state == State.OPEN,
            Deadline.closed_at >= bindparam("since"),
            Callback.contact_at >= bindparam("since"),
        ),
    )


def _of_teams() -> ColumnElement[bool]:
    return Deadline.team_key.in_(_many("teams"))


def _many(name: str) -> BindParameter[Sequence[Any]]:
    return bindparam(name, expanding=True)


def _read(session: Session, lines: Lines, **facts: object) -> list[WorkItem]:
    return [WorkItem(*row) for row in rows.find(session, lines, facts)]


def _lines(*which: ColumnElement[bool]) -> Lines:
    """The columns of a work item in its own order, of the calls that are `which`."""
    return (
        select(*(_column(field.name) for field in fields(WorkItem)))
        .join(Callback, Callback.deadline_id == Deadline.id)
        .outerjoin(Owner, Owner.slack_id == Deadline.owner_id)
        .outerjoin(Closer, Closer.slack_id == Deadline.closed_by)
        .outerjoin(Taker, Taker.slack_id == Deadline.taken_by)
        .outerjoin(Speaker, Speaker.slack_id == Callback.contact_by)
        .where(*which)
        .order_by(Deadline.id)
    )


def _column(name: str) -> InstrumentedAttribute[Any] | ScalarSelect[Any]:
    """What a field of a work item is read from: a column of its own name, unless it is one of these."""
    others: Mapping[str, InstrumentedAttribute[Any] | ScalarSelect[Any]] = {
        "number": Deadline.id,
        "owner_name": Owner.name,
        "closed_by_name": Closer.name,
        "taken_by_name": Taker.name,
        "contact_by_name": Speaker.name,
        "started": _started(),
    }
    if name in others:
        return others[name]
    column: InstrumentedAttribute[Any] = getattr(Deadline if hasattr(Deadline, name) else Callback, name)
    return column


def _started() -> ScalarSelect[int | None]:
    """Whatever was taken back is as if it had not begun."""
    ours = select(func.max(Started.id)).join(CaseClock, CaseClock.deadline_id == Started.id)
    running = ours.where(CaseClock.started_by == Deadline.id, Started.state != State.WITHDRAWN)
    return running.correlate(Deadline).scalar_subquery()
