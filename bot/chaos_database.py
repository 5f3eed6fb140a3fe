"""The database of a chaos run: fresh, thrown away afterwards, and troubled from outside the bots."""

import resource
import secrets
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql

from rules.errors import FristvagtError

DRIVER = "postgresql+psycopg://"
PLAIN = "postgresql://"
UNLIMITED = resource.RLIM_INFINITY
# Where a SQLite file says which version of the format may write to it; one too new makes it read-only.
WRITE_VERSION_AT, WAL, UNKNOWN = 18, 2, 3
SMALLEST_ROOM = 4096


class NoPostgresError(FristvagtError):
    """PostgreSQL was asked for, and no server named."""

    def __init__(self) -> None:
        super().__init__(
            "Angiv en PostgreSQL-server med --postgresql-url postgresql://bruger:kode@vært/database. "
            "Der oprettes en ny database, som slettes bagefter."
        )


class ChaosDatabase(Protocol):
    """What the harness does to a database behind the bots' backs."""

    @property
    def url(self) -> str: ...

    def lock(self, seconds: float) -> None:
        """Hold the write lock in this process; returns when it is given back."""

    @contextmanager
    def full(self, pids: Sequence[int]) -> Iterator[None]:
        """While it lasts, nothing more can be written."""

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """While it lasts, it can be read and not written."""


@dataclass(frozen=True)
class Lite:
    """A SQLite file."""

    path: Path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.path}"

    def lock(self, seconds: float) -> None:
        with closing(sqlite3.connect(self.path, isolation_level=None, timeout=10)) as file:
            file.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            file.execute("ROLLBACK")

    @contextmanager
    def full(self, pids: Sequence[int]) -> Iterator[None]:
        """The kernel lets the processes make no file longer: what a full disk says, without filling one."""
        room = max(SMALLEST_ROOM, min(self._size("-wal"), self._size("")))
        for pid in pids:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (room, UNLIMITED))
        try:
            yield
        finally:
            for pid in pids:
                _let_grow(pid)

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """Only while no bot has it open: a running one keeps what it has read of the file's head."""
        with closing(sqlite3.connect(self.path, isolation_level=None, timeout=10)) as file:
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._write_version(UNKNOWN)
        try:
            yield
        finally:
            self._write_version(WAL)

    def _size(self, suffix: str) -> int:
        path = self.path.with_name(self.path.name + suffix)
        return path.stat().st_size if path.exists() else 0

    def _write_version(self, version: int) -> None:
        with self.path.open("r+b") as file:
            file.seek(WRITE_VERSION_AT)
            file.write(bytes([version]))


@dataclass(frozen=True)
class Postgres:
    """A database on somebody's PostgreSQL server."""

    server: str
    name: str

    @property
    def url(self) -> str:
        base, _, _ = self.server.rpartition("/")
        return f"{base}/{self.name}".replace(PLAIN, DRIVER)

    def lock(self, seconds: float) -> None:
        with psycopg.connect(self.url.replace(DRIVER, PLAIN)) as connection:
            connection.execute("LOCK TABLE deadline, outbox, event IN ACCESS EXCLUSIVE MODE")
            time.sleep(seconds)
            connection.rollback()

    @contextmanager
    def full(self, pids: Sequence[int]) -> Iterator[None]:
        """A full server refuses writes; nothing here fills one, so it is made read-only."""
        with self.read_only():
            yield

    @contextmanager
    def read_only(self) -> Iterator[None]:
        self._set_read_only("on")
        try:
            yield
        finally:
            self._set_read_only("off")

    def _set_read_only(self, how: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            alter = sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = {}")
            connection.execute(alter.format(sql.Identifier(self.name), sql.SQL(how)))
            # Only new connections read the setting.
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [self.name]
            )


@contextmanager
def fresh(folder: Path, kind: str, server: str) -> Iterator[ChaosDatabase]:
    """An empty database of that kind, `sqlite` or `postgresql`. Raises `NoPostgresError`."""
    if kind == "sqlite":
        yield Lite(folder / "chaos.db")
        return
    if not server:
        raise NoPostgresError
    made = Postgres(server.replace(DRIVER, PLAIN), f"fristvagt_chaos_{secrets.token_hex(4)}")
    with psycopg.connect(made.server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(made.name)))
    try:
        yield made
    finally:
        with psycopg.connect(made.server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(made.name)))


def _let_grow(pid: int) -> None:
    try:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (UNLIMITED, UNLIMITED))
    except ProcessLookupError:
        return  # it was killed meanwhile
