"""Many reminders at once, sent by bots that are killed again and again, or of which one stands still."""

import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import ClassVar

from bot.chaos_figures import Judged
from bot.chaos_kills import Kill
from bot.chaos_office import RECEPTION, TEAM_LIST, write_office
from bot.chaos_processes import Instance
from bot.chaos_stage import Stage
from bot.chaos_storm import AT_MESSAGES, Storm
from bot.chaos_visitors import phone
from bot.chaos_wire import Point
from bot.office_file import load_office
from rules.callback import promise
from rules.office import Office
from rules.phone import parse_phone
from storage import intake, keys, people
from storage.database import Database, connect
from storage.intake import Call
from storage.migrate import upgrade
from storage.outbox import LEASE
from storage.people import Known
from storage.vault import Vault

# The owner and the duty person are each told of an urgent call at once.
TOLD_EACH = 2
IN_ONE_TRANSACTION = 200
# The share that has arrived when one bot dies and another stops.
KILLED_AT, STOPPED_AT = 0.1, 0.2
BEYOND_THE_LEASE = LEASE.total_seconds() + 5
STUCK_SECONDS, GLANCE_SECONDS = 150.0, 0.25
# How the reminder begins that is owed. Owners also get the day's list, and a line at telephone hours.
OWED = "Et opkald haster."
# A hundred thousand take longer than a quarter of an hour, and their leads are owed nothing here.
PATIENT_LEADS = """
[ladder]
urgent_wait_minutes = 240
"""


@dataclass(frozen=True, slots=True)
class Tally(Judged):
    """How often each reminder that is owed reached whom it was for."""

    RULES: ClassVar = ("lost", "duplicates", "strays")

    reminders: int
    delivered: int
    lost: int
    duplicates: int
    strays: int  # to somebody who was owed none
    kills: int
    killed_at: dict[str, int]
    stopped: int
    instances: int
    seconds: int
    a_second: float


@dataclass
class Reminders:
    """Fills the database through the use cases while no bot runs, then lets the bots send in real time.

    `kills`: so many, spread over the sending, each bot started again. None: one dies for good, one stops.
    """

    stage: Stage
    folder: Path
    wanted: int
    kills: int | None = None
    owed: set[tuple[str, int]] = field(default_factory=set)
    arrived: Counter[tuple[str, int]] = field(default_factory=Counter)
    stopped: list[Instance] = field(default_factory=list)
    killed_at: Counter[Kill] = field(default_factory=Counter)
    seconds: float = 0.0
    _read: int = 0

    def play(self) -> Iterator[int]:
        """Gives how many reminders have arrived, until all have or nothing moves any more."""
        self._fill()
        began = time.monotonic()
        self.stage.revive()
        yield from self._watch(self._one_and_one() if self.kills is None else self._storm(self.kills))
        self.seconds = time.monotonic() - began

    def _watch(self, go_wrong: Callable[[int], None]) -> Iterator[int]:
        arrived, moved_at = 0, time.monotonic()
        while arrived < len(self.owed) and time.monotonic() - moved_at < STUCK_SECONDS:
            time.sleep(GLANCE_SECONDS)
            before, arrived = arrived, self._look()
            moved_at = moved_at if arrived == before else time.monotonic()
            go_wrong(arrived)
            yield arrived

    def _storm(self, kills: int) -> Callable[[int], None]:
        storm = Storm(self.stage, AT_MESSAGES, kills, len(self.owed))
        self.killed_at = storm.done
        return storm.pass_over

    def _one_and_one(self) -> Callable[[int], None]:
        due = [(STOPPED_AT, self._stop_one), (KILLED_AT, self._kill_one)]

        def go_wrong(arrived: int) -> None:
            while due and arrived >= due[-1][0] * len(self.owed):
                due.pop()[1]()

        return go_wrong

    def tally(self) -> Tally:
        """The workspace's ledger against what was owed."""
        self._look()
        return Tally(
            reminders=len(self.owed),
            delivered=len(self.owed & self.arrived.keys()),
            lost=len(self.owed - self.arrived.keys()),
            duplicates=sum(times - 1 for times in self.arrived.values()),
            strays=len(self.arrived.keys() - self.owed),
            kills=self.killed_at.total(),
            killed_at={kill.value: times for kill, times in sorted(self.killed_at.items())},
            stopped=len(self.stopped),
            instances=len(self.stage.instances),
            seconds=round(self.seconds),
            a_second=round(len(self.owed) / max(self.seconds, 1), 1),
        )

    def _look(self) -> int:
        """Read on in the ledger; returns how many different reminders stand there."""
        told = self.stage.book.told
        first, self._read = self._read, len(told)
        for one in told[first : self._read]:
            if one.kind == "message" and one.text.startswith(OWED):
                self.arrived.update((str(one.user), line.number) for line in one.lines)
        return len(self.arrived)

    def _kill_one(self) -> None:
        """Whoever posts next dies before the answer, and stays dead."""
        self.stage.wire.set(self.stage.executioner.trap(Kill.K5))
        self.killed_at[Kill.K5] += 1

    def _stop_one(self) -> None:
        """Whoever posts next stands still with its message on the way, until its lease is long over."""
        self.stage.wire.set(self.stage.executioner.stopping(Point.CALL, self._stop))

    def _stop(self, instance: Instance) -> None:
        instance.signal(signal.SIGSTOP)
        self.stopped.append(instance)
        Timer(BEYOND_THE_LEASE, instance.signal, [signal.SIGCONT]).start()

    def _fill(self) -> None:
        office, database = self._office(), connect(self.stage.database.url)
        vault = Vault.from_keys([self.stage.instances[0].environment["FRISTVAGT_ENCRYPTION_KEYS"]])
        upgrade(database)
        with database.write() as session:
            keys.remember(session, vault)
            everybody = [Known(one, one) for one in sorted(office.people())]
            people.remember(session, everybody, self.stage.clock.now())
        for first in range(0, self.wanted // TOLD_EACH, IN_ONE_TRANSACTION):
            last = min(first + IN_ONE_TRANSACTION, self.wanted // TOLD_EACH)
            self._log(office, database, vault, range(first, last))
        database.close()

    def _office(self) -> Office:
        file = write_office(self.folder)
        with file.open("a", encoding="utf-8") as office:
            office.write(PATIENT_LEADS)
        return load_office(file)

    def _log(self, office: Office, database: Database, vault: Vault, which: range) -> None:
        now = self.stage.clock.now()
        with database.write() as session:
            for index in which:
                team = TEAM_LIST[index % len(TEAM_LIST)]
                owner = team.members[index // len(TEAM_LIST) % len(team.members)]
                call = Call(team.key, owner, parse_phone(phone(index)), urgent=True)
                kept = promise(office.team(team.key).calendar, office.callback, now)
                by, key = RECEPTION[0], f"chaos:{index}"
                number = intake.log(session, office, vault, call, kept, by=by, now=now, key=key).id
                self.owed |= {(owner, number), (team.duty, number)}
