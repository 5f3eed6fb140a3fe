"""What a command works on beside a running bot: office, database and keys, opened and checked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.rules_at_hand import is_there
from bot.run_command import office_of
from bot.settings import Settings, SettingsError, load_settings
from rules.office import Office, Role
from rules.rights import Action, may
from storage import keys, people
from storage.database import Database, connect
from storage.migrate import NewerDatabaseError, head, known, revision
from storage.vault import Vault


@dataclass(frozen=True)
class AtHand:
    """The same database, office and keys as the running bot has."""

    office: Office
    database: Database
    vault: Vault


@contextmanager
def at_hand() -> Iterator[AtHand]:
    """Open what the settings name. Makes no file and changes no table.

    Raises `FristvagtError`: a wrong setting, a missing key, no database, or one of another version.
    """
    settings = load_settings()
    office, vault = office_of(settings), Vault.from_keys(settings.keys)
    with database_at_hand(settings) as database:
        with database.read() as session:
            keys.check(session, vault)
        yield AtHand(office, database, vault)


@contextmanager
def database_at_hand(settings: Settings) -> Iterator[Database]:
    """Only the database, which a running bot may be using. Makes no file and changes no table.

    Raises `FristvagtError`: there is none, or it is of another version.
    """
    with database_of_any_age(settings) as database:
        if revision(database) != head():
            raise SettingsError(
                "Databasen er fra en ældre udgave. Start Fristvagt én gang, så den bringes frem."
            )
        yield database


@contextmanager
def database_of_any_age(settings: Settings) -> Iterator[Database]:
    """The same, but an older version's may be had too.

    Raises `FristvagtError`: there is none, it is empty, or it is of a newer version.
    """
    database = connect(there(settings))
    try:
        present = revision(database)
        if present is None:
            raise SettingsError(
                "Databasen er tom. Se efter FRISTVAGT_DATABASE_URL; er den rigtig, så start Fristvagt én "
                "gang, så den bliver lavet."
            )
        if not known(present):
            raise NewerDatabaseError(present)
        yield database
    finally:
        database.close()


def there(settings: Settings) -> str:
    """The database's address. Raises `SettingsError` when it is a file that is not there."""
    if not is_there(settings.database_url):
        raise SettingsError(
            "Databasen findes ikke. Se efter FRISTVAGT_DATABASE_URL, og hvilken mappe der køres fra."
        )
    return settings.database_url


def in_the_name_of(hand: AtHand, by: str) -> str:
    """In whose name it is done: the log names a person. Raises `SettingsError`.

    `by` is an administrator's Slack id; empty for the only one there is.
    """
    administrators = hand.office.roles.get(Role.ADMIN, frozenset())
    if not by and len(administrators) != 1:
        raise SettingsError("Skriv --by med Slack-id'et på den administrator, der gør det.")
    wanted = by or next(iter(administrators))
    if not may(hand.office, wanted, Action.RULES):
        raise SettingsError(f"{wanted} er ikke administrator i kontorfilen. Skriv --by med en, der er.")
    with hand.database.read() as session:
        known_here = people.staff(session, hand.office).get(wanted)
    if known_here is None or not known_here.here:
        raise SettingsError(
            f"{wanted} er ikke kendt fra Slack. Start Fristvagt én gang, så navnene hentes, og prøv igen."
        )
    return wanted
