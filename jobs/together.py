"""Several steps of the engine as one."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from jobs.trouble import AppRefusedError, mistake
from storage.database import UNAVAILABLE

logger = logging.getLogger(__name__)

# PostgreSQL ended a transaction that had to wait for another one; whoever needs other rows goes on.
WAITED = ("55P03", "40P01")


class Part(Protocol):
    """A step of the engine."""

    def run(self, now: datetime) -> bool:
        """Do what is due at `now` (aware UTC). Returns whether it found work."""


@dataclass
class Turns:
    """Everybody has their turn, whatever the others found, and also when one of them broke down.

    What one must wait for, or was never foreseen, would else keep all reminders from leaving, second by
    second, for as long as it lasts.
    """

    first: Exception | None = None

    def take(self, act: Callable[[], bool]) -> bool:
        """What `act` says; False when it broke down.

        An app that is refused, and a database that cannot be had at all, end it for everybody at once.
        """
        try:
            return act()
        except Exception as error:
            if _is_for_all(error):
                raise
            if self.first is None:
                self.first = error
            else:
                logger.error("another part of the tick failed: %s", mistake(error))  # noqa: TRY400 - rows are not logged
            return False

    def over(self) -> None:
        """All have had their turn: raise what the first one raised."""
        if self.first is not None:
            raise self.first


def _is_for_all(error: Exception) -> bool:
    if isinstance(error, UNAVAILABLE):
        return getattr(getattr(error, "orig", None), "sqlstate", None) not in WAITED
    return isinstance(error, AppRefusedError)


def each(acts: Sequence[Callable[[], bool]]) -> bool:
    """Whether any of them found work; raises the first error when all have had their turn."""
    turns = Turns()
    worked = [turns.take(act) for act in acts]
    turns.over()
    return any(worked)


@dataclass(frozen=True)
class Together:
    """Every part gets its turn, whatever became of the others."""

    parts: Sequence[Part]

    def run(self, now: datetime) -> bool:
        """Returns whether any of them found work."""
        return each([partial(part.run, now) for part in self.parts])
