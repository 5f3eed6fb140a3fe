"""What is done with a running statutory deadline: decided, announced, waiting, put off, taken up again."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from rules.errors import FristvagtError
from rules.office import Office
from rules.period import count
from rules.statute import ANNOUNCED, Ends, Kind, Length, Rule, Unit, Whose
from storage import clocks, complaint_chain, notices, people
from storage.case_models import CaseClock
from storage.case_trail import running_from, was_erased
from storage.cases import still_running
from storage.endings import ErasedCaseError, ForgottenError, StillOpenError
from storage.figure_changes import following
from storage.intake import lock
from storage.models import Deadline, LateWhy, Result, State, Waiting
from storage.working import acted

DECISIONS = (Result.GRANTED, Result.PARTIAL, Result.REFUSED, Result.DROPPED)
CHOSEN = Length(Unit.CHOSEN)
CITIZENS = (Result.COMPLAINED, Result.LAPSED)
WORK = (Result.DONE, Result.DROPPED)
REASSESSED = (*complaint_chain.REASSESSED, Result.DROPPED)
# Clocks that are nothing without the end they follow from.
FOLLOWERS = frozenset({Kind.COMPLAINT_WINDOW, Kind.PARTIAL_ANSWER, Kind.FORWARDING})


class WrongResultError(FristvagtError):
    """A result this kind of deadline cannot have."""

    def __init__(self) -> None:
        super().__init__("Fristen kan ikke slutte sådan. Vælg et af de udfald, der står på listen.")


class DateOrderError(FristvagtError):
    """Two dates that cannot both be true; the sentence says which and why."""


class NoNoticeError(FristvagtError):
    """A written notice makes no sense for the citizen's own time."""

    def __init__(self) -> None:
        super().__init__("Det er borgerens egen frist, så der skal ikke sendes fristbrev.")


class NobodysToMoveError(FristvagtError):
    """The law lets nobody put this deadline off by writing."""

    def __init__(self) -> None:
        super().__init__("Den frist kan et fristbrev ikke flytte. Tal med lederen, hvis den ikke kan nås.")


class TooFarToPostponeError(FristvagtError):
    """A postponement beyond the day we work towards would hide the deadline."""

    def __init__(self, day: date, rule: Rule) -> None:
        if rule.kind in ANNOUNCED:
            super().__init__(
                "Udskyd højst til {day:%d.%m.%Y}: det er den dag, der arbejdes hen imod. "
                "Kan fristen ikke nås, så send et fristbrev.",
                day=day,
            )
        else:
            super().__init__(
                "Udskyd højst til {day:%d.%m.%Y}: det er den dag, der arbejdes hen imod.", day=day
            )


class PastPostponingError(FristvagtError):
    """The day we work towards has passed, so there is nothing left to put off."""

    def __init__(self) -> None:
        super().__init__("Dagen, der arbejdes hen imod, er gået. Fristen kan ikke udskydes.")


@dataclass(frozen=True, slots=True)
class Ended:
    """When it was decided or done, and when that was sent; by the office's calendar."""

    decided_on: date
    sent_on: date | None


def results(kind: Kind, whose: Whose) -> tuple[Result, ...]:
    """How a clock of that kind may end, the likeliest first."""
    if whose is Whose.CITIZEN:
        return CITIZENS
    if kind is Kind.REASSESSMENT:
        return REASSESSED
    return DECISIONS if kind in (Kind.DECISION, Kind.REMITTED) else WORK


def rule_of(deadline: Deadline) -> Rule:
    """The rule the clock began with."""
    return Rule.thawed(deadline.rule)


