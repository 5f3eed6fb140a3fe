"""Reading what Slack sends: who, from where, and a key that a second delivery repeats."""

import hashlib
import json
from enum import StrEnum
from typing import Any

from rules.errors import FristvagtError

Body = dict[str, Any]
# A value longer than this was never one of ours.
MOST_VALUE = 40


class Surface(StrEnum):
    """What kind of payload it is."""

    COMMAND = "command"
    ACTION = "block_actions"
    SUBMISSION = "view_submission"
    CLOSED = "view_closed"
    SUGGESTION = "block_suggestion"
    EVENT = "event"
    OTHER = "other"


class ForgedError(FristvagtError):
    """A value that no button of ours sends."""

    def __init__(self) -> None:
        super().__init__("Knappen peger ikke på et opkald. Intet er ændret. Åbn Hjem, og prøv igen derfra.")


def surface(body: Body) -> Surface:
    if "command" in body:
        return Surface.COMMAND
    if "event" in body:
        return Surface.EVENT
    kind = body.get("type")
    return Surface(kind) if kind in set(Surface) else Surface.OTHER


def user_of(body: Body) -> str:
    """The Slack id of who did it; empty when the payload names nobody."""
    if isinstance(body.get("user"), dict):
        return str(body["user"].get("id", ""))
    event = body.get("event")
    if isinstance(event, dict):
        user = event.get("user")
        return str(user.get("id", "")) if isinstance(user, dict) else str(user or "")
    return str(body.get("user_id", ""))


def workspace_of(body: Body) -> str:
    """The workspace the person acted in. A guest from elsewhere carries their own in `user`."""
    user = body.get("user")
    if isinstance(user, dict) and user.get("team_id"):
        return str(user["team_id"])
    team = body.get("team")
    if isinstance(team, dict):
        return str(team.get("id", ""))
    return str(body.get("team_id", ""))


def action_of(body: Body) -> Body:
    actions = body.get("actions") or [{}]
    first: Body = actions[0]
    return first


def value_of(body: Body) -> str:
    """The pressed button's value, or the chosen option's."""
    action = action_of(body)
    option = action.get("selected_option")
    value = option.get("value") if isinstance(option, dict) else action.get("value")
    return str(value or "")[:MOST_VALUE]


def number_in(text: str) -> int:
    """An item number; raises `ForgedError` for anything else."""
    if not (text.isascii() and text.isdigit()) or len(text) > 9:  # noqa: PLR2004 - fits every database
        raise ForgedError
    return int(text)


def key_of(body: Body) -> str:
    """The same for every delivery of the same press or submission, and for no other."""
    match surface(body):
        case Surface.SUBMISSION:
            view = body["view"]
            return _key("submission", view["id"], view.get("state", {}))
        case Surface.ACTION:
            action = action_of(body)
            return _key(
                "action", user_of(body), action.get("action_id"), action.get("action_ts"), value_of(body)
            )
        case _:
            return _key("command", body.get("trigger_id"), body.get("text"))


def _key(kind: str, *parts: object) -> str:
    # A fingerprint, because a submission's state holds what was typed.
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()
    return f"{kind}:{digest}"


def in_modal(body: Body) -> bool:
    """Whether the press came from inside a modal."""
    view = body.get("view")
    return isinstance(view, dict) and view.get("type") == "modal"
