"""Several processes are started at the same moment, as after an upgrade: all of them come up."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from threading import Barrier

import pytest
from sqlalchemy import text

from storage import migrate
from storage.database import Database, connect
from storage.migrate import NewerDatabaseError, head, revision, upgrade

TOGETHER = 3


@contextmanager
def several(url: str) -> Iterator[list[Database]]:
    """As many databases as processes, each with connections of its own."""
    with ExitStack() as opened:
        made = [connect(url) for _ in range(TOGETHER)]
        for one in made:
            opened.callback(one.close)
        yield made


@pytest.mark.parametrize("found", [None, "0005"], ids=["empty", "older"])
def test_the_tables_are_made_by_one_of_them(postgresql_url: str, found: str | None) -> None:
    with several(postgresql_url) as databases:
        if found is not None:
            upgrade(databases[0], found)
        together = Barrier(TOGETHER)

        def start(database: Database) -> str:
            together.wait()
            return upgrade(database)

        with ThreadPoolExecutor(TOGETHER) as pool:
            assert list(pool.map(start, databases)) == [head()] * TOGETHER
        assert revision(databases[0]) == head()


def test_one_that_waited_for_a_newer_program_says_so(postgresql_url: str) -> None:
    waits = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    with several(postgresql_url) as (newer, older, onlooker), ThreadPoolExecutor(1) as pool:
        with newer.engine.begin() as connection:
            migrate._alone(connection)
            connection.execute(text("CREATE TABLE alembic_version AS SELECT '9999' AS version_num"))
            started = pool.submit(upgrade, older)
            with onlooker.read() as session:
                while not (session.scalar(waits) or started.done()):
                    continue
        with pytest.raises(NewerDatabaseError):
            started.result()