def end(
    session: Session,
    office: Office,
    number: int,
    result: Result,
    *,
    decided_on: date,
    sent_on: date | None,
    relatives: bool | None = None,
    by: str,
    now: datetime,
) -> Deadline:
    """Stop the clock. Received, decided and sent are three dates, and may not stand in another order.

    `relatives`: whether relatives or network were involved in the decision; None when nobody was asked.

    Raises `ClosedError`, `WrongResultError` and `DateOrderError`.
    """
    deadline, case = still_running(session, office, number)
    rule, ended = rule_of(deadline), Ended(decided_on, sent_on)
    if result not in results(rule.kind, rule.whose):
        raise WrongResultError
    refuse_dates(rule, case.received_on, ended, _today(office, deadline, now))
    with following(session, office, [deadline], now):
        case.result, case.decided_on, case.sent_on = result, decided_on, sent_on
        case.lead_days = (decided_on - case.received_on).days
        case.relatives = relatives
        case.waiting_on = case.waiting_until = case.postponed_to = None
        _judge_end(case, rule, ended, result)
        deadline.state, deadline.closed_by, deadline.closed_at = State.CLOSED, by, now
    complaint_chain.ended(session, office, deadline, case, result, by=by, now=now)
    told = _told(decided_on, sent_on, relatives)
    return acted(session, office, deadline, "deadline_ended", by, now, outcome=result.value, **told)


def _told(decided_on: date, sent_on: date | None, relatives: bool | None) -> dict[str, str]:
    """What the log is told of an ending; what nobody said is left out."""
    said = {"decided": decided_on.isoformat()}
    if sent_on is not None:
        said["sent"] = sent_on.isoformat()
    if relatives is not None:
        said["relatives"] = "yes" if relatives else "no"
    return said


def _judge_end(case: CaseClock, rule: Rule, ended: Ended, result: Result) -> None:
    """Whether the legal date was kept, whenever it was written down."""
    stopped = stopped_on(rule, ended)
    if rule.length.unit is Unit.HOURS and stopped == case.legal_on:
        # The day alone does not tell; what was noted when the hour passed stands.
        return
    if stopped <= case.legal_on:
        case.missed_at = None
    elif case.whose is Whose.AUTHORITY and result is not Result.DROPPED:
        _note_missed(case)


def stopped_on(rule: Rule, ended: Ended) -> date:
    """The day that counts against the legal date: decided, or sent where the rule says so."""
    return ended.sent_on if rule.ends is Ends.SENT and ended.sent_on else ended.decided_on


def refuse_dates(rule: Rule, received_on: date, ended: Ended, today: date) -> None:
    """Raise `DateOrderError` for dates in an impossible order."""
    if ended.decided_on < received_on:
        raise DateOrderError("Afgjort {day:%d.%m.%Y} ligger før modtagelsen.", day=ended.decided_on)
    if ended.decided_on > today:
        raise DateOrderError("Afgjort {day:%d.%m.%Y} ligger ude i fremtiden.", day=ended.decided_on)
    if ended.sent_on is None:
        if rule.ends is Ends.SENT:
            raise DateOrderError("Fristen slutter først, når svaret er sendt. Skriv datoen for afsendelsen.")
        return
    if ended.sent_on < ended.decided_on:
        raise DateOrderError("Sendt {day:%d.%m.%Y} ligger før afgørelsen.", day=ended.sent_on)
    if ended.sent_on > today:
        raise DateOrderError("Sendt {day:%d.%m.%Y} ligger ude i fremtiden.", day=ended.sent_on)


def announce(
    session: Session,
    office: Office,
    number: int,
    *,
    sent_on: date,
    to: date,
    why: LateWhy,
    by: str,
    now: datetime,
) -> Deadline:
    """The citizen has been told in writing when to expect an answer (RSL § 3, 2).

    From now on we work towards the announced date; the legal date stays, as announced or missed.
    Raises `ClosedError`, `NoNoticeError` and `DateOrderError`.
    """
    deadline, case = still_running(session, office, number)
    calendar = office.team(deadline.team_key).calendar
    refuse_notice(deadline, case, sent_on=sent_on, to=to, today=calendar.local(now).date())
    longest = longest_announcement(office, deadline, case)
    if longest is not None and sent_on > case.legal_on:
        raise DateOrderError(
            "Fristen kan kun forlænges med et brev, der er sendt senest {day:%d.%m.%Y}. "
            "Svar hurtigst muligt.",
            day=case.legal_on,
        )
    if longest is not None and to > longest:
        raise DateOrderError("Loven tillader højst en ny frist til {day:%d.%m.%Y}.", day=longest)
    with following(session, office, [deadline], now):
        case.first_announced_on = min(case.first_announced_on or sent_on, sent_on)
        case.announced_on, case.announced_to, case.announced_why = sent_on, to, why
        if case.first_announced_on <= case.legal_on:
            case.missed_at = None
    case.postponed_to, deadline.warned_at, deadline.breached_at = None, None, None
    promised = count(rule_of(deadline).with_length(CHOSEN), calendar, case.received_on, to)
    deadline.goal_at, deadline.due_at = promised.aim_at, promised.legal_at
    _seen(case, now)
    letter = {"sent": sent_on.isoformat(), "to": to.isoformat(), "why": why.value}
    return acted(session, office, deadline, "deadline_announced", by, now, **letter)


