"""Reads for lists: running statutory deadlines as lines. No case reference: that opens on a press."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from rules.statute import Rule, Whose
from storage.models import (
    LIVE,
    CaseClock,
    Deadline,
    LateWhy,
    Outbox,
    OutboxItem,
    Person,
    Result,
    Sending,
    State,
    Turn,
    Waiting,
)

Owner, Closer = aliased(Person), aliased(Person)
Lines = Select[*tuple[Any, ...]]
LIST = "list"  # the kind of message that is a day's list


@dataclass(frozen=True, slots=True)
class CaseItem:
    """One statutory deadline as a line. Times aware UTC, days by the office's calendar."""

    number: int
    rule: dict[str, Any]
    team_key: str
    owner_id: str | None
    owner_name: str | None
    logged_by: str
    logged_at: datetime
    goal_at: datetime  # what we work towards
    due_at: datetime  # the legal date's end, or the announced one's
    state: State
    received_on: date
    legal_on: date
    legal_at: datetime
    whose: Whose
    remitted: bool
    decided_on: date | None
    sent_on: date | None
    result: Result | None
    first_announced_on: date | None
    announced_on: date | None
    announced_to: date | None
    announced_why: LateWhy | None
    missed_at: datetime | None
    waiting_on: Waiting | None
    waiting_until: date | None
    postponed_to: date | None
    mark: int | None
    marked_at: datetime | None
    turn: Turn | None
    started_by: int | None
    taken_by: str | None
    closed_by: str | None
    closed_by_name: str | None
    closed_at: datetime | None

    @property
    def statute(self) -> Rule:
        """The rule it began with."""
        return Rule.thawed(self.rule)

    @property
    def live(self) -> bool:
        return self.state in LIVE

    # What the order to work in depends on; a call has more of it.
    @property
    def act_by(self) -> datetime:
        return self.goal_at

    @property
    def ours(self) -> bool:
        return self.whose is Whose.AUTHORITY

    @property
    def urgent(self) -> bool:
        return False

    @property
    def repeat_calls(self) -> int:
        return 0

    @property
    def attempts(self) -> int:
        return 0

    @property
    def to_note(self) -> bool:
        return False

    @property
    def snoozed_until(self) -> datetime | None:
        return None

    @property
    def agreed_at(self) -> datetime | None:
        return None


def items(session: Session, numbers: Iterable[int]) -> list[CaseItem]:
    """These deadlines, whatever their state, by number; numbers of calls are passed over."""
    wanted = list(numbers)
    return _read(session, _numbered(), numbers=wanted) if wanted else []


@cache
def _numbered() -> Lines:
    return _lines(Deadline.id.in_(bindparam("numbers", expanding=True)))


def item(session: Session, number: int) -> CaseItem | None:
    found = items(session, [number])
    return found[0] if found else None


def owned(session: Session, people: Collection[str]) -> list[CaseItem]:
    """Every running deadline of these people."""
    return _read(session, _owned(), people=list(people))


@cache
def _owned() -> Lines:
    return _lines(_theirs(), Deadline.state.in_(LIVE))


def unowned(session: Session, team_keys: Sequence[str]) -> list[CaseItem]:
    """What waits on these teams' lists for somebody to take it."""
    return _read(session, _unowned(), teams=list(team_keys)) if team_keys else []


@cache
def _unowned() -> Lines:
    return _lines(Deadline.owner_id.is_(None), _of_teams(), Deadline.state.in_(LIVE))


def missed(session: Session, team_keys: Sequence[str], now: datetime) -> list[CaseItem]:
    """Deadlines of ours that have passed without decision or written notice, or whose announced date has."""
    return _read(session, _missed(), teams=list(team_keys), now=now) if team_keys else []


@cache
def _missed() -> Lines:
    ours = CaseClock.whose == Whose.AUTHORITY
    return _lines(_of_teams(), ours, Deadline.state == State.OPEN, Deadline.due_at <= bindparam("now"))


def on_list(
    session: Session,
    people: Collection[str],
    *,
    now: datetime,
    today_ends: datetime,
    outbox_id: int = 0,
) -> list[CaseItem]:
    """Those of these people's deadlines that belong on a list made now.

    A rung asks for one place on one list, and has it until a list that was sent has told of it; the
    list `outbox_id` itself does not count, and keeps what it spoke of. From the last working day on,
    ours are on every list.
    """
    facts = {"people": list(people), "now": now, "today_ends": today_ends, "outbox": outbox_id}
    return _read(session, _on_list(), **facts)


@cache
def _on_list() -> Lines:
    told = exists().where(
        OutboxItem.deadline_id == Deadline.id,
        OutboxItem.outbox_id == Outbox.id,
        Outbox.id != bindparam("outbox"),
        Outbox.kind == LIST,
        Outbox.state == Sending.SENT,
        Outbox.sent_at >= CaseClock.marked_at,
    )
    marked = and_(CaseClock.marked_at <= bindparam("now"), ~told)
    last_day = and_(CaseClock.whose == Whose.AUTHORITY, Deadline.goal_at < bindparam("today_ends"))
    put_off = and_(CaseClock.postponed_to.is_not(None), Deadline.goal_at >= bindparam("today_ends"))
    # What this very list speaks of stays on it, whatever has been done about it since.
    spoken_of = exists().where(
        OutboxItem.deadline_id == Deadline.id, OutboxItem.outbox_id == bindparam("outbox")
    )
    wanted = or_(and_(or_(marked, last_day), ~put_off), spoken_of)
    return _lines(_theirs(), Deadline.state.in_(LIVE), wanted)


def done_in(session: Session, outbox_id: int) -> list[CaseItem]:
    """The deadlines a message speaks of that nobody has to see to any more."""
    return _read(session, _done_in(), outbox=outbox_id)


@cache
def _done_in() -> Lines:
    spoken_of = select(OutboxItem.deadline_id).where(OutboxItem.outbox_id == bindparam("outbox"))
    return _lines(Deadline.id.in_(spoken_of), Deadline.state.not_in(LIVE))


def _theirs() -> ColumnElement[bool]:
    return Deadline.owner_id.in_(bindparam("people", expanding=True))


def _of_teams() -> ColumnElement[bool]:
    return Deadline.team_key.in_(bindparam("teams", expanding=True))


def _read(session: Session, lines: Lines, **facts: object) -> list[CaseItem]:
    return [CaseItem(*row) for row in session.execute(lines, facts)]


def _lines(*which: ColumnElement[bool]) -> Lines:
    """The columns of an item in its own order, of the deadlines that are `which`."""
    return (
        select(*(_column(field.name) for field in fields(CaseItem)))
        .join(CaseClock, CaseClock.deadline_id == Deadline.id)
        .outerjoin(Owner, Owner.slack_id == Deadline.owner_id)
        .outerjoin(Closer, Closer.slack_id == Deadline.closed_by)
        .where(*which)
        .order_by(Deadline.id)
    )


def _column(name: str) -> InstrumentedAttribute[Any]:
    """What a field is read from: a column of its own name, unless it is one of these."""
    others: Mapping[str, InstrumentedAttribute[Any]] = {
        "number": Deadline.id,
        "owner_name": Owner.name,
        "closed_by_name": Closer.name,
    }
    if name in others:
        return others[name]
    column: InstrumentedAttribute[Any] = getattr(Deadline if hasattr(Deadline, name) else CaseClock, name)
    return column
