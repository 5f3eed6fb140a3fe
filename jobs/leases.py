"""Leases by a clock that was ahead: whoever took them is long done, and the message waits for nothing."""

from dataclasses import dataclass
from datetime import datetime

from storage import outbox
from storage.database import Database


@dataclass
class Leases:
    """Looks when the clock was set back, and once at the start: nobody else can tell then."""

    database: Database
    looked: datetime | None = None

    def run(self, now: datetime) -> bool:
        """Returns whether there were any. `now` is aware."""
        found = (self.looked is None or self.looked > now) and self._end(now)
        # Only now: what could not be ended, because another process held it, is looked for again.
        self.looked = now
        return found

    def _end(self, now: datetime) -> bool:
        with self.database.read() as session:
            if not outbox.any_leased_ahead(session, now):
                return False
        with self.database.write() as session:
            return outbox.end_leases_ahead(session, now) > 0
