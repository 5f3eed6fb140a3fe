"""What the database knows of its own tables, by which it chooses the way to an answer."""

from sqlalchemy import text

from storage.database import Database

# So many entries of each index are looked at, so it takes milliseconds however large the tables are.
MOST_LOOKED_AT = 400


def learn(database: Database) -> None:
    """Have SQLite count its tables anew; PostgreSQL does it by itself as rows come.

    Without it SQLite takes every index for equally good, and goes through all that is open for one number.
    """
    if not database.on_sqlite:
        return
    with database.write() as session:
        session.execute(text(f"PRAGMA analysis_limit = {MOST_LOOKED_AT}"))
        session.execute(text("ANALYZE"))
    # A connection keeps to what it knew as it opened; those in use are closed when they come back.
    database.engine.dispose()
