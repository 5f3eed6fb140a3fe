"""Plain rows in and out. A session keeps track of every object it reads or writes, and that costs more than
the database itself; where nobody is going to change an object, these do without.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVarTuple, cast

from sqlalchemy import CursorResult, Executable, Insert, Select, Table, insert
from sqlalchemy.orm import Session, make_transient_to_detached

from storage.base import Base

Facts = Mapping[str, Any]
Columns = TypeVarTuple("Columns")


def find(session: Session, query: Select[*Columns], facts: Facts) -> CursorResult[*Columns]:
    """The rows of a query for columns, not for objects."""
    # As the session does before it asks: what waits in it may be what is asked for.
    session.flush()
    return session.connection().execute(query, facts)


def change(session: Session, statement: Executable, facts: Facts) -> CursorResult[Any]:
    """Insert or update rows. Objects of them that the session holds stay as they are."""
    session.flush()
    return session.connection().execute(statement, facts)


def add(session: Session, row: Base) -> None:
    """Insert a new object's row at once; from then on the session knows it as if it had read it.

    What was left to the table's defaults is read from there when somebody asks for it.
    """
    table = cast("Table", type(row).__table__)
    values = {name: value for name, value in vars(row).items() if name in table.c}
    made = session.connection().execute(_inserting(table), values).inserted_primary_key
    for column, value in zip(table.primary_key, made or (), strict=True):
        setattr(row, column.name, value)
    make_transient_to_detached(row)
    session.add(row)


@cache
def _inserting(table: Table) -> Insert:
    return insert(table)
