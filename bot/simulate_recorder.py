"""Stands where Slack stands in a simulation: notes who was shown what, and when by the simulated clock."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from jobs.courier import Posted
from views.blocks import Block, Message

NUMBER = re.compile(r"\b[Nn][ro]\. (\d+)")


@dataclass(frozen=True, slots=True)
class Told:
    """One message that was posted, and the numbers of the calls it showed as it was."""

    outbox_id: int
    recipient: str
    at: datetime
    numbers: tuple[int, ...]


@dataclass
class Recorder:
    """Keeps ids and times only: a year's messages would fill the memory."""

    now: datetime
    told: list[Told] = field(default_factory=list)
    first_shown: dict[int, datetime] = field(default_factory=dict)  # a call's number, posted or redrawn
    last_drawn: dict[int, datetime] = field(default_factory=dict)  # a message's id
    redrawn: int = 0
    homes: int = 0

    def post(self, recipient: str, message: Message, outbox_id: int) -> Posted:
        """Keep it."""
        numbers = self._seen(message, outbox_id)
        self.told.append(Told(outbox_id, recipient, self.now, numbers))
        # As long as Slack's own, so that they sort as texts.
        return Posted(f"D{recipient}", f"{self.now.timestamp():.0f}.{len(self.told):06}")

    def find(self, recipient: str, outbox_id: int, since: datetime) -> Posted | None:
        """Nothing is ever in doubt here."""
        return None

    def redraw(self, posted: Posted, message: Message, outbox_id: int) -> None:
        """Count it, and note what it shows now."""
        self.redrawn += 1
        self._seen(message, outbox_id)

    def publish_home(self, person: str, view: Block) -> None:
        """Count it."""
        self.homes += 1

    def _seen(self, message: Message, outbox_id: int) -> tuple[int, ...]:
        self.last_drawn[outbox_id] = self.now
        numbers = tuple(dict.fromkeys(shown(message)))
        for number in numbers:
            self.first_shown.setdefault(number, self.now)
        return numbers


def shown(message: Message) -> Iterator[int]:
    """The numbers of the calls a message names."""
    for block in message.blocks:
        if block["type"] == "section":
            yield from map(int, NUMBER.findall(block["text"]["text"]))
