"""What each figure is counted from: one plain SELECT a source, by the one day its row belongs to.

The same sources count a day, a period and a single item. A source is narrowed by the time it is counted
by and nothing else an index begins with, so that SQLite, which keeps no statistics, reads that time only.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, String, and_, bindparam, case, cast, join, literal_column
from sqlalchemy.orm import InstrumentedAttribute

from rules.figures import OWED, Figure, Kept
from rules.statute import Ends, Whose
from storage.case_models import CaseClock
from storage.models import CALLBACK, Attempt, Callback, Deadline, Event, Outcome, Result, State

Number = ColumnElement[int]
Condition = ColumnElement[bool]
ONE: Number = literal_column("1")
NONE: Number = literal_column("0")
NO_PART: ColumnElement[str] = literal_column("''")
QUARTER = 15  # minutes


@dataclass(frozen=True)
class Source:
    """Rows of `rows` that add `n` and `of` to a figure's `part` on the day of `at`.

    `within` bounds `at` by the parameters `starts`, `ends` and `passed` (aware), or by `first`, `after`
    (dates) and `now`.
    """

    figure: Figure
    rows: FromClause
    at: InstrumentedAttribute[datetime] | InstrumentedAttribute[date] | InstrumentedAttribute[Any]
    within: tuple[Condition, ...]
    where: tuple[Condition, ...]
    n: Number = ONE
    of: Number = NONE
    part: ColumnElement[str] = NO_PART


@dataclass(frozen=True)
class Standing:
    """Items that are open from the moment they are logged until they are closed."""

    figure: Figure
    where: tuple[Condition, ...]


def _if(condition: Condition) -> Number:
    return case((condition, ONE), else_=NONE)


def _happened(at: InstrumentedAttribute[Any]) -> tuple[Condition, ...]:
    return at >= bindparam("starts"), at < bindparam("ends")


def _settled(at: InstrumentedAttribute[Any]) -> tuple[Condition, ...]:
    """Before that moment the answer may still change."""
    return at >= bindparam("starts"), at < bindparam("passed")


CALL = Deadline.kind == CALLBACK
CASE = Deadline.kind != CALLBACK
COUNTS = Deadline.state != State.WITHDRAWN
CALLS = join(Deadline, Callback, Callback.deadline_id == Deadline.id)
CASES = join(Deadline, CaseClock, CaseClock.deadline_id == Deadline.id)
ATTEMPTS = join(Attempt, Deadline, Attempt.deadline_id == Deadline.id)
REPEATS = join(Event, Deadline, Event.deadline_id == Deadline.id)
ON_ITSELF: FromClause = Deadline.__table__

DECISIONS = (Result.GRANTED, Result.PARTIAL, Result.REFUSED)
DECIDED = (COUNTS, CaseClock.result.in_(DECISIONS))

# Decided in time; and sent in time too, where the rule says that sending is what ends it. What was noted
# as missed on the very day (a deadline in hours) stays missed.
_IN_TIME = and_(
    CaseClock.decided_on <= CaseClock.legal_on,
    (CaseClock.sent_on.is_(None))
    | (CaseClock.sent_on <= CaseClock.legal_on)
    | (Deadline.rule["ends"].as_string() != Ends.SENT.value),
    CaseClock.missed_at.is_(None),
)
_KEPT = case(
    (_IN_TIME, Kept.KEPT.value),
    (CaseClock.first_announced_on <= CaseClock.legal_on, Kept.ANNOUNCED.value),
    else_=Kept.MISSED.value,
)


def _within(figure: Figure, by: InstrumentedAttribute[datetime], done: InstrumentedAttribute[Any]) -> Source:
    return Source(figure, CALLS, by, _settled(by), (COUNTS,), n=_if(done <= by), of=ONE)


SOURCES: tuple[Source, ...] = (
    Source(Figure.CALLS, ON_ITSELF, Deadline.logged_at, _happened(Deadline.logged_at), (CALL, COUNTS)),
    Source(
        Figure.REPEAT_CALLS,
        ON_ITSELF,
        Deadline.logged_at,
        _happened(Deadline.logged_at),
        (CALL, COUNTS),
        n=NONE,
        of=ONE,
    ),
    Source(
        Figure.REPEAT_CALLS,
        REPEATS,
        Event.at,
        _happened(Event.at),
        (Event.action == "called_again", Event.result == "done", COUNTS),
        of=ONE,
    ),
    _within(Figure.RUNG_WITHIN_GOAL, Deadline.goal_at, Callback.first_attempt_at),
    _within(Figure.RUNG_WITHIN_LIMIT, Deadline.due_at, Callback.first_attempt_at),
    _within(Figure.REACHED_WITHIN_GOAL, Deadline.goal_at, Callback.contact_at),
    _within(Figure.REACHED_WITHIN_LIMIT, Deadline.due_at, Callback.contact_at),
    Source(
        Figure.WAIT,
        CALLS,
        Callback.first_attempt_at,
        _happened(Callback.first_attempt_at),
        (Callback.waited_minutes.is_not(None),),
        part=cast((Callback.waited_minutes + (QUARTER - 1)) // QUARTER, String),
    ),
    Source(
        Figure.CONTACT_RATE,
        CALLS,
        Deadline.closed_at,
        _happened(Deadline.closed_at),
        (COUNTS,),
        n=_if(Callback.contact_at.is_not(None)),
        of=ONE,
    ),
    Source(
        Figure.ATTEMPTS_PER_CONTACT,
        CALLS,
        Callback.contact_at,
        _happened(Callback.contact_at),
        (),
        n=cast(Callback.attempts, Callback.attempts.type),
        of=ONE,
    ),
    Source(
        Figure.IN_TELEPHONE_HOURS,
        ATTEMPTS,
        Attempt.at,
        _happened(Attempt.at),
        (Attempt.in_telephone_hours.is_not(None),),
        n=_if(Attempt.in_telephone_hours.is_(True)),
        of=ONE,
    ),
    Source(
        Figure.CONTACTS,
        ATTEMPTS,
        Attempt.at,
        _happened(Attempt.at),
        (Attempt.outcome == Outcome.SPOKE,),
    ),
    Source(
        Figure.DECISIONS,
        CASES,
        Deadline.closed_at,
        _happened(Deadline.closed_at),
        DECIDED,
        part=cast(CaseClock.result, String),
    ),
    Source(
        Figure.LEAD_TIME,
        CASES,
        Deadline.closed_at,
        _happened(Deadline.closed_at),
        (*DECIDED, CaseClock.lead_days.is_not(None)),
        part=CaseClock.rule_key + ":" + cast(CaseClock.lead_days, String),
    ),
    Source(
        Figure.RELATIVES,
        CASES,
        Deadline.closed_at,
        _happened(Deadline.closed_at),
        (*DECIDED, CaseClock.relatives.is_not(None)),
        n=_if(CaseClock.relatives.is_(True)),
        of=ONE,
    ),
)

DEADLINES = Source(
    Figure.DEADLINES,
    CASES,
    CaseClock.legal_on,
    (
        CaseClock.legal_on >= bindparam("first"),
        CaseClock.legal_on < bindparam("after"),
        CaseClock.legal_at < bindparam("now"),
    ),
    (
        COUNTS,
        Deadline.kind.in_(sorted(OWED)),
        CaseClock.whose == Whose.AUTHORITY,
        CaseClock.legal_at >= Deadline.logged_at,
        CaseClock.result.is_(None) | (CaseClock.result != Result.DROPPED),
    ),
    part=CaseClock.rule_key + ":" + _KEPT,
)

OPEN: tuple[Standing, ...] = (
    Standing(Figure.OPEN_CALLS, (CALL, COUNTS)),
    Standing(Figure.OPEN_DEADLINES, (CASE, COUNTS)),
)
