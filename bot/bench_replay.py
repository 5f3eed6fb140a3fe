"""What we send to the database, sent again by the driver alone."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import event

from storage.database import Database

Statement = tuple[str, Any]


def sent_by(database: Database, look: Callable[[], object]) -> list[Statement]:
    """The SELECTs of one look with their parameters, as the driver gets them."""
    sent: list[Statement] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        sent.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    look()
    event.remove(database.engine, "before_cursor_execute", note)
    return [one for one in sent if one[0].lstrip().upper().startswith("SELECT")]


def replay(database: Database, statements: Sequence[Statement]) -> None:
    """Send them again, and fetch every row."""
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        for statement, parameters in statements:
            cursor.execute(statement, parameters)
            cursor.fetchall()
        cursor.close()
    finally:
        connection.close()
