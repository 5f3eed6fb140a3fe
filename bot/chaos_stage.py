"""Everything a chaos run is played with: the workspace, the bots, the clock, the visitors, the wire."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.chaos_book import Book
from bot.chaos_clock import NONE, ChaosClock
from bot.chaos_database import ChaosDatabase
from bot.chaos_kills import Executioner
from bot.chaos_office import cast_of_chaos, write_office
from bot.chaos_people import Memory
from bot.chaos_processes import Instance, Nursery
from bot.chaos_visitors import Visitors
from bot.chaos_wire import Wire
from bot.demo.server import LocalSlack
from bot.demo.state import Settings as Workspace
from bot.manifest import SCOPES
from storage.outbox import LEASE, LOOK_AFTER
from storage.vault import generate_key

PATIENCE_SECONDS = 60.0
GLANCE_SECONDS = 0.02
VISITORS_AT_ONCE, MOST_WAITING = 4, 8
# A message is on its way for a few milliseconds; in that time nobody may jump beyond its lease.
QUIET_SECONDS = 0.15
TICKS_SECONDS = 1.3


class StuckError(Exception):
    """A bot did not come back; what it wrote last is told."""


@dataclass
class Trouble:
    """When something was wrong, in real seconds: what people then missed is not the bot's silence."""

    name: str
    began: float
    ended: float = float("inf")


@dataclass
class Stage:
    """One run's things. Used from the run's own thread, except where said otherwise."""

    slack: LocalSlack
    book: Book
    clock: ChaosClock
    wire: Wire
    database: ChaosDatabase
    instances: Sequence[Instance]
    visitors: Visitors
    memory: Memory
    executioner: Executioner
    pool: ThreadPoolExecutor
    troubles: list[Trouble] = field(default_factory=list)
    did: Counter[str] = field(default_factory=Counter)
    resumed_at: list[float] = field(default_factory=list)
    _running: list[Future[None]] = field(default_factory=list)

    @property
    def alone(self) -> bool:
        return len(self.instances) == 1

    def act(self, index: int) -> None:
        """Let a visitor do the act of that number, beside what others do."""
        self._beside(lambda: self.visitors.act(index))

    def log(self, index: int, *, urgent: bool, form: bool = False) -> None:
        """Let a receptionist log a call."""
        self._beside(lambda: self.visitors.log_now(index, urgent=urgent, form=form))

    def _beside(self, work: Callable[[], None]) -> None:
        self._running = [one for one in self._running if not one.done()]
        while len(self._running) >= MOST_WAITING:
            time.sleep(GLANCE_SECONDS / 4)
            self._running = [one for one in self._running if not one.done()]
        self._running.append(self.pool.submit(work))

    def all_done(self) -> None:
        """Wait until nobody is in the middle of anything."""
        for one in self._running:
            one.result()
        self._running.clear()

    def start(self, instance: Instance) -> None:
        """Start it after its end, when its leases are over for certain."""
        self.clock.advance(LOOK_AFTER if self.alone else LEASE + timedelta(seconds=1))
        instance.start()

    def revive(self) -> None:
        """Every instance runs and is connected; as systemd does, one that ended by itself is started too."""
        began = time.monotonic()
        while True:
            for instance in self.instances:
                if not instance.alive:
                    self._note_exit(instance)
                    self.start(instance)
            try:
                self.slack.wait_connected(len(self.instances), timeout=2.0)
            except TimeoutError:
                if time.monotonic() - began > PATIENCE_SECONDS:
                    raise StuckError(self._last_words()) from None
                continue
            return

    def _note_exit(self, instance: Instance) -> None:
        code = instance.nursery.ended(instance.pid) if instance.pid else None
        if code is not None and code >= 0:
            self.did[f"exit_{code}"] += 1

    def _last_words(self) -> str:
        logs = (one.log for one in self.instances if one.log.exists())
        return "\n".join(one.read_text(encoding="utf-8")[-3000:] for one in logs)

    def wait_for(self, look: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> bool:
        """Whether it was seen in time."""
        until = time.monotonic() + seconds
        while not look():
            if time.monotonic() > until:
                return False
            time.sleep(GLANCE_SECONDS)
        return True

    def move_to(self, when: datetime) -> None:
        """Move the clock, when no message is on its way."""
        if when > self.clock.now():
            self.wait_for(lambda: self.wire.quiet_for(QUIET_SECONDS), 15.0)
            self.clock.move_to(when)

    def idle(self) -> None:
        """Wait until a whole tick has sent nothing."""
        since = time.monotonic() + TICKS_SECONDS
        self.wait_for(lambda: time.monotonic() > since and self.wire.quiet_for(TICKS_SECONDS))

    def pass_by(self, time_passes: timedelta) -> None:
        self.move_to(self.clock.now() + time_passes)

    @contextmanager
    def trouble(self, name: str) -> Iterator[None]:
        """Something is wrong while this lasts."""
        now = Trouble(name, time.monotonic())
        self.troubles.append(now)
        try:
            yield
        finally:
            now.ended = time.monotonic()
            self.did[name] += 1

    def resumed(self) -> None:
        """A bot that stood still goes on."""
        self.resumed_at.append(time.monotonic())

    def make_well(self) -> None:
        """Nothing is wrong any more."""
        self.slack.disturb(clear=True)
        self.clock.set_skew(NONE)
        self.revive()


@contextmanager
def stage(
    folder: Path, database: ChaosDatabase, *, instances: int, seed: int, start: datetime
) -> Iterator[Stage]:
    """A stage with a running workspace and no bot on it yet."""
    write_office(folder)
    clock = ChaosClock(start, folder / "clock")
    wire, memory = Wire(), Memory()
    settings = Workspace(cast=cast_of_chaos(), scopes=SCOPES)
    with LocalSlack(settings, clock=clock.workspace, between=wire.around) as slack:
        book = slack.workspace.ledger = Book(clock.now)
        nursery = Nursery(folder)
        environment = _environment(slack, database.url, folder)
        bots = [Instance(one, nursery, environment, clock.file, folder) for one in range(instances)]
        with ThreadPoolExecutor(VISITORS_AT_ONCE) as pool:
            visitors = Visitors(slack, clock, memory, seed)
            try:
                yield Stage(
                    slack, book, clock, wire, database, bots, visitors, memory, Executioner(bots), pool
                )
            finally:
                nursery.close()


def _environment(slack: LocalSlack, database_url: str, folder: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.upper().startswith("FRISTVAGT_")}
    return own | {
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "FRISTVAGT_SLACK_BOT_TOKEN": slack.workspace.settings.bot_token,
        "FRISTVAGT_SLACK_APP_TOKEN": slack.workspace.settings.app_token,
        "FRISTVAGT_SLACK_API_URL": slack.api_url,
        "FRISTVAGT_DATABASE_URL": database_url,
        "FRISTVAGT_OFFICE_FILE": str(folder / "office.toml"),
        "FRISTVAGT_ENCRYPTION_KEYS": generate_key(),
    }
