"""What a caseworker does with a call: take it, ring, note it, postpone it."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.callback import propose_next_try
from rules.errors import FristvagtError
from rules.office import Office
from storage import clocks, events, notices, outbox, people
from storage.intake import lock
from storage.models import LIVE, Attempt, Callback, Deadline, Handled, Note, Outcome, State
from storage.upsert import insert_if_new

# Beyond the limit a call may wait for a quiet moment, but not until everybody has forgotten it.
MOST_WAIT = timedelta(days=14)


class ClosedError(FristvagtError):
    """Somebody was first. `by` is a Slack id, `at` an aware time."""

    def __init__(self, number: int, by: str | None, at: datetime | None) -> None:
        super().__init__(f"Nr. {number} er der allerede taget hånd om. Hjem viser, hvad der mangler.")
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
            f"Du kan højst vente {MOST_WAIT.days} dage. Vælg en tidligere dag, så opkaldet ikke glemmes."
        )


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
    deadline.owner_id, deadline.taken_by, deadline.taken_at = by, by, deadline.taken_at or now
    return _acted(session, office, deadline, "call_taken", by, now)


def tried(
    session: Session, office: Office, number: int, outcome: Outcome, *, by: str, now: datetime
) -> datetime:
    """Count an attempt without contact. Returns when to try again: another part of the day."""
    deadline = still_open(session, office, number)
    calendar = office.team(deadline.team_key).calendar
    again = propose_next_try(calendar, now, [*_attempt_times(session, number), now])
    _attempt(session, deadline, outcome, by=by, now=now, next_try_at=again)
    deadline.snoozed_until = again
    _acted(session, office, deadline, "attempt", by, now, outcome=outcome.value)
    return again


def spoke(session: Session, office: Office, number: int, *, by: str, now: datetime) -> Deadline:
    """The citizen was reached. It is asked for a note until one is chosen."""
    deadline = still_open(session, office, number)
    _attempt(session, deadline, Outcome.SPOKE, by=by, now=now, next_try_at=None)
    callback = session.get_one(Callback, number)
    callback.contact_at, callback.contact_by = now, by
    deadline.state, deadline.snoozed_until = State.NOTING, None
    return _acted(session, office, deadline, "spoke", by, now)


def noted(session: Session, office: Office, number: int, answer: Note, *, by: str, now: datetime) -> Deadline:
    """Close a call that was answered: its facts are journaled, or there was nothing to note."""
    deadline = lock(session, number)
    if deadline.state is not State.NOTING:
        raise ClosedError(number, deadline.closed_by, deadline.closed_at)
    session.get_one(Callback, number).note_answer = answer
    deadline.state, deadline.closed_by, deadline.closed_at = State.CLOSED, by, now
    return _acted(session, office, deadline, "noted", by, now, answer=answer.value)


def snooze(
    session: Session, office: Office, number: int, until: datetime, *, by: str, now: datetime
) -> Deadline:
    """Be reminded at `until` instead.

    Raises `PastError`, `TooFarError`, or `TooLateToWaitError` beyond the limit of a call nobody has rung.
    """
    deadline = still_open(session, office, number)
    if until <= now:
        raise PastError
    if until > now + MOST_WAIT:
        raise TooFarError
    if not keeps_promise(until, deadline.due_at, session.get_one(Callback, number).attempts, now):
        raise TooLateToWaitError(deadline.due_at)
    deadline.snoozed_until = until
    return _acted(session, office, deadline, "snoozed", by, now, until=until.isoformat())


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
        reached = _last_attempt(session, deadline.id)
        return ClosedError(deadline.id, reached.by if reached else None, reached.at if reached else None)
    return ClosedError(deadline.id, deadline.closed_by, deadline.closed_at)


def _attempt(
    session: Session,
    deadline: Deadline,
    outcome: Outcome,
    *,
    by: str,
    now: datetime,
    next_try_at: datetime | None,
) -> None:
    session.add(Attempt(deadline_id=deadline.id, at=now, by=by, outcome=outcome, next_try_at=next_try_at))
    callback = session.get_one(Callback, deadline.id)
    callback.attempts += 1
    callback.first_attempt_at = callback.first_attempt_at or now
    if deadline.taken_at is None:
        deadline.taken_by, deadline.taken_at = by, now
    deadline.owner_id = deadline.owner_id or by


def _attempt_times(session: Session, number: int) -> list[datetime]:
    return list(session.scalars(select(Attempt.at).where(Attempt.deadline_id == number).order_by(Attempt.at)))


def _last_attempt(session: Session, number: int) -> Attempt | None:
    newest_first = select(Attempt).where(Attempt.deadline_id == number).order_by(Attempt.id.desc())
    return session.scalars(newest_first.limit(1)).first()


def _acted(
    session: Session, office: Office, deadline: Deadline, action: str, by: str, now: datetime, **detail: str
) -> Deadline:
    """Every act ends alike: the next step, the messages that show it, the log, the Home tabs."""
    session.flush()
    clocks.plan(session, office, deadline, now)
    outbox.touch(session, deadline.id)
    events.record(session, at=now, actor=by, action=action, item=deadline.id, **detail)
    people.want_home(session, (by, *notices.watchers(office, deadline)))
    return deadline