def refuse_notice(deadline: Deadline, case: CaseClock, *, sent_on: date, to: date, today: date) -> None:
    """Raise `NoNoticeError`, or `DateOrderError` for a letter and a new date that cannot both be true."""
    if case.whose is Whose.CITIZEN:
        raise NoNoticeError
    if rule_of(deadline).kind not in ANNOUNCED:
        raise NobodysToMoveError
    if sent_on > today:
        raise DateOrderError(
            "Brevet kan ikke være sendt {day:%d.%m.%Y}: det er ude i fremtiden.", day=sent_on
        )
    if sent_on < case.received_on:
        raise DateOrderError(
            "Brevet kan ikke være sendt {day:%d.%m.%Y}: det er før modtagelsen.", day=sent_on
        )
    if to <= sent_on:
        raise DateOrderError("Den nye dato skal ligge efter den dag, brevet blev sendt.")
    if to <= case.legal_on:
        raise DateOrderError(
            "Den nye dato skal ligge efter fristen {day:%d.%m.%Y}. Kan den nås, skal der intet brev sendes.",
            day=case.legal_on,
        )
    if case.announced_to is not None and to < case.announced_to:
        raise DateOrderError(
            "Borgeren har allerede fået besked om {day:%d.%m.%Y}. En tidligere dato kræver intet brev: "
            "svar, så snart det kan lade sig gøre.",
            day=case.announced_to,
        )


def longest_announcement(office: Office, deadline: Deadline, case: CaseClock) -> date | None:
    """The last date a notice may name, where the law has one (GDPR art. 12, 3); None without."""
    rule = rule_of(deadline)
    if rule.extension is None:
        return None
    calendar = office.team(deadline.team_key).calendar
    whole = Length(rule.length.unit, rule.length.amount + rule.extension.amount)
    return count(rule.with_length(whole), calendar, case.received_on).legal_on


def wait(
    session: Session, office: Office, number: int, on: Waiting, until: date, *, by: str, now: datetime
) -> Deadline:
    """It waits for somebody outside until that day; the legal date goes on counting.

    Raises `ClosedError` and `DateOrderError`.
    """
    deadline, case = still_running(session, office, number)
    if until <= _today(office, deadline, now):
        raise DateOrderError("Vælg en senere dag end i dag at vente til.")
    case.waiting_on, case.waiting_until = on, until
    _seen(case, now)
    return acted(session, office, deadline, "deadline_waits", by, now, until=until.isoformat(), on=on.value)


def stop_waiting(session: Session, office: Office, number: int, *, by: str, now: datetime) -> Deadline:
    """What it waited for has come."""
    deadline, case = still_running(session, office, number)
    case.waiting_on = case.waiting_until = None
    return acted(session, office, deadline, "deadline_goes_on", by, now)


def postpone(session: Session, office: Office, number: int, to: date, *, by: str, now: datetime) -> Deadline:
    """Not on the owner's list before that day.

    Raises `ClosedError`, `DateOrderError`, `PastPostponingError` and `TooFarToPostponeError`.
    """
    deadline, case = still_running(session, office, number)
    last, today = last_postponement(office, deadline), _today(office, deadline, now)
    if last < today:
        raise PastPostponingError
    if to <= today:
        raise DateOrderError("Vælg en senere dag end i dag at udskyde til.")
    if to > last:
        raise TooFarToPostponeError(last, rule_of(deadline))
    case.postponed_to = to
    _seen(case, now)
    return acted(session, office, deadline, "deadline_postponed", by, now, until=to.isoformat())


