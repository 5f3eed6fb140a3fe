"""A clock the visitor can move forward, shared by the workspace and the bot."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Lock


class MovableClock:
    """Real time plus an offset, or a frozen instant. Safe to read and move from several threads.

    `start` is the aware instant the clock shows first; None means the real time.
    A frozen clock stands still until it is moved.
    """

    def __init__(self, start: datetime | None = None, *, frozen: bool = False) -> None:
        real = datetime.now(UTC)
        self._lock = Lock()
        self._frozen_at = (_as_utc(start) if start else real) if frozen else None
        self._offset = _as_utc(start) - real if start else timedelta()

    def now(self) -> datetime:
        """The workspace's time, aware, in UTC."""
        with self._lock:
            return self._read()

    def advance(self, by: timedelta) -> datetime:
        """Move forward by `by` and return the new time; raises ValueError for a step backwards."""
        if by < timedelta():
            raise ValueError("The workspace's clock only moves forward; give a step of zero or more.")
        with self._lock:
            if self._frozen_at is None:
                self._offset += by
            else:
                self._frozen_at += by
            return self._read()

    def move_to(self, when: datetime) -> datetime:
        """Move to the aware time `when` and return it; raises ValueError when it has passed."""
        target = _as_utc(when)
        with self._lock:
            step = target - self._read()
            if step < timedelta():
                raise ValueError(
                    "The workspace's clock only moves forward; give a time that is still to come."
                )
            if self._frozen_at is None:
                self._offset += step
            else:
                self._frozen_at = target
            return target

    def _read(self) -> datetime:
        return datetime.now(UTC) + self._offset if self._frozen_at is None else self._frozen_at


def _as_utc(when: datetime) -> datetime:
    if when.tzinfo is None:
        raise ValueError("The workspace's clock needs an aware time; add its time zone.")
    return when.astimezone(UTC)
