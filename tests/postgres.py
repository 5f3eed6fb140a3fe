"""A real PostgreSQL server for one test session: on loopback, and gone when the session is gone."""

import itertools
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import LiteralString, Self

import psycopg
from psycopg import sql

from tests.empty_database import migrate

_OWNER = "fristvagt"

# The keeper stops the server when its standard input closes. The kernel closes it however the test run
# ends, `kill -9` included, so no server and no directory is left behind.
_KEEPER = """
programs=$1 home=$2; shift 2
"$programs/initdb" --pgdata="$home/data" --pwfile="$home/password" "$@" &&
"$programs/pg_ctl" --pgdata="$home/data" --log="$home/log" --wait start || { cat "$home/log"; exit 1; }
echo ready
read -r _
"$programs/pg_ctl" --pgdata="$home/data" --mode=immediate --wait stop >/dev/null 2>&1
cd / && rm -rf "$home"
"""

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
    # Neither UTC nor Danish time: whoever leaves the zone to the server is found out.
    "timezone": "<+03>-3",
}


class PostgresDidNotStartError(Exception):
    """The server's own words on why."""


@dataclass(frozen=True, slots=True)
class _Account:
    """Who runs the server: PostgreSQL refuses to be root. All None means whoever runs the tests."""

    user: int | None = None
    group: int | None = None
    groups: tuple[int, ...] | None = None

    @classmethod
    def for_server(cls) -> Self:
        if os.geteuid() != 0:
            return cls()
        nobody = pwd.getpwnam("nobody")
        return cls(user=nobody.pw_uid, group=nobody.pw_gid, groups=())

    def start(self, *command: str | Path, home: Path) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            command,
            user=self.user,
            group=self.group,
            extra_groups=self.groups,
            cwd=home,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # Ctrl-C is for pytest, which then lets go of the server
        )

    def may_run(self, program: Path) -> bool:
        """A checkout under root's home directory is closed to other accounts."""
        try:
            with self.start(program, "--version", home=Path("/")):
                return True
        except PermissionError:
            return False

    def take(self, home: Path) -> None:
        if self.user is not None and self.group is not None:
            for path in (home, *home.rglob("*")):
                os.chown(path, self.user, self.group)


class PostgresServer:
    """One running server; `database` lends a fresh database on it."""

    def __init__(self, keeper: "subprocess.Popen[str]", port: int, password: str) -> None:
        self._keeper = keeper
        self._address = f"{_OWNER}:{password}@127.0.0.1:{port}"
        self._admin = psycopg.connect(f"postgresql://{self._address}/postgres", autocommit=True)
        self._numbers = itertools.count(1)

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """Give the SQLAlchemy URL of a copy of the template, dropped afterwards with whoever is connected."""
        name = f"test_{next(self._numbers)}"
        self._run("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template)
        try:
            yield self._url(name)
        finally:
            self._run("DROP DATABASE {} WITH (FORCE)", name)

    @cached_property
    def with_tables(self) -> str:
        """The template of a database with this program's tables, made once."""
        self._run("CREATE DATABASE {} STRATEGY file_copy", "with_tables")
        migrate(self._url("with_tables"))
        return "with_tables"

    def _url(self, name: str) -> str:
        return f"postgresql+psycopg://{self._address}/{name}"

    def stop(self) -> None:
        self._admin.close()
        self._keeper.communicate(timeout=60)

    def _run(self, statement: LiteralString, *databases: str) -> None:
        self._admin.execute(sql.SQL(statement).format(*map(sql.Identifier, databases)))


def start_postgres(programs: Path) -> PostgresServer:
    """Start a server from the directory of PostgreSQL's programs; raises PostgresDidNotStartError."""
    account = _Account.for_server()
    home = Path(tempfile.mkdtemp(prefix="fristvagt-postgres-"))
    password = home / "password"
    password.write_text(secrets.token_urlsafe())
    if programs.is_dir() and not account.may_run(programs / "initdb"):
        programs = shutil.copytree(programs.parent, home / "programs") / programs.name
    account.take(home)
    port = _free_port()
    keeper = account.start("sh", "-c", _KEEPER, "keeper", programs, home, *_initdb(port), home=home)
    _wait_until_ready(keeper, home)
    return PostgresServer(keeper, port, password.read_text())


def _initdb(port: int) -> Iterator[str]:
    yield f"--username={_OWNER}"
    yield "--auth=scram-sha-256"
    yield "--no-sync"
    yield from ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    for name, value in {**_SETTINGS, "port": str(port)}.items():
        yield f"--set={name}={value}"


def _wait_until_ready(keeper: "subprocess.Popen[str]", home: Path) -> None:
    assert keeper.stdout is not None
    said = []
    for line in keeper.stdout:
        if line == "ready\n":
            return
        said.append(line)
    keeper.communicate()
    shutil.rmtree(home, ignore_errors=True)
    raise PostgresDidNotStartError("".join(said))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
