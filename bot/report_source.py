"""The database for a command that takes figures or items out: it must be there already."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.rules_at_hand import is_there
from bot.settings import Settings, SettingsError
from storage.database import Database, connect
from storage.migrate import upgrade


@contextmanager
def database_of(settings: Settings) -> Iterator[Database]:
    """The database of the settings, brought up to this program. May be in use by a running bot.

    Raises `SettingsError` when there is none: a wrong path must not give a report of nothing.
    """
    if not is_there(settings.database_url):
        raise SettingsError(
            "Databasen findes ikke. Se efter FRISTVAGT_DATABASE_URL, eller start Fristvagt én gang først."
        )
    database = connect(settings.database_url)
    try:
        upgrade(database)
        yield database
    finally:
        database.close()
