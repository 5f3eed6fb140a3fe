"""The invented office, call and people that the samples of what is shown are drawn with."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from rules.topics import Topic
from storage.citizen import Citizen
from storage.models import State
from storage.worklist import WorkItem
from views.absence import Spell
from views.blocks import Block, Message
from views.citizen import Opened
from views.lines import Reader
from views.receipt import Receipt
from views.texts import Texts

NAME, PHONE, SHOWN_PHONE, NOTE = "Jens Hansen", "+4522334455", "22 33 44 55", "Ring helst efter kl. 12"
NUMBER = 142

MODAL, HOME, DM, EPHEMERAL, CHANNEL = "vindue", "Hjem", "direkte besked", "svar kun til dig", "besked i kanal"


@dataclass(frozen=True, slots=True)
class Sample:
    """One thing people can be shown. `made_by` is the view that draws it."""

    title: str
    where: str
    reader: str
    shown: Message | Block
    made_by: Callable[..., object]


@dataclass(frozen=True, slots=True)
class Stage:
    """The invented office at one moment, and one call in it."""

    t: Texts
    now: datetime

    def item(self, **facts: Any) -> WorkItem:
        """The call, open and Karim's, changed by `facts`; what is not said of it is None."""
        known = {
            "number": NUMBER,
            "topic": Topic.DECISION,
            "team_key": "voksen-a",
            "owner_id": "U0KARIM",
            "owner_name": "Karim Aziz",
            "logged_by": "U0RIKKE",
            "logged_at": self.now,
            "goal_at": self.now + timedelta(days=1),
            "due_at": self.now + timedelta(days=4),
            "urgent": False,
            "state": State.OPEN,
            "attempts": 1,
            "repeat_calls": 1,
            "withheld": False,
            "protected": True,
            "interpreter": True,
            "best_time": "morning",
        }
        return WorkItem(**{**{field.name: None for field in fields(WorkItem)}, **known, **facts})

    @property
    def three(self) -> tuple[list[WorkItem], list[WorkItem], list[WorkItem]]:
        """One of the person's own, one of the team's without owner, and one nobody has rung in time."""
        over = self.item(number=NUMBER + 2, due_at=self.now, attempts=0, repeat_calls=0)
        return [self.item()], [self.item(number=NUMBER + 1, owner_id=None, owner_name=None)], [over]

    def reader(self, person: str = "U0KARIM") -> Reader:
        return Reader(person, self.now, {"voksen-a": "Voksenteam A"})

    @property
    def opened(self) -> Opened:
        return Opened(self.item(), Citizen(NAME, PHONE, NOTE), "Karim Aziz", self.now)

    @property
    def receipt(self) -> Receipt:
        due = self.now + timedelta(days=4)
        return Receipt(
            NUMBER,
            "Karim Aziz",
            due,
            "+4543570010",
            withheld=False,
            working_days=True,
            urgent=True,
            urgent_text="Ring 112 ved fare for liv.",
            child_text="Stil om til 43 57 00 50 med det samme.",
        )

    @property
    def spell(self) -> Spell:
        return Spell(7, "Karim Aziz", self.now, self.now + timedelta(days=6), "Maja Lund", True)


def said(text: str) -> Message:
    """A sentence on its own."""
    return Message(text, [])
