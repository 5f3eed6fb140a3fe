"""Bring the database to this program's revision; refuse one that is newer."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.orm import Session

from rules.errors import FristvagtError
from storage.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


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
    present = revision(database)
    if present is not None and not known(present):
        raise NewerDatabaseError(present)
    with database.engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, to)
    return head() if to == "head" else to


def revision(database: Database) -> str | None:
    """The revision the database has; None when it is empty."""
    with database.read() as session:
        return revision_of(session)


def revision_of(session: Session) -> str | None:
    """The same, seen from within a transaction."""
    return MigrationContext.configure(session.connection()).get_current_revision()


def head() -> str:
    """The revision this program needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def known(present: str) -> bool:
    try:
        return ScriptDirectory.from_config(_config()).get_revision(present) is not None
    except CommandError:
        return False


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
