"""A PostgreSQL put back from its own dump while Slack has gone on: nothing twice, nothing forgotten.

Every promise of `test_restore` is held here too, and what docs/drift.md says to type is typed.
"""

import inspect
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from bot.demo.clock import MovableClock
from bot.demo.server import LocalSlack
from bot.demo.state import Settings as Workspace
from bot.manifest import SCOPES
from storage import notices
from storage.database import connect
from tests import test_restore
from tests.calls import at, call, rang_again
from tests.postgres import PostgresServer
from tests.processes import OWNERS, ROOT, Bot, large_workspace, log_call, running
from tests.test_restore import Machine, keys, sent_to
from tests.world import THURSDAY

# It looks its message up by the row's number, and here numbers given out before the restore are passed over.
BY_NUMBER = test_restore.test_a_citizen_who_rang_again_on_the_day_is_told_of_once
PROMISES: list[Callable[[Machine], None]] = [
    lives
    for name, lives in vars(test_restore).items()
    if name.startswith("test_")
    and list(inspect.signature(lives).parameters) == ["machine"]
    and lives is not BY_NUMBER
]
NAME = "fristvagt"
DUMP, PUT_BACK, GUARD = (
    line.strip()
    for line in re.findall(
        r"^    (?:pg_|python -m bot restore --guard-only).*$",
        (ROOT / "docs/drift.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
)


def server_of(url: URL) -> dict[str, str]:
    """Where PostgreSQL's own programs find the server."""
    return {
        "PGHOST": str(url.host),
        "PGPORT": str(url.port),
        "PGUSER": str(url.username),
        "PGPASSWORD": str(url.password),
    }


def typed(line: str, programs: Path, environment: dict[str, str], folder: Path) -> None:
    """A line typed in a shell."""
    path = os.pathsep.join([str(programs), str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["sh", "-c", line],
        cwd=folder,
        env=environment | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@dataclass
class Postgres(Machine):
    """The same on PostgreSQL. Each restore is into an empty database, as after a server was lost."""

    server: PostgresServer | None = None
    programs: Path = Path()
    databases: ExitStack = field(default_factory=ExitStack)

    def back_up(self) -> None:
        self._type(DUMP.partition("&&")[0])

    def restore(self) -> None:
        assert self.server is not None
        self.url = self.databases.enter_context(self.server.database())
        self._type(PUT_BACK)
        database = connect(self.url)
        self._mark(database)
        database.close()

    def _type(self, line: str) -> None:
        url = make_url(self.url)
        line = re.sub(rf"(?<= |=){NAME}(?= |$)", str(url.database), line.strip())
        typed(line, self.programs, dict(os.environ) | server_of(url), self.folder)


@pytest.fixture
def machine(tmp_path: Path, postgres_server: PostgresServer, postgres_programs: Path) -> Iterator[Machine]:
    clock = MovableClock(THURSDAY, frozen=True)
    with LocalSlack(Workspace(scopes=SCOPES), clock=clock) as slack, ExitStack() as databases:
        url = databases.enter_context(postgres_server.database())
        yield Postgres(
            slack, url, tmp_path, server=postgres_server, programs=postgres_programs, databases=databases
        )


@pytest.mark.parametrize("promise", PROMISES, ids=lambda one: one.__name__.removeprefix("test_"))
def test_a_promise_of_the_restore_is_kept(machine: Machine, promise: Callable[[Machine], None]) -> None:
    promise(machine)


def test_a_citizen_who_rang_again_on_the_day_is_told_of_once(machine: Machine) -> None:
    with machine.running() as world:
        number = call(world)
        world.tick()
        machine.back_up()
        world.advance(timedelta(minutes=1))
        rang_again(world, number)
        world.tick()
        before = keys(world)
        assert any(one.startswith(notices.AGAIN) for one in before)
    machine.restore()
    with machine.running() as world:
        rang_again(world, number)
        world.tick()
        assert keys(world) == before


@pytest.fixture
def fristvagt_url(postgresql_url: str) -> Iterator[str]:
    """A database called as in the documentation."""
    url = make_url(postgresql_url)
    with psycopg.connect(postgresql_url.replace("+psycopg", ""), autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
        yield url.set(database=NAME).render_as_string(hide_password=False)
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(NAME)))


@pytest.mark.timeout(300)
def test_what_the_documentation_says_puts_the_database_back_in_its_place(
    tmp_path: Path, fristvagt_url: str, postgres_programs: Path
) -> None:
    def type_it(line: str, bot: Bot) -> None:
        typed(line, postgres_programs, bot.environment | server_of(make_url(fristvagt_url)), tmp_path)

    with large_workspace(at(26, 17, 5)) as slack, running(slack, tmp_path, fristvagt_url) as bot:
        for owner in OWNERS[:6]:
            log_call(slack.visitor("U0RIKKE"), owner)
        type_it(DUMP, bot)
        log_call(slack.visitor("U0RIKKE"), OWNERS[6])
        slack.clock.move_to(at(27, 8, 15))
        bot.kill()
        bot.start()
        bot.wait_for(lambda: len(sent_to(slack)) >= 7)
        assert bot.terminate() == 0
        before = Counter(sent_to(slack))
        type_it(PUT_BACK, bot)
        type_it(GUARD, bot)
        bot.start()
        log_call(slack.visitor("U0RIKKE"), OWNERS[7])
        bot.wait_for(lambda: OWNERS[7].id in sent_to(slack))
        assert bot.terminate() == 0
        after = Counter(sent_to(slack))
        assert after == before + Counter([OWNERS[7].id])
        # On Monday whoever still has a call is due a list; the seventh is no longer known.
        slack.clock.move_to(at(30, 8, 15))
        bot.start()
        due = Counter(owner.id for owner in (*OWNERS[:6], OWNERS[7]))
        bot.wait_for(lambda: due <= Counter(sent_to(slack)) - after)
        assert bot.terminate() == 0
        caseworkers = {owner.id for owner in OWNERS}  # their lead also has the week in counts
        assert Counter(one for one in sent_to(slack) if one in caseworkers) - after == due
