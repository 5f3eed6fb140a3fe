"""Numbers for clocks that are stored many at once: told beforehand, so that one insert can write them all."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session


def new_numbers(session: Session, count: int) -> Sequence[int]:
    """So many numbers in order, which no clock has had or will be given. For a transaction that writes."""
    if session.get_bind().dialect.name == "sqlite":
        # Whoever writes holds the whole file, and a number that was given once is never given again.
        newest: int = session.scalar(_newest()) or 0
        return range(newest + 1, newest + 1 + count)
    return sorted(session.scalars(_drawn(), {"count": count}))


@cache
def _newest() -> TextClause:
    return text("SELECT seq FROM sqlite_sequence WHERE name = 'deadline'")


@cache
def _drawn() -> TextClause:
    return text("SELECT nextval(pg_get_serial_sequence('deadline', 'id')) FROM generate_series(1, :count)")
