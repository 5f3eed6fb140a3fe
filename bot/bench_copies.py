"""Years more to measure on, made by the database itself: the rows there are once more, further back in time.

Making every row in Python takes longer than all that is measured. In the copies everything is closed.
"""

from collections.abc import Iterator
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, Date, Table, insert, literal_column, select
from sqlalchemy.orm import Session

from storage.base import Base, UtcDateTime
from storage.case_models import CaseClock
from storage.models import Attempt, Callback, Deadline, Event, State

COPIED: tuple[type[Base], ...] = (Deadline, Callback, CaseClock, Attempt, Event)
# What a copied clock is, whatever the one it was copied from.
_CLOSED = {"state": f"'{State.CLOSED.value}'", "next_step_at": "NULL"}
_CLOSED_FROM = {"closed_at": "coalesce(closed_at, due_at)"}


def copy_back(session: Session, highest: int, days: int, number: int) -> None:
    """Copy the rows of the deadlines 1 to `highest` once more, `number` times `days` earlier."""
    for model in COPIED:
        table = cast("Table", model.__table__)
        columns = list(_kept(table))
        copied = [_earlier(session, table, one, highest * number, days * number, number) for one in columns]
        source = table.c.id if table.name == "deadline" else table.c.deadline_id
        rows = select(*copied).where(source.between(1, highest))
        session.execute(insert(table).from_select([one.name for one in columns], rows))


def _kept(table: Table) -> Iterator[Column[Any]]:
    """All columns but the ids the database gives itself."""
    for one in table.columns:
        if one.name != "id" or table.name == "deadline":
            yield one


def _earlier(
    session: Session, table: Table, one: Column[Any], ids: int, days: int, number: int
) -> ColumnElement[Any]:
    if table.name == "deadline" and one.name in _CLOSED:
        return literal_column(_CLOSED[one.name])
    if (table.name, one.name) == ("deadline", "id") or one.name == "deadline_id":
        return literal_column(f"{one.name} + {ids}")
    if one.name == "ref":
        return literal_column(f"'{number}-' || ref")
    name = _CLOSED_FROM.get(one.name, one.name) if table.name == "deadline" else one.name
    return literal_column(_moved(name, one, days, on_sqlite=session.get_bind().dialect.name == "sqlite"))


def _moved(name: str, one: Column[Any], days: int, *, on_sqlite: bool) -> str:
    if isinstance(one.type, UtcDateTime):
        # As SQLAlchemy stores it, so that it sorts among the others.
        earlier = f"strftime('%Y-%m-%d %H:%M:%S', {name}, '-{days} days') || '.000000'"
        return earlier if on_sqlite else f"{name} - interval '{days} days'"
    if isinstance(one.type, Date):
        return f"date({name}, '-{days} days')" if on_sqlite else f"{name} - {days}"
    return name
