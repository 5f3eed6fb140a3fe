"""Rolling past days up into figures, a few at a time, so that no tick is held up."""

from dataclasses import dataclass
from datetime import date, datetime

from rules.office import Office
from storage import figure_rolls
from storage.database import Database

# A day takes some milliseconds: after a year's downtime the figures have caught up within two minutes.
DAYS_AT_ONCE = 5


@dataclass
class Rolls:
    """Rolls what is due. Remembers how far it is done, so that the database is asked once a day."""

    office: Office
    database: Database
    done_until: date = date.min

    def run(self, now: datetime) -> bool:
        """One batch at most. It is no work anybody waits for, so it never makes the tick go on."""
        until = figure_rolls.settled_until(self.office, now)
        if until > self.done_until:
            with self.database.write() as session:
                more = figure_rolls.roll(session, self.office, now, most=DAYS_AT_ONCE)
            if not more:
                self.done_until = until
        return False
