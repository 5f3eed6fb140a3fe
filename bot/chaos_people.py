"""What the visitors of a chaos run know: which intakes they saw saved, and what came of each act."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What a person got for an act."""

    SAVED = "saved"  # a number was read aloud
    DONE = "done"  # Slack took the press and the bot acknowledged it, or a window opened
    REFUSED = "refused"  # a sentence says why not
    SLACK_ERROR = "slack_error"  # Slack itself says that the app did not answer
    NO_WINDOW = "no_window"  # acknowledged, and the window never came
    NOTHING = "nothing"  # acknowledged, and nobody said anything


@dataclass(frozen=True, slots=True)
class Intake:
    """A call whose number was read aloud. `at`: when, by the workspace's clock."""

    number: int
    at: datetime
    team: str
    owner: str | None
    urgent: bool


@dataclass(frozen=True, slots=True)
class Deed:
    """One act and what came of it, in real seconds."""

    name: str
    began: float
    ended: float
    outcome: Outcome


@dataclass
class Memory:
    """Shared by all visitors; every method may be called from any thread."""

    saved: dict[int, Intake] = field(default_factory=dict)
    closing: set[int] = field(default_factory=set)  # somebody did what may have ended it
    moved: dict[int, datetime] = field(default_factory=dict)  # when somebody took it or gave it on
    cases: dict[int, datetime] = field(default_factory=dict)  # statutory deadlines registered
    deeds: list[Deed] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)  # mistakes of the harness itself
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def save(self, intake: Intake) -> None:
        with self._lock:
            self.saved.setdefault(intake.number, intake)

    def close(self, number: int) -> None:
        """Somebody is about to do what may end it."""
        with self._lock:
            self.closing.add(number)

    def move(self, number: int, at: datetime) -> None:
        """Somebody is about to take it, or to give it to somebody else."""
        with self._lock:
            self.moved[number] = at

    def note(self, name: str, began: float, outcome: Outcome) -> None:
        with self._lock:
            self.deeds.append(Deed(name, began, time.monotonic(), outcome))

    def open_calls(self) -> list[Intake]:
        """Saved, and nobody has done anything that may have ended it."""
        with self._lock:
            return [one for number, one in self.saved.items() if number not in self.closing]

    def outcomes(self) -> Counter[str]:
        with self._lock:
            return Counter(f"{one.name} {one.outcome}" for one in self.deeds)
