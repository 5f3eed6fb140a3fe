"""What a long run takes: memory that must not grow, and a database that retention keeps bounded (R17)."""

import gc
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, text

from bot.peak import resident_mb
from storage.database import Database
from storage.models import Deadline, Event, Outbox

EVERY_DAYS = 30
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Footprint:
    """At the end of a day: megabytes of memory and of database, and rows in the tables that grow."""

    day: date
    memory_mb: float | None
    database_mb: float
    items: int
    messages: int
    events: int


@dataclass(frozen=True, slots=True)
class Taken:
    """Every month's footprint; and of the memory at the end, what is there only to judge by."""

    footprints: Sequence[Footprint]
    notes_mb: float


def footprint(database: Database, day: date) -> Footprint:
    """Taken of a simulated SQLite database and of this process."""
    gc.collect()
    with database.read() as session:
        pages = session.scalar(text("SELECT page_count FROM pragma_page_count")) or 0
        free = session.scalar(text("SELECT freelist_count FROM pragma_freelist_count")) or 0
        size = session.scalar(text("SELECT page_size FROM pragma_page_size")) or 0
        items, messages, events = (
            session.scalar(select(func.count()).select_from(model)) or 0
            for model in (Deadline, Outbox, Event)
        )
    return Footprint(day, resident_mb(), round((pages - free) * size / MEGABYTE, 1), items, messages, events)
