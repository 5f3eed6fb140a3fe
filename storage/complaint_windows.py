"""The citizen's time to complain, when the complaint is registered on the decision itself or by hand."""

from datetime import date, datetime

from sqlalchemy import Select, false, or_, select
from sqlalchemy.orm import Session

from rules.office import Office
from rules.statute import Kind
from storage import case_trail, case_work, cases
from storage.case_models import CaseClock
from storage.models import Deadline, Result, State


def end(
    session: Session, office: Office, decision: int, received_on: date, *, by: str, now: datetime
) -> None:
    """The citizen has complained, wherever that was written down: the time to do so is over."""
    for one in case_trail.running_from(session, decision):
        if one.statute.kind is Kind.COMPLAINT_WINDOW:
            case_work.end(
                session,
                office,
                one.number,
                Result.COMPLAINED,
                # Whoever was told of the decision may complain before its letter is sent.
                decided_on=max(received_on, one.received_on),
                sent_on=None,
                by=by,
                now=now,
            )


def undo(session: Session, office: Office, number: int, *, by: str, now: datetime) -> Deadline:
    """Take a registration back, as `cases.undo`; a window that only this complaint has ended runs again."""
    # Looked for first: what is taken back says no more which case it was.
    windows = session.scalars(_ended_by(session, number)).all()
    deadline = cases.undo(session, office, number, by=by, now=now)
    for window in windows:
        case_work.reopen(session, office, window, by=by, now=now)
    return deadline


def _ended_by(session: Session, number: int) -> Select[int]:
    """Registered and ended in one act, so at one and the same time, whoever registered it by hand too."""
    complaint, case = session.get_one(Deadline, number), session.get_one(CaseClock, number)
    same = (CaseClock.started_by, case.started_by), (CaseClock.case_print, case.case_print)
    theirs = or_(false(), *(column == value for column, value in same if value is not None))
    return (
        select(CaseClock.deadline_id)
        .join(Deadline, Deadline.id == CaseClock.deadline_id)
        .where(theirs, CaseClock.result == Result.COMPLAINED)
        .where(Deadline.kind == Kind.COMPLAINT_WINDOW.value, Deadline.state == State.CLOSED)
        .where(Deadline.closed_at == complaint.logged_at)
    )
