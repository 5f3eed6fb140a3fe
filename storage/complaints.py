"""Reads about complaints: those under way, what Ankestyrelsen has decided, and the ombudsman's inquiries.

Nothing of the citizen is in them: the case opens on a press, and that is logged.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session, aliased

from rules.office import Office
from rules.reversal import BoardOutcome
from rules.statute import Kind
from storage import complaint_chain
from storage.case_models import CaseClock
from storage.complaint_models import BoardRuling, Complaint, Stage
from storage.models import Deadline, State


@dataclass(frozen=True, slots=True)
class OpenComplaint:
    """A complaint under way. Days by the office's calendar.

    `running` is the number of the clock that runs now; None while Ankestyrelsen has it. `legal_on` is that
    clock's date. `reader_missing`: nobody but the decision's own people has looked at it. `reader_left`:
    before having read it.
    """

    id: int
    running: int | None
    stage: Stage
    rule_key: str
    law: str
    paragraph: str
    team_key: str
    owner_id: str | None
    received_on: date
    legal_on: date | None
    second_reader: str | None
    notified: bool
    late: bool
    forwarded_on: date | None
    overdue: bool
    decided_by: str | None = None
    reader_left: bool = False

    @property
    def reader_missing(self) -> bool:
        own = (self.owner_id, self.decided_by)
        return self.second_reader is None or self.second_reader in own or self.reader_left


@dataclass(frozen=True, slots=True)
class BoardDecision:
    """A decision of Ankestyrelsen as it stands after any correction."""

    id: int
    outcome: BoardOutcome
    decided_on: date
    rule_key: str
    law: str
    paragraph: str
    team_key: str
    learning: str


@dataclass(frozen=True, slots=True)
class OpenInquiry:
    """A question from the ombudsman (borgerrådgiver) that is not answered yet."""

    number: int
    team_key: str
    owner_id: str | None
    received_on: date
    legal_on: date
    overdue: bool


def open_complaints(
    session: Session, office: Office, team_keys: Collection[str] | None, now: datetime
) -> list[OpenComplaint]:
    """Every complaint of these teams that is not closed, the oldest first; None: whoever's team it is."""
    theirs = true() if team_keys is None else Complaint.team_key.in_(team_keys)
    found = session.execute(
        select(Complaint, Deadline, CaseClock)
        .outerjoin(Deadline, Deadline.id == Complaint.latest_id)
        .outerjoin(CaseClock, CaseClock.deadline_id == Complaint.latest_id)
        .where(Complaint.stage != Stage.ENDED, theirs)
        .order_by(Complaint.received_on, Complaint.id)
    )
    return [_open(office, complaint, clock, case, now) for complaint, clock, case in found]


def _open(
    office: Office, complaint: Complaint, clock: Deadline | None, case: CaseClock | None, now: datetime
) -> OpenComplaint:
    runs = clock is not None and clock.state is State.OPEN
    legal_on = case.legal_on if case is not None and runs else None
    today = now.astimezone(office.zone).date()
    return OpenComplaint(
        id=complaint.id,
        running=complaint.latest_id if runs else None,
        stage=complaint.stage,
        rule_key=complaint.rule_key,
        law=complaint.law,
        paragraph=complaint.paragraph,
        team_key=complaint.team_key,
        owner_id=clock.owner_id if clock is not None else None,
        received_on=complaint.received_on,
        legal_on=legal_on,
        second_reader=complaint.second_reader,
        notified=complaint.notified,
        late=complaint.late,
        forwarded_on=complaint.forwarded_on,
        overdue=legal_on is not None and legal_on < today and complaint.stage is not Stage.ANSWER,
        decided_by=complaint.decided_by,
        reader_left=complaint_chain.reader_left(office, complaint),
    )


def decided_by_board(session: Session, team_keys: Collection[str], since: date) -> list[BoardDecision]:
    """What Ankestyrelsen has decided in these teams' cases on `since` or later, the newest first."""
    rows = session.scalars(
        select(BoardRuling)
        .where(in_force(), BoardRuling.team_key.in_(team_keys), BoardRuling.decided_on >= since)
        .order_by(BoardRuling.decided_on.desc(), BoardRuling.complaint_id)
    )
    return [_news(row, row.outcome, row.decided_on) for row in rows if row.outcome and row.decided_on]


def _news(row: BoardRuling, outcome: BoardOutcome, decided_on: date) -> BoardDecision:
    return BoardDecision(
        id=row.complaint_id,
        outcome=outcome,
        decided_on=decided_on,
        rule_key=row.rule_key,
        law=row.law,
        paragraph=row.paragraph,
        team_key=row.team_key,
        learning=row.learning or "",
    )


def in_force() -> ColumnElement[bool]:
    """Decisions that nothing newer corrects, and that were not taken back."""
    newer = aliased(BoardRuling)
    corrected = select(newer.id).where(newer.corrects_id == BoardRuling.id).exists()
    return BoardRuling.outcome.is_not(None) & ~corrected


def open_inquiries(
    session: Session, office: Office, team_keys: Collection[str], now: datetime
) -> list[OpenInquiry]:
    """The ombudsman's inquiries of these teams that are not answered, the first due first."""
    found = session.execute(
        select(Deadline, CaseClock)
        .join(CaseClock, CaseClock.deadline_id == Deadline.id)
        .where(
            Deadline.kind == Kind.INQUIRY.value,
            Deadline.state == State.OPEN,
            Deadline.team_key.in_(team_keys),
        )
        .order_by(CaseClock.legal_on, Deadline.id)
    )
    today = now.astimezone(office.zone).date()
    return [
        OpenInquiry(
            number=clock.id,
            team_key=clock.team_key,
            owner_id=clock.owner_id,
            received_on=case.received_on,
            legal_on=case.legal_on,
            overdue=case.legal_on < today,
        )
        for clock, case in found
    ]
