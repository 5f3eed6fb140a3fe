"""The one table of clocks: what is due next, and the marks the engine leaves."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from rules import ladder
from rules.case_ladder import CaseTimes, Mark, next_case_step, passed_mark
from rules.ladder import Clock, NextStep, Step
from rules.office import Office, Team, may_interrupt
from rules.rights import Facts
from rules.statute import Kind
from storage import absences, complaint_chain
from storage.case_models import CaseClock
from storage.models import CALLBACK, LIVE, Callback, Deadline, State


def plan(session: Session, office: Office, deadline: Deadline, now: datetime) -> None:
    """Set what happens next with this clock. A live clock always has a next step."""
    _set(deadline, _next(session, office, deadline, now))


def plan_new(office: Office, deadline: Deadline, now: datetime) -> None:
    """The same for a call that is only just being written down: nobody has rung it yet."""
    calendar, clock = office.team(deadline.team_key).calendar, _clock(office, deadline, None)
    _set(deadline, ladder.next_step(calendar, office.ladder, clock, now))


def _set(deadline: Deadline, step: NextStep | None) -> None:
    deadline.next_step, deadline.next_step_at = (step.step, step.at) if step else (None, None)
    deadline.version += 1


def _next(session: Session, office: Office, deadline: Deadline, now: datetime) -> NextStep | None:
    calendar = office.team(deadline.team_key).calendar
    if deadline.state not in LIVE:
        return None
    case = _case(session, deadline)
    if case is not None:
        return next_case_step(calendar, office.ladder, case_times(office, deadline, case), now)
    if deadline.state is State.NOTING:
        return NextStep(Step.FOLLOW, ladder.next_list(calendar, office.ladder, now))
    callback = session.get(Callback, deadline.id)
    return ladder.next_step(calendar, office.ladder, _clock(office, deadline, callback), now)


def _case(session: Session, deadline: Deadline) -> CaseClock | None:
    return None if deadline.kind == CALLBACK else session.get_one(CaseClock, deadline.id)


def case_times(office: Office, deadline: Deadline, case: CaseClock) -> CaseTimes:
    """What the ladder of statutory deadlines needs to know."""
    return CaseTimes(
        since=case.rungs_from,
        aim_at=deadline.goal_at,
        due_at=deadline.due_at,
        whose=case.whose,
        rungs=office.deadlines.ladder_of(case.rule_key),
        postponed_to=case.postponed_to,
        waiting_until=case.waiting_until,
        warned_at=deadline.warned_at,
        breached_at=deadline.breached_at,
    )


def case_mark(office: Office, deadline: Deadline, case: CaseClock, now: datetime) -> Mark | None:
    """The newest place on the list that has come by `now`."""
    calendar = office.team(deadline.team_key).calendar
    return passed_mark(calendar, case_times(office, deadline, case), now)


def _clock(office: Office, deadline: Deadline, callback: Callback | None) -> Clock:
    """What the ladder needs to know; without a `callback` nobody has rung yet."""
    team = office.team(deadline.team_key)
    asked_at = deadline.given_at or deadline.logged_at
    return Clock(
        told_at=may_interrupt(office, team, asked_at) if deadline.urgent else asked_at,
        due_at=deadline.due_at,
        urgent=deadline.urgent,
        taken_at=deadline.taken_at,
        claimed_at=deadline.claimed_at,
        escalated=deadline.escalated_at is not None,
        snoozed_until=deadline.snoozed_until,
        warned_at=deadline.warned_at,
        breached_at=deadline.breached_at,
        attempted=callback is not None and callback.attempts > 0,
        agreed_at=callback.agreed_at if callback is not None else None,
    )


def due(session: Session, now: datetime, limit: int) -> Sequence[Deadline]:
    """Clocks whose next step has come, locked for us, the oldest first."""
    return session.scalars(_due(), {"now": now, "most": limit}).all()


@cache
def _due() -> Select[Deadline]:
    return (
        select(Deadline)
        .where(Deadline.state.in_(LIVE), Deadline.next_step_at <= bindparam("now"))
        .order_by(Deadline.next_step_at, Deadline.id)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
    )


def next_rung(session: Session, now: datetime) -> datetime | None:
    """When the next statutory deadline asks for its place on a list; None when none does."""
    ahead = (Deadline.next_step == Step.MARK, Deadline.next_step_at > now, Deadline.state.in_(LIVE))
    return session.scalar(select(func.min(Deadline.next_step_at)).where(*ahead))


def any_due(session: Session, now: datetime) -> bool:
    return session.scalars(_one_due(), {"now": now}).first() is not None


@cache
def _one_due() -> Select[int]:
    return come().limit(1)


def come() -> Select[int]:
    """Clocks whose next step has come by the time `now`, as a query."""
    return select(Deadline.id).where(Deadline.state.in_(LIVE), Deadline.next_step_at <= bindparam("now"))


def facts(
    session: Session, office: Office, deadline: Deadline, callback: Callback | None, now: datetime
) -> Facts:
    """What a right on this clock depends on; a statutory deadline has no `callback`."""
    team, roster = office.team_or_none(deadline.team_key), absences.roster(session, office, now)
    away = deadline.owner_id is not None and team is not None and not roster.at_work(deadline.owner_id, now)
    return Facts(
        team_key=deadline.team_key,
        owner_id=deadline.owner_id,
        logged_by=deadline.logged_by,
        protected=callback is not None and callback.protected,
        urgent=deadline.urgent,
        live=deadline.state in LIVE,
        stand_in=roster.stand_in(team, deadline.owner_id or "", now) if away and team else None,
        concerned=complaint_chain.concerned(session, deadline.id) if _complained(deadline) else frozenset(),
    )


def _complained(deadline: Deadline) -> bool:
    return deadline.kind == Kind.REASSESSMENT


def ringing(session: Session, office: Office, team: Team, now: datetime) -> set[str | None]:
    """Who has something to ring in this team now, stand-ins included; None: something, and nobody at work."""
    open_ones = (
        Deadline.kind == CALLBACK,
        Deadline.team_key == team.key,
        Deadline.state == State.OPEN,
        Deadline.owner_id.is_not(None),
    )
    roster = absences.roster(session, office, now)
    owners = session.scalars(select(Deadline.owner_id).where(*open_ones).distinct())
    return {roster.stand_in(team, owner, now) for owner in owners if owner}


def concerned(session: Session, office: Office, team: Team, now: datetime) -> set[str | None]:
    """Who may have something on this morning's list: owners, duty person and lead, or their stand-ins.

    The list itself is made when it leaves, and says nothing to whom it has nothing to say. None among
    them: something waits, and nobody is at work.
    """
    roster = absences.roster(session, office, now)
    live = select(Deadline.owner_id).where(Deadline.team_key == team.key, Deadline.state.in_(LIVE)).distinct()
    owners = session.scalars(live).all()
    found = {roster.stand_in(team, owner or team.duty, now) for owner in owners}
    return found | ({roster.lead_of(team, now)} if owners else set())


def open_in(session: Session, team_key: str) -> int:
    """How many calls wait to be rung in this team."""
    return session.scalar(_calls_waiting(team_key)) or 0


def urgent_in(session: Session, team_key: str) -> int:
    """How many of those are urgent."""
    return session.scalar(_calls_waiting(team_key).where(Deadline.urgent)) or 0


def _calls_waiting(team_key: str) -> Select[int]:
    return select(func.count()).where(
        Deadline.kind == CALLBACK, Deadline.team_key == team_key, Deadline.state == State.OPEN
    )


def live_of(session: Session, person: str) -> Sequence[int]:
    """The numbers of the calls a person is to see to."""
    theirs = (Deadline.kind == CALLBACK, Deadline.owner_id == person, Deadline.state.in_(LIVE))
    return session.scalars(select(Deadline.id).where(*theirs)).all()


def interruptions_before(
    session: Session, office: Office, person: str, now: datetime, until: datetime
) -> frozenset[Step]:
    """What is still to come for this person by `until`: `WARN` before a limit, `WAKE` for an agreed time."""
    on_duty = [team.key for team in office.teams if team.duty == person]
    facts = {"person": person, "on_duty": on_duty, "now": now, "until": until}
    warned, woken = session.execute(_interruptions(), facts).one()
    return frozenset(step for step, comes in ((Step.WARN, warned), (Step.WAKE, woken)) if comes)


@cache
def _interruptions() -> Select[int, int]:
    soon = Deadline.next_step_at < bindparam("until")
    # Where a time agreed with the citizen is still to come, nobody can know yet whether a warning will.
    not_to_come = or_(Callback.agreed_at.is_(None), Callback.agreed_at <= bindparam("now"))
    warned = and_(Deadline.next_step == Step.WARN, soon, not_to_come)
    # A postponement that ends first hides the warning that comes after it.
    hidden = and_(
        Deadline.kind == CALLBACK,
        Callback.first_attempt_at.is_(None),
        Deadline.warned_at.is_(None),
        Deadline.due_at > bindparam("now"),
        Deadline.due_at < bindparam("until"),
    )
    agreed = and_(Deadline.next_step == Step.WAKE, Callback.agreed_at.is_not(None), soon)
    theirs = or_(
        Deadline.owner_id == bindparam("person"),
        and_(Deadline.owner_id.is_(None), Deadline.team_key.in_(bindparam("on_duty", expanding=True))),
    )
    return (
        select(func.count(case((or_(warned, hidden), 1))), func.count(case((agreed, 1))))
        .select_from(Deadline)
        .outerjoin(Callback, Callback.deadline_id == Deadline.id)
        .where(theirs, Deadline.state == State.OPEN)
    )
