"""The engine: one tick of small steps. APScheduler only calls it; the truth is in the tables."""

import threading
from collections.abc import Callable, Sequence
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
from jobs.returns import Returns
from jobs.stopwatch import Stopwatch
from rules.office import Office
from storage import pending
from storage.database import Database

# A tick goes on while there is work, but lets others have the thread now and then.
MOST_ROUNDS = 50


@dataclass(frozen=True)
class Waits:
    """One look into the database for all steps."""

    database: Database

    def __call__(self, now: datetime) -> bool:
        """Whether any of them may find work at `now` (aware UTC)."""
        with self.database.read() as session:
            return pending.anything(session, now)


class Step(Protocol):
    """A small step of the tick."""

    def run(self, now: datetime) -> bool:
        """Do what is due at `now` (aware UTC). Returns whether it found work."""


@dataclass(frozen=True)
class Engine:
    """What the bot does by the clock: `daily` asks of the clock alone, the `steps` of what `waits`."""

    daily: Step
    steps: Sequence[Step]
    waits: Callable[[datetime], bool]
    halted: threading.Event = field(default_factory=threading.Event)

    def tick(self, now: datetime) -> int:
        """Run every step until none finds work. Returns how many rounds did."""
        watch = Stopwatch(now)
        for rounds in range(MOST_ROUNDS):
            if not self._round(watch):
                return rounds
        return MOST_ROUNDS

    def _round(self, watch: Stopwatch) -> bool:
        """Whether there was any work."""
        if self.halted.is_set():
            return False
        asked = self.daily.run(watch.now())
        if not self.waits(watch.now()):
            return asked
        # Every step gets its turn, whatever the others found.
        worked = [step.run(watch.now()) for step in self.steps if not self.halted.is_set()]
        return asked or any(worked)

    def halt(self) -> None:
        """Let a running tick end after the step it is at; later ones do nothing."""
        self.halted.set()


def build(office: Office, database: Database, courier: WayOut) -> Engine:
    """The engine with its steps in order: what is due, then sending, then redrawing."""
    composer = Composer(office)
    return Engine(
        daily=Daily(office, database),
        steps=[
            Returns(office, database),
            Advance(office, database),
            Delivery(Decision(office, database, composer), courier),
            RefreshMessages(database, courier, composer),
            RefreshHomes(office, database, courier),
        ],
        waits=Waits(database),
    )
