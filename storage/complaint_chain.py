"""How a complaint follows its clocks: whenever one is started, ended or taken back, the complaint moves.

There is no second engine: a reassessment is a clock as any other, and this keeps book of the chain.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.orm import Session

from rules.complaint import REASSESSMENT_WITH_NOTICE, ReaderMissingError, reads
from rules.errors import FristvagtError
from rules.office import Office
from rules.statute import Kind, Rule
from storage import events
from storage.case_models import CaseClock
from storage.complaint_models import BoardRuling, Complaint, Stage
from storage.models import CALLBACK, Deadline, Result, State

# What a clock's kind says of the complaint whose newest it is.
STAGES = {
    Kind.REASSESSMENT.value: Stage.REASSESSMENT,
    Kind.PARTIAL_ANSWER.value: Stage.ANSWER,
    Kind.FORWARDING.value: Stage.FORWARDING,
}
# How a clock's end moves it on.
AFTER = {
    Result.MEDHOLD: Stage.ENDED,
    Result.PARTLY: Stage.ANSWER,
    Result.UPHELD: Stage.BOARD,
    Result.COMPLAINED: Stage.FORWARDING,
    Result.LAPSED: Stage.ENDED,
    Result.DROPPED: Stage.ENDED,
    Result.DONE: Stage.BOARD,
}
REASSESSED = (Result.MEDHOLD, Result.PARTLY, Result.UPHELD)
DECIDED = (Kind.DECISION.value, Kind.REMITTED.value)
LONGEST_WALK = 5


class ChainClosedError(FristvagtError):
    """A closed chain is not edited."""

    def __init__(self, number: int) -> None:
        super().__init__(
            "Klage nr. {number} er afsluttet og kan ikke genåbnes her. Åbn klagen, og ret den med en grund.",
            number=number,
        )


class GoneOnError(FristvagtError):
    """The complaint has moved on from this clock, and `step` after it is over too."""

    def __init__(self, number: int, step: int) -> None:
        super().__init__(
            "Klagen er nået videre fra nr. {number}. Genåbn først nr. {step}, og prøv så igen.",
            number=number,
            step=step,
        )


class LetterSentError(FristvagtError):
    """The citizen has been told in writing when the next step will be done."""

    def __init__(self, number: int, latest: int) -> None:
        super().__init__(
            "Der er sendt fristbrev om nr. {latest}, så klagen kan ikke føres tilbage til nr. {number}. "
            "Den går videre fra nr. {latest}.",
            number=number,
            latest=latest,
        )


def begun(session: Session, deadline: Deadline, case: CaseClock) -> None:
    """A clock was started: a reassessment is a new complaint, and what follows it takes it on."""
    if deadline.kind == Kind.REASSESSMENT:
        session.add(new(session, deadline, case))
        session.flush()
    elif deadline.kind in STAGES and case.started_by is not None:
        complaint = newest(session, case.started_by)
        if complaint is not None and complaint.stage is STAGES[deadline.kind]:
            complaint.latest_id, complaint.team_key = deadline.id, deadline.team_key


def given(session: Session, deadline: Deadline) -> None:
    """A clock was given to a team: the complaint that waits for it is that team's from now on."""
    ours = Complaint.latest_id == deadline.id, Complaint.stage != Stage.ENDED
    session.execute(update(Complaint).where(*ours).values(team_key=deadline.team_key))


def new(session: Session, deadline: Deadline, case: CaseClock) -> Complaint:
    """The row of a reassessment, not stored yet, with what its own chain says of the decision."""
    before = _before(session, case.started_by)
    decision = next(((one, clock) for one, clock in before if one.kind in DECIDED), None)
    window = next((clock for one, clock in before if one.kind == Kind.COMPLAINT_WINDOW), None)
    if window is None and decision is not None:
        window = _window_of(session, decision[0])
    known = values(deadline, case)
    if decision is not None:
        rule = Rule.thawed(decision[0].rule)
        known |= {"rule_key": rule.key, "law": rule.law, "paragraph": rule.paragraph}
        known["decided_by"] = decision[0].owner_id
    known["late"] = window is not None and case.received_on > window.legal_on
    return Complaint(**known)


def values(deadline: Deadline, case: CaseClock) -> dict[str, Any]:
    """The columns of a complaint of which only the reassessment is known."""
    return {
        "id": deadline.id,
        "latest_id": deadline.id,
        "team_key": deadline.team_key,
        "rule_key": "",
        "law": "",
        "paragraph": "",
        "received_on": case.received_on,
        "notified": case.rule_key == REASSESSMENT_WITH_NOTICE,
        "late": False,
        "stage": Stage.REASSESSMENT,
    }


def _before(session: Session, number: int | None) -> list[tuple[Deadline, CaseClock]]:
    """The clocks it came of, the nearest first."""
    found: list[tuple[Deadline, CaseClock]] = []
    while number is not None and len(found) < LONGEST_WALK:
        deadline = session.get(Deadline, number)
        if deadline is None or deadline.kind == CALLBACK:
            break
        clock = session.get_one(CaseClock, number)
        found.append((deadline, clock))
        number = clock.started_by
    return found