def last_postponement(office: Office, deadline: Deadline) -> date:
    """The day we work towards: nothing may be put off beyond it."""
    return office.team(deadline.team_key).calendar.local(deadline.goal_at).date()


def reopen(
    session: Session, office: Office, number: int, *, by: str, now: datetime, correcting: bool = False
) -> Deadline:
    """It was ended by mistake; the dates stay.

    Raises `StillOpenError`, `ForgottenError` and `ErasedCaseError`; and what `refuse_reopening` raises for a
    complaint that went on or is closed, unless it is being corrected.
    """
    deadline, case = lock(session, number), session.get_one(CaseClock, number)
    if deadline.state is State.OPEN:
        raise StillOpenError(number)
    if deadline.state is State.WITHDRAWN:
        raise ForgottenError(number)
    if was_erased(session, number):
        raise ErasedCaseError(number)
    if not correcting:
        complaint_chain.refuse_reopening(session, number)
    with following(session, office, [deadline], now):
        deadline.state, deadline.closed_by, deadline.closed_at = State.OPEN, None, None
        # Replaced when the next step is planned; a live row may never stand without one.
        deadline.next_step_at = now
        case.result = case.decided_on = case.sent_on = case.lead_days = case.relatives = None
        if case.whose is Whose.AUTHORITY and case.legal_at <= now:
            _note_missed(case)
    if by != deadline.owner_id:
        case.mark, case.marked_at = None, now
    _take_back_what_followed(session, office, number, by, now)
    complaint_chain.reopened(session, deadline, by=by, now=now)
    acted(session, office, deadline, "deadline_reopened", by, now)
    notices.told_of_reopened(session, office, deadline, by, now)
    return deadline


def _take_back_what_followed(session: Session, office: Office, number: int, by: str, now: datetime) -> None:
    """The end never was, and so neither the time to complain of it nor the complaint's next step runs."""
    for one in running_from(session, number):
        if one.statute.kind in FOLLOWERS:
            follower, case = still_running(session, office, one.number)
            with following(session, office, [follower], now):
                follower.state, follower.closed_by, follower.closed_at = State.WITHDRAWN, by, now
            case.case_ref_sealed = case.case_print = case.identity = None
            complaint_chain.withdrawn(session, follower, case)
            acted(session, office, follower, "deadline_undone", by, now)


def marked(session: Session, office: Office, deadline: Deadline, now: datetime) -> None:
    """The engine's: a rung has come, or a wait or postponement ends. It takes its place on the list."""
    case = session.get_one(CaseClock, deadline.id)
    team = office.team(deadline.team_key)
    mark = clocks.case_mark(office, deadline, case, now)
    case.mark, case.marked_at = (mark.rung, mark.at) if mark else (None, now)
    case.rungs_from = now
    today = team.calendar.local(now).date()
    if case.waiting_until is not None and case.waiting_until <= today:
        case.waiting_on = case.waiting_until = None
    if case.postponed_to is not None and case.postponed_to <= today:
        case.postponed_to = None
    people.want_home(session, notices.watchers(office, deadline))


def passed(session: Session, deadline: Deadline) -> bool:
    """The engine's: the date has passed. Returns whether it was ours to keep."""
    case = session.get_one(CaseClock, deadline.id)
    case.mark, case.marked_at = None, deadline.due_at
    if case.whose == Whose.CITIZEN:
        return False
    _note_missed(case)
    return True


def _note_missed(case: CaseClock) -> None:
    """The legal date has passed without a decision: it is missed unless a notice came in time."""
    if case.first_announced_on is None or case.first_announced_on > case.legal_on:
        case.missed_at = case.legal_at


def _seen(case: CaseClock, now: datetime) -> None:
    """Whoever acts on it has seen it: it asks for its place again at the next rung."""
    case.mark, case.marked_at, case.rungs_from = None, None, now


def _today(office: Office, deadline: Deadline, now: datetime) -> date:
    return office.team(deadline.team_key).calendar.local(now).date()
