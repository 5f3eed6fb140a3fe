"""Rows taken out of a database as its driver gives them, and put into another by the driver alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, Column, Table

from storage.base import Base
from storage.database import Database

# What is there before an import begins, or belongs to the program itself.
OTHERS = ("person", "key_check")
# By table: its rows, the columns in the table's own order.
Taken = Mapping[str, Sequence[Sequence[Any]]]


def take(database: Database) -> Taken:
    """All rows of what an import writes."""
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        rows: dict[str, Sequence[Sequence[Any]]] = {}
        for table in _tables():
            read = ", ".join(_read(column) for column in table.columns)
            cursor.execute(f"SELECT {read} FROM {table.name} ORDER BY 1")  # noqa: S608 - our own names
            rows[table.name] = cursor.fetchall()
        return rows
    finally:
        connection.close()


def put(database: Database, taken: Taken) -> None:
    """Insert them in one transaction, an executemany a table."""
    mark = "?" if database.on_sqlite else "%s"
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        if database.on_sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        for table in (one for one in _tables() if taken[one.name]):
            names = ", ".join(column.name for column in table.columns)
            marks = ", ".join([mark] * len(table.columns))
            cursor.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", taken[table.name])  # noqa: S608 - our own names
        connection.commit()
    finally:
        connection.close()


def _tables() -> list[Table]:
    return [table for table in Base.metadata.sorted_tables if table.name not in OTHERS]


def _read(column: Column[Any]) -> str:
    # JSON goes in as text, and PostgreSQL's driver would take it apart on the way out.
    return f"CAST({column.name} AS TEXT)" if isinstance(column.type, JSON) else column.name
