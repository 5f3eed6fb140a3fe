"""The missing migrations, run by alembic; imported only where some are missing."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from storage.migrate import MIGRATIONS


def run(connection: Connection, to: str) -> None:
    """Bring the database from whatever revision it has up to `to`."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
