"""What a simulated day must leave in the tables as it ends: plain queries, none of them the engine's."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from rules.office import Office
from storage.models import LIVE, Absence, Callback, Deadline, Event, Outbox, OutboxItem, State

T = TypeVar("T")
# The kinds of rows in a receipt of retention that are clocks.
DELETED = ("calls", "deadlines")


@dataclass(frozen=True, slots=True)
class Gone:
    """An absence, `until` it ended or was cancelled, and `since` when it was known."""

    person: str
    deputy: str | None
    starts: datetime
    until: datetime
    since: datetime

    def covers(self, at: datetime) -> bool:
        """Whether it ran then, as far as was known."""
        return self.starts <= at < self.until and self.since <= at


@dataclass(frozen=True, slots=True)
class Late:
    """A call nobody rang by its limit, and the messages that speak of it."""

    number: int
    team_key: str
    logged_at: datetime
    due_at: datetime
    messages: frozenset[int] = frozenset()


@dataclass
class Audit:
    """Numbers of calls that were found wanting, each once however long it lasted; and what was sent.

    Retention deletes most rows long before a year is judged, so that what the judge asks for is kept here.
    """

    office: Office
    no_next_step: set[int] = field(default_factory=set)
    nobodys: set[int] = field(default_factory=set)
    overslept: set[int] = field(default_factory=set)
    kinds: dict[int, tuple[str, str]] = field(default_factory=dict)  # of messages, with the team's key
    absences: dict[int, Gone] = field(default_factory=dict)
    late: dict[int, Late] = field(default_factory=dict)
    rung: dict[int, datetime | None] = field(default_factory=dict)  # when each call was first rung

    def look(self, session: Session, ticked: datetime) -> None:
        """Judge the tables just after the engine's tick at `ticked`."""
        teams, everybody = [team.key for team in self.office.teams], self.office.people()
        nobodys = or_(Deadline.team_key.not_in(teams), Deadline.owner_id.not_in(everybody))
        stuck = or_(Deadline.next_step_at.is_(None), Deadline.next_step_at <= ticked)
        self.no_next_step |= _live(session, stuck)
        self.nobodys |= _live(session, nobodys)
        self.overslept |= _live(session, Deadline.state == State.OPEN, Deadline.snoozed_until <= ticked)
        fresh = select(Outbox.id, Outbox.kind, Outbox.team_key).where(Outbox.id > max(self.kinds, default=0))
        self.kinds |= {number: (kind, team) for number, kind, team in session.execute(fresh)}
        self.absences |= {one.id: _gone(one) for one in session.scalars(select(Absence))}
        rung = _rung(session)
        self.rung |= rung
        self.late = _without(self.late, set(rung)) | {one.number: one for one in _late(session, ticked)}


def _without(known: dict[int, T], numbers: set[int]) -> dict[int, T]:
    """What is known of calls that are not stored any more."""
    return {number: fact for number, fact in known.items() if number not in numbers}


def _gone(row: Absence) -> Gone:
    until = min(row.ends_at, row.cancelled_at or row.ends_at)
    return Gone(row.person_id, row.deputy_id, row.starts_at, until, row.set_at)


def _rung(session: Session) -> dict[int, datetime | None]:
    rows = session.execute(select(Callback.deadline_id, Callback.first_attempt_at))
    return {row.deadline_id: row.first_attempt_at for row in rows}


def _late(session: Session, now: datetime) -> Iterable[Late]:
    late = (
        Deadline.due_at < now,
        Deadline.state != State.WITHDRAWN,
        or_(Callback.first_attempt_at.is_(None), Callback.first_attempt_at > Deadline.due_at),
    )
    calls = (
        select(Deadline.id, Deadline.team_key, Deadline.logged_at, Deadline.due_at)
        .join(Callback, Callback.deadline_id == Deadline.id)
        .where(*late)
    )
    speaking = (
        select(OutboxItem.deadline_id, OutboxItem.outbox_id)
        .join(Deadline, Deadline.id == OutboxItem.deadline_id)
        .join(Callback, Callback.deadline_id == Deadline.id)
        .where(*late)
    )
    messages = defaultdict[int, set[int]](set)
    for number, message in session.execute(speaking):
        messages[number].add(message)
    for row in session.execute(calls):
        yield Late(*row, frozenset(messages[row.id]))


def _live(session: Session, *which: ColumnElement[bool]) -> set[int]:
    return set(session.scalars(select(Deadline.id).where(Deadline.state.in_(LIVE), *which)))


def stored(session: Session) -> int:
    """How many calls and statutory deadlines there are, or were until retention deleted them."""
    there = session.scalar(select(func.count()).select_from(Deadline)) or 0
    nights = session.scalars(select(Event.detail).where(Event.action == "retention_done"))
    return there + sum(int(night.get(kind, 0)) for night in nights for kind in DELETED)
