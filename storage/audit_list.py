"""Reading the event log: the newest events that fit, in the order they happened."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from storage.models import Event


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; what is empty does not matter. `ends` is not included. Aware times."""

    item: int | None = None
    actor: str = ""
    action: str = ""
    starts: datetime | None = None
    ends: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        given = [
            Event.deadline_id == self.item if self.item is not None else None,
            Event.actor == self.actor if self.actor else None,
            Event.action == self.action if self.action else None,
            Event.at >= self.starts if self.starts else None,
            Event.at < self.ends if self.ends else None,
        ]
        return [one for one in given if one is not None]


def events(session: Session, wanted: Wanted, most: int) -> list[Event]:
    """Up to `most` of the newest, the oldest first."""
    newest = select(Event).where(*wanted.conditions()).order_by(Event.id.desc()).limit(most)
    return list(reversed(session.scalars(newest).all()))
