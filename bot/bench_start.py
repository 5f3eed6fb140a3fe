"""The bot from its process's first moment to connected, and idle, beside its libraries' imports alone."""

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from bot.bench_child import finished, started
from bot.bench_fill import fill, open_all
from bot.bench_process import BOT, PYTHON, environment, url_of
from bot.bench_row import Row
from bot.bench_show import Kind, Say
from bot.bench_status import NOW
from bot.bench_timing import Timed
from bot.demo.server import LocalSlack
from bot.demo.state import Settings as Workspace
from bot.manifest import SCOPES
from bot.office_file import EXAMPLE, load_office
from storage.vault import generate_key

REMINDERS = 1_000_000
ROUNDS = 9
WEIGHED = 3
SETTLED_SECONDS = 5.0
# Idle: no list is made that day, which reads all that its reader has open.
SUNDAY = NOW + timedelta(days=6 - NOW.weekday())
SLOWER, LARGER, GROWN, HELP = 1.2, 1.3, 1.05, 0.5
# What any bot of these libraries imports; then it waits to be told to stop.
BARE = """
from apscheduler.schedulers.background import BackgroundScheduler
from pydantic_settings import BaseSettings
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session
print("imported", flush=True)
input()
"""
BARELY = (*PYTHON, "-c", BARE)


@dataclass
class Runs:
    """Milliseconds and megabytes, a number a round."""

    started: int = 0
    bare: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    help: list[float] = field(default_factory=list)
    bare_mb: list[float] = field(default_factory=list)
    idle_mb: list[float] = field(default_factory=list)
    full_mb: list[float] = field(default_factory=list)

    def run(self) -> Sequence[str]:
        """The command, a minute later each time: the bot takes no clock that was set back."""
        self.started += 1
        return (*BOT, "run", "--pretend-now", (SUNDAY + timedelta(minutes=self.started)).isoformat())


def measure(kind: Kind, server: str, say: Say, reminders: int = REMINDERS) -> list[Row]:
    """Start each in turn on an empty database, then weigh the bot with very many reminders to come."""
    runs = Runs()
    with LocalSlack(Workspace(scopes=SCOPES)) as slack, _compiled() as compiled:
        with _settings(kind, server, slack, 0) as ours:
            settings = {**ours, **compiled}
            _round(Runs(), settings)
            for _ in range(ROUNDS):
                _round(runs, settings)
            runs.idle_mb += [_weighed(runs, settings) for _ in range(WEIGHED)]
        with _settings(kind, server, slack, reminders) as ours:
            settings = {**ours, **compiled}
            say(f"start {kind}: {reminders:,} reminders stored")
            runs.full_mb += [_weighed(runs, settings) for _ in range(WEIGHED)]
    return _rows(kind, runs, reminders, say)


@contextmanager
def _compiled() -> Iterator[Mapping[str, str]]:
    """A folder for compiled modules: the round before the first fills it, as an installation's is."""
    with tempfile.TemporaryDirectory(prefix="fristvagt-bench-") as folder:
        yield {"PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}


@contextmanager
def _settings(kind: Kind, server: str, slack: LocalSlack, reminders: int) -> Iterator[Mapping[str, str]]:
    """What the bot is started with, on a fresh database with so many items that are open for weeks yet."""
    with kind.opened(server) as database:
        if reminders:
            office = load_office(EXAMPLE)
            fill(database, office, reminders // 2, NOW, logged=False, owners=sorted(office.people()))
            open_all(database, NOW + timedelta(days=30))
        yield environment(
            DATABASE_URL=url_of(database), ENCRYPTION_KEYS=generate_key(), SLACK_API_URL=slack.api_url
        )


def _round(runs: Runs, settings: Mapping[str, str]) -> None:
    with started(BARELY, settings) as bare:
        runs.bare.append(bare.ms)
        runs.bare_mb.append(bare.resident_mb())
    with started(runs.run(), settings) as ours:
        runs.ours.append(ours.ms)
    runs.help.append(finished((*BOT, "--help"), settings))


def _weighed(runs: Runs, settings: Mapping[str, str]) -> float:
    with started(runs.run(), settings) as ours:
        time.sleep(SETTLED_SECONDS)
        return ours.resident_mb()


def _rows(kind: Kind, runs: Runs, reminders: int, say: Say) -> list[Row]:
    bare, ours, helped = Timed(tuple(runs.bare)), Timed(tuple(runs.ours)), Timed(tuple(runs.help))
    say(f"start {kind}: ms bare import {bare}, connected {ours}, --help {helped}")
    bare_mb, idle, full = (Timed(tuple(one)) for one in (runs.bare_mb, runs.idle_mb, runs.full_mb))
    say(f"start {kind}: MB bare import {bare_mb}, idle {idle}, idle with {reminders:,} reminders {full}")
    return [
        _row(kind, "process start to connected / bare imports", ours, bare, ours.over(bare), SLOWER),
        _row(kind, "--help / bare imports", helped, bare, helped.over(bare), HELP),
        _row(kind, "idle resident MB / bare imports", idle, bare_mb, idle.ms / bare_mb.ms, LARGER),
        _row(
            kind, f"idle resident MB with {reminders:,} reminders / none", full, idle, full.over(idle), GROWN
        ),
    ]


def _row(kind: Kind, what: str, ours: Timed, floor: Timed, ratio: float, target: float) -> Row:
    return Row(
        bench="start",
        database=kind,
        what=what,
        ms=ours.ms,
        floor_ms=floor.ms,
        rival_ms=None,
        ratio=ratio,
        target=target,
        met=ratio <= target,
        n=ours.n,
    )
