"""Socket Mode connections of the local workspace, with slack_sdk's own client."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from slack_bolt import App
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from bot.demo.server import LocalSlack
from tests.workspace_bot import IMPATIENT, Ack, connected, new_app, web_client


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(IMPATIENT) as running:
        yield running


def address(slack: LocalSlack) -> str:
    url: str = web_client(slack).apps_connections_open(app_token="xapp-local")["url"]
    return url


def test_a_connection_is_greeted(slack: LocalSlack) -> None:
    with connect(address(slack), proxy=None) as socket:
        hello = socket.recv(timeout=5)

    assert '"type":"hello"' in str(hello)
    assert '"num_connections":1' in str(hello)


def test_a_ticket_is_needed(slack: LocalSlack) -> None:
    with pytest.raises(InvalidStatus), connect(address(slack).replace("ticket=", "ticket=x"), proxy=None):
        pass


def test_an_eleventh_connection_is_sent_away(slack: LocalSlack) -> None:
    with ExitStack() as open_sockets:
        sockets = [open_sockets.enter_context(connect(address(slack), proxy=None)) for _ in range(11)]
        greetings = [str(socket.recv(timeout=5)) for socket in sockets]

    assert ["hello" in greeting for greeting in greetings] == [True] * 10 + [False]
    assert "too_many_websockets" in greetings[-1]


def test_pings_are_answered(slack: LocalSlack) -> None:
    with connected(slack, new_app(slack)) as handler:
        slack.visitor("U0ADMIN").wait_for(lambda: handler.client.current_session is not None)
        slack.visitor("U0ADMIN").wait_for(lambda: _last_pong(handler.client.current_session))


def test_the_page_knows_whether_the_bot_is_connected(slack: LocalSlack) -> None:
    lone = slack.visitor("U0LONE")

    assert lone.state()["bot_connected"] is False
    with connected(slack, new_app(slack)):
        assert lone.state()["bot_connected"] is True


def test_each_payload_goes_to_one_of_the_connections(slack: LocalSlack) -> None:
    answered: list[str] = []

    def answering(name: str) -> App:
        app = new_app(slack)

        @app.command("/status")
        def status(ack: Ack) -> None:
            answered.append(name)
            ack()

        return app

    with connected(slack, answering("first")), connected(slack, answering("second")):
        slack.wait_connected(2)
        for _ in range(4):
            slack.visitor("U0LONE").command("/status")

    assert sorted(answered) == ["first", "first", "second", "second"]


@pytest.mark.parametrize("disturbance", ["disconnect", "drop_sockets", "silence_sockets"])
def test_the_bot_comes_back_after_a_break(slack: LocalSlack, disturbance: str) -> None:
    app = new_app(slack)

    @app.command("/status")
    def status(ack: Ack) -> None:
        ack("her igen")

    with connected(slack, app, ping_interval=0.2):
        slack.disturb(**{disturbance: True})
        lone = slack.visitor("U0LONE")
        lone.wait_for(lambda: lone.command("/status")["ok"])

    openings = [entry for entry in slack.ledger.entries("socket") if entry.name.startswith("open")]
    assert len(openings) > 1


def test_a_late_ack_is_noted_as_late(slack: LocalSlack) -> None:
    app = new_app(slack)

    @app.command("/status")
    def status(ack: Ack) -> None:
        slack.visitor("U0ADMIN").wait_for(lambda: failed)
        ack()

    failed: list[str] = []
    with connected(slack, app):
        lone = slack.visitor("U0LONE")
        failed.append(lone.command("/status")["error"])
        [ack] = lone.wait_for(lambda: slack.ledger.entries("ack"))

    assert (failed, ack.fault) == (["operation_timeout"], "late")


def _last_pong(session: object) -> float | None:
    pong: float | None = getattr(session, "last_ping_pong_time", None)
    assert pong is None or pong <= time.time()
    return pong
