"""What a deadline leaves behind it: the clocks it has started that still run, and the letters sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.case_models import CaseClock
from storage.caselist import CaseItem, items
from storage.models import Deadline, Event, State

ANNOUNCED, ERASED = "deadline_announced", "erased"


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A written notice, and the date it named."""

    sent_on: date
    to: date


def running_from(session: Session, number: int) -> list[CaseItem]:
    """The clocks a call or decision has started that run, the oldest first."""
    begun = (
        select(Deadline.id)
        .join(CaseClock, CaseClock.deadline_id == Deadline.id)
        .where(CaseClock.started_by == number, Deadline.state == State.OPEN)
    )
    return items(session, session.scalars(begun))


def letters(session: Session, number: int) -> Sequence[SentLetter]:
    """Every written notice of the deadline as the log has them, the first one first.

    The log is not kept for ever, and the citizen still has the letter: its first and newest stand on the
    deadline itself.
    """
    noted = (
        select(Event.detail).where(Event.deadline_id == number, Event.action == ANNOUNCED).order_by(Event.id)
    )
    logged = [
        SentLetter(date.fromisoformat(detail["sent"]), date.fromisoformat(detail["to"]))
        for detail in session.scalars(noted)
        if "sent" in detail
    ]
    return [*_no_longer_logged(session.get_one(CaseClock, number), logged), *logged]


def _no_longer_logged(case: CaseClock, logged: Sequence[SentLetter]) -> list[SentLetter]:
    """Of these only the newest date is known."""
    known = {one.sent_on for one in logged}
    days = {one for one in (case.first_announced_on, case.announced_on) if one is not None} - known
    return [SentLetter(day, case.announced_to) for day in sorted(days) if case.announced_to is not None]


def was_erased(session: Session, number: int) -> bool:
    """Whether what was known of the case was erased on request, as far back as the log is kept."""
    erased = select(Event.id).where(Event.deadline_id == number, Event.action == ERASED)
    return session.scalar(erased.limit(1)) is not None
