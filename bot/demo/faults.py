"""Faults on request: what goes wrong with which call, how often."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Literal, TypeAlias, get_args

from bot.demo.wire import JsonObject

FaultKind: TypeAlias = Literal[
    "rate_limited", "http_500", "html_502", "error", "slow", "accept_then_drop", "drop_before"
]
EVERY_METHOD = "*"
POSTING = ("chat.postMessage", "chat.postEphemeral")
SECONDS_BETWEEN_POSTS = 1.0


@dataclass
class Fault:
    """Something that goes wrong with a Web API method, or with `response_url`.

    `times` counts down the calls it hits; None hits every one.
    `channel` limits it to calls naming that channel or user.
    `delivered` lets the call take effect before the fault shows, so that the bot cannot know the outcome.
    `retry_after` is in seconds, None leaves the header out; `seconds` is how long `slow` waits in real time.
    """

    kind: FaultKind
    method: str = EVERY_METHOD
    times: int | None = 1
    error: str = "internal_error"
    retry_after: int | None = 1
    seconds: float = 0.0
    channel: str | None = None
    delivered: bool = False

    def __post_init__(self) -> None:
        if self.kind not in get_args(FaultKind):
            raise ValueError(
                f"No fault is called {self.kind!r}; choose one of {', '.join(get_args(FaultKind))}."
            )
        self.delivered = self.delivered or self.kind == "accept_then_drop"

    def hits(self, method: str, arguments: JsonObject) -> bool:
        """Whether this call is one it should spoil."""
        meant = self.method in (EVERY_METHOD, method)
        named = (arguments.get("channel"), arguments.get("user_id"), arguments.get("user"))
        return meant and self.times != 0 and (self.channel is None or self.channel in named)


class FaultBox:
    """The faults waiting to happen. Safe to use from any thread."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.away = False
        self.rate_limit = False
        self._monotonic = monotonic
        self._lock = Lock()
        self._waiting: list[Fault] = []
        self._counters = {"duplicate_envelopes": 0, "wrong_team": 0}
        self._last_post: dict[str, float] = {}

    def add(self, fault: Fault) -> None:
        """Let this happen from now on, after the faults already waiting."""
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        """Let everything work again."""
        with self._lock:
            self.away = self.rate_limit = False
            self._waiting.clear()
            self._counters = dict.fromkeys(self._counters, 0)

    def duplicate_envelopes(self, times: int = 1) -> None:
        """Deliver the next payloads twice."""
        self._counters["duplicate_envelopes"] = times

    def wrong_team(self, times: int = 1) -> None:
        """Let the next payloads come from another team."""
        self._counters["wrong_team"] = times

    def take_envelope_fault(self, name: Literal["duplicate_envelopes", "wrong_team"]) -> bool:
        """Whether the payload about to be sent is to be spoiled that way; counts it."""
        with self._lock:
            due = self._counters[name] > 0
            self._counters[name] -= due
            return due

    def take(self, method: str, arguments: JsonObject) -> Fault | None:
        """The fault that spoils this call, if one does; counts it."""
        with self._lock:
            for fault in self._waiting:
                if fault.hits(method, arguments):
                    fault.times = None if fault.times is None else fault.times - 1
                    return fault
            return self._too_fast(method, str(arguments.get("channel", "")))

    def _too_fast(self, method: str, channel: str) -> Fault | None:
        if not self.rate_limit or method not in POSTING:
            return None
        now = self._monotonic()
        if now - self._last_post.get(channel, -SECONDS_BETWEEN_POSTS) < SECONDS_BETWEEN_POSTS:
            return Fault("rate_limited", method, retry_after=1)
        self._last_post[channel] = now
        return None
