"""The common way to remind: one date job each, in the scheduler's own table."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from apscheduler.events import EVENT_JOB_EXECUTED
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

LATER = timedelta(days=30)
PATIENCE_SECONDS = 120.0


class Rows(DeclarativeBase):
    """The rival's own tables."""


class Sent(Rows):
    """That a reminder was sent."""

    __tablename__ = "sent"

    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]


@cache
def engine_at(url: str, *, as_ours: bool) -> Engine:
    """One engine a process: a job finds it by its address, as jobs are stored with plain arguments."""
    made = create_engine(url)
    if as_ours and made.dialect.name == "sqlite":
        event.listen(made, "connect", _as_ours)
    return made


def _as_ours(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def remind(url: str, as_ours: bool, number: int) -> None:
    """What a job does: it sends nothing, and notes that it has."""
    with Session(engine_at(url, as_ours=as_ours)) as session, session.begin():
        session.add(Sent(number=number, at=datetime.now(UTC)))


@dataclass
class Rival:
    """A scheduler that stands still until something is due."""

    jobs: BackgroundScheduler
    url: str
    as_ours: bool
    number: int = 0

    def add(self) -> None:
        """One more reminder."""
        self._add(datetime.now(UTC) + LATER)

    def due(self, many: int) -> None:
        """Let so many that are due be sent and noted; `prepare` has added them."""
        left, done = threading.Semaphore(0), 0

        def count(_event: object) -> None:
            left.release()

        self.jobs.add_listener(count, EVENT_JOB_EXECUTED)
        self.jobs.resume()
        while done < many:
            if not left.acquire(timeout=PATIENCE_SECONDS):
                raise TimeoutError(f"The scheduler sent {done} of {many}.")
            done += 1
        self.jobs.pause()
        self.jobs.remove_listener(count)

    def prepare(self, many: int) -> None:
        """So many reminders that are due now."""
        for _ in range(many):
            self._add(datetime.now(UTC))

    def _add(self, at: datetime) -> None:
        self.number += 1
        # Its default would drop what is a second late; with it there would be nothing to time.
        self.jobs.add_job(
            remind, "date", run_date=at, args=[self.url, self.as_ours, self.number], misfire_grace_time=None
        )


@contextmanager
def rival(url: str, waiting: int, *, as_ours: bool) -> Iterator[Rival]:
    """A scheduler with so many reminders to come; `as_ours`: on SQLite its tables are written as ours are."""
    engine = engine_at(url, as_ours=as_ours)
    Rows.metadata.create_all(engine)
    jobs = BackgroundScheduler(jobstores={"default": SQLAlchemyJobStore(engine=engine)}, timezone=UTC)
    jobs.start(paused=True)
    made = Rival(jobs, url, as_ours)
    for _ in range(waiting):
        made.add()
    yield made
    jobs.shutdown(wait=True)
    engine.dispose()
