"""Presses and submissions that were done already, so that a second delivery changes nothing."""

from datetime import datetime
from functools import cache

from sqlalchemy import TextClause, Update, bindparam, text, update
from sqlalchemy.orm import Session

from storage import rows
from storage.base import UtcDateTime
from storage.models import Handled


def claim(session: Session, now: datetime, key: str, form: str = "") -> frozenset[str]:
    """Which of one or two keys were never used before; from now on they are.

    A second delivery at the same moment waits here for the end of the first one.
    """
    facts = {"key": key, "form": form or key, "now": now}
    return frozenset(rows.change(session, _claiming(), facts).scalars())


@cache
def _claiming() -> TextClause:
    # In words: SQLAlchemy would compile an insert of several rows anew each time.
    new = text(
        'INSERT INTO handled ("key", at) VALUES (:key, :now), (:form, :now) '
        'ON CONFLICT DO NOTHING RETURNING "key"'
    )
    return new.bindparams(bindparam("now", type_=UtcDateTime()))


def answer_with(session: Session, key: str, number: int) -> None:
    """A second delivery of this key finds the clock with this number."""
    rows.change(session, _answering(), {"handled": key, "number": number})


@cache
def _answering() -> Update:
    ours = update(Handled).where(Handled.key == bindparam("handled"))
    return ours.values(deadline_id=bindparam("number"))
