"""Several steps of the engine as one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Part(Protocol):
    """A step of the engine."""

    def run(self, now: datetime) -> bool:
        """Do what is due at `now` (aware UTC). Returns whether it found work."""


@dataclass(frozen=True)
class Together:
    """Every part gets its turn, whatever the others found."""

    parts: Sequence[Part]

    def run(self, now: datetime) -> bool:
        """Returns whether any of them found work."""
        worked = [part.run(now) for part in self.parts]
        return any(worked)
