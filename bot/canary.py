"""A test of what everything rests on, by doing it: written, sealed, read back and opened, under every key."""

import logging
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from rules.errors import FristvagtError
from storage import keys, schedule
from storage.database import UNAVAILABLE, Database
from storage.vault import Vault

logger = logging.getLogger(__name__)

JOB = "canary"
SONG = "Fristvagt"
PLACE = {"table": "canary", "column": "song"}


class CanaryError(FristvagtError):
    """What was written is not what is read."""

    def __init__(self) -> None:
        super().__init__(
            "Databasen giver ikke det tilbage, der blev skrevet. Stop Fristvagt, og se efter disken."
        )


def sing(database: Database, vault: Vault, now: datetime) -> None:
    """Raises `CanaryError`, `VaultError`, `MissingKeyError` or the database's own error."""
    with database.write() as session:
        schedule.claim(session, JOB, now, now)
        keys.check(session, vault)
        # A process that still writes under a key which was taken out of use says so: it is needed again.
        keys.remember(session, vault)
    with database.read() as session:
        # Not the newest: a clock that is set back sings earlier than it has before.
        if not schedule.claimed(session, JOB, now):
            raise CanaryError
    sealed = vault.seal(SONG, **PLACE, row=now.isoformat())
    if vault.open(sealed, **PLACE, row=now.isoformat()) != SONG:
        raise CanaryError


def heard(database: Database, vault: Vault, now: datetime) -> bool:
    """Whether all is well; what is not is in the log.

    Raises one of `UNAVAILABLE` when the database cannot be had right now: that tells nothing of it.
    """
    try:
        sing(database, vault, now)
    except UNAVAILABLE:
        raise
    except (FristvagtError, SQLAlchemyError) as error:
        logger.critical("the canary is silent: %s", type(error).__name__)
        return False
    return True
