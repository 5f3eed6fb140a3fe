"""The real program in a process of its own, to be killed: `python -m bot run` against a local workspace."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from bot.demo.cast import DEMO_CAST, Person
from bot.demo.clock import MovableClock
from bot.demo.server import LocalSlack
from bot.demo.state import Settings as Workspace
from bot.demo.visitor import Visitor
from bot.manifest import SCOPES
from bot.office_file import EXAMPLE
from storage.vault import generate_key

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0
OWNERS = tuple(Person(f"U0CW{number:03}", f"Cw{number:03} Prøve", "Sagsbehandler") for number in range(100))


@contextmanager
def large_workspace(at: datetime) -> Iterator[LocalSlack]:
    """The demo's cast and a hundred caseworkers, on a clock that runs from `at`."""
    cast = replace(DEMO_CAST, people=(*DEMO_CAST.people, *OWNERS))
    with LocalSlack(Workspace(cast=cast, scopes=SCOPES), clock=MovableClock(at)) as slack:
        yield slack


def large_office(folder: Path) -> Path:
    """The example office with the hundred in team A, and no meetings: their agendas are messages too."""
    everybody = ", ".join(f'"{one.id}"' for one in OWNERS)
    example = EXAMPLE.read_text(encoding="utf-8")
    text = re.sub(
        r"^\[\[meetings\]\].*?(?=^\[\[links\]\])", "", example, flags=re.DOTALL | re.MULTILINE
    ).replace('members = ["U0KARIM",', f"members = [{everybody},", 1)
    path = folder / "office.toml"
    path.write_text(text.replace(everybody + ",", everybody + ', "U0KARIM",', 1), encoding="utf-8")
    return path


@dataclass
class Bot:
    """One bot that may be started, killed and started again, always on the same database."""

    slack: LocalSlack
    folder: Path
    database_url: str
    key: str = field(default_factory=generate_key)
    process: "subprocess.Popen[str] | None" = None
    extra: Mapping[str, str] = field(default_factory=dict)  # more settings, by their whole names

    def start(self, *, wait: bool = True) -> "subprocess.Popen[str]":
        """Start it at the workspace's time, and wait until it listens."""
        now = self.slack.clock.now().isoformat()
        before = self.connections
        with self.log.open("a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run", "--pretend-now", now],
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
                text=True,
            )
        if wait:
            self.wait_for(lambda: self.connections > before)
        return self.process

    def kill(self) -> None:
        """As the kernel does when memory is out: no goodbye."""
        self._signal(signal.SIGKILL)

    def terminate(self) -> int:
        """As systemd does; returns the exit code."""
        return self._signal(signal.SIGTERM)

    def end(self) -> None:
        """Whatever state it is in, it is gone afterwards."""
        if self.process is not None and self.process.poll() is None:
            self.kill()

    @property
    def log(self) -> Path:
        return self.folder / "bot.log"

    @property
    def connections(self) -> int:
        """How many connections were ever opened."""
        return sum(one.name.startswith("open") for one in self.slack.ledger.entries("socket"))

    def wait_for(self, look: Callable[[], object], timeout: float = PATIENCE) -> None:
        """Wait for something to be seen in the workspace."""
        try:
            self.slack.visitor("U0ADMIN").wait_for(look, timeout)
        except TimeoutError:
            raise TimeoutError(self.log.read_text(encoding="utf-8")[-3000:]) from None

    def _signal(self, number: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    @property
    def environment(self) -> dict[str, str]:
        """All settings it runs with, and none of ours."""
        own = {name: value for name, value in os.environ.items() if not name.upper().startswith("FRISTVAGT_")}
        return own | {
            "PYTHONPATH": str(ROOT),
            "FRISTVAGT_SLACK_BOT_TOKEN": "xoxb-local",
            "FRISTVAGT_SLACK_APP_TOKEN": "xapp-local",
            "FRISTVAGT_SLACK_API_URL": self.slack.api_url,
            "FRISTVAGT_DATABASE_URL": self.database_url,
            "FRISTVAGT_OFFICE_FILE": str(self.folder / "office.toml"),
            "FRISTVAGT_ENCRYPTION_KEYS": self.key,
            **self.extra,
        }


@contextmanager
def running(slack: LocalSlack, folder: Path, database_url: str) -> Iterator[Bot]:
    """A bot that listens, and is gone when the test is over."""
    large_office(folder)
    bot = Bot(slack, folder, database_url)
    bot.start()
    try:
        yield bot
    finally:
        bot.end()


def log_call(visitor: Visitor, owner: Person) -> str:
    """One call in one line, each owner's from a citizen of their own; returns what Slack said to it."""
    answer = visitor.command(f"/callback @{owner.handle} 22 33 44 {owner.id[-2:]}")
    return str(answer.get("text") or answer.get("message") or answer)


def receipts(visitor: Visitor) -> Sequence[str]:
    """The receipts this message taker has seen."""
    return [one["text"] for one in visitor.dm() if one["text"].startswith("Gemt som nr. ")]
