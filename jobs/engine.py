"""The engine: one tick of small steps. APScheduler only calls it; the truth is in the tables."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from jobs.advance import Advance
from jobs.compose import Composer
from jobs.courier import WayOut
from jobs.daily import Daily
from jobs.decide import Decision
from jobs.deliver import Delivery
from jobs.refresh import RefreshHomes, RefreshMessages
from jobs.stopwatch import Stopwatch
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
    halted: threading.Event = field(default_factory=threading.Event)

    def tick(self, now: datetime) -> int:
        """Run every step until none finds work. Returns how many rounds did."""
        watch = Stopwatch(now)
        for rounds in range(MOST_ROUNDS):
            # Every step gets its turn, whatever the others found.
            worked = [step.run(watch.now()) for step in self.steps if not self.halted.is_set()]
            if not any(worked):
                return rounds
        return MOST_ROUNDS

    def halt(self) -> None:
        """Let a running tick end after the step it is at; later ones do nothing."""
        self.halted.set()


def build(office: Office, database: Database, courier: WayOut) -> Engine:
    """The engine with its steps in order: what is due, then sending, then redrawing."""
    composer = Composer(office)
    return Engine(
        [
            Daily(office, database),
            Advance(office, database),
            Delivery(Decision(office, database, composer), courier),
            RefreshMessages(database, courier, composer),
            RefreshHomes(office, database, courier),
        ]
    )
