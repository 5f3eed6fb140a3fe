"""Opening what is sealed about a citizen. Every opening is a read in the log."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from storage import events
from storage.intake import Call
from storage.models import Callback, Deadline
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Citizen:
    """Who rang and what was written down. Shown in modals only, never in a message."""

    name: str
    phone: str | None
    note: str


def opened(session: Session, vault: Vault, number: int, *, by: str, now: datetime, why: str) -> Citizen:
    """The citizen behind a call. Writes the read to the log in the same transaction."""
    callback = session.get_one(Callback, number)
    events.record(session, at=now, actor=by, action="citizen_read", item=number, why=why)

    def text(column: str, sealed: bytes | None) -> str:
        return vault.open(sealed, table="callback", column=column, row=callback.ref) if sealed else ""

    return Citizen(
        name=text("name", callback.name_sealed),
        phone=text("phone", callback.phone_sealed) or None,
        note=text("note", callback.note_sealed),
    )


def as_written(session: Session, vault: Vault, number: int, *, by: str, now: datetime) -> Call:
    """The call as it was written down, to be corrected."""
    citizen = opened(session, vault, number, by=by, now=now, why="correct")
    deadline, callback = session.get_one(Deadline, number), session.get_one(Callback, number)
    return Call(
        team_key=deadline.team_key,
        owner_id=deadline.owner_id,
        phone=citizen.phone,
        name=citizen.name,
        topic=callback.topic,
        urgent=deadline.urgent,
        best_time=callback.best_time,
        interpreter=callback.interpreter,
        protected=callback.protected,
        note=citizen.note,
    )
