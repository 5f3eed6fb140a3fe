"""The way out to Slack: post, look for, redraw. Every failure comes back classed."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any, Protocol, TypeVar

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from jobs.label import carried, sent_as
from jobs.trouble import classify
from storage.recall import Sent
from views.blocks import Block, Message

logger = logging.getLogger(__name__)

EVENT_TYPE = "fristvagt_notice"
# We look for a message by Slack's time. Ours may have been a day ahead when we sent it.
MARGIN = timedelta(hours=26)
PAGE = 100
CHANNELS = ("C", "G")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message stands in Slack."""

    channel: str
    ts: str


class Memory(Protocol):
    """What is needed to find out what has been sent; raises `Trouble` when it fails."""

    def told(self, recipient: str, since: datetime) -> list[Sent]: ...


class WayOut(Protocol):
    """What the engine needs of a messenger; every method raises `Trouble` when it fails."""

    def post(self, recipient: str, message: Message, outbox_id: int) -> Posted: ...
    def find(self, recipient: str, outbox_id: int, since: datetime) -> Posted | None: ...
    def redraw(self, posted: Posted, message: Message, outbox_id: int) -> None: ...
    def publish_home(self, person: str, view: Block) -> None: ...


@dataclass(frozen=True)
class Courier:
    """Raises `Trouble` for whatever Slack or the network does to us."""

    client: WebClient

    def post(self, recipient: str, message: Message, outbox_id: int) -> Posted:
        """Post to a person or channel. The metadata carries the outbox id, so it can be found again."""
        answer = _classed(
            lambda: self.client.chat_postMessage(
                channel=recipient,
                text=message.text,
                blocks=list(message.blocks),
                metadata={"event_type": EVENT_TYPE, "event_payload": carried(outbox_id, message)},
                unfurl_links=False,
                unfurl_media=False,
            )
        )
        return Posted(str(answer["channel"]), str(answer["ts"]))

    def find(self, recipient: str, outbox_id: int, since: datetime) -> Posted | None:
        """Our message with that outbox id, when Slack has it."""
        channel = self._conversation(recipient)
        found = (one for one in self._ours(channel, since) if _outbox_id(one) == outbox_id)
        return next((Posted(channel, str(one["ts"])) for one in found), None)

    def told(self, recipient: str, since: datetime) -> list[Sent]:
        """Every message of ours they were sent since; what a newer program wrote in its own way is left."""
        channel = self._conversation(recipient)
        found: list[Sent] = []
        for one in self._ours(channel, since):
            try:
                found.append(sent_as(_payload(one), recipient, channel, str(one["ts"])))
            except (TypeError, ValueError):
                logger.warning("a message in %s is none this program can read", channel)
        return found

    def _ours(self, channel: str, since: datetime) -> Iterator[dict[str, Any]]:
        """Our own messages there, newest first."""
        cursor = ""
        while True:
            answer = self._history(channel, since, cursor)
            yield from (one for one in answer.get("messages") or () if _outbox_id(one))
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return

    def _conversation(self, recipient: str) -> str:
        if recipient.startswith(CHANNELS):
            return recipient
        return str(_classed(lambda: self.client.conversations_open(users=recipient))["channel"]["id"])

    def _history(self, channel: str, since: datetime, cursor: str) -> Any:
        oldest = f"{(since - MARGIN).timestamp():.6f}"
        return _classed(
            lambda: self.client.conversations_history(
                channel=channel, oldest=oldest, include_all_metadata=True, limit=PAGE, cursor=cursor or None
            )
        )

    def redraw(self, posted: Posted, message: Message, outbox_id: int) -> None:
        """Change a message in place; nobody is notified."""
        _classed(
            lambda: self.client.chat_update(
                channel=posted.channel,
                ts=posted.ts,
                text=message.text,
                blocks=list(message.blocks),
                metadata={"event_type": EVENT_TYPE, "event_payload": carried(outbox_id, message)},
            )
        )

    def publish_home(self, person: str, view: Block) -> None:
        """Draw somebody's Home tab."""
        _classed(lambda: self.client.views_publish(user_id=person, view=view))


def _outbox_id(message: dict[str, Any]) -> object:
    return _payload(message).get("outbox")


def _payload(message: dict[str, Any]) -> dict[str, Any]:
    metadata = message.get("metadata") or {}
    return metadata.get("event_payload") or {}


def _classed(call: Callable[[], Answer]) -> Answer:
    try:
        return call()
    except (SlackClientError, HTTPException, OSError) as error:
        raise classify(error) from None
