"""Which rules a person has used lately, to be offered first."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.case_models import CaseClock
from storage.models import Deadline

MOST = 5


def recent(session: Session, person: str) -> list[str]:
    """The keys of the rules the person registered with last, the latest first."""
    latest = func.max(CaseClock.deadline_id)
    used = (
        select(CaseClock.rule_key)
        .join(Deadline, Deadline.id == CaseClock.deadline_id)
        .where(Deadline.logged_by == person)
        .group_by(CaseClock.rule_key)
        .order_by(latest.desc())
        .limit(MOST)
    )
    return list(session.scalars(used))
