"""Insert unless it is there: the database, not our reading of it, keeps keys unique."""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import Insert, ReturningInsert

from storage.base import Base


def insert_if_new(session: Session, model: type[Base], **values: Any) -> bool:
    """Insert one row unless one of its unique keys is taken. Returns whether it was inserted."""
    # A table's own insert knows nothing of what waits in the session, and a row may point at that.
    session.flush()
    return session.connection().execute(_inserting_one(_dialect(session), model), values).first() is not None


def new_id(session: Session, model: type[Base], **values: Any) -> int | None:
    """The same for a table that numbers its rows: the new one's `id`; None when it was not inserted."""
    session.flush()
    inserted = session.connection().execute(_inserting_numbered(_dialect(session), model), values)
    found: int | None = inserted.scalar()
    return found


def insert_new(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert those of the rows whose unique keys are free, in one round."""
    if rows:
        session.flush()
        session.connection().execute(_inserting(_dialect(session), model), rows)


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


@cache
def _inserting_one(dialect: str, model: type[Base]) -> ReturningInsert[str]:
    return _inserting(dialect, model).returning(literal_column("1"))


@cache
def _inserting_numbered(dialect: str, model: type[Base]) -> ReturningInsert[int]:
    return _inserting(dialect, model).returning(cast("Table", model.__table__).c.id)


@cache
def _inserting(dialect: str, model: type[Base]) -> Insert:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(cast("Table", model.__table__)).on_conflict_do_nothing()
