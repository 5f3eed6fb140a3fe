"""The bots of a chaos run: real processes, started, killed, stopped for a while, and started again."""

import itertools
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
START_SECONDS = 30.0
# Every so often one is started from the command line, so that the quick way hides nothing.
COLD_EVERY = 20


class Nursery:
    """The process that starts bots (bot/chaos_nursery.py), and what it tells of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._tickets = itertools.count(1)
        self._news = threading.Condition()
        self._started: dict[int, int] = {}
        self._ended: dict[int, int] = {}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot.chaos_nursery"],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._ear = threading.Thread(target=self._listen, name="nursery", daemon=True)
        self._ear.start()

    def start(self, arguments: list[str], environment: Mapping[str, str], log: Path) -> int:
        """Start a bot; returns its process id."""
        ticket = next(self._tickets)
        wanted = {
            "ticket": ticket,
            "cold": ticket % COLD_EVERY == 0,
            "arguments": arguments,
            "environment": dict(environment),
            "folder": str(self._folder),
            "log": str(log),
        }
        assert self._process.stdin is not None  # noqa: S101 - it was opened as a pipe
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        with self._news:
            if not self._news.wait_for(lambda: ticket in self._started, START_SECONDS):
                raise TimeoutError("The nursery started nothing; see what it wrote above.")
            return self._started[ticket]

    def ended(self, pid: int) -> int | None:
        """The exit code (negative: the signal), None while it lives."""
        with self._news:
            return self._ended.get(pid)

    def wait(self, pid: int, timeout: float = START_SECONDS) -> int:
        """Wait for its end; raises TimeoutError."""
        with self._news:
            if not self._news.wait_for(lambda: pid in self._ended, timeout):
                raise TimeoutError(f"Process {pid} did not end.")
            return self._ended[pid]

    def close(self) -> None:
        """End every bot, and the nursery."""
        assert self._process.stdin is not None  # noqa: S101 - it was opened as a pipe
        self._process.stdin.close()
        self._process.wait(START_SECONDS)
        self._ear.join()

    def _listen(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - it was opened as a pipe
        with self._process.stdout as news:
            for line in news:
                self._note(json.loads(line))

    def _note(self, news: dict[str, Any]) -> None:
        with self._news:
            if "started" in news:
                self._started[news["started"]] = news["pid"]
            if "ended" in news:
                self._ended[news["ended"]] = news["code"]
            self._news.notify_all()


@dataclass
class Instance:
    """One bot: whatever process it is at the moment."""

    number: int
    nursery: Nursery
    environment: Mapping[str, str]
    clock_file: Path
    folder: Path
    pid: int = 0
    starts: int = 0
    stopped: bool = False
    exits: dict[int, int] = field(default_factory=dict)  # exit code → how often it ended so by itself

    @property
    def log(self) -> Path:
        """Each life has a log of its own."""
        return self.folder / f"bot-{self.number}-{self.starts:04}.log"

    def start(self) -> None:
        self.starts += 1
        self.stopped = False
        arguments = ["--pretend-now", str(self.clock_file)]
        self.pid = self.nursery.start(arguments, self.environment, self.log)

    @property
    def alive(self) -> bool:
        return self.pid != 0 and self.nursery.ended(self.pid) is None

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal; one that is gone already is let be."""
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            return
        self.stopped = number == signal.SIGSTOP

    def kill(self) -> None:
        """As the kernel does when memory is out: no goodbye. Returns when it is gone."""
        if self.alive:
            self.signal(signal.SIGKILL)
            self.nursery.wait(self.pid)

    def holds(self, port: int) -> bool:
        """Whether the connection from that local port is this process's."""
        inode = _inode(port)
        return inode is not None and any(_opens(link, inode) for link in _descriptors(self.pid))


def _inode(port: int) -> str | None:
    """The socket that is bound to a loopback port on the calling side."""
    wanted = f":{port:04X}"
    for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        columns = line.split()
        if columns[1].endswith(wanted):
            return columns[9]
    return None


def _descriptors(pid: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return []


def _opens(link: Path, inode: str) -> bool:
    try:
        return str(link.readlink()) == f"socket:[{inode}]"
    except OSError:
        return False
