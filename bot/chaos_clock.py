"""The time of a chaos run: the workspace's own, and what the bots' machines take it for."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.demo.clock import MovableClock

NONE = timedelta()
# A tick keeps the time it began with; on a busy machine one takes some seconds.
A_TICK_SECONDS = 5.0


class ChaosClock:
    """Moves the workspace's clock, and tells the bots through a file how far they are from real time.

    `skew` is how wrong the bots' machines are. All times aware.
    """

    def __init__(self, start: datetime, file: Path) -> None:
        self.workspace = MovableClock(start)
        self.file = file
        self._skews: list[tuple[datetime, timedelta]] = [(start, NONE)]
        self._shown: list[tuple[float, datetime]] = []  # real seconds, and what the bots' clocks showed
        self._tell()

    def now(self) -> datetime:
        """The workspace's time: the true one."""
        return self.workspace.now()

    @property
    def skew(self) -> timedelta:
        return self._skews[-1][1]

    def advance(self, by: timedelta) -> None:
        self.workspace.advance(by)
        self._tell()

    def move_to(self, when: datetime) -> None:
        """Move there; a time that has passed is let be."""
        if when > self.now():
            self.workspace.move_to(when)
            self._tell()

    def set_skew(self, skew: timedelta) -> None:
        """From now on the bots' clocks are wrong by that much."""
        if skew != self.skew:
            self._skews.append((self.now(), skew))
            self._tell()

    def for_the_bots(self, at: datetime) -> datetime:
        """What a bot's clock showed at that time."""
        return at + next(skew for since, skew in reversed(self._skews) if since <= at)

    def lately(self, seconds: float) -> list[datetime]:
        """What the bots' clocks showed just before `seconds` of real time, for as long as a tick lasts."""
        moves = [(since, shown) for since, shown in self._shown if since <= seconds]
        ends = [since for since, _ in moves[1:]] + [seconds]
        spans = [(since, min(end, seconds), shown) for (since, shown), end in zip(moves, ends, strict=True)]
        return [
            shown + timedelta(seconds=end - since)
            for since, end, shown in spans
            if end >= seconds - A_TICK_SECONDS
        ]

    def _tell(self) -> None:
        """In one piece: a bot may read at any moment."""
        self._shown.append((time.monotonic(), self.now() + self.skew))
        ahead = self.now() + self.skew - datetime.now(UTC)
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{ahead.total_seconds():.6f}", encoding="ascii")
        fresh.replace(self.file)
