"""Logging a call, and correcting or undoing it just after."""

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from rules.callback import Promise
from rules.errors import FristvagtError
from rules.office import Office
from storage import clocks, events, handled, notices, outbox, people, rows
from storage.models import CALLBACK, LIVE, Callback, Deadline, Handled, State
from storage.vault import Vault

AMEND_FOR = timedelta(minutes=10)
PHONE = "phone"  # what a phone number's fingerprint is for


class TooLateToAmendError(FristvagtError):
    """A receipt can be corrected or undone for ten minutes, and only while nobody has acted on it."""

    def __init__(self) -> None:
        super().__init__(
            "Det er for sent at rette eller fortryde her. "
            "Skriv til den, der skal ringe, eller til teamlederen."
        )


@dataclass(frozen=True, slots=True)
class Call:
    """What the message taker wrote down. `phone` is E.164, None when the citizen rings again."""

    team_key: str
    owner_id: str | None
    phone: str | None
    name: str = ""
    topic: str = "andet"
    urgent: bool = False
    best_time: str = "any"
    interpreter: bool = False
    protected: bool = False
    note: str = ""


def log(
    session: Session,
    office: Office,
    vault: Vault,
    call: Call,
    promise: Promise,
    *,
    by: str,
    now: datetime,
    key: str,
) -> Deadline:
    """Store a call as a promise. A second delivery of the same `key` gives the first one's row."""
    if not handled.claim(session, now, key):
        return already(session, key)
    return enter(session, office, vault, call, promise, by=by, now=now, key=key)


def enter(
    session: Session,
    office: Office,
    vault: Vault,
    call: Call,
    promise: Promise,
    *,
    by: str,
    now: datetime,
    key: str,
) -> Deadline:
    """Store a call whose `key` this transaction has claimed."""
    deadline = _clock(call, promise, by=by, now=now)
    clocks.plan_new(office, deadline, now)
    rows.add(session, deadline)
    callback = Callback(deadline_id=deadline.id, ref=str(uuid.uuid4()), child=None)
    _write(vault, callback, call)
    rows.add(session, callback)
    handled.answer_with(session, key, deadline.id)
    events.record(
        session,
        at=now,
        actor=by,
        action="call_logged",
        item=deadline.id,
        team=call.team_key,
        owner=call.owner_id,
        **_promised(deadline),
    )
    # Last, because colleagues who log for the same people wait for what is locked here.
    notices.told_of_new(session, office, deadline, now)
    people.want_home(session, (by, *notices.watchers(office, deadline)))
    return deadline


def _promised(deadline: Deadline) -> dict[str, str]:
    """The promise as the log has it, so that every figure can be counted from the log alone."""
    return {
        "goal": deadline.goal_at.astimezone(UTC).isoformat(),
        "due": deadline.due_at.astimezone(UTC).isoformat(),
    }


def logged_under(session: Session, key: str) -> Deadline | None:
    """The clock that was logged with this key."""
    done = session.get(Handled, key)
    return session.get(Deadline, done.deadline_id) if done and done.deadline_id else None


def already(session: Session, key: str) -> Deadline:
    """The clock of a key that was claimed before."""
    return session.get_one(Deadline, session.get_one(Handled, key).deadline_id)


def _clock(call: Call, promise: Promise, *, by: str, now: datetime) -> Deadline:
    return Deadline(
        kind=CALLBACK,
        rule={"unit": promise.unit.value, "basis": "servicemål: ringes op inden 1-2 dage"},
        team_key=call.team_key,
        owner_id=call.owner_id,
        logged_by=by,
        logged_at=now,
        received_as=promise.received_as,
        goal_at=promise.goal,
        due_at=promise.limit,
        urgent=call.urgent,
        state=State.OPEN,
        version=1,
    )


def _write(vault: Vault, callback: Callback, call: Call) -> None:
    def seal(column: str, text: str | None) -> bytes | None:
        return vault.seal(text, table="callback", column=column, row=callback.ref) if text else None

    callback.name_sealed = seal("name", call.name)
    callback.phone_sealed = seal("phone", call.phone)
    callback.note_sealed = seal("note", call.note)
    callback.phone_hash = vault.fingerprint(call.phone, purpose=PHONE) if call.phone else None
    callback.withheld = call.phone is None
    callback.topic = call.topic
    callback.best_time = call.best_time
    callback.interpreter = call.interpreter
    callback.protected = call.protected


def correct(
    session: Session,
    office: Office,
    vault: Vault,
    number: int,
    call: Call,
    *,
    by: str,
    now: datetime,
    promise: Promise,
) -> Deadline:
    """Replace what was written down. The time of the call stays; raises `TooLateToAmendError`."""
    deadline = _amendable(session, number, by, now)
    told = notices.watchers(office, deadline)
    became_urgent = call.urgent and not deadline.urgent
    moved = _move(deadline, call)
    deadline.goal_at, deadline.due_at = promise.goal, promise.limit
    deadline.received_as, deadline.urgent = promise.received_as, call.urgent
    _write(vault, session.get_one(Callback, number), call)
    if became_urgent:
        _untaken(deadline, now)
    session.flush()
    clocks.plan(session, office, deadline, now)
    if moved or became_urgent:
        notices.told_of_new(session, office, deadline, now, again=became_urgent)
    outbox.touch(session, number)
    events.record(
        session,
        at=now,
        actor=by,
        action="call_corrected",
        item=number,
        team=deadline.team_key,
        owner=deadline.owner_id,
        **_promised(deadline),
    )
    people.want_home(session, (by, *told, *notices.watchers(office, deadline)))
    return deadline


