"""What is done with a complaint: registered, given a second reader, decided by Ankestyrelsen, corrected."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.complaint import (
    REASSESSMENT,
    REASSESSMENT_WITH_NOTICE,
    refuse_decision,
    refuse_reader,
    with_complaints,
)
from rules.errors import FristvagtError
from rules.office import Office
from rules.reversal import BoardOutcome, most_far_reaching
from rules.statute import Rule
from storage import (
    absences,
    case_work,
    cases,
    catalogue,
    complaint_again,
    complaint_chain,
    complaint_notices,
    complaint_twins,
    complaint_windows,
    events,
    outbox,
    people,
)
from storage.case_models import CaseClock
from storage.cases import NewCase
from storage.complaint_again import UNCHANGED, Clerk, Restart, SentBack
from storage.complaint_models import BoardRuling, Complaint, CorrectWhy, Stage
from storage.models import Deadline, Handled
from storage.vault import Vault


class NotAtBoardError(FristvagtError):
    """Ankestyrelsen cannot have decided what it does not have."""

    def __init__(self, number: int) -> None:
        super().__init__("Klage nr. {number} er ikke hos Ankestyrelsen nu. Åbn klagen igen.", number=number)


class NothingToCorrectError(FristvagtError):
    """The chain still runs, so its steps are simply done."""

    def __init__(self, number: int) -> None:
        super().__init__("Klage nr. {number} er ikke afsluttet, så der er intet at rette her.", number=number)


class ClosedChainError(FristvagtError):
    """A closed chain is not edited."""

    def __init__(self, number: int) -> None:
        super().__init__("Klage nr. {number} er afsluttet og kan ikke ændres, kun rettes.", number=number)


class BoardDateError(FristvagtError):
    """Two dates of Ankestyrelsen's that cannot both be true; the sentence says which and why."""


class BoardReceiptError(BoardDateError):
    """The same, where the day the office got the decision is the one to mend."""


@dataclass(frozen=True, slots=True)
class NewComplaint:
    """A complaint to register. `rule` is the decision's; `started_by` a call, a decision or a window.

    `another`: somebody says it is none of those the case has already.
    """

    rule: Rule
    team_key: str
    owner_id: str | None
    case_ref: str
    received_on: date
    notified: bool = False
    late: bool = False
    second_reader: str | None = None
    started_by: int | None = None
    decided_by: str | None = None
    another: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """What Ankestyrelsen decided. `parts`: the outcome of each part of the case.

    `received_on` is when the office got it: a remitted case runs from that day (RSL § 3 a), until `chosen`
    where the rule has no length of its own.
    """

    parts: tuple[BoardOutcome, ...]
    decided_on: date
    received_on: date
    rule: Rule
    learning: str = ""
    chosen: date | None = None


def register(
    session: Session, office: Office, vault: Vault, new: NewComplaint, *, by: str, now: datetime, key: str
) -> Deadline:
    """Start the reassessment and keep what the complaint is of. A second delivery of `key` changes nothing.

    Raises `NotAppealableError`, `BeforeDecisionError`, `SameReaderError`, `NotAReaderError`,
    `LikeAnotherError`, and what `cases.register` raises.
    """
    refuse_decision(new.rule)
    if new.second_reader is not None:
        decider = complaint_chain.decider(session, new.started_by)
        roster = absences.roster(session, office, now)
        refuse_reader(roster, new.second_reader, new.owner_id, new.decided_by, decider)
    known = session.get(Handled, key)
    if known is not None:
        return session.get_one(Deadline, known.deadline_id)
    case = _case(session, office, new)
    letter = complaint_twins.letter(vault, case.case_ref, new.rule.key, new.received_on)
    decision = complaint_twins.decision_of(
        session, letter, case.started_by if case.sequel else None, another=new.another
    )
    deadline = cases.register(session, office, vault, case, by=by, now=now, key=key)
    complaint = session.get_one(Complaint, deadline.id)
    _describe(session, complaint, new)
    if decision is not None:
        complaint_windows.end(session, office, decision, new.received_on, by=by, now=now)
    complaint_notices.reader_told(session, office, complaint, by, now)
    events.record(
        session,
        at=now,
        actor=by,
        action="complaint_registered",
        item=deadline.id,
        team=new.team_key,
        rule=new.rule.key,
        notified=new.notified,
        late=complaint.late,
        reader=new.second_reader,
    )
    return deadline


