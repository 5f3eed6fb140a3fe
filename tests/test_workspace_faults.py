"""Faults the local workspace can be asked for, seen from a real client and a real Bolt app."""

from __future__ import annotations

import http.client
import logging
import threading
from collections.abc import Iterator
from urllib.error import URLError

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.demo.errors import DispatchFailed
from bot.demo.faults import Fault, FaultBox
from bot.demo.server import LocalSlack
from bot.demo.wire import JsonObject
from tests.workspace_bot import IMPATIENT, Ack, connected, new_app, web_client

UNANSWERED = (ConnectionError, http.client.HTTPException, URLError)


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(IMPATIENT) as running:
        yield running


@pytest.fixture
def client(slack: LocalSlack) -> WebClient:
    quiet = web_client(slack)
    quiet._logger.setLevel(logging.CRITICAL)
    return quiet


@pytest.fixture
def app(slack: LocalSlack) -> Iterator[App]:
    bolt = new_app(slack)
    with connected(slack, bolt):
        yield bolt


def post(client: WebClient, text: str = "Ring op") -> None:
    metadata = {"event_type": "callback", "event_payload": {"item": 1}}
    client.chat_postMessage(channel="U0KARIM", text=text, metadata=metadata)


def delivered(slack: LocalSlack) -> int:
    return len(slack.ledger.delivered("message", event_type="callback", item=1))


def failing(client: WebClient) -> SlackApiError:
    with pytest.raises(SlackApiError) as call:
        post(client)
    return call.value


def test_a_rate_limited_call_says_when_to_come_back(slack: LocalSlack, client: WebClient) -> None:
    slack.faults.add(Fault("rate_limited", "chat.postMessage", retry_after=7))

    refused = failing(client)

    assert (refused.response.status_code, refused.response.headers["Retry-After"]) == (429, "7")
    assert delivered(slack) == 0


def test_a_rate_limit_may_come_without_a_time(slack: LocalSlack, client: WebClient) -> None:
    slack.faults.add(Fault("rate_limited", retry_after=None))

    assert "Retry-After" not in failing(client).response.headers


@pytest.mark.parametrize(("kind", "status"), [("http_500", 500), ("html_502", 502)])
def test_the_server_may_fail(slack: LocalSlack, client: WebClient, kind: str, status: int) -> None:
    slack.disturb(kind=kind, method="chat.postMessage")

    assert failing(client).response.status_code == status
    assert delivered(slack) == 0


def test_a_fault_counts_down(slack: LocalSlack, client: WebClient) -> None:
    slack.faults.add(Fault("error", "chat.postMessage", times=2, error="service_unavailable"))

    errors = [failing(client).response["error"] for _ in range(2)]
    post(client)

    assert errors == ["service_unavailable"] * 2
    assert delivered(slack) == 1


def test_a_fault_without_a_count_stays_until_it_is_cleared(slack: LocalSlack, client: WebClient) -> None:
    slack.faults.add(Fault("error", times=None))
    for _ in range(3):
        failing(client)

    slack.faults.clear()
    post(client)

    assert delivered(slack) == 1


def test_a_fault_can_be_for_one_person_only(slack: LocalSlack, client: WebClient) -> None:
    slack.faults.add(Fault("error", times=None, error="account_inactive", channel="U0KARIM"))

    failing(client)
    client.chat_postMessage(channel="U0MAJA", text="x")

    assert [delivery.user for delivery in slack.ledger.delivered()] == ["U0MAJA"]


def test_a_call_broken_off_before_it_arrived_delivers_nothing(slack: LocalSlack, client: WebClient) -> None:
    slack.faults.add(Fault("drop_before", "chat.postMessage"))

    with pytest.raises(UNANSWERED):
        post(client)

    assert delivered(slack) == 0


def test_a_call_broken_off_after_it_arrived_is_delivered(slack: LocalSlack, client: WebClient) -> None:
    slack.faults.add(Fault("accept_then_drop", "chat.postMessage"))

    with pytest.raises(UNANSWERED):
        post(client)

    assert delivered(slack) == 1
    assert [call.fault for call in slack.ledger.calls("chat.postMessage")] == ["accept_then_drop"]


