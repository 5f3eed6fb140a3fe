"""Rights that expire: trigger ids, response URLs and Socket Mode tickets."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.demo.errors import SlackRefusal

TRIGGER_SECONDS = 3.0
RESPONSE_USES = 5
RESPONSE_LIFE = timedelta(minutes=30)


class Triggers:
    """Trigger ids: three seconds of real time, one use each, good for one person."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._issued: dict[str, tuple[str, float]] = {}
        self._used: set[str] = set()

    def issue(self, user: str) -> str:
        """A new trigger for something this person just did."""
        trigger = f"{secrets.randbelow(10**12)}.{secrets.token_hex(8)}"
        self._issued[trigger] = (user, self._monotonic() + TRIGGER_SECONDS)
        return trigger

    def use(self, trigger: str) -> str:
        """The person behind the trigger, which is now used up.

        Refuses with invalid_trigger, exchanged_trigger_id or expired_trigger_id.
        """
        if trigger not in self._issued:
            raise SlackRefusal("invalid_trigger")
        if trigger in self._used:
            raise SlackRefusal("exchanged_trigger_id")
        user, expires = self._issued[trigger]
        if self._monotonic() > expires:
            raise SlackRefusal("expired_trigger_id")
        self._used.add(trigger)
        return user


@dataclass
class ResponseUrl:
    """Where the bot may answer one interaction: five times within thirty minutes of the workspace's clock."""

    token: str
    channel: str
    user: str
    expires: datetime
    message_ts: str | None = None
    uses: int = 0


class ResponseUrls:
    """The response URLs handed out so far."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._by_token: dict[str, ResponseUrl] = {}

    def issue(self, channel: str, user: str, message_ts: str | None = None) -> ResponseUrl:
        """A new URL for an interaction in this channel, with the message it came from if there was one."""
        url = ResponseUrl(secrets.token_hex(12), channel, user, self._now() + RESPONSE_LIFE, message_ts)
        self._by_token[url.token] = url
        return url

    def use(self, token: str) -> ResponseUrl:
        """Count one use; refuses with invalid_url, used_url or expired_url."""
        url = self._by_token.get(token)
        if url is None:
            raise SlackRefusal("invalid_url")
        if url.uses >= RESPONSE_USES:
            raise SlackRefusal("used_url")
        if self._now() > url.expires:
            raise SlackRefusal("expired_url")
        url.uses += 1
        return url


class SocketTickets:
    """One-time tickets for opening a Socket Mode connection."""

    def __init__(self) -> None:
        self._open: set[str] = set()

    def issue(self) -> str:
        """A ticket good for one connection."""
        ticket = secrets.token_hex(16)
        self._open.add(ticket)
        return ticket

    def use(self, ticket: str) -> bool:
        """Whether the ticket was good; it is not afterwards."""
        known = ticket in self._open
        self._open.discard(ticket)
        return known
