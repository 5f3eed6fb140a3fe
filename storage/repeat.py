"""A citizen who rings again: noted on the call that is already open, never a second one by accident."""

from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import BigInteger, Select, bindparam, func, select
from sqlalchemy.orm import Session

from rules.office import Office
from storage import events, handled, notices, outbox, people, rows, worklist
from storage.intake import PHONE, lock
from storage.models import Callback, Deadline, Handled, State
from storage.vault import Vault
from storage.working import ClosedError
from storage.worklist import WorkItem

# Two receptionists who write the same call down within this time wrote down one call.
SAME_CALL = timedelta(minutes=1)


def open_from(session: Session, vault: Vault, phone: str, *, unless: str = "") -> list[WorkItem]:
    """Calls from this number (E.164) nobody has answered yet, the oldest first.

    None when the form with the key `unless` is saved already: then it would find itself.
    """
    facts = {"prints": _prints(vault, phone), "unless": unless}
    return worklist.items(session, rows.find(session, _open_from(), facts).scalars())


def rang(session: Session, vault: Vault, number: int, phone: str) -> bool:
    """Whether the call with this number came from `phone` (E.164)."""
    callback = session.get(Callback, number)
    prints = vault.fingerprints(phone, purpose=PHONE)
    return callback is not None and callback.phone_hash in prints


def _prints(vault: Vault, phone: str) -> list[bytes]:
    return list(vault.fingerprints(phone, purpose=PHONE))


@cache
def _open_from() -> Select[int]:
    saved = select(Handled.key).where(Handled.key == bindparam("unless"), Handled.deadline_id.is_not(None))
    return _open().where(~saved.exists())


@cache
def _twin() -> Select[int]:
    by_others = (Deadline.logged_at > bindparam("since"), Deadline.logged_by != bindparam("by"))
    return _open().where(*by_others).limit(1)


def _open() -> Select[int]:
    ours = Callback.phone_hash.in_(bindparam("prints", expanding=True))
    calls = select(Deadline.id).join(Callback, Callback.deadline_id == Deadline.id)
    return calls.where(ours, Deadline.state == State.OPEN).order_by(Deadline.id)


def same_call(session: Session, vault: Vault, phone: str, *, by: str, now: datetime) -> Deadline | None:
    """The call somebody else wrote down from this number within the last minute.

    Holds a lock on the number until the transaction ends, so that of two at once one sees the other's.
    """
    _lock_number(session, vault, phone)
    facts = {"prints": _prints(vault, phone), "since": now - SAME_CALL, "by": by}
    twin = rows.find(session, _twin(), facts).scalar()
    return session.get(Deadline, twin) if twin is not None else None


def _lock_number(session: Session, vault: Vault, phone: str) -> None:
    """PostgreSQL lets two transactions log side by side; SQLite's writers already take turns."""
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(vault.fingerprints(phone, purpose=PHONE)[-1][:8], signed=True)
        rows.find(session, _locking(), {"number": number})


@cache
def _locking() -> Select[None]:
    return select(func.pg_advisory_xact_lock(bindparam("number", type_=BigInteger)))


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
    if handled.claim(session, now, key):
        joined(session, deadline, by=by, now=now, key=key)


def joined(session: Session, deadline: Deadline, *, by: str, now: datetime, key: str) -> None:
    """The same with a `key` this transaction has claimed."""
    handled.answer_with(session, key, deadline.id)
    events.record(session, at=now, actor=by, action="call_joined", item=deadline.id)
