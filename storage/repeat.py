"""A citizen who rings again: noted on the call that is already open, never a second one by accident."""

from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from rules.office import Office
from storage import events, notices, outbox, people, worklist
from storage.intake import PHONE, lock
from storage.models import Callback, Deadline, Handled, State
from storage.upsert import insert_if_new
from storage.vault import Vault
from storage.working import ClosedError
from storage.worklist import WorkItem

# Two receptionists who write the same call down within this time wrote down one call.
SAME_CALL = timedelta(minutes=1)


def open_from(session: Session, vault: Vault, phone: str) -> list[WorkItem]:
    """Calls from this number (E.164) nobody has answered yet, the oldest first."""
    return worklist.items(session, [deadline.id for deadline in _open(session, vault, phone)])


def rang(session: Session, vault: Vault, number: int, phone: str) -> bool:
    """Whether the call with this number came from `phone` (E.164)."""
    callback = session.get(Callback, number)
    prints = vault.fingerprints(phone, purpose=PHONE)
    return callback is not None and callback.phone_hash in prints


def _open(session: Session, vault: Vault, phone: str) -> list[Deadline]:
    prints = vault.fingerprints(phone, purpose=PHONE)
    return list(session.scalars(_open_from(), {"prints": list(prints)}))


@cache
def _open_from() -> Select[Deadline]:
    return (
        select(Deadline)
        .join(Callback, Callback.deadline_id == Deadline.id)
        .where(Callback.phone_hash.in_(bindparam("prints", expanding=True)), Deadline.state == State.OPEN)
        .order_by(Deadline.id)
    )


def same_call(session: Session, vault: Vault, phone: str, *, by: str, now: datetime) -> Deadline | None:
    """The call somebody else wrote down from this number within the last minute.

    Holds a lock on the number until the transaction ends, so that of two at once one sees the other's.
    """
    _lock_number(session, vault, phone)
    fresh = [one for one in _open(session, vault, phone) if one.logged_at > now - SAME_CALL]
    return next((one for one in fresh if one.logged_by != by), None)


def _lock_number(session: Session, vault: Vault, phone: str) -> None:
    """PostgreSQL lets two transactions log side by side; SQLite's writers already take turns."""
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(vault.fingerprints(phone, purpose=PHONE)[-1][:8], signed=True)
        session.execute(select(func.pg_advisory_xact_lock(number)))


def called_again(session: Session, office: Office, number: int, *, by: str, now: datetime) -> Deadline:
    """Note that the citizen rang again; the owner is told once a day at most. Raises `ClosedError`."""
    deadline = lock(session, number)
    if deadline.state is not State.OPEN:
        raise ClosedError(number, deadline.closed_by, deadline.closed_at)
    callback = session.get_one(Callback, number)
    callback.repeat_calls += 1
    deadline.version += 1
    session.flush()
    notices.called_again(session, office, deadline, by, now)
    outbox.touch(session, number)
    events.record(session, at=now, actor=by, action="called_again", item=number, times=callback.repeat_calls)
    people.want_home(session, (by, *notices.watchers(office, deadline)))
    return deadline


def join(session: Session, deadline: Deadline, *, by: str, now: datetime, key: str) -> None:
    """Two people wrote down one call: the second one's form stands for the same clock."""
    if insert_if_new(session, Handled, key=key, at=now, deadline_id=deadline.id):
        events.record(session, at=now, actor=by, action="call_joined", item=deadline.id)
