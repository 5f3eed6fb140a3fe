"""One database, two ways in: `write()` for a use case, `read()` for a look."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError
from sqlalchemy.orm import Session

# The database cannot be had right now: locked, gone, full, or no connection free. Not our mistakes.
UNAVAILABLE = (OperationalError, InterfaceError, TimeoutError)
# Slack's listener threads (20), the scheduler's, our executor's, and some to spare.
POOL_SIZE = 32
# A writer waits this long for another before the user is told "not saved"; Slack gives us 3 s in all.
LOCK_WAIT_MS = 2_000
# What a page read out of turn costs beside the next one. PostgreSQL takes a turning disk for granted (4) and
# then reads a whole table rather than the few rows an index names.
RANDOM_PAGE_COST = 1.1
_HELD = "held"


class _Session(Session):
    """Holds on to what it has read: otherwise a row nobody happens to point at is read once more."""


@event.listens_for(_Session, "loaded_as_persistent")
@event.listens_for(_Session, "pending_to_persistent")
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
            _Session(self.engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

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
        """A snapshot to read from; nothing done in it is kept."""
        with _Session(self._readers, expire_on_commit=False) as session:
            yield session

    @property
    def _readers(self) -> Engine:
        return self.engine.execution_options(reading=True)

    @property
    def on_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        self.engine.dispose()


def connect(url: str) -> Database:
    """The database at an SQLAlchemy `url`. Opens no connection yet."""
    if make_url(url).get_backend_name() == "sqlite":
        return Database(_sqlite(url))
    return Database(_postgresql(url))


def _postgresql(url: str) -> Engine:
    seconds = LOCK_WAIT_MS / 1000
    options = f"-c lock_timeout={LOCK_WAIT_MS} -c random_page_cost={RANDOM_PAGE_COST}"
    arguments = {"options": options, "connect_timeout": max(2, round(seconds))}
    return create_engine(
        url,
        pool_size=POOL_SIZE,
        pool_timeout=seconds,
        pool_pre_ping=True,
        connect_args=arguments,
        hide_parameters=True,
    )


def _sqlite(url: str) -> Engine:
    seconds = LOCK_WAIT_MS / 1000
    engine = create_engine(
        url,
        pool_size=POOL_SIZE,
        pool_timeout=seconds,
        connect_args={"timeout": seconds},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transactions begin too late; `_begin_sqlite` begins ours.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE takes the write lock at once, so a use case never fails half way for want of it.
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
