"""The engine: one tick of small steps. APScheduler only calls it; the truth is in the tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from jobs.advance import Advance
from jobs.compose import Composer
from jobs.courier import Courier
from jobs.daily import Daily
from jobs.deliver import Delivery
from jobs.refresh import RefreshHomes, RefreshMessages
from rules.office import Office
from storage.database import Database

# A tick goes on while there is work, but lets others have the thread now and then.
MOST_ROUNDS = 50


class Step(Protocol):
    """A small step of the tick."""

    def run(self, now: datetime) -> bool:
        """Do what is due at `now` (aware UTC). Returns whether it found work."""


@dataclass(frozen=True)
class Engine:
    """What the bot does by the clock."""

    steps: Sequence[Step]

    def tick(self, now: datetime) -> int:
        """Run every step until none finds work. Returns how many rounds did."""
        for rounds in range(MOST_ROUNDS):
            # Every step gets its turn, whatever the others found.
            worked = [step.run(now) for step in self.steps]
            if not any(worked):
                return rounds
        return MOST_ROUNDS


def build(office: Office, database: Database, courier: Courier) -> Engine:
    """The engine with its steps in order: what is due, then sending, then redrawing."""
    composer = Composer(office)
    return Engine(
        [
            Daily(office, database),
            Advance(office, database),
            Delivery(office, database, courier, composer),
            RefreshMessages(database, courier, composer),
            RefreshHomes(office, database, courier),
        ]
    )
