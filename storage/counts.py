"""The counts of /status: one aggregate query each way, no person and no citizen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.models import LIVE, Callback, Deadline, State


@dataclass(frozen=True, slots=True)
class Kept:
    """`kept` of `of` calls whose answer is known were rung in time."""

    kept: int
    of: int


@dataclass(frozen=True, slots=True)
class CallbackCounts:
    """Open calls now, and how the calls received in a period were kept."""

    open: int
    due_today: int
    overdue: int
    unowned: int
    within_goal: Kept
    within_limit: Kept


def callbacks(
    session: Session, team_keys: Sequence[str], *, now: datetime, today_ends: datetime, since: datetime
) -> CallbackCounts:
    """Counts for these teams. `today_ends` and `since` bound "today" and the period, both aware.

    A call is rung in time when its first attempt came no later than the goal or limit. It counts
    once it has been attempted, or once the goal or limit has passed without an attempt.
    """
    unrung = and_(Deadline.state == State.OPEN, Callback.first_attempt_at.is_(None))
    counted = and_(Deadline.logged_at >= since, Deadline.state != State.WITHDRAWN)
    row = session.execute(
        select(
            _sum(Deadline.state.in_(LIVE)),
            _sum(and_(unrung, Deadline.due_at > now, Deadline.due_at < today_ends)),
            _sum(and_(unrung, Deadline.due_at <= now)),
            _sum(and_(Deadline.state == State.OPEN, Deadline.owner_id.is_(None))),
            _sum(and_(counted, Callback.first_attempt_at <= Deadline.goal_at)),
            _sum(and_(counted, _known(Deadline.goal_at, now))),
            _sum(and_(counted, Callback.first_attempt_at <= Deadline.due_at)),
            _sum(and_(counted, _known(Deadline.due_at, now))),
        )
        .select_from(Deadline)
        .join(Callback, Callback.deadline_id == Deadline.id)
        .where(Deadline.team_key.in_(team_keys))
    ).one()
    numbers = [int(value or 0) for value in row]
    return CallbackCounts(
        open=numbers[0],
        due_today=numbers[1],
        overdue=numbers[2],
        unowned=numbers[3],
        within_goal=Kept(numbers[4], numbers[5]),
        within_limit=Kept(numbers[6], numbers[7]),
    )


def _known(by: InstrumentedAttribute[datetime], now: datetime) -> ColumnElement[bool]:
    return Callback.first_attempt_at.is_not(None) | (by <= now)


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
