"""One database, three ways in: `write()` for a use case, `read()` for a look, `glance()` for one SELECT."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError
from sqlalchemy.orm import Session

from storage import memo, postgresql, sqlite

# The database cannot be had right now: locked, gone, full, or no connection free. Not our mistakes.
UNAVAILABLE = (OperationalError, InterfaceError, TimeoutError)
# Slack's listener threads (20), the scheduler's, our executor's, and some to spare.
POOL_SIZE = 32
# A writer waits this long for another before the user is told "not saved"; Slack gives us 3 s in all.
LOCK_WAIT_MS = 2_000
# How often what had to give way to another transaction is begun anew: each time has taken a second.
MOST_ANEW = 1
_HELD = "held"

Done = TypeVar("Done")


class _Session(Session):
    """Holds on to what it has read: otherwise a row nobody happens to point at is read once more."""


@event.listens_for(_Session, "loaded_as_persistent")
@event.listens_for(_Session, "pending_to_persistent")
@event.listens_for(_Session, "detached_to_persistent")
def _hold(session: Session, row: object) -> None:
    session.info.setdefault(_HELD, []).append(row)


@dataclass(frozen=True)
class Database:
    """Sessions over one engine. Every `write` is one transaction: all of it or nothing."""

    engine: Engine
    turn: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that commits when the block ends and rolls back when it raises."""
        with (
            self._own_turn(),
            sqlite.beginning(sqlite.WRITING),
            _Session(self.engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session
            memo.finish(session)

    def done(self, act: Callable[[Session], Done]) -> Done:
        """What `act` gave in a transaction of its own; begun anew where it had to give way to another.

        PostgreSQL ends one of two that wait for each other. Nothing of it is kept, so it is done once.
        """
        for _ in range(MOST_ANEW):
            try:
                with self.write() as session:
                    return act(session)
            except OperationalError as error:
                if not postgresql.gave_way(error):
                    raise
        with self.write() as session:
            return act(session)

    @contextmanager
    def _own_turn(self) -> Iterator[None]:
        """SQLite lets writers in by luck, not by turn: under load some would wait for ever."""
        if not self.on_sqlite:
            yield
            return
        if not self.turn.acquire(timeout=LOCK_WAIT_MS / 1000):
            raise TimeoutError("the other writers of this process took too long")
        try:
            yield
        finally:
            self.turn.release()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A snapshot to read from; nothing done in it is kept, and PostgreSQL refuses to write in it."""
        with sqlite.beginning(sqlite.READING), _Session(self._reading, expire_on_commit=False) as session:
            yield session
            if not self.on_sqlite:
                # After a rollback the driver prepares every statement anew.
                session.commit()

    @contextmanager
    def glance(self) -> Iterator[Session]:
        """For a single SELECT: PostgreSQL needs no transaction around it, which spares it two journeys."""
        with sqlite.beginning(sqlite.READING), _Session(self._glancing, expire_on_commit=False) as session:
            yield session

    @cached_property
    def _reading(self) -> Engine:
        return self.engine if self.on_sqlite else self.engine.execution_options(postgresql_readonly=True)

    @cached_property
    def _glancing(self) -> Engine:
        return self.engine if self.on_sqlite else self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @property
    def on_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        self.engine.dispose()


def connect(url: str) -> Database:
    """The database at an SQLAlchemy `url`. Opens no connection yet."""
    kind = sqlite if make_url(url).get_backend_name() == "sqlite" else postgresql
    return Database(kind.engine(url, pool_size=POOL_SIZE, seconds=LOCK_WAIT_MS / 1000))
