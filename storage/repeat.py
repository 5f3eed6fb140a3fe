"""A citizen who rings again: noted on the call that is already open, never a second one by accident."""

from datetime import datetime
from functools import cache

from sqlalchemy import BigInteger, Select, bindparam, func, select
from sqlalchemy.orm import Session

from rules.office import Office
from storage import events, notices, outbox, people, rows, worklist
from storage.intake import PHONE, lock
from storage.models import Callback, Deadline, Handled, State
from storage.vault import Vault
from storage.working import ClosedError
from storage.worklist import WorkItem


def open_from(session: Session, vault: Vault, phone: str, *, unless: str = "") -> list[WorkItem]:
    """Calls from this number (E.164) nobody has answered yet, the oldest first.

    None when the form with the key `unless` is saved already: then it would find itself. Holds a lock on the
    number until the transaction ends, so that of two who write it down at once one sees the other's.
    """
    _lock_number(session, vault, phone)
    facts = {"prints": list(vault.fingerprints(phone, purpose=PHONE)), "unless": unless}
    found = rows.find(session, _ever_from(), facts)
    return worklist.items(session, [number for number, state in found if state is State.OPEN])


def rang(session: Session, vault: Vault, number: int, phone: str) -> bool:
    """Whether the call with this number came from `phone` (E.164)."""
    callback = session.get(Callback, number)
    prints = vault.fingerprints(phone, purpose=PHONE)
    return callback is not None and callback.phone_hash in prints


@cache
def _ever_from() -> Select[int, State]:
    # Asked for the open ones only, SQLite goes through all that are open.
    ours = Callback.phone_hash.in_(bindparam("prints", expanding=True))
    saved = select(Handled.key).where(Handled.key == bindparam("unless"), Handled.deadline_id.is_not(None))
    calls = select(Deadline.id, Deadline.state).join(Callback, Callback.deadline_id == Deadline.id)
    return calls.where(ours, ~saved.exists()).order_by(Callback.deadline_id)


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
