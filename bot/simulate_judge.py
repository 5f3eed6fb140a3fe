"""What a simulated stretch of time is judged by: rules of its own, read from the recorder and the tables."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.simulate import Simulation, Told
from rules.office import Team
from storage import notices
from storage.models import LIVE, Absence, Callback, Deadline, Event, Outbox, OutboxItem, Sending


@dataclass(frozen=True, slots=True)
class Verdict:
    """Figures; those under `wrong` must be 0."""

    calls: int
    messages: int
    urgent: int
    most_in_a_day: int
    breached: int
    no_next_step: int
    outside_hours: int
    to_absent: int
    over_budget: int
    lost: int
    unreminded: int

    @property
    def wrong(self) -> dict[str, int]:
        names = ("no_next_step", "outside_hours", "to_absent", "over_budget", "lost", "unreminded")
        return {name: value for name, value in asdict(self).items() if name in names and value}


def judge(simulation: Simulation, ended: datetime) -> Verdict:
    """Judge what happened until `ended`."""
    with simulation.database.read() as session:
        kinds = {row.id: row for row in session.scalars(select(Outbox))}
        told = simulation.recorder.told
        quiet = [one for one in told if not kinds[one.outbox_id].urgent]
        people = [one for one in quiet if kinds[one.outbox_id].kind != notices.NOBODY]
        a_day = Counter((one.recipient, one.at.date()) for one in people)
        return Verdict(
            calls=simulation.logged,
            messages=len(told),
            urgent=len(told) - len(quiet),
            most_in_a_day=max(a_day.values(), default=0),
            breached=_count(session, Event.action == "breached"),
            no_next_step=_no_next_step(session),
            outside_hours=sum(not _in_hours(simulation, one) for one in people),
            to_absent=sum(_was_away(session, one) for one in told),
            over_budget=sum(n > simulation.office.notices.dms_a_day for n in a_day.values()),
            lost=simulation.logged - _stored(session),
            unreminded=_unreminded(session, ended),
        )


def _count(session: Session, which: object) -> int:
    return session.scalar(select(func.count()).select_from(Event).where(which)) or 0  # type: ignore[arg-type]


def _stored(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Deadline)) or 0


def _no_next_step(session: Session) -> int:
    idle = (Deadline.state.in_(LIVE), Deadline.next_step_at.is_(None))
    return session.scalar(select(func.count()).select_from(Deadline).where(*idle)) or 0


def _in_hours(simulation: Simulation, told: Told) -> bool:
    """Some team of the recipient has a working day, and the clock is within the notice hours."""
    hours = simulation.office.notices
    teams = simulation.office.teams_of(told.recipient)
    within = hours.earliest <= told.at.time() < hours.latest
    return within and any(_open_that_day(team, told) for team in teams)


def _open_that_day(team: Team, told: Told) -> bool:
    closing = team.calendar.closings.get(told.at.date())
    before_closing = closing is None or closing.closes_at is None or told.at.time() < closing.closes_at
    return team.calendar.is_working_day(told.at.date()) and before_closing


def _was_away(session: Session, told: Told) -> bool:
    away = select(func.count()).where(
        Absence.person_id == told.recipient,
        Absence.starts_at <= told.at,
        Absence.ends_at > told.at,
        Absence.set_at <= told.at,
    )
    return bool(session.scalar(away))


def _unreminded(session: Session, ended: datetime) -> int:
    """Calls whose limit passed without an attempt and without any message about them before it."""
    reminded = (
        select(OutboxItem.deadline_id)
        .join(Outbox, Outbox.id == OutboxItem.outbox_id)
        .where(
            OutboxItem.deadline_id == Deadline.id,
            Outbox.state == Sending.SENT,
            Outbox.sent_at < Deadline.due_at,
        )
    )
    late = (
        select(func.count())
        .select_from(Deadline)
        .join(Callback, Callback.deadline_id == Deadline.id)
        .where(
            Deadline.due_at < ended,
            Callback.first_attempt_at.is_(None) | (Callback.first_attempt_at > Deadline.due_at),
            ~reminded.exists(),
        )
    )
    return session.scalar(late) or 0
