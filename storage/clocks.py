"""The one table of clocks: what is due next, and the marks the engine leaves."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules import ladder
from rules.ladder import Clock, NextStep, Step
from rules.office import Office, Team
from rules.rights import Facts
from storage.models import LIVE, Callback, Deadline, State


def plan(session: Session, office: Office, deadline: Deadline, now: datetime) -> None:
    """Set what happens next with this clock. A live clock always has a next step."""
    step = _next(session, office, deadline, now)
    deadline.next_step, deadline.next_step_at = (step.step, step.at) if step else (None, None)
    deadline.version += 1


def _next(session: Session, office: Office, deadline: Deadline, now: datetime) -> NextStep | None:
    calendar = office.team(deadline.team_key).calendar
    if deadline.state not in LIVE:
        return None
    if deadline.state is State.NOTING:
        return NextStep(Step.FOLLOW, ladder.next_list(calendar, office.ladder, now))
    return ladder.next_step(calendar, office.ladder, _clock(session, deadline), now)


def _clock(session: Session, deadline: Deadline) -> Clock:
    callback = session.get(Callback, deadline.id)
    return Clock(
        logged_at=deadline.logged_at,
        due_at=deadline.due_at,
        urgent=deadline.urgent,
        taken_at=deadline.taken_at,
        escalated=deadline.escalated_at is not None,
        snoozed_until=deadline.snoozed_until,
        warned_at=deadline.warned_at,
        breached_at=deadline.breached_at,
        attempted=callback is not None and callback.attempts > 0,
    )


def due(session: Session, now: datetime, limit: int) -> Sequence[Deadline]:
    """Clocks whose next step has come, locked for us, the oldest first."""
    return session.scalars(
        select(Deadline)
        .where(Deadline.state.in_(LIVE), Deadline.next_step_at <= now)
        .order_by(Deadline.next_step_at, Deadline.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def facts(deadline: Deadline, callback: Callback) -> Facts:
    """What a right on this clock depends on."""
    return Facts(
        team_key=deadline.team_key,
        owner_id=deadline.owner_id,
        logged_by=deadline.logged_by,
        protected=callback.protected,
        urgent=deadline.urgent,
        live=deadline.state in LIVE,
    )


def owners(session: Session, team_key: str) -> Sequence[str]:
    """Who has something to ring in this team."""
    found = session.scalars(
        select(Deadline.owner_id)
        .where(Deadline.team_key == team_key, Deadline.state == State.OPEN)
        .distinct()
        .order_by(Deadline.owner_id)
    )
    return [owner for owner in found if owner]


def concerned(session: Session, team: Team, now: datetime) -> Sequence[str]:
    """Who may have something on this morning's list: owners, the duty person, the lead."""
    live = select(Deadline.owner_id).where(Deadline.team_key == team.key, Deadline.state.in_(LIVE)).distinct()
    found = set(session.scalars(live))
    # The list itself is made when it leaves, and says nothing to whom it has nothing to say.
    stand_ins = {team.duty} if None in found else set()
    return sorted({one for one in found if one} | stand_ins | ({team.lead} if found else set()))


def live_of(session: Session, person: str) -> Sequence[int]:
    """The numbers a person is to see to."""
    return session.scalars(
        select(Deadline.id).where(Deadline.owner_id == person, Deadline.state.in_(LIVE))
    ).all()


def warning_today(session: Session, person: str, now: datetime, today_ends: datetime) -> bool:
    """Whether an interruption before a limit is still to come for this person today."""
    coming = select(Deadline.id).where(
        Deadline.owner_id == person,
        Deadline.state == State.OPEN,
        Deadline.next_step == Step.WARN,
        Deadline.next_step_at > now,
        Deadline.next_step_at < today_ends,
    )
    return session.scalars(coming.limit(1)).first() is not None
