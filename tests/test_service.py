"""The running service in this process: it ticks, survives trouble, stops when asked, and cleans up."""

import signal
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue

import pytest

from bot.demo.clock import MovableClock
from bot.demo.faults import Fault
from bot.demo.server import LocalSlack
from bot.demo.state import Settings as Workspace
from bot.manifest import SCOPES
from bot.office_file import EXAMPLE, load_office
from bot.pulse import Pulse
from bot.service import LOOK_UP_SECONDS, Parts, Service, prepare
from bot.slack_app import Connection, SlackRefusedError
from jobs.engine import Engine
from storage import notices, outbox
from storage.alone import AlreadyRunningError
from storage.models import Sending
from storage.vault import generate_key
from tests.calls import at, call, kinds, posted, rows
from tests.world import THURSDAY, World, settings_for

KEY = generate_key()
POST = "chat.postMessage"


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(Workspace(scopes=SCOPES), clock=MovableClock(THURSDAY)) as made:
        yield made


def parts_for(slack: LocalSlack, url: str) -> Parts:
    return prepare(load_office(EXAMPLE), settings_for(slack, url, KEY), slack.clock.now)


@contextmanager
def service(slack: LocalSlack, url: str) -> Iterator[tuple[Service, World]]:
    """A started service, and a world that looks at the same database."""
    parts = parts_for(slack, url)
    running = Service(parts)
    try:
        running.start()
        yield running, World(slack, parts)
    finally:
        running.stop()


def test_it_ticks_by_itself(slack: LocalSlack, sqlite_url: str) -> None:
    with service(slack, sqlite_url) as (_, world):
        call(world)
        world.visitor("KARIM").wait_for(lambda: posted(world, "KARIM"))


def test_a_nudge_is_harmless_at_any_time(slack: LocalSlack, sqlite_url: str) -> None:
    one = Service(parts_for(slack, sqlite_url))
    one.nudge()
    one.start()
    for _ in range(20):
        one.nudge()
    one.stop()
    one.nudge()


def test_it_waits_until_it_is_asked_to_end(slack: LocalSlack, sqlite_url: str) -> None:
    one = Service(parts_for(slack, sqlite_url))
    assert not one.wait(0.01)
    before = signal.signal(signal.SIGUSR1, lambda *_: one.end())
    try:
        signal.raise_signal(signal.SIGUSR1)
        assert one.wait(1)
    finally:
        signal.signal(signal.SIGUSR1, before)
        one.stop()


class Sleepy(SimpleQueue[None]):
    """Gives nothing until it has been asked three times; remembers how long each wait could have been."""

    def __init__(self) -> None:
        self.waits: list[float | None] = []

    def get(self, block: bool = True, timeout: float | None = None) -> None:
        self.waits.append(timeout)
        if len(self.waits) < 3:
            raise Empty