def _case(session: Session, office: Office, new: NewComplaint) -> NewCase:
    rule = REASSESSMENT_WITH_NOTICE if new.notified else REASSESSMENT
    return NewCase(
        rule=catalogue.current(session, office).rule(rule),
        team_key=new.team_key,
        owner_id=new.owner_id,
        case_ref=new.case_ref,
        received_on=new.received_on,
        started_by=new.started_by,
        about=f"{new.rule.key}{complaint_twins.ANOTHER}" if new.another else new.rule.key,
        sequel=new.started_by is not None and session.get(CaseClock, new.started_by) is not None,
    )


def _describe(session: Session, complaint: Complaint, new: NewComplaint) -> None:
    complaint.rule_key, complaint.law, complaint.paragraph = new.rule.key, new.rule.law, new.rule.paragraph
    complaint.late = complaint.late or new.late
    complaint.second_reader = new.second_reader
    complaint.decided_by = complaint.decided_by or new.decided_by
    session.flush()


def lock(session: Session, number: int) -> Complaint:
    """The complaint, locked until the transaction ends."""
    return session.get_one(Complaint, number, with_for_update=True, populate_existing=True)


def choose_reader(
    session: Session, office: Office, number: int, reader: str, *, by: str, now: datetime
) -> Complaint:
    """Somebody else reads it too.

    Raises `ClosedChainError`, `SameReaderError`, `NotAReaderError` and `TeamGoneError`.
    """
    complaint = lock(session, number)
    if complaint.stage is Stage.ENDED:
        raise ClosedChainError(number)
    latest = session.get_one(Deadline, complaint.latest_id)
    if complaint.stage is Stage.REASSESSMENT:
        complaint_again.require_team(office, latest)
    refuse_reader(absences.roster(session, office, now), reader, latest.owner_id, complaint.decided_by)
    known, complaint.second_reader = complaint.second_reader, reader
    session.flush()
    if known != reader:
        complaint_notices.reader_told(session, office, complaint, by, now)
        outbox.touch(session, number)
    events.record(session, at=now, actor=by, action="complaint_reader", item=number, reader=reader)
    return complaint


def decide(
    session: Session, office: Office, vault: Vault, number: int, ruling: Ruling, *, by: str, now: datetime
) -> Restart:
    """Write down Ankestyrelsen's decision; it ends the chain. Returns what became of the restarted clock.

    Raises `NotAtBoardError`, `BoardDateError`, `TeamGoneError`, and what `cases.register` raises.
    """
    complaint, last = lock(session, number), _last(session, number)
    if complaint.stage is not Stage.BOARD:
        raise NotAtBoardError(number)
    why = CorrectWhy.AGAIN if last is not None else None
    return _decided(session, office, vault, complaint, last, ruling, why, by=by, now=now)


def correct(
    session: Session,
    office: Office,
    vault: Vault,
    number: int,
    ruling: Ruling | None,
    why: CorrectWhy,
    *,
    by: str,
    now: datetime,
) -> Restart:
    """A closed chain is never edited: this adds what is true now, and why. None takes the end back.

    Returns what became of the restarted clock. Raises `NothingToCorrectError` and `TeamGoneError`.
    """
    complaint, last = lock(session, number), _last(session, number)
    if complaint.stage is not Stage.ENDED:
        raise NothingToCorrectError(number)
    if ruling is not None and last is not None:
        return _decided(session, office, vault, complaint, last, ruling, why, by=by, now=now)
    _note(session, complaint, None, why, by=by, now=now)
    if last is None or last.outcome is None:
        complaint_again.require_team(office, session.get_one(Deadline, complaint.latest_id))
        case_work.reopen(session, office, complaint.latest_id, by=by, now=now, correcting=True)
        return UNCHANGED
    row = _row(complaint, last, None, why, by=by, now=now)
    session.add(row)
    complaint.stage, complaint.ended_on = Stage.BOARD, None
    session.flush()
    return complaint_again.follow(Clerk(session, office, vault, by, now, _key(row)), complaint, None)


