"""What a simulated day must leave in the tables as it ends: plain queries, none of them the engine's."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from rules.office import Office
from storage.models import LIVE, Deadline, Event, Outbox, State

# The kinds of rows in a receipt of retention that are clocks.
DELETED = ("calls", "deadlines")


@dataclass
class Audit:
    """Numbers of calls that were found wanting, each once however long it lasted; and what was sent."""

    office: Office
    no_next_step: set[int] = field(default_factory=set)
    nobodys: set[int] = field(default_factory=set)
    overslept: set[int] = field(default_factory=set)
    kinds: dict[int, tuple[str, str]] = field(default_factory=dict)  # of messages, with the team's key

    def look(self, session: Session, ticked: datetime) -> None:
        """Judge the tables just after the engine's tick at `ticked`."""
        teams, everybody = [team.key for team in self.office.teams], self.office.people()
        nobodys = or_(Deadline.team_key.not_in(teams), Deadline.owner_id.not_in(everybody))
        stuck = or_(Deadline.next_step_at.is_(None), Deadline.next_step_at <= ticked)
        self.no_next_step |= _live(session, stuck)
        self.nobodys |= _live(session, nobodys)
        self.overslept |= _live(session, Deadline.state == State.OPEN, Deadline.snoozed_until <= ticked)
        # Retention deletes a message's row long before the year is judged.
        fresh = select(Outbox.id, Outbox.kind, Outbox.team_key).where(Outbox.id > max(self.kinds, default=0))
        self.kinds |= {number: (kind, team) for number, kind, team in session.execute(fresh)}


def _live(session: Session, *which: ColumnElement[bool]) -> set[int]:
    return set(session.scalars(select(Deadline.id).where(Deadline.state.in_(LIVE), *which)))


def stored(session: Session) -> int:
    """How many calls and statutory deadlines there are, or were until retention deleted them."""
    there = session.scalar(select(func.count()).select_from(Deadline)) or 0
    nights = session.scalars(select(Event.detail).where(Event.action == "retention_done"))
    return there + sum(int(night.get(kind, 0)) for night in nights for kind in DELETED)
