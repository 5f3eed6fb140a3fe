"""Bring the database to this program's revision; refuse one that is newer."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.orm import Session

from rules.errors import FristvagtError
from storage.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "alembic_version"
PATIENCE_SECONDS = 300  # no upgrade takes so long
_LOCK = 0x46524D47  # any number nothing else locks


class NewerDatabaseError(FristvagtError):
    """The database was made by a newer program than this one."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            "Databasen har revision {revision}, som er nyere end dette program kender. "
            "Start den nyere udgave af Fristvagt, eller gendan en sikkerhedskopi fra før opgraderingen.",
            revision=revision,
        )


def upgrade(database: Database, to: str = "head") -> str:
    """Run the missing migrations up to `to`. Returns the revision reached; raises `NewerDatabaseError`."""
    present, wanted = revision(database), head() if to == "head" else to
    _refuse_newer(present)
    if present != wanted:
        # Nearly every start finds nothing missing, and alembic takes long to import.
        from storage.migrating import run  # noqa: PLC0415

        with database.engine.begin() as connection:
            if not database.on_sqlite:
                _alone(connection)
                with Session(connection) as session:
                    # Whoever was first may have been a newer program.
                    _refuse_newer(revision_of(session))
            run(connection, wanted)
    return wanted


def _refuse_newer(present: str | None) -> None:
    if present is not None and not known(present):
        raise NewerDatabaseError(present)


def _alone(connection: Connection) -> None:
    """Until the transaction ends nobody else does the same; who waited finds it done.

    Processes that are started together would else both make the tables, and the second one would give up.
    """
    settings = {"lock": _LOCK, "patience": f"{PATIENCE_SECONDS}s"}
    patience = connection.scalar(text("SELECT current_setting('lock_timeout')"))
    set_to = text("SELECT set_config('lock_timeout', :patience, true)")
    connection.execute(set_to, settings)
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), settings)
    # A table an older process still works on is no reason to hold that up.
    connection.execute(set_to, {"patience": patience})


def revision(database: Database) -> str | None:
    """The revision the database has; None when it is empty."""
    with database.read() as session:
        return revision_of(session)


def revision_of(session: Session) -> str | None:
    """The same, seen from within a transaction."""
    if not inspect(session.connection()).has_table(VERSION_TABLE):
        return None
    found: str | None = session.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608 - our own
    return found


def head() -> str:
    """The revision this program needs."""
    return max(_revisions())


def known(present: str) -> bool:
    return present in _revisions()


@cache
def _revisions() -> frozenset[str]:
    """A migration's file is named after its revision: four digits, so that the newest is the greatest."""
    return frozenset(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
