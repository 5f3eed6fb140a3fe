"""Back from an absence: noticed once, with what happened meanwhile, in counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from storage import mailbox
from storage.models import Absence, Callback, Deadline, State
from storage.outbox import Claim
from storage.schedule import DIFFERENCE


@dataclass(frozen=True, slots=True)
class WhileAway:
    """What happened to a person's calls while they were away: counts, no citizen."""

    came: int  # logged for them
    reached: int  # answered by somebody else
    waiting: int  # still theirs to ring

    @property
    def nothing(self) -> bool:
        return not (self.came or self.reached or self.waiting)


def unnoticed(session: Session, now: datetime) -> Sequence[Absence]:
    """Absences that are over and whose end nobody has noticed yet, locked for us."""
    return session.scalars(
        select(Absence)
        .where(Absence.ends_at <= now, Absence.returned_at.is_(None), Absence.cancelled_at.is_(None))
        .order_by(Absence.id)
        .with_for_update(skip_locked=True)
    ).all()


def noticed_early(session: Session, now: datetime) -> Sequence[Absence]:
    """Absences that a clock which was ahead took for over: they go on. Locked for us."""
    return session.scalars(
        select(Absence)
        .where(Absence.ends_at > now + DIFFERENCE, Absence.returned_at.is_not(None))
        .order_by(Absence.id)
        .with_for_update(skip_locked=True)
    ).all()


def any_to_notice(session: Session, now: datetime) -> bool:
    return session.scalars(_one_to_notice(), {"now": now}).first() is not None


@cache
def _one_to_notice() -> Select[int]:
    return to_notice().limit(1)


def to_notice() -> Select[int]:
    """Absences that are over at the time `now` and not noticed, or the other way round, as a query."""
    unnoticed = and_(Absence.returned_at.is_(None), Absence.cancelled_at.is_(None))
    over = and_(Absence.ends_at <= bindparam("now"), unnoticed)
    early = and_(Absence.ends_at > bindparam("now"), Absence.returned_at.is_not(None))
    return select(Absence.id).where(or_(over, early))


def told_in(session: Session, claim: Claim) -> WhileAway | None:
    """What the list of this claim has to say of an absence: the first one after it, and no other."""
    absence = _over_since_the_last_list(session, claim)
    return None if absence is None else _while_away(session, absence)


def _over_since_the_last_list(session: Session, claim: Claim) -> Absence | None:
    facts = {"person": claim.recipient, "asked_at": claim.attempted_at}
    latest = session.scalars(_latest_noticed(), facts).first()
    if latest is None:
        return None
    last = mailbox.sent_before(session, claim)
    return latest if last is None or latest.ends_at > last else None


@cache
def _latest_noticed() -> Select[Absence]:
    return (
        select(Absence)
        .where(
            Absence.person_id == bindparam("person"),
            Absence.returned_at.is_not(None),
            Absence.returned_at <= bindparam("asked_at"),
            Absence.cancelled_at.is_(None),
        )
        .order_by(Absence.ends_at.desc())
        .limit(1)
    )


def _while_away(session: Session, absence: Absence) -> WhileAway:
    starts, ends = absence.starts_at, absence.ends_at
    logged = and_(Deadline.logged_at >= starts, Deadline.logged_at < ends, Deadline.state != State.WITHDRAWN)
    reached = and_(
        Callback.contact_at >= starts, Callback.contact_at < ends, Callback.contact_by != absence.person_id
    )
    came, answered, waiting = session.execute(
        select(_count(logged), _count(reached), _count(Deadline.state == State.OPEN))
        .join(Callback, Callback.deadline_id == Deadline.id)
        .where(Deadline.owner_id == absence.person_id)
    ).one()
    return WhileAway(int(came or 0), int(answered or 0), int(waiting or 0))


def _count(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((which, 1), else_=0))
