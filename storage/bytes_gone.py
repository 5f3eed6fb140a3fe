"""After a deletion: what the database still has of it on disk, beside the rows."""

import logging
import sqlite3

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from storage.database import Database

logger = logging.getLogger(__name__)

# PostgreSQL keeps a deleted row until a VACUUM; these are the tables that held content.
VACUUMED = "callback, case_clock, deadline, attempt, event, board_decision, handled, trial"


def flush(database: Database) -> bool:
    """Let go of the deleted bytes. Returns False when others were at work; try again later.

    SQLite overwrites what it deletes (`secure_delete`), and the write-ahead log, which has the old pages,
    is written back and cut to nothing. PostgreSQL frees the rows; its own log and copies are the server's.
    """
    try:
        return _cut_the_wal(database) if database.on_sqlite else _vacuumed(database)
    except (OperationalError, sqlite3.OperationalError) as error:
        # The rows are deleted all the same: nobody may be told otherwise, and no reminder wait for it.
        logger.warning("what was deleted is still on disk: %s", type(error).__name__)
        return False


def _vacuumed(database: Database) -> bool:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"VACUUM {VACUUMED}"))
    return True


def _cut_the_wal(database: Database) -> bool:
    raw = database.engine.raw_connection()
    try:
        busy, _, _ = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy
    finally:
        raw.close()
