"""The paragraph's clock that runs again when Ankestyrelsen sends a case back, and follows what is corrected.

A clock that is decided is never touched. One that runs by a wrong day is taken back and another takes its
place, so that the log keeps both.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from rules.errors import FristvagtError
from rules.office import Office
from rules.statute import Rule, Unit
from storage import case_file, case_trail, case_work, cases
from storage.case_models import CaseClock
from storage.case_work import DateOrderError, rule_of
from storage.cases import NewCase
from storage.complaint_models import Complaint
from storage.figure_changes import following
from storage.models import Deadline, State
from storage.vault import Vault
from storage.working import acted


class TeamGoneError(FristvagtError):
    """A clock would run in a team that has left the office file, where nobody is reminded of anything."""

    def __init__(self, key: str) -> None:
        super().__init__(
            "Teamet „{key}“ findes ikke længere i kontorfilen, så ingen ville blive mindet om fristen. "
            "Bed it om at sætte det ind igen, og gem så her. Intet er gemt.",
            key=key,
        )


@dataclass(frozen=True, slots=True)
class SentBack:
    """A case to be decided again. `received_on`: when that came to the office (RSL § 3 a).

    `chosen`: until when, where the rule has no length of its own. `afresh`: Ankestyrelsen has taken up again
    what it decided before.
    """

    rule: Rule
    received_on: date
    chosen: date | None
    afresh: bool


@dataclass(frozen=True, slots=True)
class Restart:
    """What became of the clock. `started` runs from now on, `taken_back` does not run any more.

    `decided`: it was over before, and stands as it is.
    """

    started: Deadline | None = None
    taken_back: int | None = None
    decided: int | None = None


UNCHANGED = Restart()


@dataclass(frozen=True, slots=True)
class Clerk:
    """Who writes it down, where and when (aware UTC). `key` never starts two clocks."""

    session: Session
    office: Office
    vault: Vault
    by: str
    now: datetime
    key: str


def follow(clerk: Clerk, complaint: Complaint, sent_back: SentBack | None) -> Restart:
    """Let the clock be what Ankestyrelsen's decision says now; None sends nothing back.

    Raises `TeamGoneError`, and what `cases.register` raises.
    """
    known = _known(clerk.session, complaint)
    if known is None:
        return Restart(_begun(clerk, complaint, sent_back)) if sent_back else UNCHANGED
    case = clerk.session.get_one(CaseClock, known.id)
    if sent_back is not None and _same(known, case, sent_back):
        return UNCHANGED
    if known.state is State.OPEN:
        return Restart(_instead(clerk, complaint, known, case, sent_back), taken_back=known.id)
    if sent_back is not None and _is_news(case, sent_back):
        return Restart(_first(clerk, complaint, sent_back))
    return Restart(decided=known.id)


def require_team(office: Office, deadline: Deadline) -> None:
    """Raises `TeamGoneError` when the office file does not know the team."""
    if office.team_or_none(deadline.team_key) is None:
        raise TeamGoneError(deadline.team_key)


def again_from(session: Session, complaint: Complaint) -> int | None:
    """The clock that a remitted case has started already and that still runs."""
    found = session.scalars(_restarted(complaint)).first()
    return found.id if found is not None and found.state is State.OPEN else None


def _known(session: Session, complaint: Complaint) -> Deadline | None:
    """The newest clock the complaint has started again, running or decided, locked."""
    locked = _restarted(complaint).with_for_update(of=Deadline).execution_options(populate_existing=True)
    return session.scalars(locked).first()


def _restarted(complaint: Complaint) -> Select[Deadline]:
    return _begun_again(complaint).where(Deadline.state != State.WITHDRAWN).limit(1)


def _begun_again(complaint: Complaint) -> Select[Deadline]:
    ours = (CaseClock.started_by == complaint.latest_id, CaseClock.remitted)
    joined = select(Deadline).join(CaseClock, CaseClock.deadline_id == Deadline.id)
    return joined.where(*ours).order_by(Deadline.id.desc())


def _same(known: Deadline, case: CaseClock, sent_back: SentBack) -> bool:
    """Whether it runs as it should: by that paragraph, from that day, until the day that was chosen."""
    if (case.rule_key, case.received_on) != (sent_back.rule.key, sent_back.received_on):
        return False
    fixed = rule_of(known).length.unit is not Unit.CHOSEN
    return fixed or sent_back.chosen in (None, case.legal_on)


def _is_news(case: CaseClock, sent_back: SentBack) -> bool:
    """Whether it was sent back once more, after what was decided the last time."""
    return sent_back.afresh and case.decided_on is not None and case.decided_on < sent_back.received_on


def _begun(clerk: Clerk, complaint: Complaint, sent_back: SentBack) -> Deadline:
    """Its first one; or, when what was taken back was right after all, one in the place of that."""
    gone = clerk.session.scalars(_begun_again(complaint).limit(1)).first()
    if gone is None or sent_back.afresh:
        return _first(clerk, complaint, sent_back)
    case = clerk.session.get_one(CaseClock, gone.id)
    reference = case_file.reference(clerk.session, clerk.vault, complaint.latest_id)
    return _in_place_of(clerk, complaint, gone, case, sent_back, reference)


def _first(clerk: Clerk, complaint: Complaint, sent_back: SentBack) -> Deadline:
    before = clerk.session.get_one(Deadline, complaint.latest_id)
    reference = case_file.reference(clerk.session, clerk.vault, before.id)
    return _started(clerk, complaint, sent_back, sent_back.rule, before, reference)


def _instead(
    clerk: Clerk, complaint: Complaint, known: Deadline, case: CaseClock, sent_back: SentBack | None
) -> Deadline | None:
    """Take the running clock back; None when nothing takes its place."""
    reference = case_file.reference(clerk.session, clerk.vault, known.id)
    _take_back(clerk, known, case)
    if sent_back is None:
        return None
    return _in_place_of(clerk, complaint, known, case, sent_back, reference)


def _in_place_of(
    clerk: Clerk, complaint: Complaint, known: Deadline, case: CaseClock, sent_back: SentBack, reference: str
) -> Deadline:
    """What takes the place of a clock keeps its case, its owner and its letters."""
    # Where only the day was wrong, the rule it began with: a newer figure is the lead's to apply.
    rule = rule_of(known) if case.rule_key == sent_back.rule.key else sent_back.rule
    started = _started(clerk, complaint, sent_back, rule, known, reference)
    _counts_since(clerk, started, known)
    _let_letters_stand(clerk, case, started.id)
    return started


def _take_back(clerk: Clerk, deadline: Deadline, case: CaseClock) -> None:
    """As its registration is undone, but however old it is."""
    require_team(clerk.office, deadline)
    with following(clerk.session, clerk.office, [deadline], clerk.now):
        deadline.state, deadline.closed_by, deadline.closed_at = State.WITHDRAWN, clerk.by, clerk.now
    case.case_ref_sealed = case.case_print = case.identity = None
    acted(clerk.session, clerk.office, deadline, "deadline_undone", clerk.by, clerk.now)
    clerk.session.flush()


def _started(
    clerk: Clerk, complaint: Complaint, sent_back: SentBack, rule: Rule, before: Deadline, reference: str
) -> Deadline:
    """The paragraph's own clock once more, from the day it came back, with whoever had the one before."""
    require_team(clerk.office, before)
    case = NewCase(
        rule=rule,
        team_key=before.team_key,
        owner_id=before.owner_id,
        case_ref=reference,
        received_on=sent_back.received_on,
        chosen=sent_back.chosen,
        remitted=True,
        started_by=complaint.latest_id,
        sequel=True,
    )
    return cases.register(
        clerk.session, clerk.office, clerk.vault, case, by=clerk.by, now=clerk.now, key=clerk.key
    )


def _counts_since(clerk: Clerk, started: Deadline, known: Deadline) -> None:
    """It is as old as the one whose place it takes: what is corrected late is missed all the same."""
    since = known.logged_at
    with following(clerk.session, clerk.office, [started], clerk.now, since=since):
        started.logged_at = since
    # The log's moment is now, and the figures are to be counted from the log alone.
    facts = {"since": since.astimezone(UTC).isoformat(), "instead_of": str(known.id)}
    acted(clerk.session, clerk.office, started, "deadline_took_over", clerk.by, clerk.now, **facts)


def _let_letters_stand(clerk: Clerk, before: CaseClock, number: int) -> None:
    """What the citizen was told in writing stands, whatever number the clock has."""
    why = before.announced_why
    if why is None:
        return
    for letter in case_trail.letters(clerk.session, before.deadline_id):
        # A letter that names a day the law allows anyhow moves nothing.
        with suppress(DateOrderError):
            case_work.announce(
                clerk.session,
                clerk.office,
                number,
                sent_on=letter.sent_on,
                to=letter.to,
                why=why,
                by=clerk.by,
                now=clerk.now,
            )
