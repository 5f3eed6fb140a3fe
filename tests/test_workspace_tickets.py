"""Trigger ids and response URLs run out as Slack's do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.clock import MovableClock
from bot.demo.errors import SlackRefusal
from bot.demo.tickets import ResponseUrls, SocketTickets, Triggers

NOON = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)


class Stopwatch:
    """A monotonic clock that the test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_trigger_lives_three_seconds() -> None:
    stopwatch = Stopwatch()
    triggers = Triggers(stopwatch)
    early, late = triggers.issue("U0RIKKE"), triggers.issue("U0RIKKE")

    stopwatch.seconds = 3.0
    assert triggers.use(early) == "U0RIKKE"
    stopwatch.seconds = 3.1
    with pytest.raises(SlackRefusal, match="expired_trigger_id"):
        triggers.use(late)


def test_a_trigger_nobody_issued_is_invalid() -> None:
    with pytest.raises(SlackRefusal, match="invalid_trigger"):
        Triggers().use("123.abc")


def test_a_response_url_is_used_five_times() -> None:
    urls = ResponseUrls(MovableClock(NOON, frozen=True).now)
    token = urls.issue("C0RECEPTION", "U0RIKKE").token

    for _ in range(5):
        urls.use(token)
    with pytest.raises(SlackRefusal, match="used_url"):
        urls.use(token)


def test_a_response_url_lives_thirty_minutes() -> None:
    clock = MovableClock(NOON, frozen=True)
    urls = ResponseUrls(clock.now)
    token = urls.issue("C0RECEPTION", "U0RIKKE").token

    clock.advance(timedelta(minutes=30))
    urls.use(token)
    clock.advance(timedelta(seconds=1))
    with pytest.raises(SlackRefusal, match="expired_url"):
        urls.use(token)


def test_a_socket_ticket_opens_one_connection() -> None:
    tickets = SocketTickets()
    ticket = tickets.issue()

    assert [tickets.use(ticket), tickets.use(ticket), tickets.use("made up")] == [True, False, False]
