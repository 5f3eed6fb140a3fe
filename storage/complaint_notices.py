"""Who is told at once of a complaint or of the ombudsman's inquiry: one short message, without the case.

It stands outside the day's budget of messages: several complaints may come on one day.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from rules.complaint import chief_and_jurists
from rules.office import Office, may_notify
from rules.statute import Kind
from storage import outbox
from storage.models import Deadline

COMPLAINT = "complaint"
INQUIRY = "inquiry"
KINDS = (COMPLAINT, INQUIRY)


def told(session: Session, office: Office, deadline: Deadline, by: str, now: datetime) -> None:
    """Tell the jurists of a complaint, and the owner, the jurists and the centre chief of an inquiry.

    Whoever wrote it down knows.
    """
    if deadline.kind == Kind.REASSESSMENT:
        kind, people = COMPLAINT, chief_and_jurists(office, chief=False)
    elif deadline.kind == Kind.INQUIRY:
        owner = (deadline.owner_id,) if deadline.owner_id else ()
        kind, people = INQUIRY, (*owner, *chief_and_jurists(office, chief=True))
    else:
        return
    for person in dict.fromkeys(people):
        if person != by:
            _tell(session, office, deadline, kind, person, now)


def _tell(
    session: Session, office: Office, deadline: Deadline, kind: str, person: str, now: datetime
) -> None:
    outbox.enqueue(
        session,
        key=f"{kind}:{deadline.id}:{person}",
        kind=kind,
        recipient=person,
        team_key=deadline.team_key,
        not_before=may_notify(office, office.team(deadline.team_key), now),
        items=[deadline.id],
    )
