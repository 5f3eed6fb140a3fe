"""The visitor API keeps to its contract and to this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.demo.clock import MovableClock
from bot.demo.server import LocalSlack
from bot.demo.state import Settings
from bot.demo.wire import JsonObject
from tests.workspace_bot import web_client

MORNING = datetime(2026, 11, 26, 9, 4, tzinfo=UTC)


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(clock=MovableClock(MORNING, frozen=True)) as running:
        yield running


def ask(slack: LocalSlack, method: str, path: str, headers: dict[str, str], body: str = "") -> int:
    connection = HTTPConnection(urlsplit(slack.base_url).netloc, timeout=5)
    connection.request(method, path, body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_the_screen_shows_the_workspace_its_people_and_its_clock(slack: LocalSlack) -> None:
    screen = slack.visitor("U0RIKKE").state()

    assert screen["workspace"]["team_id"] == "T0FRIST"
    assert screen["now"] == "2026-11-26T10:04:00+01:00"
    assert screen["now_text"] == "torsdag 26. november 2026 kl. 10.04"
    assert [person["name"] for person in screen["users"] if person["is_outsider"]] == ["Otto Udenfor"]
    assert screen["commands"][0]["command"] == "/callback"
    assert (screen["home"], screen["modals"], screen["messages"]) == (None, [], [])


def test_the_direct_message_with_the_bot_is_always_listed(slack: LocalSlack) -> None:
    listed = slack.visitor("U0RIKKE").state()["conversations"]

    assert [conversation["name"] for conversation in listed] == [
        "reception",
        "voksenteam-a",
        "voksenteam-b",
        "Fristvagt",
    ]
    assert listed[-1] == {"id": "D0RIKKE", "name": "Fristvagt", "kind": "dm", "unread": 0}


def test_messages_are_unread_until_somebody_looks(slack: LocalSlack) -> None:
    client, karim = web_client(slack), slack.visitor("U0KARIM")
    client.chat_postMessage(channel="U0KARIM", text="1")
    client.chat_postMessage(channel="U0KARIM", text="2")

    assert karim.state()["conversations"][-1]["unread"] == 2
    karim.dm()
    assert karim.state()["conversations"][-1]["unread"] == 0


def test_one_s_own_messages_are_read(slack: LocalSlack) -> None:
    slack.visitor("U0RIKKE").say("Er @karim inde?", "C0RECEPTION")

    assert slack.visitor("U0RIKKE").state()["conversations"][0]["unread"] == 0
    assert slack.visitor("U0LONE").state()["conversations"][0]["unread"] == 1
    assert slack.visitor("U0LONE").messages("C0RECEPTION")[0]["text"] == "Er <@U0KARIM> inde?"


def test_only_the_bot_writes_in_its_own_conversation(slack: LocalSlack) -> None:
    answer = slack.visitor("U0RIKKE").say("Hej", "D0RIKKE")

    assert (answer["ok"], answer["error"]) == (False, "read_only")


def test_the_clock_jumps_and_the_bot_s_clock_with_it(slack: LocalSlack) -> None:
    lone = slack.visitor("U0LONE")

    assert lone.jump("minute15")["now"] == "2026-11-26T10:19:00+01:00"
    assert lone.jump("hour")["now"] == "2026-11-26T11:19:00+01:00"
    assert lone.jump("digest")["now"] == "2026-11-27T08:15:00+01:00"
    assert lone.jump("working_day")["now"] == "2026-11-30T08:15:00+01:00"
    assert slack.clock.now() == datetime(2026, 11, 30, 7, 15, tzinfo=UTC)


def test_an_office_may_have_jumps_of_its_own() -> None:
    def in_a_week(now: datetime) -> datetime:
        return now + timedelta(days=7)

    with LocalSlack(clock=MovableClock(MORNING, frozen=True), jumps={"working_day": in_a_week}) as slack:
        assert slack.visitor("U0LONE").jump("working_day")["now"] == "2026-12-03T10:04:00+01:00"


def test_the_clock_never_jumps_back(slack: LocalSlack) -> None:
    body = json.dumps({"to": "2026-11-26T08:00:00+01:00"})

    assert ask(slack, "POST", "/visitor/clock", {}, body) == 200
    assert slack.visitor("U0LONE").jump("yesterday")["error"] == "unknown_jump"
    assert slack.clock.now() == MORNING


def test_a_broken_request_is_refused(slack: LocalSlack) -> None:
    assert ask(slack, "POST", "/visitor/command", {}, "{") == 400
    assert ask(slack, "POST", "/visitor/command", {}, "{}") == 400
    assert ask(slack, "POST", "/visitor/clock", {}, '{"to": "2026-12-01T08:00:00"}') == 400


@pytest.mark.parametrize("host", ["fristvagt.example", "127.0.0.1.example", "", "["])
def test_another_host_name_is_refused(slack: LocalSlack, host: str) -> None:
    assert ask(slack, "GET", "/visitor/state", {"Host": host}) == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8080", "[::1]:8080"])
def test_this_machine_is_welcome(slack: LocalSlack, host: str) -> None:
    assert ask(slack, "GET", "/visitor/state", {"Host": host}) == 200


@pytest.mark.parametrize(
    ("origin", "status"),
    [("https://example.org", 403), ("null", 403), ("http://127.0.0.1", 200)],
)
def test_another_site_s_page_may_not_act(slack: LocalSlack, origin: str, status: int) -> None:
    headers = {"Host": "127.0.0.1", "Origin": origin}

    assert ask(slack, "POST", "/visitor/home", headers, '{"user": "U0RIKKE"}') == status


def test_the_page_hears_of_each_change(slack: LocalSlack) -> None:
    connection = HTTPConnection(urlsplit(slack.base_url).netloc, timeout=5)
    connection.request("GET", "/visitor/stream")
    stream = connection.getresponse()

    def version() -> int:
        line = b""
        while not line.startswith(b"data: "):
            line = stream.readline()
        shown: JsonObject = json.loads(line.removeprefix(b"data: "))
        return int(shown["version"])

    first = version()
    web_client(slack).chat_postMessage(channel="U0KARIM", text="x")

    assert stream.headers["Content-Type"].startswith("text/event-stream")
    assert version() > first
    connection.close()


def test_the_ledger_is_readable_and_kept_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    with LocalSlack(Settings(ledger_file=path)) as slack:
        web_client(slack).chat_postMessage(channel="U0KARIM", text="x")
        ledger = slack.visitor("U0ADMIN").ledger()

    assert [entry["name"] for entry in ledger["entries"]] == ["chat.postMessage"]
    assert [delivery["user"] for delivery in ledger["deliveries"]] == ["U0KARIM"]
    assert len(path.read_text(encoding="utf-8").splitlines()) == 2
