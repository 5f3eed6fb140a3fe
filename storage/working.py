"""What a caseworker does with a call: take it, ring, note it, postpone it."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.callback import propose_next_try
from rules.errors import FristvagtError
from rules.office import Office
from rules.worktime import WorkCalendar
from storage import clocks, events, notices, outbox, people
from storage.intake import lock
from storage.models import LIVE, Attempt, Callback, Deadline, Handled, Note, Outcome, State
from storage.upsert import insert_if_new

# Beyond the limit a call may wait for a quiet moment, but not until everybody has forgotten it.
MOST_WAIT = timedelta(days=14)
# An agreed time is reminded of this long before, so that there is time to find the case.
AGREED_NOTICE = timedelta(minutes=10)


class ClosedError(FristvagtError):
    """Somebody was first. `by` is a Slack id, `at` an aware time."""

    def __init__(self, number: int, by: str | None, at: datetime | None) -> None:
        super().__init__(
            "Nr. {number} er der allerede taget hånd om. Hjem viser, hvad der mangler.", number=number
        )
        self.number, self.by, self.at = number, by, at


class TooLateToWaitError(FristvagtError):
    """A postponement past the limit would break the promise quietly. `due_at` is aware."""

    def __init__(self, due_at: datetime) -> None:
        super().__init__("Tidspunktet ligger efter fristen. Vælg et tidligere tidspunkt.")
        self.due_at = due_at


class TooFarError(FristvagtError):
    """A postponement that would let the call be forgotten."""

    def __init__(self) -> None:
        super().__init__(
            "Du kan højst vente {days} dage. Vælg en tidligere dag, så opkaldet ikke glemmes.",
            days=MOST_WAIT.days,
        )


class ClosedThenError(FristvagtError):
    """An agreed time at which nobody is at work to ring."""

    def __init__(self) -> None:
        super().__init__("Kontoret er lukket på det tidspunkt. Vælg et tidspunkt i åbningstiden.")


class NotSpokenError(FristvagtError):
    """A note for a call nobody has said was answered."""

    def __init__(self, number: int) -> None:
        super().__init__("Nr. {number} er ikke markeret som talt med. Tryk »Talt med« først.", number=number)


class PastError(FristvagtError):
    """A time that has already been."""

    def __init__(self) -> None:
        super().__init__("Tidspunktet er allerede passeret. Vælg et senere tidspunkt.")


def once(session: Session, key: str, number: int | None, now: datetime) -> bool:
    """Whether this press is new; a repeated delivery of it is not."""
    return insert_if_new(session, Handled, key=key, at=now, deadline_id=number)


def take(session: Session, office: Office, number: int, *, by: str, now: datetime) -> Deadline:
    """Make `by` the owner. Raises `ClosedError` when it is done or somebody else took it first."""
    deadline = still_open(session, office, number)
    if deadline.taken_by is not None and deadline.taken_by != by:
        raise ClosedError(number, deadline.taken_by, deadline.taken_at)
    if deadline.owner_id != by:
        deadline.claimed_at = now
    deadline.owner_id, deadline.taken_by, deadline.taken_at = by, by, deadline.taken_at or now
    return acted(session, office, deadline, "call_taken", by, now)


def tried(
    session: Session, office: Office, number: int, outcome: Outcome, *, by: str, now: datetime
) -> datetime:
    """Count an attempt without contact. Returns when to try again: another part of the day.

    A time agreed with the citizen that is still to come is kept, and is when to try again.
    """
    deadline = still_open(session, office, number)
    calendar, agreed_at = office.team(deadline.team_key).calendar, _still_agreed(session, number, now)
    again = propose_next_try(calendar, now, [*_attempt_times(session, number), now])
    if agreed_at is not None:
        again = agreed_at - AGREED_NOTICE
    facts = _attempt(session, office, deadline, outcome, by=by, now=now, next_try_at=again)
    _touched(session, deadline)
    session.get_one(Callback, number).agreed_at, deadline.snoozed_until = agreed_at, again
    acted(session, office, deadline, "attempt", by, now, outcome=outcome.value, **facts)
    return again


def agreed(
    session: Session, office: Office, number: int, at: datetime, *, by: str, now: datetime
) -> Deadline:
    """The citizen was reached and wants to be rung at `at`: an attempt, and a reminder just before.

    Raises `PastError`, `TooFarError`, or `ClosedThenError` outside opening hours.
    """
    deadline = still_open(session, office, number)
    _refuse_far(at, now)
    if not office.team(deadline.team_key).calendar.is_open(at):
        raise ClosedThenError
    facts = _attempt(session, office, deadline, Outcome.AGREED_TIME, by=by, now=now, next_try_at=at)
    _touched(session, deadline)
    session.get_one(Callback, number).agreed_at = at
    deadline.snoozed_until = reminder_of_agreed(session, number, now)
    return acted(session, office, deadline, "attempt", by, now, outcome=Outcome.AGREED_TIME.value, **facts)


def _still_agreed(session: Session, number: int, now: datetime) -> datetime | None:
    """The agreed time that nobody has been reminded of yet; an attempt near it is what was agreed."""
    at = session.get_one(Callback, number).agreed_at
    return at if at is not None and now < at - AGREED_NOTICE else None


def reminder_of_agreed(session: Session, number: int, now: datetime) -> datetime | None:
    """When to remind of a time agreed with the citizen that is still to come; None without one."""
    callback = session.get(Callback, number)
    at = callback.agreed_at if callback is not None else None
    return max(now, at - AGREED_NOTICE) if at is not None and at > now else None


def spoke(session: Session, office: Office, number: int, *, by: str, now: datetime) -> Deadline:
    """The citizen was reached. It is asked for a note until one is chosen."""
    deadline = still_open(session, office, number)
    facts = _attempt(session, office, deadline, Outcome.SPOKE, by=by, now=now, next_try_at=None)
    callback = session.get_one(Callback, number)
    callback.contact_at, callback.contact_by = now, by
    deadline.state, deadline.snoozed_until = State.NOTING, None
    _touched(session, deadline)
    return acted(session, office, deadline, "spoke", by, now, **facts)


def noted(session: Session, office: Office, number: int, answer: Note, *, by: str, now: datetime) -> Deadline:
    """Close a call that was answered: its facts are journaled, or there was nothing to note.

    Raises `NotSpokenError` before contact and `ClosedError` after the end.
    """
    deadline = lock(session, number)
    if deadline.state is State.OPEN:
        raise NotSpokenError(number)
    if deadline.state is not State.NOTING:
        raise ClosedError(number, deadline.closed_by, deadline.closed_at)
    session.get_one(Callback, number).note_answer = answer
    deadline.state, deadline.closed_by, deadline.closed_at = State.CLOSED, by, now
    return acted(session, office, deadline, "noted", by, now, answer=answer.value)


def snooze(
    session: Session, office: Office, number: int, until: datetime, *, by: str, now: datetime
) -> Deadline:
    """Be reminded at `until` instead.

    Raises `PastError`, `TooFarError`, or `TooLateToWaitError` beyond the limit of a call nobody has rung.
    """
    deadline = still_open(session, office, number)
    _refuse_far(until, now)
    if not keeps_promise(until, deadline.due_at, session.get_one(Callback, number).attempts, now):
        raise TooLateToWaitError(deadline.due_at)
    _touched(session, deadline)
    deadline.snoozed_until = until
    return acted(session, office, deadline, "snoozed", by, now, until=until.isoformat())


def _refuse_far(until: datetime, now: datetime) -> None:
    if until <= now:
        raise PastError
    if until > now + MOST_WAIT:
        raise TooFarError


def _touched(session: Session, deadline: Deadline) -> None:
    """Whoever took it is at work on it, and an agreed time has been used or given up."""
    deadline.claimed_at = None
    session.get_one(Callback, deadline.id).agreed_at = None


def keeps_promise(until: datetime, due_at: datetime, attempts: int, now: datetime) -> bool:
    """Whether waiting until then leaves time to keep the promise, or it is kept or broken already."""
    return until <= due_at or due_at <= now or attempts > 0


def still_open(session: Session, office: Office, number: int) -> Deadline:
    """The clock, locked, if there is still something to ring; raises `ClosedError`."""
    deadline = lock(session, number)
    if deadline.state is not State.OPEN:
        raise _first_by(session, deadline)
    # Whoever sees it on a list now may not see it there afterwards.
    people.want_home(session, notices.watchers(office, deadline))
    return deadline


def _first_by(session: Session, deadline: Deadline) -> ClosedError:
    if deadline.state in LIVE:
        reached = last_attempt(session, deadline.id)
        return ClosedError(deadline.id, reached.by if reached else None, reached.at if reached else None)
    return ClosedError(deadline.id, deadline.closed_by, deadline.closed_at)


def _attempt(
    session: Session,
    office: Office,
    deadline: Deadline,
    outcome: Outcome,
    *,
    by: str,
    now: datetime,
    next_try_at: datetime | None,
) -> dict[str, str]:
    """Note one try. Returns what the log is to know of it beside its outcome."""
    callback, days = session.get_one(Callback, deadline.id), _days_tried(session, office, deadline.id)
    calendar, facts = office.team(deadline.team_key).calendar, dict[str, str]()
    made = Attempt(deadline_id=deadline.id, at=now, by=by, outcome=outcome, next_try_at=next_try_at)
    made.in_telephone_hours = calendar.in_telephone_hours(now)
    if made.in_telephone_hours is not None:
        facts["in_hours"] = "yes" if made.in_telephone_hours else "no"
    session.add(made)
    callback.attempts += 1
    callback.attempt_days = len(days | {now.astimezone(office.zone).date()})
    callback.wrong_number = callback.wrong_number or outcome is Outcome.WRONG_NUMBER
    if callback.first_attempt_at is None:
        callback.first_attempt_at = now
        callback.waited_minutes = waited(calendar, deadline, now)
        facts["waited"] = str(callback.waited_minutes)
    if deadline.taken_at is None:
        deadline.taken_by, deadline.taken_at = by, now
    deadline.owner_id = deadline.owner_id or by
    return facts


def waited(calendar: WorkCalendar, deadline: Deadline, until: datetime) -> int:
    """Opening time from the call to `until`, in whole minutes."""
    return calendar.open_time_between(deadline.logged_at, until) // timedelta(minutes=1)


def _days_tried(session: Session, office: Office, number: int) -> set[date]:
    return {at.astimezone(office.zone).date() for at in _attempt_times(session, number)}


def _attempt_times(session: Session, number: int) -> list[datetime]:
    return list(session.scalars(select(Attempt.at).where(Attempt.deadline_id == number).order_by(Attempt.at)))


def last_attempt(session: Session, number: int) -> Attempt | None:
    newest_first = select(Attempt).where(Attempt.deadline_id == number).order_by(Attempt.id.desc())
    return session.scalars(newest_first.limit(1)).first()


def acted(
    session: Session,
    office: Office,
    deadline: Deadline,
    action: str,
    by: str,
    now: datetime,
    **detail: str,
) -> Deadline:
    """Every act ends alike: the next step, the messages that show it, the log, the Home tabs."""
    clocks.plan(session, office, deadline, now)
    outbox.touch(session, deadline.id)
    events.record(session, at=now, actor=by, action=action, item=deadline.id, **detail)
    people.want_home(session, (by, *notices.watchers(office, deadline)))
    return deadline
