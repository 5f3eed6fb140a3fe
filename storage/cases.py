"""Statutory deadlines on cases: registered, announced, put off, ended. One function per use case."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rules.case_ref import case_ref
from rules.errors import FristvagtError
from rules.office import Office
from rules.period import Counted, count
from rules.statute import Kind, Rule, Whose
from storage import case_twins, clocks, complaint_chain, complaint_notices, events, notices, people
from storage.case_models import CaseClock
from storage.intake import AMEND_FOR, TooLateToAmendError, lock
from storage.models import Deadline, Handled, State, Turn
from storage.upsert import insert_if_new
from storage.vault import Vault
from storage.working import ClosedError, acted

CASE = "case"  # what a case reference's fingerprint is for
IDENTITY = "case clock"
# A deadline received longer ago than this is a slip of the year, not a case.
LONGEST_AGO = timedelta(days=5 * 366)


class AlreadyRunningError(FristvagtError):
    """The same case has this deadline from that day already, as `number`."""

    def __init__(self, number: int) -> None:
        super().__init__("Fristen findes allerede som nr. {number}. Intet er gemt igen.", number=number)
        self.number = number


class NotYetReceivedError(FristvagtError):
    """The day of receipt lies ahead."""

    def __init__(self, day: date) -> None:
        super().__init__(
            "Modtaget {day:%d.%m.%Y} ligger ude i fremtiden. Skriv den dag, I modtog det.", day=day
        )


class LongAgoError(FristvagtError):
    """The day of receipt lies so far back that the year must be wrong."""

    def __init__(self, day: date) -> None:
        super().__init__("Modtaget {day:%d.%m.%Y} er flere år siden. Se efter årstallet.", day=day)


@dataclass(frozen=True, slots=True)
class NewCase:
    """A deadline to register. `received_at` where the hour counts; `chosen` where the rule has no length."""

    rule: Rule
    team_key: str
    owner_id: str | None
    case_ref: str
    received_on: date
    received_at: datetime | None = None
    chosen: date | None = None
    remitted: bool = False
    turn: Turn | None = None
    started_by: int | None = None
    about: str = ""  # the key of the decision's rule that a complaint is of: one case may have several
    sequel: bool = False  # follows from `started_by`, so that two of one day may stand beside each other


def register(
    session: Session, office: Office, vault: Vault, case: NewCase, *, by: str, now: datetime, key: str
) -> Deadline:
    """Start the clock. A second delivery of the same `key` gives the first one's row.

    Raises `AlreadyRunningError`, `NotYetReceivedError`, `LongAgoError`, and what `count` raises.
    """
    handled = session.get(Handled, key)
    if handled is not None:
        return session.get_one(Deadline, handled.deadline_id)
    # Refused before anything is noted: a refusal that is answered leaves nothing behind.
    counted = counted_of(office, case, now)
    already = running(session, vault, case) or _twin(session, vault, case)
    if already is not None:
        raise AlreadyRunningError(already)
    if not insert_if_new(session, Handled, key=key, at=now, deadline_id=None):
        return session.get_one(Deadline, session.get_one(Handled, key).deadline_id)
    deadline = _stored(session, office, vault, case, counted, by=by, now=now)
    session.get_one(Handled, key).deadline_id = deadline.id
    if by != deadline.owner_id:
        _wanted_on_list(session.get_one(CaseClock, deadline.id), now)
    session.flush()
    clocks.plan(session, office, deadline, now)
    complaint_chain.begun(session, deadline, session.get_one(CaseClock, deadline.id))
    notices.told_of_new(session, office, deadline, now)
    complaint_notices.told(session, office, deadline, by, now)
    events.record(
        session,
        at=now,
        actor=by,
        action="deadline_registered",
        item=deadline.id,
        team=case.team_key,
        owner=case.owner_id,
        rule=case.rule.key,
        received=counted.received_on.isoformat(),
        started_by=case.started_by,
        **legal_facts(case.rule, counted.legal_on, counted.legal_at),
    )
    people.want_home(session, (by, *notices.watchers(office, deadline)))
    return deadline


def legal_facts(rule: Rule, legal_on: date, legal_at: datetime) -> dict[str, str]:
    """What the log is to know of a legal date, so that every figure can be counted from the log alone."""
    return {
        "kind": rule.kind.value,
        "whose": rule.whose.value,
        "ends": rule.ends.value,
        "legal": legal_on.isoformat(),
        "legal_at": legal_at.astimezone(UTC).isoformat(),
    }


def counted_of(office: Office, case: NewCase, now: datetime) -> Counted:
    """The dates of a deadline, before it is stored."""
    calendar = office.team(case.team_key).calendar
    refuse_receipt(case.received_on, calendar.local(now).date())
    return count(case.rule, calendar, case.received_at or case.received_on, case.chosen)


def refuse_receipt(day: date, today: date) -> None:
    """Raise `NotYetReceivedError` or `LongAgoError` for a day nothing can have been received on."""
    if day > today:
        raise NotYetReceivedError(day)
    if day < today - LONGEST_AGO:
        raise LongAgoError(day)


def running(session: Session, vault: Vault, case: NewCase) -> int | None:
    """The number the same deadline on the same case has already."""
    prints = [one for one in identities(vault, case) if one is not None]
    return session.scalar(select(CaseClock.deadline_id).where(CaseClock.identity.in_(prints)))


def _twin(session: Session, vault: Vault, case: NewCase) -> int | None:
    """The number of the same deadline that came of something, where nobody says what this one comes of."""
    reference = case_ref(case.case_ref)
    if case.sequel or case.about or not reference:
        return None
    prints = vault.fingerprints(reference, purpose=CASE)
    return case_twins.twin(session, prints, case.rule.key, case.received_on)


def identities(vault: Vault, case: NewCase) -> tuple[bytes, ...]:
    """The fingerprints of case, rule and day of receipt, under each key; none without a case."""
    return tuple(vault.fingerprints(_identity(case), purpose=IDENTITY)) if case.case_ref else ()


def identity_of(vault: Vault, case: NewCase) -> bytes | None:
    """The fingerprint that keeps the same deadline from being registered twice."""
    if not case_ref(case.case_ref):
        return None
    return vault.fingerprint(_identity(case), purpose=IDENTITY)


def _identity(case: NewCase) -> str:
    known = identity_text(case_ref(case.case_ref), case.rule.key, case.received_on)
    if case.sequel:
        return f"{known}|{case.started_by}"
    return f"{known}|{case.about}" if case.about else known


def identity_text(reference: str, rule: str, received_on: date) -> str:
    """What makes a deadline this one and no other."""
    return f"{reference}|{rule}|{received_on.isoformat()}"


def _stored(
    session: Session,
    office: Office,
    vault: Vault,
    case: NewCase,
    counted: Counted,
    *,
    by: str,
    now: datetime,
) -> Deadline:
    deadline = shared_row(office, case, counted, by=by, now=now)
    try:
        with session.begin_nested():
            session.add(deadline)
            session.flush()
            session.add(case_row(vault, deadline.id, case, counted, now))
            session.flush()
    except IntegrityError:
        # Two at once: the database keeps one of them.
        already = running(session, vault, case)
        if already is None:
            raise
        raise AlreadyRunningError(already) from None
    return deadline


def shared_row(office: Office, case: NewCase, counted: Counted, *, by: str, now: datetime) -> Deadline:
    """What every clock has, not stored yet."""
    calendar = office.team(case.team_key).calendar
    received = case.received_at or datetime.combine(
        case.received_on, datetime.min.time(), tzinfo=calendar.zone
    )
    return Deadline(
        kind=(Kind.REMITTED if case.remitted else case.rule.kind).value,
        rule=case.rule.frozen(),
        team_key=case.team_key,
        owner_id=case.owner_id,
        logged_by=by,
        logged_at=now,
        received_as=received,
        goal_at=counted.aim_at,
        due_at=counted.legal_at,
        urgent=False,
        state=State.OPEN,
        next_step_at=counted.legal_at,
        version=1,
    )


def case_row(vault: Vault, number: int, case: NewCase, counted: Counted, now: datetime) -> CaseClock:
    """What only a case has, not stored yet."""
    ref, reference = str(uuid.uuid4()), case_ref(case.case_ref)
    return CaseClock(
        deadline_id=number,
        ref=ref,
        case_ref_sealed=seal_case_ref(vault, ref, reference),
        case_print=vault.fingerprint(reference, purpose=CASE) if reference else None,
        identity=identity_of(vault, case),
        rule_key=case.rule.key,
        rule_print=case.rule.fingerprint,
        whose=case.rule.whose,
        received_on=counted.received_on,
        received_at=case.received_at,
        legal_on=counted.legal_on,
        legal_at=counted.legal_at,
        remitted=case.remitted,
        rungs_from=now,
        turn=case.turn or (Turn.ADMINISTRATIVE if case.rule.kind is Kind.FOLLOW_UP else None),
        started_by=case.started_by,
    )


def seal_case_ref(vault: Vault, ref: str, reference: str) -> bytes | None:
    """The case's number, sealed to its row; None for none."""
    return vault.seal(reference, table="case_clock", column="case_ref", row=ref) if reference else None


