"""Bring the database to this program's revision; refuse one that is newer."""

from functools import cache
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from rules.errors import FristvagtError
from storage.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "alembic_version"


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
    if present is not None and not known(present):
        raise NewerDatabaseError(present)
    if present != wanted:
        # Nearly every start finds nothing missing, and alembic takes long to import.
        from storage.migrating import run  # noqa: PLC0415

        with database.engine.begin() as connection:
            run(connection, wanted)
    return wanted


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
