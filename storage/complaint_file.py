"""Opening a complaint with the case behind it. Every opening is a read in the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from rules.office import Office, Role
from storage import case_file, caselist, complaint_again, complaint_chain, complaint_work, events, people
from storage.case_models import CaseClock
from storage.caselist import CaseItem
from storage.complaint_models import BoardRuling, Complaint
from storage.complaints import OpenComplaint, open_complaints
from storage.models import Deadline
from storage.vault import Vault

MOST_CLOCKS = 20


@dataclass(frozen=True, slots=True)
class ComplaintFile:
    """A complaint as its modal shows it. `clocks`: its chain, the oldest first; `again`: a restarted one."""

    complaint: Complaint
    clocks: Sequence[CaseItem]
    again: CaseItem | None
    rulings: Sequence[BoardRuling]  # the newest counts
    case_ref: str
    reader_name: str
    reader_left: bool = False  # before having read it

    @property
    def running(self) -> CaseItem | None:
        return next((one for one in self.clocks if one.live), None)

    @property
    def reader_missing(self) -> bool:
        complaint = self.complaint
        owner = self.clocks[-1].owner_id if self.clocks else None
        own = (owner, complaint.decided_by)
        return complaint.second_reader is None or complaint.second_reader in own or self.reader_left


def opened(
    session: Session, office: Office, vault: Vault, number: int, *, by: str, now: datetime
) -> ComplaintFile:
    """The complaint and its case. Writes the read to the log in the same transaction."""
    events.record(session, at=now, actor=by, action="case_read", item=number)
    complaint = session.get_one(Complaint, number)
    clocks = caselist.items(session, _chain(session, complaint))
    again = complaint_again.again_from(session, complaint)
    names = people.names(session, [complaint.second_reader])
    return ComplaintFile(
        complaint=complaint,
        clocks=clocks,
        again=caselist.items(session, [again])[0] if again is not None else None,
        rulings=complaint_work.rulings(session, number),
        case_ref=case_file.reference(session, vault, number),
        reader_name=names.get(complaint.second_reader or "", ""),
        reader_left=complaint_chain.reader_left(office, complaint),
    )


def _chain(session: Session, complaint: Complaint) -> list[int]:
    """From its newest clock back to the reassessment."""
    found, number = [complaint.id], complaint.latest_id
    while number not in found and len(found) < MOST_CLOCKS:
        found.append(number)
        number = session.get_one(CaseClock, number).started_by or complaint.id
    return sorted(found)


def theirs(session: Session, office: Office, person: str, now: datetime) -> list[OpenComplaint]:
    """The complaints under way the person may open: the jurist all, a lead the team's, others their own.

    What belongs to a team that has left the office file is the jurist's alone.
    """
    if Role.JURIST in office.roles_of(person):
        return open_complaints(session, office, None, now)
    everything = open_complaints(session, office, [team.key for team in office.teams], now)
    led = office.led_by(person)
    return [one for one in everything if one.team_key in led or person in (one.owner_id, one.second_reader)]


def owner_of(session: Session, complaint: Complaint) -> str | None:
    """Who has its newest clock."""
    return session.get_one(Deadline, complaint.latest_id).owner_id
