"""Tying new events to the chain, a moment after they were written."""

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from storage import chain
from storage.database import Database
from storage.vault import Vault, VaultError

logger = logging.getLogger(__name__)

# A fifth of a millisecond each: whoever logs a call meanwhile waits for 20 ms at most.
BATCH = 100


@dataclass
class Seal:
    """One batch of events. A chain somebody has changed is not added to; `audit verify` says where."""

    database: Database
    vault: Vault
    broken: bool = False

    def run(self, now: datetime) -> bool:
        """Returns whether there may be more to do."""
        if self.broken:
            return False
        try:
            with self.database.write() as session:
                return chain.seal(session, self.vault, BATCH) == BATCH
        except (chain.ChainBrokenError, IntegrityError, VaultError) as error:
            self.broken = True
            logger.critical("the chain of the event log is broken: %s", type(error).__name__)
            return False
