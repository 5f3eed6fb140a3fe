"""After a deletion: what the database still has of it on disk, beside the rows."""

from sqlalchemy import text

from storage.database import Database

# PostgreSQL keeps a deleted row until a VACUUM; these are the tables that held content.
VACUUMED = "callback, case_clock, deadline, attempt, event, board_decision, handled, trial"


def flush(database: Database) -> bool:
    """Let go of the deleted bytes. Returns False when others were at work; try again later.

    SQLite overwrites what it deletes (`secure_delete`), and the write-ahead log, which has the old pages,
    is written back and cut to nothing. PostgreSQL frees the rows; its own log and copies are the server's.
    """
    if database.on_sqlite:
        return _cut_the_wal(database)
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
