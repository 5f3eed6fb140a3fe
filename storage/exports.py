"""What may be taken out of the house as lines: items with times and outcome, no citizen and no person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import Session

from rules.figures import Period
from rules.statute import Rule
from storage.case_models import CaseClock, RuleVersion
from storage.events import record
from storage.models import Callback, Deadline, Ending, Result, State

_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class CallLine:
    """One call. Times aware UTC."""

    number: int
    team_key: str
    topic: str
    logged_at: datetime
    goal_at: datetime
    due_at: datetime
    first_attempt_at: datetime | None
    attempts: int
    contact_at: datetime | None
    closed_at: datetime | None
    state: State
    ending: Ending | None


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    """One statutory deadline. Days by the office's calendar."""

    number: int
    team_key: str
    rule: dict[str, Any]  # frozen: as the clock began with it
    received_on: date
    legal_on: date
    first_announced_on: date | None
    announced_to: date | None
    decided_on: date | None
    sent_on: date | None
    state: State
    result: Result | None


def calls(session: Session, team: str, since: datetime, until: datetime) -> Iterator[CallLine]:
    """The calls logged from `since` until before `until` (aware), by number; undone ones are not there.

    `team`: one team's, by its key; "" for everybody's, also those of a team the office no longer has.
    """
    found = (
        select(
            Deadline.id,
            Deadline.team_key,
            Callback.topic,
            Deadline.logged_at,
            Deadline.goal_at,
            Deadline.due_at,
            Callback.first_attempt_at,
            Callback.attempts,
            Callback.contact_at,
            Deadline.closed_at,
            Deadline.state,
            Callback.ending,
        )
        .join(Callback, Callback.deadline_id == Deadline.id)
        .where(Deadline.logged_at >= since, Deadline.logged_at < until)
        .where(_theirs(team), Deadline.state != State.WITHDRAWN)
        .order_by(Deadline.id)
    )
    for row in _streamed(session, found):
        yield CallLine(*row)


def deadlines(session: Session, team: str, days: Period) -> Iterator[DeadlineLine]:
    """The deadlines whose legal date lies in `days`, by number; `team` and undone ones as for calls."""
    found = (
        select(
            Deadline.id,
            Deadline.team_key,
            Deadline.rule,
            CaseClock.received_on,
            CaseClock.legal_on,
            CaseClock.first_announced_on,
            CaseClock.announced_to,
            CaseClock.decided_on,
            CaseClock.sent_on,
            Deadline.state,
            CaseClock.result,
        )
        .join(CaseClock, CaseClock.deadline_id == Deadline.id)
        .where(CaseClock.legal_on >= days.starts, CaseClock.legal_on < days.ends)
        .where(_theirs(team), Deadline.state != State.WITHDRAWN)
        .order_by(Deadline.id)
    )
    for row in _streamed(session, found):
        yield DeadlineLine(*row)


def _theirs(team: str) -> ColumnElement[bool]:
    return Deadline.team_key == team if team else true()


def municipal_ever(session: Session) -> list[Rule]:
    """Every rule of the municipality's own there has been, the newest version of each last."""
    return [Rule.thawed(data) for data in session.scalars(select(RuleVersion.data).order_by(RuleVersion.id))]


def exported(
    session: Session, what: str, days: Period, *, team: str, rows: int | None = None, by: str, now: datetime
) -> None:
    """Log that figures or items have been written to a file: which, of when, and how many lines."""
    record(
        session,
        at=now,
        actor=by,
        action="exported",
        what=what,
        starts=days.starts.isoformat(),
        ends=days.ends.isoformat(),
        team=team or None,
        rows=rows,
    )


def _streamed(session: Session, found: Select[*tuple[Any, ...]]) -> Iterator[Sequence[Any]]:
    yield from session.execute(found, execution_options={"yield_per": _AT_A_TIME})
