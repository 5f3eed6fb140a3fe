"""Ends the process when it claims to run and does not: its supervisor starts it anew, and nothing is lost.

Time is counted by the monotonic clock, so that a clock that is set does not matter, and only while this
thread itself runs: after a machine or a process was suspended everything gets its whole time again.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NoReturn

from bot.failing import STUCK

logger = logging.getLogger(__name__)

LOOK_EVERY = timedelta(seconds=5)
# A look that comes so late was not held up by our own work: we were suspended.
SUSPENDED = 3 * LOOK_EVERY


def _yes() -> bool:
    return True


@dataclass
class Watched:
    """One sign of life: `sign` changes while all is well."""

    name: str
    sign: Callable[[], object]
    patience: timedelta
    last: object | None = None
    changed_at: float = 0.0

    def silent(self, now: float) -> bool:
        """Whether it has stood still for longer than its patience; `now` is monotonic."""
        sign = self.sign()
        if sign != self.last:
            self.last, self.changed_at = sign, now
        return now - self.changed_at > self.patience.total_seconds()

    def begin_anew(self, now: float) -> None:
        """Give it its whole time again."""
        self.changed_at = now


@dataclass
class Rounds:
    """The engine's sign of life: how often it has begun a round of work."""

    count: int = 0

    def __call__(self) -> None:
        """One more."""
        self.count += 1

    def sign(self) -> int:
        return self.count


def end_process(why: str) -> NoReturn:
    """End at once: whatever hangs would keep an orderly end waiting. What was on its way is looked for."""
    logger.critical("%s: the process ends with exit code %s", why, STUCK)
    logging.shutdown()
    os._exit(STUCK)


@dataclass
class Watchdog:
    """Looks at the signs every few seconds, in a thread of its own.

    A silent socket is our own fault only when Slack can be reached otherwise: `reachable` is asked first.
    """

    tick: Watched
    socket: Watched
    reachable: Callable[[], bool] = _yes
    end: Callable[[str], object] = end_process
    clock: Callable[[], float] = time.monotonic
    looked_at: float = 0.0
    away: bool = False
    stopped: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Begin to look."""
        self._begin_anew(self.clock())
        threading.Thread(target=self._run, name="watchdog", daemon=True).start()

    def stop(self) -> None:
        """The process ends in order: from now on silence is no illness."""
        self.stopped.set()

    def look(self) -> None:
        """One look at everything."""
        now = self.clock()
        if now - self.looked_at > SUSPENDED.total_seconds():
            self._begin_anew(now)
        self.looked_at = now
        if self.tick.silent(now):
            self.end(f"no {self.tick.name} for {self.tick.patience}")
        elif self.away or self.socket.silent(now):
            self._ask_slack()

    def _ask_slack(self) -> None:
        reachable = self.reachable()
        # Asking may have taken as long as a time-out; that is no suspension.
        self.looked_at = self.clock()
        if self.stopped.is_set():
            return
        if reachable and not self.away:
            self.end(f"no {self.socket.name} for {self.socket.patience}")
        elif reachable:
            self.away = False
            self.socket.begin_anew(self.looked_at)
        elif not self.away:
            logger.warning("Slack is away; the connection will be made again")
            self.away = True

    def _begin_anew(self, now: float) -> None:
        self.looked_at = now
        for one in (self.tick, self.socket):
            one.begin_anew(now)

    def _run(self) -> None:
        while not self.stopped.wait(LOOK_EVERY.total_seconds()):
            self.look()
