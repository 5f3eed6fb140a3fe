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
        before, self.looked = self.looked, now
        if before is not None and before <= now:
            return False
        with self.database.read() as session:
            if not outbox.any_leased_ahead(session, now):
                return False
        with self.database.write() as session:
            return outbox.end_leases_ahead(session, now) > 0
