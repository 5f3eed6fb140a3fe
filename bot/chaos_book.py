"""The workspace's ledger, kept small: what everybody was shown, and not how it was drawn."""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.demo.ledger import Ledger
from bot.demo.wire import Blocks, JsonObject

NOTICE = "fristvagt_notice"
NUMBER = re.compile(r"(~?)(?:\*)?Nr\. (\d+)\b")
LEFT_OUT = re.compile(r"… og (\d+) til\.")
TOO_LONG = re.compile(r"for lang til en besked")
NO_END = 1_000_000  # a message that does not say how many it leaves out


@dataclass(frozen=True, slots=True)
class Line:
    """A number a message shows. `live`: there is still something to do about it."""

    number: int
    live: bool
    fresh: bool  # never rung yet


@dataclass(frozen=True, slots=True)
class Told:
    """A message of the bot as it was posted or redrawn. `seconds` is real time."""

    at: datetime
    seconds: float
    kind: str
    channel: str
    user: str | None
    ts: str
    text: str
    heading: str
    outbox: int | None
    lines: tuple[Line, ...]
    left_out: int  # how many more it counts and does not show

    @property
    def numbers(self) -> frozenset[int]:
        return frozenset(line.number for line in self.lines)


class Book(Ledger):
    """A ledger of facts: `told` in order, `standing` as it stands now, and how often what was called."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(now)
        self._clock = now
        self.told: list[Told] = []
        self.standing: dict[tuple[str, str], Told] = {}
        self.counts: Counter[str] = Counter()
        self.faulted: Counter[str] = Counter()
        self.faults_at: list[tuple[float, str, str]] = []  # real seconds, method, fault

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
        """Count it."""
        said = str((result or {}).get("error", ""))
        self.counts[f"{kind} {name}" if kind == "call" else kind] += 1
        if fault or (kind == "call" and said):
            self.faulted[fault or said] += 1
            self.faults_at.append((time.monotonic(), name, fault or said))

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
        """Keep what a notice says; receipts and modals are read by those they are for."""
        if (metadata or {}).get("event_type") != NOTICE or kind not in ("message", "update"):
            return
        told = Told(
            at=self._clock(),
            seconds=time.monotonic(),
            kind=kind,
            channel=channel,
            user=user,
            ts=ts,
            text=text,
            heading=_heading(blocks or []),
            outbox=_outbox(metadata),
            lines=tuple(_lines(blocks or [])),
            left_out=_left_out(list(_texts(blocks or []))),
        )
        self.told.append(told)
        self.standing[channel, ts] = told

    def posts(self) -> list[Told]:
        """The messages, as they were when they came; redrawn ones left out."""
        return [one for one in list(self.told) if one.kind == "message"]

    def doubled(self) -> int:
        """How many messages carried an id that an earlier one had."""
        ids = [one.outbox for one in self.posts()]
        return len(ids) - len(set(ids))

    def standing_since(self, since: datetime) -> list[Told]:
        """Messages posted at `since` or later, as they stand now."""
        return [one for one in list(self.standing.values()) if float(one.ts) >= since.timestamp()]


def _outbox(metadata: JsonObject | None) -> int | None:
    found = ((metadata or {}).get("event_payload") or {}).get("outbox")
    return int(found) if found is not None else None


def _heading(blocks: Blocks) -> str:
    return next((one["text"]["text"] for one in blocks if one["type"] == "header"), "")


def _left_out(texts: Sequence[str]) -> int:
    if any(TOO_LONG.search(one) for one in texts):
        return NO_END
    return sum(int(found[1]) for one in texts for found in LEFT_OUT.finditer(one))


def _lines(blocks: Blocks) -> Iterator[Line]:
    for text in _texts(blocks, ("section",)):
        found = NUMBER.match(text)
        if found:
            yield Line(int(found[2]), live=not found[1], fresh="forsøg" not in text)


def _texts(blocks: Blocks, kinds: Iterable[str] = ("section", "context")) -> Iterator[str]:
    for block in blocks:
        if block["type"] in kinds:
            parts = [block["text"]] if "text" in block else block.get("elements", [])
            yield from (str(part.get("text", "")) for part in parts)