def _window_of(session: Session, decision: Deadline) -> CaseClock | None:
    """The citizen's time to complain of what was decided last; None where nobody followed it."""
    begun = (
        select(CaseClock)
        .join(Deadline, Deadline.id == CaseClock.deadline_id)
        .where(CaseClock.started_by == decision.id, Deadline.kind == Kind.COMPLAINT_WINDOW.value)
        .where(Deadline.state != State.WITHDRAWN, *_since_decided(decision))
    )
    return session.scalars(begun.order_by(CaseClock.deadline_id.desc()).limit(1)).first()


def _since_decided(decision: Deadline) -> Sequence[ColumnElement[bool]]:
    """What follows from the decision as it stands, and not from one that was taken up again."""
    return [Deadline.logged_at >= decision.closed_at] if decision.closed_at is not None else []


def complained_of(session: Session, number: int) -> int | None:
    """The complaint of what was decided last, registered on the decision or on its window; None without."""
    later = select(CaseClock.deadline_id).where(CaseClock.started_by == number)
    again = select(CaseClock.deadline_id).where(CaseClock.started_by.in_(later))
    found = _complaints_among(or_(Complaint.id.in_(later), Complaint.id.in_(again)))
    since = _since_decided(session.get_one(Deadline, number))
    return session.scalar(found.where(*since).limit(1))


def complained_in(session: Session, window: int) -> int | None:
    """The complaint that has ended that time to complain, or stands on the decision before it."""
    later = select(CaseClock.deadline_id).where(CaseClock.started_by == window)
    known = session.scalar(_complaints_among(Complaint.id.in_(later)).limit(1))
    decision = session.get_one(CaseClock, window).started_by
    return complained_of(session, decision) if known is None and decision is not None else known


def _complaints_among(which: ColumnElement[bool]) -> Select[int]:
    return (
        select(Complaint.id)
        .join(Deadline, Deadline.id == Complaint.id)
        .join(CaseClock, CaseClock.deadline_id == Complaint.id)
        .where(which, *standing())
        .order_by(Complaint.id.desc())
    )


def standing() -> Sequence[ColumnElement[bool]]:
    """Neither taken back nor dropped: a complaint written down by mistake hinders no real one."""
    dropped = CaseClock.result.is_not_distinct_from(Result.DROPPED)
    return [Deadline.state != State.WITHDRAWN, ~dropped]


def decision_before(session: Session, number: int | None) -> Deadline | None:
    """The decision of ours that clock came of, or is."""
    return next((one for one, _ in _before(session, number) if one.kind in DECIDED), None)


def decider(session: Session, number: int | None) -> str | None:
    """Who decided what that clock came of, or is; None without a decision of ours before it."""
    decision = decision_before(session, number)
    return decision.owner_id if decision is not None else None


def ended(
    session: Session,
    office: Office,
    deadline: Deadline,
    case: CaseClock,
    result: Result,
    *,
    by: str,
    now: datetime,
) -> None:
    """A clock was ended: the complaint goes on to what follows.

    Raises `ReaderMissingError` for a reassessment that nobody else has read.
    """
    complaint = newest(session, deadline.id)
    if complaint is None:
        return
    if result in REASSESSED:
        _refuse_unread(office, complaint, deadline)
        complaint.result, complaint.reassessed_on = result, case.decided_on
    complaint.stage, complaint.team_key = AFTER[result], deadline.team_key
    if complaint.stage is Stage.BOARD:
        complaint.forwarded_on = case.sent_on or case.decided_on
    complaint.ended_on = case.decided_on if complaint.stage is Stage.ENDED else None
    if result is Result.DROPPED and complaint.id == deadline.id and complaint.rule_key:
        # What was written down by mistake keeps nothing else of the same day from being registered.
        case.identity = None
    moved(session, complaint, by=by, now=now, result=result.value, day=case.decided_on)


def _refuse_unread(office: Office, complaint: Complaint, deadline: Deadline) -> None:
    if _unread(office, complaint, deadline):
        raise ReaderMissingError


def _unread(office: Office, complaint: Complaint, deadline: Deadline) -> bool:
    reader = complaint.second_reader
    own = (deadline.owner_id, complaint.decided_by)
    return reader is None or reader in own or not reads(office, reader)


def reader_missing(session: Session, office: Office, number: int) -> bool:
    """Whether that clock is a reassessment nobody else is to read yet."""
    complaint, deadline = session.get(Complaint, number), session.get_one(Deadline, number)
    return complaint is not None and _unread(office, complaint, deadline)


def reader_left(office: Office, complaint: Complaint) -> bool:
    """Whether its second reader can read it no more; once it is reassessed, it was read."""
    reader = complaint.second_reader
    return complaint.stage is Stage.REASSESSMENT and reader is not None and not reads(office, reader)


