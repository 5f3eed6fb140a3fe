"""Everything the workspace received and delivered, in order: the judge of nothing lost and nothing twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from bot.demo.wire import Blocks, JsonObject


@dataclass(frozen=True)
class Entry:
    """One thing that crossed the wire.

    `kind` is call, hook, upload, envelope, ack, refused_ack or socket; `at` is the workspace's time.
    `caller` is whose token a call bore: bot, app, wrong or none.
    """

    number: int
    at: datetime
    kind: str
    name: str
    caller: str
    arguments: JsonObject
    result: JsonObject
    fault: str


@dataclass(frozen=True)
class Delivery:
    """One thing people can see because of the bot.

    `kind` is message, ephemeral, update, delete, home, modal or file.
    `user` is whom it reached when that is one person.
    """

    at: datetime
    kind: str
    channel: str
    user: str | None
    ts: str
    text: str
    blocks: Blocks | None
    metadata: JsonObject | None

    @property
    def event_type(self) -> str | None:
        """The metadata's event type, if the message carried metadata."""
        return self.metadata.get("event_type") if self.metadata else None

    def carries(self, payload: JsonObject) -> bool:
        """Whether the metadata's payload has each of these values."""
        carried = (self.metadata or {}).get("event_payload", {})
        return all(carried.get(name) == value for name, value in payload.items())


class Ledger:
    """Append-only. Written by the server's thread, read from any; `path` also keeps a JSON line an entry."""

    def __init__(self, now: Callable[[], datetime], path: Path | None = None) -> None:
        self._now = now
        self._path = path
        self._entries: list[Entry] = []
        self._deliveries: list[Delivery] = []

    def record(
        self,
        kind: str,
        name: str,
        *,
        caller: str = "",
        arguments: JsonObject | None = None,
        result: JsonObject | None = None,
        fault: str = "",
    ) -> None:
        """Note one thing that crossed the wire."""
        number = len(self._entries) + 1
        entry = Entry(number, self._now(), kind, name, caller, arguments or {}, result or {}, fault)
        self._entries.append(entry)
        self._write(asdict(entry))

    def deliver(
        self,
        kind: str,
        *,
        channel: str = "",
        user: str | None = None,
        ts: str = "",
        text: str = "",
        blocks: Blocks | None = None,
        metadata: JsonObject | None = None,
    ) -> None:
        """Note one thing that people can now see."""
        delivery = Delivery(self._now(), kind, channel, user, ts, text, blocks, metadata)
        self._deliveries.append(delivery)
        self._write({"delivered": asdict(delivery)})

    def entries(self, kind: str | None = None, name: str | None = None) -> list[Entry]:
        """What crossed the wire so far, oldest first."""
        return [
            entry
            for entry in list(self._entries)
            if kind in (None, entry.kind) and name in (None, entry.name)
        ]

    def calls(self, method: str) -> list[Entry]:
        """The Web API calls of one method, delivered or not."""
        return self.entries("call", method)

    def delivered(
        self,
        kind: str | None = None,
        *,
        event_type: str | None = None,
        channel: str | None = None,
        user: str | None = None,
        **payload: object,
    ) -> list[Delivery]:
        """What people got, oldest first; `payload` names values of the metadata's event payload."""
        return [
            delivery
            for delivery in list(self._deliveries)
            if kind in (None, delivery.kind)
            and event_type in (None, delivery.event_type)
            and channel in (None, delivery.channel)
            and user in (None, delivery.user)
            and delivery.carries(payload)
        ]

    def as_json(self) -> JsonObject:
        """The whole ledger, times as ISO text."""
        whole = {
            "entries": [asdict(entry) for entry in self.entries()],
            "deliveries": [asdict(delivery) for delivery in self.delivered()],
        }
        plain: JsonObject = json.loads(json.dumps(whole, default=str))
        return plain

    def _write(self, line: JsonObject) -> None:
        if self._path is None:
            return
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
