"""What a message carries unseen: which row of the outbox it is, and which clocks it speaks of. Ids only.

With it a message of unknown outcome is found again, and after a restore the outbox is made whole from Slack.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from storage import outbox
from storage.outbox import Claim
from storage.recall import Sent
from views.blocks import Message


def labelled(session: Session, claim: Claim, message: Message) -> Message:
    """The message with what it is to carry."""
    items = " ".join(map(str, outbox.items_of(session, claim.id)))
    label = {
        "key": claim.key,
        "kind": claim.kind,
        "team": claim.team_key,
        "urgent": claim.urgent,
        "items": items,
    }
    return replace(message, metadata=label)


def carried(outbox_id: int, message: Message) -> dict[str, Any]:
    """The payload of the message's metadata."""
    return {"outbox": outbox_id, **message.metadata}


def sent_as(payload: Mapping[str, Any], recipient: str, channel: str, ts: str) -> Sent:
    """A message that was found, read from its payload."""
    return Sent(
        outbox=int(payload["outbox"]),
        key=str(payload.get("key", "")),
        kind=str(payload.get("kind", "")),
        team_key=str(payload.get("team", "")),
        urgent=bool(payload.get("urgent", False)),
        items=tuple(map(int, str(payload.get("items", "")).split())),
        recipient=recipient,
        channel=channel,
        ts=ts,
    )