def moved(
    session: Session, complaint: Complaint, *, by: str, now: datetime, result: str, day: date | None
) -> None:
    """The log's row for a complaint that came on, from which its figures can be counted."""
    events.record(
        session,
        at=now,
        actor=by,
        action="complaint_moved",
        item=complaint.id,
        stage=complaint.stage.value,
        outcome=result,
        team=complaint.team_key,
        law=complaint.law,
        paragraph=complaint.paragraph,
        day=day.isoformat() if day else None,
    )


def refuse_reopening(session: Session, number: int) -> None:
    """Refuse a clock whose complaint is past it; a next step that only runs stands in nobody's way.

    Raises `ChainClosedError`, `LetterSentError` and `GoneOnError`.
    """
    complaint = of_clock(session, number)
    if complaint is None:
        return
    if complaint.stage is Stage.ENDED:
        raise ChainClosedError(complaint.id)
    if complaint.latest_id == number:
        return
    latest, case = (
        session.get_one(Deadline, complaint.latest_id),
        session.get_one(CaseClock, complaint.latest_id),
    )
    if case.first_announced_on is not None:
        raise LetterSentError(number, latest.id)
    step = case.started_by if latest.state is State.OPEN else latest.id
    if step is not None and step != number:
        raise GoneOnError(number, step)


def reopened(session: Session, deadline: Deadline, *, by: str, now: datetime) -> None:
    """Its newest clock runs again: the complaint stands where that clock is."""
    complaint = newest(session, deadline.id)
    if complaint is None:
        return
    complaint.stage, complaint.ended_on, complaint.forwarded_on = STAGES[deadline.kind], None, None
    complaint.team_key = deadline.team_key
    if complaint.stage is Stage.REASSESSMENT:
        complaint.result = complaint.reassessed_on = None
    moved(session, complaint, by=by, now=now, result="reopened", day=None)


def withdrawn(session: Session, deadline: Deadline, case: CaseClock) -> None:
    """A clock was taken back: what it alone made goes with it."""
    complaint = newest(session, deadline.id)
    if complaint is None:
        return
    if complaint.id == deadline.id:
        session.delete(complaint)
    elif case.started_by is not None:
        complaint.latest_id = case.started_by
    session.flush()


def ruled_on(session: Session, number: int) -> bool:
    """Whether Ankestyrelsen's decision was ever written down on the complaint of that number."""
    written = select(BoardRuling.id).where(BoardRuling.complaint_id == number)
    return session.scalar(written.limit(1)) is not None


def with_the_board(session: Session, number: int) -> bool:
    """Whether that clock's end has sent a complaint to Ankestyrelsen."""
    complaint = newest(session, number)
    return complaint is not None and complaint.stage is Stage.BOARD


def newest(session: Session, number: int) -> Complaint | None:
    """The complaint whose newest clock that is, locked."""
    return session.scalars(
        select(Complaint).where(Complaint.latest_id == number).with_for_update().limit(1)
    ).first()


def of_clock(session: Session, number: int) -> Complaint | None:
    """The complaint that clock belongs to, its newest or an earlier one."""
    found = newest(session, number) or session.get(Complaint, number)
    if found is not None:
        return found
    standing = (
        select(CaseClock.deadline_id)
        .join(Deadline, Deadline.id == CaseClock.deadline_id)
        .where(CaseClock.started_by == number, Deadline.state != State.WITHDRAWN)
    )
    later = session.scalar(standing.order_by(CaseClock.deadline_id.desc()).limit(1))
    deadline = session.get(Deadline, number)
    in_chain = later is not None and deadline is not None and deadline.kind in STAGES
    return newest(session, later) if in_chain and later is not None else None


def concerned(session: Session, number: int) -> frozenset[str]:
    """Who has to do with the complaint of that number besides the owner of its first clock."""
    complaint = session.get(Complaint, number)
    if complaint is None:
        return frozenset()
    newest_clock = session.get(Deadline, complaint.latest_id)
    owner = newest_clock.owner_id if newest_clock is not None else None
    return frozenset(one for one in (complaint.second_reader, owner) if one)


def erased(session: Session, numbers: Collection[int], today: date) -> None:
    """What clocks held of the citizen is erased: no learning text may say more.

    Nothing goes on where its newest clock is erased; a step that still runs after an erased one does.
    """
    theirs = BoardRuling.complaint_id.in_(_belonging(numbers))
    session.execute(update(BoardRuling).where(theirs).values(learning=None))
    under_way = Complaint.latest_id.in_(numbers) & (Complaint.stage != Stage.ENDED)
    session.execute(update(Complaint).where(under_way).values(stage=Stage.ENDED, ended_on=today))


def holds_learning(session: Session, number: int) -> bool:
    """Whether what Ankestyrelsen taught is written down on the complaint that clock begins or ends."""
    theirs = BoardRuling.complaint_id.in_(_belonging([number])), BoardRuling.learning.is_not(None)
    return session.scalar(select(BoardRuling.id).where(*theirs).limit(1)) is not None


def _belonging(numbers: Collection[int]) -> Select[int]:
    return select(Complaint.id).where(or_(Complaint.id.in_(numbers), Complaint.latest_id.in_(numbers)))
