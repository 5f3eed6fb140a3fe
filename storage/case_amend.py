"""Correcting a deadline just registered: the old one is taken back, and a new one takes its place."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.office import Office
from storage import cases
from storage.case_models import CaseClock
from storage.cases import NewCase
from storage.models import Deadline, Handled
from storage.vault import Vault


def amend(
    session: Session,
    office: Office,
    vault: Vault,
    number: int,
    case: NewCase,
    *,
    by: str,
    now: datetime,
    key: str,
) -> Deadline:
    """The deadline under a new number, counted anew; whatever started the old one started this.

    The log keeps both, so what was registered first is never rewritten. A repeated `key` gives the
    first one's row. Raises `TooLateToAmendError` and what `register` raises.
    """
    started_by = session.get_one(CaseClock, number).started_by
    sequel = started_by is not None and session.get(CaseClock, started_by) is not None
    if session.get(Handled, key) is None:
        cases.undo(session, office, number, by=by, now=now)
    amended = replace(case, started_by=started_by, sequel=sequel)
    deadline = cases.register(session, office, vault, amended, by=by, now=now, key=key)
    for handled in session.scalars(select(Handled).where(Handled.deadline_id == number)):
        # A form sent once more finds what stands now.
        handled.deadline_id = deadline.id
    session.flush()
    return deadline
