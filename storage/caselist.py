"""Reads for lists: running statutory deadlines as lines. No case reference: that opens on a press."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from functools import cache, cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from rules.statute import Rule, Whose
from storage import rows
from storage.case_models import CaseClock
from storage.models import (
    LIVE,
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


@dataclass(frozen=True)
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
    unnamed: bool  # registered without a case number

    @cached_property
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


# No list shows more; what lies beyond is counted.
MOST = 60
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Part:
    """The nearest deadlines of a list, by the day we work towards, and how many `more` there are.

    `late` of those more have passed; only a day's list counts them.
    """

    items: Sequence[CaseItem] = ()
    more: int = 0
    late: int = 0

    def __iter__(self) -> Iterator[CaseItem]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items) + self.more


class Which:
    """A query for deadlines, made once: the nearest of them, and how many there are."""

    def __init__(self, *which: ColumnElement[bool]) -> None:
        self.nearest = _lines(*which).order_by(None).order_by(Deadline.goal_at, Deadline.id).limit(MOST)
        over = and_(CaseClock.whose == Whose.AUTHORITY, Deadline.due_at <= bindparam("now"))
        clocks = select(func.count(), func.count(case((over, 1)))).select_from(Deadline)
        self.counts = clocks.join(CaseClock, CaseClock.deadline_id == Deadline.id).where(*which)


def _part(session: Session, which: Which, **facts: Any) -> Part:
    found = _read(session, which.nearest, **facts)
    if len(found) < MOST:
        return Part(found)
    count, late = session.execute(which.counts, {"now": LONG_AGO} | facts).one()
    now = facts.get("now", LONG_AGO)
    return Part(found, count - len(found), late - sum(one.ours and one.due_at <= now for one in found))


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


def owned(session: Session, people: Collection[str]) -> Part:
    """The running deadlines of these people."""
    return _part(session, _owned(), people=list(people))


@cache
def _owned() -> Which:
    return Which(_theirs(), Deadline.state.in_(LIVE))


def unowned(session: Session, team_keys: Sequence[str]) -> Part:
    """What waits on these teams' lists for somebody to take it."""
    return _part(session, _unowned(), teams=list(team_keys)) if team_keys else Part()


@cache
def _unowned() -> Which:
    return Which(Deadline.owner_id.is_(None), _of_teams(), Deadline.state.in_(LIVE))


def missed(session: Session, team_keys: Sequence[str], person: str, now: datetime) -> Part:
    """Deadlines of ours in these teams that have passed without decision or written notice.

    Those whose announced date has passed too; the `person`'s own stand elsewhere.
    """
    facts = {"teams": list(team_keys), "person": person, "now": now}
    return _part(session, _missed(), **facts) if team_keys else Part()


@cache
def _missed() -> Which:
    others = or_(Deadline.owner_id.is_(None), Deadline.owner_id != bindparam("person"))
    ours = CaseClock.whose == Whose.AUTHORITY
    return Which(_of_teams(), ours, others, Deadline.state == State.OPEN, Deadline.due_at <= bindparam("now"))


def on_list(
    session: Session,
    people: Collection[str],
    *,
    now: datetime,
    today_ends: datetime,
    outbox_id: int = 0,
) -> Part:
    """Those of these people's deadlines that belong on a list made now.

    A rung asks for one place on one list, and has it until a list that was sent has told of it; the
    list `outbox_id` itself does not count. From the last working day on, ours are on every list.
    """
    facts = {"people": list(people), "now": now, "today_ends": today_ends, "outbox": outbox_id}
    return _part(session, _on_list(), **facts)


@cache
def _on_list() -> Which:
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
    return Which(_theirs(), Deadline.state.in_(LIVE), or_(marked, last_day), ~put_off)


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
    return [CaseItem(*row) for row in rows.find(session, lines, facts)]


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


def _column(name: str) -> InstrumentedAttribute[Any] | ColumnElement[Any]:
    """What a field is read from: a column of its own name, unless it is one of these."""
    others: Mapping[str, InstrumentedAttribute[Any] | ColumnElement[Any]] = {
        "number": Deadline.id,
        "owner_name": Owner.name,
        "closed_by_name": Closer.name,
        "unnamed": CaseClock.case_print.is_(None),
    }
    if name in others:
        return others[name]
    column: InstrumentedAttribute[Any] = getattr(Deadline if hasattr(Deadline, name) else CaseClock, name)
    return column