def test_an_error_may_hide_a_delivery(slack: LocalSlack, client: WebClient) -> None:
    slack.faults.add(Fault("error", "chat.postMessage", error="internal_error", delivered=True))

    assert failing(client).response["error"] == "internal_error"
    assert delivered(slack) == 1


def test_a_slow_answer_comes_after_the_client_has_given_up(slack: LocalSlack, client: WebClient) -> None:
    slack.faults.add(Fault("slow", "chat.postMessage", seconds=0.3, delivered=True))
    client.timeout = 0.1  # type: ignore[assignment]  # slack_sdk says int, urllib takes seconds

    with pytest.raises(TimeoutError):
        post(client)

    assert delivered(slack) == 1


def test_an_absent_slack_refuses_every_call(slack: LocalSlack, client: WebClient) -> None:
    slack.disturb(away=True)
    assert failing(client).response.status_code == 503

    slack.disturb(away=False)
    post(client)

    assert delivered(slack) == 1


def test_the_real_rate_limit_is_one_message_a_second_and_channel() -> None:
    seconds = [100.0]
    faults = FaultBox(lambda: seconds[0])
    faults.rate_limit = True

    def refused(channel: str) -> bool:
        return faults.take("chat.postMessage", {"channel": channel}) is not None

    assert [refused("C1"), refused("C1"), refused("C2")] == [False, True, False]
    seconds[0] += 1.0
    assert not refused("C1")


def test_a_fault_nobody_knows_is_refused(slack: LocalSlack) -> None:
    visitor = slack.visitor("U0ADMIN")

    assert visitor.fault(kind="earthquake")["error"] == "bad_request"
    assert visitor.fault(kind="slow", secs=1)["error"] == "bad_request"
    assert visitor.fault(kind="slow", seconds=0) == {"ok": True}


def test_an_envelope_may_come_twice(slack: LocalSlack, app: App) -> None:
    seen: list[JsonObject] = []
    both = threading.Event()

    @app.command("/callback")
    def note(ack: Ack, body: JsonObject) -> None:
        seen.append(body)
        ack()
        if len(seen) > 1:
            both.set()

    slack.faults.duplicate_envelopes()
    assert slack.visitor("U0RIKKE").command("/callback")["ok"]

    assert both.wait(5)
    assert seen[0]["trigger_id"] == seen[1]["trigger_id"]
    assert len(slack.ledger.entries("envelope")) == 2


def test_a_payload_may_come_from_another_team(slack: LocalSlack, app: App) -> None:
    seen: list[str] = []

    @app.command("/callback")
    def note(ack: Ack, body: JsonObject) -> None:
        seen.append(body["team_id"])
        ack()

    slack.faults.wrong_team()
    slack.visitor("U0RIKKE").command("/callback")
    slack.visitor("U0RIKKE").command("/callback")

    assert seen == ["T0OTHER", "T0FRIST"]


def test_without_a_connection_a_command_fails_visibly(slack: LocalSlack) -> None:
    answer = slack.visitor("U0RIKKE").command("/callback", "C0RECEPTION")

    assert (answer["ok"], answer["error"]) == (False, "dispatch_failed")
    assert "ikke forbundet" in answer["message"]
    with pytest.raises(DispatchFailed):
        slack.send("slash_commands", {"command": "/callback"})


def test_an_unacknowledged_event_is_sent_again(slack: LocalSlack, app: App) -> None:
    """Bolt acknowledges events before their listener runs, so only a middleware can hold the ack back."""
    attempts: list[list[str]] = []

    @app.use
    def hesitate(req: JsonObject, next_: Ack) -> None:
        attempts.append(req.headers.get("x-slack-retry-num", []))  # type: ignore[attr-defined]  # a BoltRequest
        if len(attempts) > 2:
            next_()

    @app.event("team_join")
    def welcome() -> None:
        return None

    slack.event({"type": "team_join", "user": {"id": "U0NEW"}})
    slack.visitor("U0LONE").wait_for(lambda: len(attempts) == 3)

    events = [entry.arguments["payload"]["event_id"] for entry in slack.ledger.entries("envelope")]
    assert len(set(events)) == 1
