"""Giving a call or a deadline to somebody else, or back to the team. The clock never restarts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from rules.office import Office
from storage import cases, clocks, complaint_chain, events, notices, outbox, people
from storage.figure_changes import following
from storage.models import CALLBACK, LIVE, Deadline, State
from storage.working import reminder_of_agreed, still_open


@dataclass(frozen=True, slots=True)
class Hands:
    """Whose it is, and how far they have come with it."""

    team_key: str
    owner_id: str | None
    taken_by: str | None = None
    taken_at: datetime | None = None
    claimed_at: datetime | None = None
    snoozed_until: datetime | None = None


def reassign(
    session: Session,
    office: Office,
    number: int,
    *,
    team_key: str,
    owner_id: str | None,
    by: str,
    now: datetime,
) -> Deadline:
    """Make somebody else, or the team, responsible; the limit stays. Raises `ClosedError`.

    Giving it to whom it already belongs changes nothing.
    """
    deadline = still_open(session, office, number)
    if (deadline.team_key, deadline.owner_id) == (team_key, owner_id):
        return deadline
    concerned = put(session, office, deadline, afresh(session, number, team_key, owner_id, now), now)
    notices.told_of_new(session, office, deadline, now, again=True)
    outbox.touch(session, number)
    events.record(session, at=now, actor=by, action="reassigned", item=number, team=team_key, owner=owner_id)
    people.want_home(session, {by, *concerned})
    return deadline


def any_of_departed(session: Session, office: Office) -> bool:
    """Whether a clock that runs still belongs to somebody who has left the office, locked ones included."""
    return session.scalars(_of_departed(office).limit(1)).first() is not None


def give_back_departed(session: Session, office: Office, now: datetime, limit: int) -> int:
    """Up to `limit` clocks whose owner has left the office become their team's. Returns how many."""
    found = session.scalars(_of_departed(office).limit(limit).with_for_update(skip_locked=True)).all()
    for deadline in found:
        _give_back(session, office, deadline, now)
    return len(found)


def _of_departed(office: Office) -> Select[Deadline]:
    """What belongs to a team that is gone is no one's to give: the auditor tells of it."""
    teams = [team.key for team in office.teams]
    gone = (Deadline.owner_id.is_not(None), Deadline.owner_id.not_in(office.people()))
    return select(Deadline).where(Deadline.state.in_(LIVE), Deadline.team_key.in_(teams), *gone)


def _give_back(session: Session, office: Office, deadline: Deadline, now: datetime) -> None:
    team_key = deadline.team_key
    if deadline.state is State.OPEN:
        reassign(session, office, deadline.id, team_key=team_key, owner_id=None, by=events.ENGINE, now=now)
        return
    # Spoken with: nobody is to ring, and somebody is to note it.
    concerned = put(session, office, deadline, Hands(team_key, None), now)
    outbox.touch(session, deadline.id)
    events.record(
        session, at=now, actor=events.ENGINE, action="reassigned", item=deadline.id, team=team_key, owner=None
    )
    people.want_home(session, concerned)


def afresh(session: Session, number: int, team_key: str, owner_id: str | None, now: datetime) -> Hands:
    """New hands: nothing is begun, but a time agreed with the citizen holds whoever rings."""
    return Hands(team_key, owner_id, snoozed_until=reminder_of_agreed(session, number, now))


def put(session: Session, office: Office, deadline: Deadline, hands: Hands, now: datetime) -> frozenset[str]:
    """Put a locked clock into these hands and plan its next step. Returns whose Home shows the change."""
    before = notices.watchers(office, deadline)
    if deadline.taken_at is not None and hands.taken_at is None:
        # Whoever has it now gets the time an urgent call may wait, though others took it long ago.
        deadline.given_at, deadline.escalated_at = now, None
    if deadline.owner_id != hands.owner_id:
        cases.newly_given(session, deadline, now)
        if deadline.kind == CALLBACK and now < deadline.due_at:
            # Whoever had it before was warned; whoever has it now was not.
            deadline.warned_at = None
    other_team = deadline.team_key != hands.team_key
    with following(session, office, [deadline] if other_team else [], now):
        deadline.team_key, deadline.owner_id = hands.team_key, hands.owner_id
    if other_team and deadline.kind != CALLBACK:
        complaint_chain.given(session, deadline)
    deadline.taken_by, deadline.taken_at = hands.taken_by, hands.taken_at
    deadline.claimed_at, deadline.snoozed_until = hands.claimed_at, hands.snoozed_until
    session.flush()
    clocks.plan(session, office, deadline, now)
    return frozenset({*before, *notices.watchers(office, deadline)})