def still_running(session: Session, office: Office, number: int) -> tuple[Deadline, CaseClock]:
    """The clock, locked, if it still runs; raises `ClosedError`."""
    deadline = lock(session, number)
    if deadline.state is not State.OPEN:
        raise ClosedError(number, deadline.closed_by, deadline.closed_at)
    return deadline, session.get_one(CaseClock, number)


def undo(session: Session, office: Office, number: int, *, by: str, now: datetime) -> Deadline:
    """Take a registration back within ten minutes. A second undo changes nothing.

    Raises `TooLateToAmendError`.
    """
    deadline, case = lock(session, number), session.get_one(CaseClock, number)
    if deadline.state is State.WITHDRAWN and deadline.closed_by == by:
        return deadline
    if not undoable(deadline, by, now) or complaint_chain.ruled_on(session, number):
        raise TooLateToAmendError
    deadline.state, deadline.closed_by, deadline.closed_at = State.WITHDRAWN, by, now
    case.case_ref_sealed = case.case_print = case.identity = None
    complaint_chain.withdrawn(session, deadline, case)
    return acted(session, office, deadline, "deadline_undone", by, now)


def undoable(deadline: Deadline, by: str, now: datetime) -> bool:
    """Whether `by` may still take it back: own, fresh, and running."""
    return deadline.logged_by == by and now < deadline.logged_at + AMEND_FOR and deadline.state is State.OPEN


def started_from(session: Session, number: int, *, since: datetime | None = None) -> int | None:
    """The newest clock a call or decision has started, unless it was taken back; `since` is aware."""
    begun = (
        select(CaseClock.deadline_id)
        .join(Deadline, Deadline.id == CaseClock.deadline_id)
        .where(CaseClock.started_by == number, Deadline.state != State.WITHDRAWN)
    )
    if since is not None:
        begun = begun.where(Deadline.logged_at >= since)
    return session.scalar(begun.order_by(CaseClock.deadline_id.desc()).limit(1))


def newly_given(session: Session, deadline: Deadline, now: datetime) -> None:
    """Somebody else has it from now on: their next list says so."""
    case = session.get(CaseClock, deadline.id)
    if case is not None:
        # What the one before put off is not put off for whoever has it now.
        case.postponed_to = None
        _wanted_on_list(case, now)


def _wanted_on_list(case: CaseClock, now: datetime) -> None:
    case.mark, case.marked_at = None, now


def citizens(case: CaseClock) -> bool:
    """Whether the deadline is the citizen's, so that nobody here can miss it."""
    return case.whose == Whose.CITIZEN
