"""The plan of a chaos run on a stage without bots: everything that was to go wrong does."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot import chaos
from bot.chaos import Plan, Run
from bot.chaos_kills import Kill
from bot.chaos_office import ZONE
from bot.chaos_stage import Stage
from bot.chaos_wire import Point, Trap

TIMES = 20  # each kill point; every other trap or so catches nobody at first


@dataclass
class Clock:
    at: datetime = datetime(2026, 9, 1, 6, tzinfo=ZONE)

    def now(self) -> datetime:
        return self.at


@dataclass
class Wire:
    """Half of the traps catch somebody."""

    chance: Random = field(default_factory=lambda: Random(1))
    caught: int = 0

    def set(self, trap: Trap) -> Trap:
        if self.chance.random() < 1 / 2:
            self.caught += 1
            trap.sprung.set()
        return trap

    def lift(self, trap: Trap) -> bool:
        return not trap.sprung.is_set()

    def quiet_for(self, _seconds: float) -> bool:
        return True


@dataclass
class Empty:
    """A stage on which nothing happens but that time passes."""

    clock: Clock = field(default_factory=Clock)
    wire: Wire = field(default_factory=Wire)
    instances: tuple[Any, ...] = ()
    memory: Any = field(default_factory=lambda: SimpleNamespace(open_calls=lambda: [1]))
    executioner: Any = field(
        default_factory=lambda: SimpleNamespace(trap=lambda _kill: Trap(Point.CALL, lambda _port: None))
    )

    @contextmanager
    def trouble(self, _name: str) -> Iterator[None]:
        yield

    def move_to(self, when: datetime) -> None:
        self.clock.at = when

    def __getattr__(self, _name: str) -> Any:
        return lambda *_args, **_options: None


def test_a_kill_that_caught_nobody_is_tried_again_until_all_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chaos, "TRAP_SECONDS", 0.0)
    monkeypatch.setattr(Run, "check", lambda _run, _day: None)
    stage = Empty()
    run = Run(Plan(actions=2_000, kills=TIMES * len(Kill), seed=1, faults=()), cast("Stage", stage))
    for _ in run.play():
        pass
    assert run.kills == dict.fromkeys(Kill, TIMES)
    assert stage.wire.caught == TIMES * len(Kill)
