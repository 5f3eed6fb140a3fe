"""`check --running` from beside the bot, its exit codes, and the heartbeat to a service outside."""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.demo.server import LocalSlack
from bot.heartbeat import Heartbeat
from bot.pulse import Pulse
from bot.run_command import office_of
from bot.running_check import asked
from bot.service import Service, utc_now
from bot.settings import Settings
from storage.database import connect
from storage.migrate import upgrade
from tests.test_service import parts_for, service
from tests.world import World, settings_for

SECRET_PATH = "/ping/9f3c-not-to-be-told"
PREFIX = "FRISTVAGT_"


class Outside:
    """A service that waits for signs of life, and keeps what it is asked."""

    def __init__(self, status: int = 200, to: str = "") -> None:
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                self.send_response(status)
                if to:
                    self.send_header("Location", to)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}{SECRET_PATH}"

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def outside() -> Iterator[Outside]:
    made = Outside()
    yield made
    made.stop()


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack() as made:
        yield made


class TestTheHeartbeat:
    def test_asks_the_address_once(self, outside: Outside) -> None:
        Heartbeat(outside.url).ping()
        assert outside.asked == [SECRET_PATH]

    def test_without_an_address_asks_nobody(self) -> None:
        Heartbeat("").ping()

    @pytest.mark.parametrize(("status", "said"), [(500, "500"), (404, "404")])
    def test_logs_a_refusal_without_the_address(
        self, caplog: pytest.LogCaptureFixture, status: int, said: str
    ) -> None:
        made = Outside(status)
        Heartbeat(made.url).ping()
        made.stop()
        assert said in caplog.text
        assert "not-to-be-told" not in caplog.text

    def test_follows_no_redirect(self, outside: Outside, caplog: pytest.LogCaptureFixture) -> None:
        made = Outside(302, to=outside.url)
        Heartbeat(made.url).ping()
        made.stop()
        assert outside.asked == []
        assert "302" in caplog.text

    def test_logs_a_host_that_is_away(self, outside: Outside, caplog: pytest.LogCaptureFixture) -> None:
        url = outside.url
        outside.server.server_close()
        with caplog.at_level(logging.WARNING):
            Heartbeat("http://127.0.0.1:1/ping/not-to-be-told").ping()
        assert "could not be sent" in caplog.text
        assert "not-to-be-told" not in caplog.text
        assert url

    def test_of_a_running_bot_comes_after_a_clean_look(
        self, slack: LocalSlack, sqlite_url: str, outside: Outside
    ) -> None:
        parts = parts_for(slack, sqlite_url)
        settings = parts.settings.model_copy(update={"heartbeat_url": SecretStr(outside.url)})
        running = Service(type(parts)(**{**vars(parts), "settings": settings}))
        running.start()
        try:
            World(slack, parts).visitor("KARIM").wait_for(lambda: outside.asked, 15)
        finally:
            running.stop()
        assert set(outside.asked) == {SECRET_PATH}


class TestTheSetting:
    @pytest.mark.parametrize("address", ["https://hc.example/ping", "http://127.0.0.1:9/p", ""])
    def test_is_taken(self, address: str) -> None:
        assert Settings(heartbeat_url=SecretStr(address)).heartbeat_url.get_secret_value() == address

    @pytest.mark.parametrize(
        "address", ["http://hc.example/ping", "hc.example", "file:///etc/passwd", "ftp://127.0.0.1/x"]
    )
    def test_is_refused_without_being_repeated(self, address: str) -> None:
        with pytest.raises(ValidationError) as refused:
            Settings(heartbeat_url=SecretStr(address))
        assert "https://" in str(refused.value)
        assert address not in str(refused.value)


@pytest.fixture
def told(sqlite_url: str, slack: LocalSlack, monkeypatch: pytest.MonkeyPatch) -> str:
    """The settings a command reads, pointing at the test's database; returns its address."""
    settings = settings_for(slack, sqlite_url)
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", sqlite_url)
    monkeypatch.setenv(f"{PREFIX}SLACK_API_URL", settings.slack_api_url)
    return sqlite_url


def command(*options: str) -> Result:
    return CliRunner().invoke(app, ["check", "--running", *options])


class TestTheCommand:
    def ticked(self, url: str, ago: timedelta = timedelta()) -> None:
        database = connect(url)
        upgrade(database)
        pulse = Pulse(database, timedelta)
        pulse.begin(utc_now() - ago)
        pulse.beat(utc_now() - ago)
        database.close()

    def test_ends_with_0_when_the_bot_is_well(self, told: str) -> None:
        self.ticked(told)
        result = command()
        assert result.exit_code == 0, result.output
        assert "Botten er rask" in result.output
        assert "HUL" in result.output

    def test_ends_with_1_when_it_stands_still(self, told: str) -> None:
        self.ticked(told, ago=timedelta(minutes=3))
        result = command()
        assert result.exit_code == 1
        assert "SYG     Botten står stille og har gjort det i 3 minutter" in result.output

    def test_ends_with_2_when_there_is_nothing_to_ask(self, told: str) -> None:
        result = command()
        assert result.exit_code == 2
        assert "python -m bot run" in result.output

    def test_makes_no_database(self, told: str) -> None:
        command()
        assert command().exit_code == 2

    def test_ends_with_2_when_the_database_is_not_this_programs(self, told: str) -> None:
        database = connect(told)
        upgrade(database, "0003")
        database.close()
        result = command()
        assert result.exit_code == 2
        assert "revision 0003" in result.output

    def test_gives_one_object(self, told: str) -> None:
        self.ticked(told)
        data = json.loads(command("--json").output)
        assert data["well"] is True
        assert data["processes"]["alive"] == 1
        assert data["astray"] == 0
        assert data["unsent"] == {"n": 0, "oldest": None}
        assert data["troubles"] == []
        assert len(data["holes"]) > 1
        assert data["last_backup"] is None

    def test_gives_the_object_when_ill_too(self, told: str) -> None:
        self.ticked(told, ago=timedelta(minutes=3))
        result = command("--json")
        assert result.exit_code == 1
        assert json.loads(result.output)["well"] is False

    def test_json_alone_is_refused(self, told: str) -> None:
        assert CliRunner().invoke(app, ["check", "--json"]).exit_code == 2

    def test_on_either_kind_of_database(self, database_url: str, slack: LocalSlack) -> None:
        self.ticked(database_url)
        settings = settings_for(slack, database_url)
        assert asked(settings, office_of(settings), utc_now()).well


def test_a_running_bot_is_well_and_a_stopped_one_is_missed(slack: LocalSlack, sqlite_url: str) -> None:
    with service(slack, sqlite_url) as (_, world):
        office, settings = world.office, world.parts.settings
        world.visitor("KARIM").wait_for(lambda: asked(settings, office, slack.clock.now()).well, 15)
    later = slack.clock.now() + timedelta(minutes=10)
    found = asked(settings, office, later)
    assert not found.well
    assert found.processes.silent == 0
