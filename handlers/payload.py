"""Reading what Slack sends: who, from where, and a key that a second delivery repeats."""

import hashlib
import json
import unicodedata
from collections.abc import Iterator
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
    return Surface(kind) if isinstance(kind, str) and kind in set(Surface) else Surface.OTHER


def user_of(body: Body) -> str:
    """The Slack id of who did it; empty when the payload names nobody."""
    if isinstance(body.get("user"), dict):
        return str(body["user"].get("id", ""))
    event = body.get("event")
    if isinstance(event, dict):
        user = event.get("user")
        return str(user.get("id", "")) if isinstance(user, dict) else str(user or "")
    return str(body.get("user_id", ""))


def workspaces_of(body: Body) -> set[str]:
    """Every workspace the payload names: where it happened, and where the person comes from."""
    named = [body.get("team_id")]
    named += [
        holder.get(name)
        for holder, name in ((body.get("team"), "id"), (body.get("user"), "team_id"))
        if isinstance(holder, dict)
    ]
    return {str(one) for one in named if one}


def text_of(body: Body) -> str:
    """A command's text."""
    return clean(str(body.get("text") or ""))


def clean(text: str) -> str:
    """What was typed, without the characters no keyboard gives and no database takes."""
    if text.isprintable():
        return text.strip()
    return "".join(
        char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")
    ).strip()


def typed_texts(body: Body) -> Iterator[tuple[str, str]]:
    """(block id, text) of every text field of a submitted form that does not stand as we filled it in."""
    ours = {str(block.get("block_id")): _initial(block) for block in body["view"].get("blocks") or ()}
    for block, elements in values_of(body).items():
        for element in elements.values():
            text = element.get("value")
            if isinstance(text, str) and text != ours.get(block):
                yield block, clean(text)


def _initial(block: Body) -> object:
    element = block.get("element")
    return element.get("initial_value") if isinstance(element, dict) else None


def values_of(body: Body) -> Body:
    """What stands in a submitted form, by block and element."""
    values: Body = (body["view"].get("state") or {}).get("values") or {}
    return values


def action_of(body: Body) -> Body:
    first: Body = body["actions"][0]
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
            return _key("submission", body["view"]["id"], user_of(body), values_of(body))
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


def form_key_of(body: Body, what: str = "form", *about: object) -> str:
    """The same for everything submitted from one opened form; `what` it registers, and `about` which things.

    A window keeps its number when another form takes its place.
    """
    return _key(what, body["view"]["id"], user_of(body), *about)


def number_in_form(body: Body) -> str:
    """The number the form was opened for, as it came back; "" when it came from no form."""
    view = body.get("view")
    return str(view.get("private_metadata") or "") if isinstance(view, dict) else ""


def in_modal(body: Body) -> bool:
    """Whether the press came from inside a modal."""
    view = body.get("view")
    return isinstance(view, dict) and view.get("type") == "modal"
