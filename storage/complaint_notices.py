"""Who is told of a complaint or of the ombudsman's inquiry: one short message, without the case.

That one has come stands outside the day's budget of messages: several complaints may come on one day. Being
chosen as its second reader is work as any other, and is told within it.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.complaint import chief_and_jurists
from rules.office import Office, may_notify
from rules.statute import Kind
from storage import outbox
from storage.complaint_models import Complaint, Stage
from storage.models import Deadline

COMPLAINT = "complaint"
INQUIRY = "inquiry"
KINDS = (COMPLAINT, INQUIRY)
READER = "reader"


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
            _tell(session, office, deadline, kind, person, f"{kind}:{deadline.id}:{person}", now)


def jurists_told_at(office: Office, deadline: Deadline, by: str) -> datetime | None:
    """When the jurists hear of a complaint that `by` wrote down (aware); None when no other is a jurist."""
    others = {*chief_and_jurists(office, chief=False)} - {by}
    return may_notify(office, office.team(deadline.team_key), deadline.logged_at) if others else None


def reader_told(session: Session, office: Office, complaint: Complaint, by: str, now: datetime) -> None:
    """Tell the second reader of having been chosen, as long as there is a reassessment to read.

    Whoever chose themselves knows.
    """
    person = complaint.second_reader
    if person is None or person == by or complaint.stage is not Stage.REASSESSMENT:
        return
    # Chosen, replaced and chosen again is told again.
    key = f"{READER}:{complaint.id}:{person}:{now.timestamp():.0f}"
    _tell(session, office, session.get_one(Deadline, complaint.id), READER, person, key, now)


def read_by(session: Session, person: str, numbers: Collection[int]) -> frozenset[int]:
    """Those of the complaints that the person is the second reader of now."""
    theirs = select(Complaint.id).where(Complaint.id.in_(numbers), Complaint.second_reader == person)
    return frozenset(session.scalars(theirs))


def _tell(
    session: Session, office: Office, deadline: Deadline, kind: str, person: str, key: str, now: datetime
) -> None:
    outbox.enqueue(
        session,
        key=key,
        kind=kind,
        recipient=person,
        team_key=deadline.team_key,
        not_before=may_notify(office, office.team(deadline.team_key), now),
        items=[deadline.id],
    )
