"""Whoever has left the office file leaves nothing behind: what they had open is their team's again."""

from dataclasses import dataclass
from datetime import datetime

from rules.office import Office
from storage import handover
from storage.database import Database

BATCH = 100


@dataclass
class Departed:
    """Looks once a process, because the office file is read once. All times aware UTC.

    The gate turns away whoever has no role, so a reminder to them is a reminder to nobody.
    """

    office: Office
    database: Database
    looked: bool = False

    def run(self, now: datetime) -> bool:
        """Returns whether anything was given back."""
        if self.looked:
            return False
        found = False
        while self._give_back(now):
            found = True
        self.looked = True
        return found

    def _give_back(self, now: datetime) -> int:
        with self.database.write() as session:
            return handover.give_back_departed(session, self.office, now, BATCH)
