"""The tests' PostgreSQL server: databases that know nothing of each other, and nothing left behind."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.postgres import PostgresDidNotStartError, PostgresServer, start_postgres

START_AND_WAIT = """
from pathlib import Path
import sys, time
from tests.postgres import start_postgres
server = start_postgres(Path(sys.argv[1]))
with server.database() as url:
    print(url, flush=True)
    time.sleep(60)
"""


def _connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def _answers(url: str) -> bool:
    port = urlsplit(url).port
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _becomes_true(condition: Callable[[], bool]) -> bool:
    give_up = time.monotonic() + 20
    while not condition():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.05)
    return True


def test_each_test_has_a_database_of_its_own(postgres_server: PostgresServer) -> None:
    with postgres_server.database() as one, postgres_server.database() as other:
        with _connect(one) as connection:
            connection.execute("CREATE TABLE callback (id int)")
        with _connect(other) as connection:
            found = connection.execute("SELECT to_regclass('callback')").fetchone()
    assert found == (None,)


def test_a_forgotten_connection_does_not_keep_the_database(postgres_server: PostgresServer) -> None:
    with postgres_server.database() as url:
        forgotten = _connect(url)
    with pytest.raises(psycopg.OperationalError):
        forgotten.execute("SELECT 1")
    forgotten.close()


def test_the_server_asks_for_its_password(postgresql_url: str) -> None:
    host = postgresql_url.rsplit("@", 1)[1]
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://fristvagt:wrong@{host}")


def test_danish_letters_change_case_as_danes_expect(postgresql_url: str) -> None:
    with _connect(postgresql_url) as connection:
        assert connection.execute("SELECT lower('ÆBLEGRØD Å')").fetchone() == ("æblegrød å",)


@pytest.fixture
def files_of_the_run() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o1777)  # as /tmp: the server has an account of its own
        yield Path(directory)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_the_server_and_its_files_go_when_the_test_run_is_ended(
    ending: signal.Signals, files_of_the_run: Path, postgres_programs: Path
) -> None:
    command = [sys.executable, "-c", START_AND_WAIT, str(postgres_programs)]
    environment = {**os.environ, "TMPDIR": str(files_of_the_run)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as run:
        assert run.stdout is not None
        url = run.stdout.readline().strip()
        assert _answers(url)
        run.send_signal(ending)
    assert _becomes_true(lambda: not _answers(url))
    assert _becomes_true(lambda: not list(files_of_the_run.iterdir()))


def test_a_server_that_cannot_start_says_why() -> None:
    with pytest.raises(PostgresDidNotStartError, match="initdb"):
        start_postgres(Path("/nowhere/bin"))
