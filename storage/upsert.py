"""Insert unless it is there: the database, not our reading of it, keeps keys unique."""

from typing import Any

from sqlalchemy import literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.base import Base


def insert_if_new(session: Session, model: type[Base], **values: Any) -> bool:
    """Insert one row unless one of its unique keys is taken. Returns whether it was inserted."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement: Any = insert(model).values(**values).on_conflict_do_nothing().returning(literal_column("1"))
    return session.execute(statement).first() is not None
