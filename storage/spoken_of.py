"""Which clocks a message of the outbox speaks of, read once a transaction."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from storage import memo, rows
from storage.models import CALLBACK, Deadline, OutboxItem


class Spoken(NamedTuple):
    """Their numbers: the calls apart from the statutory deadlines."""

    calls: Sequence[int]
    cases: Sequence[int]


def by(session: Session, outbox_id: int) -> Spoken:
    """What this message speaks of."""
    name = _name(outbox_id)
    known = memo.recall(session, name)
    if isinstance(known, Spoken):
        return known
    found = rows.find(session, _query(), {"outbox": outbox_id}).all()
    calls = [number for number, kind in found if kind == CALLBACK]
    read = Spoken(calls, [number for number, kind in found if kind != CALLBACK])
    memo.keep(session, name, read)
    return read


def changed(session: Session, outbox_id: int) -> None:
    """The transaction has let it speak of more."""
    memo.changed(session, _name(outbox_id))


def _name(outbox_id: int) -> str:
    return f"spoken of by {outbox_id}"


@cache
def _query() -> Select[int, str]:
    spoken_of = select(Deadline.id, Deadline.kind).join(OutboxItem, OutboxItem.deadline_id == Deadline.id)
    return spoken_of.where(OutboxItem.outbox_id == bindparam("outbox")).order_by(Deadline.id)
