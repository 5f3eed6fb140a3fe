"""Registering a complaint in one transaction, and the receipt that says so."""

from sqlalchemy.orm import Session

from handlers.desk import Desk
from rules.errors import FristvagtError
from storage import complaint_notices, complaint_work, intake, notices, outbox, people
from storage.case_models import CaseClock
from storage.complaint_models import Complaint
from storage.complaint_work import NewComplaint
from storage.models import Deadline
from storage.working import once
from views.complaint_receipt import ComplaintReceipt


class UndoneError(FristvagtError):
    """What the form registered was taken back, and the form is still open."""

    def __init__(self) -> None:
        super().__init__("Klagen fra dette skema er fortrudt. Luk skemaet, og åbn et nyt. Intet er ændret.")


def save(desk: Desk, new: NewComplaint, *, by: str, key: str) -> ComplaintReceipt:
    """Register it. A second delivery of `key` returns the first receipt. Raises what `register` raises."""
    with desk.database.write() as session:
        return _saved(desk, session, new, by, key)


def save_form(desk: Desk, new: NewComplaint, *, by: str, key: str, form: str) -> ComplaintReceipt:
    """The same for a form: sent once more, changed or not, it registers nothing twice.

    Raises `UndoneError` too.
    """
    with desk.database.write() as session:
        once(session, key, None, desk.clock())
        earlier = intake.logged_under(session, form)
        if earlier is not None and session.get(Complaint, earlier.id) is None:
            raise UndoneError
        if earlier is not None:
            return _receipt(desk, session, earlier, by)
        return _saved(desk, session, new, by, form)


def _saved(desk: Desk, session: Session, new: NewComplaint, by: str, key: str) -> ComplaintReceipt:
    deadline = complaint_work.register(
        session, desk.office, desk.vault, new, by=by, now=desk.clock(), key=key
    )
    if new.started_by is not None:
        # Wherever the call or the decision stands, it offers this no longer.
        outbox.touch(session, new.started_by)
        origin = session.get_one(Deadline, new.started_by)
        people.want_home(session, notices.watchers(desk.office, origin))
    return _receipt(desk, session, deadline, by)


def _receipt(desk: Desk, session: Session, deadline: Deadline, reader: str) -> ComplaintReceipt:
    complaint = session.get_one(Complaint, deadline.id)
    case = session.get_one(CaseClock, deadline.id)
    names = people.names(session, [deadline.owner_id, complaint.second_reader])
    who = names.get(deadline.owner_id or "", desk.office.team(deadline.team_key).name)
    return ComplaintReceipt(
        number=deadline.id,
        law=complaint.law,
        paragraph=complaint.paragraph,
        legal_on=case.legal_on,
        now=desk.clock(),
        jurist_told_at=complaint_notices.jurists_told_at(desk.office, deadline, reader),
        notified=complaint.notified,
        late=complaint.late,
        who="" if deadline.owner_id == reader else who,
        reader=names.get(complaint.second_reader or "", ""),
    )
