"""How one link of the event log's chain is made. The secret never leaves the database unsealed."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

BEGINNING = bytes(32)


class Logged(Protocol):
    """An event as it stands in the database."""

    id: int
    at: datetime
    actor: str
    action: str
    result: str
    deadline_id: int | None
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ends:
    """Where the chain ends, and where retention has cut it."""

    seq: int = 0
    hash: bytes = BEGINNING
    newest_id: int = 0
    from_seq: int = 0
    from_hash: bytes = BEGINNING


@dataclass(frozen=True, slots=True, repr=False)
class Links:
    """Makes links. Keyed: who can write in the database but has no key cannot make a chain that holds."""

    secret: bytes

    def print_of(self, event: Logged) -> bytes:
        """The print of one row by itself."""
        return self._mac("row", canonical(event))

    def after(self, before: bytes, row: bytes) -> bytes:
        """The hash of the link that follows `before`."""
        return self._mac("link", before + row)

    def mac_of(self, ends: Ends) -> bytes:
        """What shows that the chain's ends were written by the bot."""
        numbers = f"{ends.seq} {ends.newest_id} {ends.from_seq} ".encode()
        return self._mac("ends", numbers + ends.hash + ends.from_hash)

    def _mac(self, use: str, content: bytes) -> bytes:
        return hmac.digest(self.secret, use.encode() + b"\0" + content, hashlib.sha256)


def canonical(event: Logged) -> bytes:
    """The row as the same bytes on every database: times in UTC to the microsecond, keys in order."""
    at = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    row = [event.id, at, event.actor, event.action, event.result, event.deadline_id, event.detail]
    return json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