def _decided(
    session: Session,
    office: Office,
    vault: Vault,
    complaint: Complaint,
    last: BoardRuling | None,
    ruling: Ruling,
    why: CorrectWhy | None,
    *,
    by: str,
    now: datetime,
) -> Restart:
    _refuse_dates(complaint, ruling, now.astimezone(office.zone).date())
    refuse_decision(ruling.rule)
    row = _row(complaint, last, ruling, why, by=by, now=now)
    session.add(row)
    complaint.stage, complaint.ended_on = Stage.ENDED, ruling.received_on
    _note(session, complaint, ruling, why, by=by, now=now)
    session.flush()
    outbox.touch(session, complaint.id)
    people.want_home(session, with_complaints(office))
    sent_back = _sent_back(ruling, afresh=why is CorrectWhy.AGAIN)
    return complaint_again.follow(Clerk(session, office, vault, by, now, _key(row)), complaint, sent_back)


def _sent_back(ruling: Ruling, *, afresh: bool) -> SentBack | None:
    if BoardOutcome.REMITTED not in ruling.parts:
        return None
    return SentBack(ruling.rule, ruling.received_on, ruling.chosen, afresh)


def _key(row: BoardRuling) -> str:
    return f"remitted:{row.complaint_id}:{row.id}"


def _refuse_dates(complaint: Complaint, ruling: Ruling, today: date) -> None:
    if complaint.forwarded_on is not None and ruling.decided_on < complaint.forwarded_on:
        raise BoardDateError(
            "Afgørelsen {day:%d.%m.%Y} ligger før den dag, klagen blev sendt til Ankestyrelsen.",
            day=ruling.decided_on,
        )
    if ruling.decided_on > today:
        raise BoardDateError("Datoen {day:%d.%m.%Y} ligger ude i fremtiden.", day=ruling.decided_on)
    if ruling.received_on < ruling.decided_on:
        raise BoardReceiptError(
            "Modtaget {day:%d.%m.%Y} ligger før Ankestyrelsens afgørelse.", day=ruling.received_on
        )
    if ruling.received_on > today:
        raise BoardReceiptError("Datoen {day:%d.%m.%Y} ligger ude i fremtiden.", day=ruling.received_on)


def _row(
    complaint: Complaint,
    last: BoardRuling | None,
    ruling: Ruling | None,
    why: CorrectWhy | None,
    *,
    by: str,
    now: datetime,
) -> BoardRuling:
    rule = ruling.rule if ruling else None
    return BoardRuling(
        complaint_id=complaint.id,
        corrects_id=last.id if last else None,
        outcome=most_far_reaching(ruling.parts) if ruling else None,
        parts=[one.value for one in ruling.parts] if ruling else [],
        decided_on=ruling.decided_on if ruling else None,
        received_on=ruling.received_on if ruling else None,
        team_key=complaint.team_key,
        rule_key=rule.key if rule else complaint.rule_key,
        law=rule.law if rule else complaint.law,
        paragraph=rule.paragraph if rule else complaint.paragraph,
        learning=(ruling.learning or None) if ruling else None,
        recorded_by=by,
        recorded_at=now,
        why=why,
    )


def _note(
    session: Session,
    complaint: Complaint,
    ruling: Ruling | None,
    why: CorrectWhy | None,
    *,
    by: str,
    now: datetime,
) -> None:
    """The log's row, from which the rate can be counted anew."""
    facts: dict[str, str] = {"team": complaint.team_key}
    if ruling is not None:
        facts |= {
            "parts": " ".join(one.value for one in ruling.parts),
            "day": ruling.decided_on.isoformat(),
            "law": ruling.rule.law,
            "paragraph": ruling.rule.paragraph,
        }
    if why is None:
        _log(session, "complaint_decided", complaint.id, facts, by, now)
    else:
        _log(session, "complaint_corrected", complaint.id, facts | {"why": why.value}, by, now)


def _log(session: Session, action: str, number: int, facts: dict[str, str], by: str, now: datetime) -> None:
    for_all: dict[str, Any] = dict(facts)
    events.record(session, at=now, actor=by, action=action, item=number, **for_all)


def _last(session: Session, number: int) -> BoardRuling | None:
    newest = select(BoardRuling).where(BoardRuling.complaint_id == number).order_by(BoardRuling.id.desc())
    return session.scalars(newest.limit(1)).first()


def rulings(session: Session, number: int) -> list[BoardRuling]:
    """All that was written of Ankestyrelsen's decision, the corrected ones too, the oldest first."""
    return list(
        session.scalars(
            select(BoardRuling).where(BoardRuling.complaint_id == number).order_by(BoardRuling.id)
        )
    )
