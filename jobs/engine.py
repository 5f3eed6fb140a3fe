"""The engine: one tick of small steps. APScheduler only calls it; the truth is in the tables."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Protocol

from jobs.advance import Advance
from jobs.agendas import Agendas
from jobs.auditor import Auditor, nothing
from jobs.compose import Composer
from jobs.courier import Memory, WayOut
from jobs.daily import Daily
from jobs.decide import Decision
from jobs.deliver import Delivery
from jobs.departed import Departed
from jobs.figures import Rolls
from jobs.leases import Leases
from jobs.leaves import Leaves
from jobs.recall import Recall
from jobs.refresh import RefreshHomes, RefreshMessages
from jobs.registers import Registers
from jobs.retention import Retention
from jobs.returns import Returns
from jobs.seal import Seal
from jobs.spot_checks import SpotChecks
from jobs.stopwatch import Stopwatch
from jobs.together import Together, Turns
from rules.office import Office
from storage import pending
from storage.database import Database
from storage.vault import Vault

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


def always(_now: datetime) -> bool:
    """Nothing has to be known first."""
    return True


class Step(Protocol):
    """A small step of the tick."""

    def run(self, now: datetime) -> bool:
        """Do what is due at `now` (aware UTC). Returns whether it found work."""


@dataclass(frozen=True)
class Engine:
    """What the bot does by the clock: `daily` asks of the clock alone, the `steps` of what `waits`.

    The `auditor` looks when nothing is left to do: what it still finds undone, no step will do. Past days
    are counted then too, because no message may wait for that. A step that breaks down keeps no other from
    its turn; the tick fails all the same, when all have had theirs.
    Until it is `ready`, nothing is done; `progress` is called before each round, `worked` after each that
    found work and got through it.
    """

    daily: Step
    steps: Sequence[Step]
    waits: Callable[[datetime], bool]
    auditor: Step
    halted: threading.Event = field(default_factory=threading.Event)
    ready: Callable[[datetime], bool] = always
    progress: Callable[[], None] = nothing
    worked: Callable[[], None] = nothing

    def tick(self, now: datetime) -> int:
        """Run every step until none finds work. Returns how many rounds did."""
        watch = Stopwatch(now)
        for rounds in range(MOST_ROUNDS):
            if not self._round(watch):
                self._audit(watch.now())
                return rounds
            self.worked()
        return MOST_ROUNDS

    def _audit(self, now: datetime) -> None:
        # Until we are ready everything is undone, and that is no trouble.
        if not self.halted.is_set() and self.ready(now):
            self.auditor.run(now)

    def _round(self, watch: Stopwatch) -> bool:
        """Whether there was any work."""
        self.progress()
        if self.halted.is_set() or not self.ready(watch.now()):
            return False
        turns = Turns()
        worked = turns.take(lambda: self.daily.run(watch.now()))
        if self.waits(watch.now()):
            for step in self.steps:
                worked = turns.take(partial(self._step, step, watch)) or worked
        turns.over()
        return worked

    def _step(self, step: Step, watch: Stopwatch) -> bool:
        return not self.halted.is_set() and step.run(watch.now())

    def halt(self) -> None:
        """Let a running tick end after the step it is at; later ones do nothing."""
        self.halted.set()


def build(
    office: Office,
    database: Database,
    courier: WayOut,
    vault: Vault,
    clean: Callable[[], None] = nothing,
    memory: Memory | None = None,
    progress: Callable[[], None] = nothing,
    worked: Callable[[], None] = nothing,
) -> Engine:
    """The engine with its steps in order: what is due, sending, redrawing, and sealing the log of it all.

    `clean` is called now and then, when the auditor has found everything in order. After a restore `memory`
    is asked what was sent meanwhile, before anything leaves.
    """
    composer = Composer(office)
    return Engine(
        daily=Together(
            [
                Leases(database),
                Departed(office, database),
                Leaves(office, database),
                Daily(office, database),
                Agendas(office, database),
                Retention(office, database, vault),
                SpotChecks(office, database),
                Registers(office, database),
            ]
        ),
        steps=[
            Returns(office, database),
            Advance(office, database),
            Delivery(Decision(office, database, composer), courier),
            RefreshMessages(database, courier, composer),
            RefreshHomes(office, database, courier),
            Seal(database, vault),
        ],
        waits=Waits(database),
        auditor=Together([Auditor(office, database, clean), Rolls(office, database)]),
        ready=Recall(office, database, memory) if memory else always,
        progress=progress,
        worked=worked,
    )