def kept(deadline: Deadline, call: Call) -> Call:
    """The corrected call with whoever has it by now, unless it goes to another person or team.

    Somebody who took it meanwhile keeps it, and a person who works in two teams keeps its team.
    """
    same = call.owner_id is not None and call.owner_id == deadline.owner_id
    taken = deadline.taken_by is not None and deadline.team_key == call.team_key
    if not (same or taken):
        return call
    return replace(call, team_key=deadline.team_key, owner_id=deadline.owner_id)


def _move(deadline: Deadline, call: Call) -> bool:
    if (deadline.team_key, deadline.owner_id) == (call.team_key, call.owner_id):
        return False
    deadline.team_key, deadline.owner_id = call.team_key, call.owner_id
    deadline.taken_by = deadline.taken_at = deadline.claimed_at = None
    return True


def _untaken(deadline: Deadline, now: datetime) -> None:
    """It became urgent: whoever took it as an ordinary call is told and asked to take it once more."""
    deadline.taken_by = deadline.taken_at = None
    deadline.given_at = now


def about_a_child(
    session: Session, office: Office, number: int, child: bool, *, by: str, now: datetime
) -> Deadline:
    """Note whether an acute call concerns a child; one that does is urgent from now on."""
    deadline, callback = lock(session, number), session.get_one(Callback, number)
    if callback.child == child or deadline.state not in LIVE:
        return deadline
    callback.child = child
    if child and not deadline.urgent:
        deadline.urgent = True
        _untaken(deadline, now)
        session.flush()
        notices.told_of_new(session, office, deadline, now)
    clocks.plan(session, office, deadline, now)
    outbox.touch(session, number)
    events.record(session, at=now, actor=by, action="child_answered", item=number, child=child)
    people.want_home(session, (by, *notices.watchers(office, deadline)))
    return deadline


def undo(session: Session, office: Office, number: int, *, by: str, now: datetime) -> Deadline:
    """Take a call back. A second undo changes nothing.

    Raises `TooLateToAmendError`, also when a colleague has promised the citizen the same meanwhile.
    """
    deadline = session.get_one(Deadline, number)
    if deadline.state is State.WITHDRAWN and deadline.closed_by == by:
        return deadline
    deadline = _amendable(session, number, by, now)
    if session.get_one(Callback, number).repeat_calls:
        raise TooLateToAmendError
    deadline.state, deadline.closed_by, deadline.closed_at = State.WITHDRAWN, by, now
    _forget(session.get_one(Callback, number))
    clocks.plan(session, office, deadline, now)
    outbox.touch(session, number)
    events.record(session, at=now, actor=by, action="call_undone", item=number)
    people.want_home(session, (by, *notices.watchers(office, deadline)))
    return deadline


def _forget(callback: Callback) -> None:
    """What was taken back is not kept."""
    callback.name_sealed = callback.phone_sealed = callback.note_sealed = callback.phone_hash = None


def amendable(deadline: Deadline, callback: Callback, by: str, now: datetime) -> bool:
    """Whether `by` may still correct or undo: own, within ten minutes, and nobody has rung yet."""
    fresh = now < deadline.logged_at + AMEND_FOR
    return deadline.logged_by == by and fresh and deadline.state in LIVE and callback.attempts == 0


def _amendable(session: Session, number: int, by: str, now: datetime) -> Deadline:
    deadline = lock(session, number)
    if not amendable(deadline, session.get_one(Callback, number), by, now):
        raise TooLateToAmendError
    return deadline


def lock(session: Session, number: int) -> Deadline:
    """The clock with this number, locked until the transaction ends."""
    deadline = session.get_one(Deadline, number, with_for_update=True, populate_existing=True)
    # What was read of the call before we waited for the lock may have changed meanwhile; on SQLite a writer
    # waits before it reads.
    details = session.identity_map.get(identity_key(Callback, number))
    if details is not None and session.get_bind().dialect.name == "postgresql":
        session.refresh(details)
    return deadline


def find(session: Session, vault: Vault, phone: str) -> list[Deadline]:
    """Live clocks for this number (E.164), the oldest first."""
    prints = vault.fingerprints(phone, purpose=PHONE)
    return list(
        session.scalars(
            select(Deadline)
            .join(Callback, Callback.deadline_id == Deadline.id)
            .where(Callback.phone_hash.in_(prints), Deadline.state.in_(LIVE))
            .order_by(Deadline.logged_at)
        )
    )