def test_it_looks_up_from_waiting_so_that_no_signal_is_missed(
    slack: LocalSlack, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts, sleepy = parts_for(slack, sqlite_url), Sleepy()
    one = Service(parts)
    monkeypatch.setattr(one, "_ended", sleepy)
    assert one.wait()
    assert sleepy.waits == [LOOK_UP_SECONDS] * 3
    one.stop()


def test_a_tick_that_fails_is_followed_by_the_next(
    slack: LocalSlack, sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with service(slack, sqlite_url) as (_, world):
        call(world)
        with world.parts.database.write():
            world.visitor("KARIM").wait_for(lambda: "a tick failed" in caplog.text, 15)
        world.visitor("KARIM").wait_for(lambda: posted(world, "KARIM"), 15)


def test_a_long_tick_is_a_sign_of_life_before_it_ends(
    slack: LocalSlack, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts, sent_by_then = parts_for(slack, sqlite_url), list[int]()
    world = World(slack, parts)
    for _ in range(15):
        call(world, urgent=True)
    monkeypatch.setattr(Pulse, "beat", lambda *_: sent_by_then.append(len(posted(world))))
    running = Service(parts)
    try:
        running.start()
        world.visitor("KARIM").wait_for(lambda: kinds(world).count(notices.URGENT) >= 30, 30)
    finally:
        running.stop()
    assert [sent for sent in sent_by_then if 0 < sent < 30]


@pytest.mark.parametrize(("good", "beats"), [(0, 0), (2, 2)])
def test_a_round_that_fails_is_no_sign_of_life(good: int, beats: int) -> None:
    beaten, failing = list[bool](), Failing(good)
    engine = Engine(failing, [], lambda _now: False, failing, worked=lambda: beaten.append(True))
    with pytest.raises(OSError, match="the disk is full"):
        engine.tick(THURSDAY)
    assert len(beaten) == beats


@dataclass
class Failing:
    """A step that finds work so many times, and then fails."""

    good: int

    def run(self, now: datetime) -> bool:
        if not self.good:
            raise OSError("the disk is full")
        self.good -= 1
        return True


def test_a_refused_app_ends_it_and_says_why(slack: LocalSlack, sqlite_url: str) -> None:
    with service(slack, sqlite_url) as (running, world):
        slack.faults.add(Fault("error", POST, error="invalid_auth", times=None))
        call(world)
        assert running.wait(15)
        assert "invalid_auth" in running.failure
        assert "python -m bot check" in running.failure


def test_a_wrong_token_is_refused_at_the_start(slack: LocalSlack, sqlite_url: str) -> None:
    slack.faults.add(Fault("error", "auth.test", error="invalid_auth", times=None))
    one = Service(parts_for(slack, sqlite_url))
    with pytest.raises(SlackRefusedError):
        one.start()
    one.stop()


def test_a_database_held_as_soon_as_it_listens_does_not_end_it(
    slack: LocalSlack, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[sqlite3.Connection] = []
    opened = Connection.open

    def open_and_hold(connection: Connection) -> None:
        opened(connection)
        file = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
        file.execute("BEGIN IMMEDIATE")
        held.append(file)

    monkeypatch.setattr(Connection, "open", open_and_hold)
    running = Service(parts_for(slack, sqlite_url))
    try:
        running.start()
        assert not running.failure
    finally:
        held[0].close()
        running.stop()


def test_stopping_in_the_middle_of_sending_leaves_the_rest_for_the_next_start(
    slack: LocalSlack, sqlite_url: str
) -> None:
    with service(slack, sqlite_url) as (_, world):
        slack.faults.add(Fault("slow", POST, seconds=0.1, times=None))
        for _ in range(25):
            call(world, urgent=True)
        world.visitor("KARIM").wait_for(lambda: posted(world))
    assert 0 < len(posted(world)) < 50
    slack.faults.clear()
    with service(slack, sqlite_url) as (_, world):
        world.visitor("KARIM").wait_for(lambda: kinds(world).count(notices.URGENT) >= 50, 30)
        world.visitor("KARIM").wait_for(
            lambda: all(one.state is not Sending.SENDING for one in rows(world)), 15
        )
    assert set(Counter(str(one.metadata) for one in posted(world)).values()) == {1}


def test_one_file_has_one_service_and_is_free_again_after_it(slack: LocalSlack, sqlite_url: str) -> None:
    first = Service(parts_for(slack, sqlite_url))
    with pytest.raises(AlreadyRunningError, match="bruger allerede"):
        parts_for(slack, sqlite_url)
    first.stop()
    Service(parts_for(slack, sqlite_url)).stop()


@pytest.mark.parametrize(("url", "known_to_be_alone"), [("sqlite_url", True), ("postgresql_url", False)])
def test_leases_of_the_last_process_end_at_the_start_only_where_one_process_is_alone(
    slack: LocalSlack, request: pytest.FixtureRequest, url: str, known_to_be_alone: bool
) -> None:
    address: str = request.getfixturevalue(url)
    first = parts_for(slack, address)
    world = World(slack, first)
    call(world)
    with first.database.write() as session:
        (claim,) = outbox.claim(session, slack.clock.now(), 1)
    Service(first).stop()
    second = parts_for(slack, address)
    with second.database.write() as session:
        soon = slack.clock.now() + outbox.LOOK_AFTER + timedelta(seconds=1)
        claimed = outbox.claim(session, soon, 1)
    Service(second).stop()
    assert [one.id for one in claimed] == ([claim.id] if known_to_be_alone else [])


def test_the_night_before_a_list_is_quiet(slack: LocalSlack, sqlite_url: str) -> None:
    slack.clock.move_to(at(26, 23))
    with service(slack, sqlite_url) as (running, world):
        call(world)
        assert not running.wait(1.5)
        assert posted(world) == []
