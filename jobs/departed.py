"""Whoever has left the office file leaves nothing behind: what they had open is their team's again."""

from dataclasses import dataclass
from datetime import datetime

from rules.office import Office
from storage import handover
from storage.database import Database

BATCH = 100


@dataclass
class Departed:
    """Looks once a minute: what was over may be opened or begun again in their name. All times aware UTC.

    The gate turns away whoever has no role, so a reminder to them is a reminder to nobody.
    """

    office: Office
    database: Database
    looked: datetime | None = None

    def run(self, now: datetime) -> bool:
        """Returns whether anything was given back."""
        minute = now.replace(second=0, microsecond=0)
        if minute == self.looked:
            return False
        found = False
        while self._anything_left():
            if not self._give_back(now):
                # Another process is at work on it: not done, so the next tick looks again.
                return found
            found = True
        self.looked = minute
        return found

    def _anything_left(self) -> bool:
        with self.database.read() as session:
            return handover.any_of_departed(session, self.office)

    def _give_back(self, now: datetime) -> int:
        with self.database.write() as session:
            return handover.give_back_departed(session, self.office, now, BATCH)
