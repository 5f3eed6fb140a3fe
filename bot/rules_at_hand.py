"""The catalogue for a command that only looks: with the municipality's rules where there is a database."""

from pathlib import Path

from sqlalchemy.engine import make_url

from bot.office_file import EXAMPLE, load_office
from bot.settings import Settings
from rules.catalogue import Catalogue, catalogue_of
from rules.office import Office
from rules.statute import Rule
from storage.catalogue import municipal, national
from storage.database import connect
from storage.migrate import NewerDatabaseError, head, known, revision


def office_at_hand(settings: Settings) -> Office:
    """The office file of the settings, else the shipped example. Raises `OfficeFileError`."""
    return load_office(settings.office_file or EXAMPLE)


def catalogue_at_hand(settings: Settings, office: Office) -> Catalogue:
    """What is in force, the municipality's rules included."""
    return catalogue_of(national(office.deadlines), municipal_at_hand(settings))


def municipal_at_hand(settings: Settings) -> list[Rule]:
    """The municipality's rules; none when there is no database yet, or one from before there were any.

    Makes no file and changes nothing. Raises `NewerDatabaseError` and the database's own errors.
    """
    if not is_there(settings.database_url):
        return []
    database = connect(settings.database_url)
    try:
        present = revision(database)
        if present is not None and not known(present):
            raise NewerDatabaseError(present)
        if present != head():
            return []
        with database.read() as session:
            return municipal(session)
    finally:
        database.close()


def is_there(url: str) -> bool:
    """Whether there can be anything to read: a database in memory, or a file not made yet, has nothing."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return True
    return parsed.database not in (None, "", ":memory:") and Path(str(parsed.database)).exists()
