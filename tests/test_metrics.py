"""The counters: read over HTTP on this machine only, and never with anybody's id in them."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest

from bot.demo.clock import MovableClock
from bot.demo.faults import Fault
from bot.demo.server import LocalSlack
from bot.demo.state import Settings as Workspace
from bot.manifest import SCOPES
from bot.meter import metered
from bot.office_file import EXAMPLE, load_office
from bot.service import Parts, Service, prepare
from bot.settings import SettingsError
from tests.calls import call, posted
from tests.world import THURSDAY, World, settings_for

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(Workspace(scopes=SCOPES), clock=MovableClock(THURSDAY)) as made:
        yield made


@pytest.fixture
def parts(slack: LocalSlack, sqlite_url: str) -> Iterator[Parts]:
    made = prepare(load_office(EXAMPLE), settings_for(slack, sqlite_url), slack.clock.now)
    yield made
    made.database.close()
    if made.lock is not None:
        made.lock.close()


def scraped(port: int) -> str:
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        text: str = answer.read().decode()
        return text


def value(text: str, name: str) -> float:
    """One sample's value; 0 when it was never counted."""
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_a_running_bot_is_counted(slack: LocalSlack, parts: Parts) -> None:
    port = free_port()
    with metered(port, parts.database, parts.clock) as meter:
        service = Service(parts, meter)
        service.start()
        try:
            world = World(slack, parts)
            karim = world.visitor("KARIM")
            world.visitor("RIKKE").command("/callback @karim 22 33 44 55 Jens Hansen, afgørelse")
            karim.wait_for(lambda: posted(world, "KARIM"))
            slack.faults.add(Fault("error", "chat.postMessage", error="account_inactive", times=1))
            call(world, "MAJA", urgent=True)
            karim.wait_for(lambda: value(scraped(port), _failed("person")) == 1, 15)
            text = scraped(port)
        finally:
            service.stop()
    assert value(text, 'fristvagt_ticks_total{outcome="well"}') >= 1
    assert value(text, 'fristvagt_sent_total{outcome="sent",what="message"}') >= 1
    assert value(text, "fristvagt_ack_seconds_count") == 1
    assert value(text, "fristvagt_open_items") == 2
    assert "fristvagt_oldest_unsent_seconds" in text
    assert "fristvagt_set_aside" in text
    for secret in ("U0", "Jens", "22334455", "22 33 44 55", "voksen"):
        assert secret not in text


def _failed(kind: str) -> str:
    return f'fristvagt_sent_total{{outcome="{kind}",what="message"}}'


def test_what_waits_is_told_with_its_age(slack: LocalSlack, parts: Parts) -> None:
    world = World(slack, parts)
    call(world, urgent=True)
    slack.clock.advance(timedelta(minutes=5))
    port = free_port()
    with metered(port, parts.database, parts.clock):
        text = scraped(port)
    assert 300 <= value(text, "fristvagt_oldest_unsent_seconds") < 400
    assert value(text, "fristvagt_open_items") == 1


def test_only_this_machine_is_answered(parts: Parts) -> None:
    port = free_port()
    with metered(port, parts.database, parts.clock):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            assert connection.getpeername()[0] == "127.0.0.1"
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.2", port), timeout=5)


def test_a_database_that_is_away_leaves_the_counters_readable(parts: Parts) -> None:
    port = free_port()
    with metered(port, parts.database, parts.clock) as meter:
        meter.ticked(well=False)
        parts.database.close()
        Path(str(parts.database.engine.url.database)).unlink()
        text = scraped(port)
    assert value(text, 'fristvagt_ticks_total{outcome="failed"}') == 1
    assert "fristvagt_open_items" not in text


def test_a_port_that_is_taken_is_said(parts: Parts) -> None:
    port = free_port()
    with (
        metered(port, parts.database, parts.clock),
        pytest.raises(SettingsError, match="FRISTVAGT_METRICS_PORT"),
        metered(port, parts.database, parts.clock),
    ):
        pass


def test_without_a_port_the_library_is_not_even_loaded() -> None:
    program = "import sys, bot.cli, bot.service; print('prometheus_client' in sys.modules)"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
