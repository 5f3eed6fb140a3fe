"""Payloads as Slack sends them to a listener, in their real shapes, for `app.dispatch`."""

import itertools
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

TEAM, OTHER_TEAM, APP = "T0FRIST", "T0OTHER", "A0FRIST"
_numbers = itertools.count(1)


def trigger() -> str:
    """A trigger id nobody had before."""
    return f"{next(_numbers)}.1764147600.0a1b2c"


def command(user: str, text: str = "", name: str = "/callback", channel: str = "C0RECEPTION") -> Json:
    """A slash command; `text` as Slack sends it, escaped."""
    return {
        "token": "verification",
        "team_id": TEAM,
        "team_domain": "fristvagt-demo",
        "channel_id": channel,
        "channel_name": "reception",
        "user_id": user,
        "user_name": user.lower(),
        "command": name,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": "http://127.0.0.1:1/hooks/none",
        "trigger_id": trigger(),
    }


def _interaction(kind: str, user: str) -> Json:
    return {
        "type": kind,
        "team": {"id": TEAM, "domain": "fristvagt-demo"},
        "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": TEAM},
        "api_app_id": APP,
        "token": "verification",
        "is_enterprise_install": False,
        "enterprise": None,
        "trigger_id": trigger(),
    }


def press(user: str, action_id: str, value: str, *, view: Json | None = None) -> Json:
    """A button pressed in a message, or in `view`."""
    element = {
        "type": "button",
        "value": value,
        "text": {"type": "plain_text", "text": "Vis", "emoji": False},
    }
    return _action(user, action_id, element, view)


def choose(user: str, action_id: str, value: str) -> Json:
    """A choice in an overflow menu of a message."""
    option = {"text": {"type": "plain_text", "text": "Optaget"}, "value": value}
    return _action(user, action_id, {"type": "overflow", "selected_option": option}, None)


def _action(user: str, action_id: str, element: Json, view: Json | None) -> Json:
    at = f"17641476{next(_numbers):02}.000100"
    action = {"action_id": action_id, "block_id": "call:1", "action_ts": at, **element}
    if view is not None:
        place: Json = {"container": {"type": "view", "view_id": view["id"]}, "view": view}
    else:
        place = {
            "container": {"type": "message", "message_ts": at, "channel_id": "D0", "is_ephemeral": False},
            "channel": {"id": "D0", "name": "directmessage"},
            "message": {"type": "message", "user": "U0BOT", "ts": at, "text": "Et opkald"},
            "response_url": "http://127.0.0.1:1/hooks/none",
        }
    return {**_interaction("block_actions", user), **place, "actions": [action]}


def opened(view: Json, *, id: str = "") -> Json:
    """A view as it comes back from Slack: what the bot opened, with an id."""
    return {
        "previous_view_id": None,
        "state": {"values": {}},
        "private_metadata": "",
        **view,
        "id": id or f"V{next(_numbers):08}",
        "team_id": TEAM,
        "app_id": APP,
        "hash": "1764147600.aa",
    }


def submission(user: str, view: Json, values: Json | None = None) -> Json:
    """A modal submitted: every field as it was filled in, `values` (by block id) typed over."""
    shown = opened(view, id=str(view.get("id", "")))
    shown["state"] = {"values": _state(view["blocks"], values or {})}
    return {**_interaction("view_submission", user), "view": shown, "response_urls": []}


def _state(blocks: list[Json], typed: Json) -> Json:
    return {
        block["block_id"]: {block["element"]["action_id"]: _entry(block["element"], block["block_id"], typed)}
        for block in blocks
        if block["type"] == "input"
    }


def _entry(element: Json, block_id: str, typed: Json) -> Json:
    kind = element["type"]
    if kind == "plain_text_input":
        return {"type": kind, "value": typed.get(block_id, element.get("initial_value")) or None}
    if kind in ("datepicker", "timepicker"):
        name = f"selected_{kind.removesuffix('picker')}"
        return {"type": kind, name: typed.get(block_id, element.get("initial_date"))}
    if kind == "file_input":
        return {"type": kind, "files": typed.get(block_id, [])}
    if kind == "checkboxes":
        before = [one["value"] for one in element.get("initial_options", [])]
        chosen = typed.get(block_id, before)
        return {"type": kind, "selected_options": [_option(value) for value in chosen]}
    initial = (element.get("initial_option") or {}).get("value")
    value = typed.get(block_id, initial)
    return {"type": kind, "selected_option": _option(value) if value else None}


def _option(value: str) -> Json:
    return {"text": {"type": "plain_text", "text": value, "emoji": False}, "value": value}


def suggestion(user: str, action_id: str, query: str, view: Json) -> Json:
    """Letters typed into a type-ahead menu of a modal."""
    return {
        **_interaction("block_suggestion", user),
        "action_id": action_id,
        "block_id": action_id,
        "value": query,
        "container": {"type": "view", "view_id": view["id"]},
        "view": view,
    }


def event(inner: Json) -> Json:
    """An event with its envelope."""
    return {
        "token": "verification",
        "team_id": TEAM,
        "context_team_id": TEAM,
        "api_app_id": APP,
        "event": inner,
        "type": "event_callback",
        "event_id": f"Ev{next(_numbers):08}",
        "event_time": 1764147600,
        "authorizations": [{"team_id": TEAM, "user_id": "U0BOT", "is_bot": True}],
        "is_ext_shared_channel": False,
    }


def home_opened(user: str) -> Json:
    """Somebody looks at the Home tab."""
    inner = {
        "type": "app_home_opened",
        "user": user,
        "channel": "D0",
        "tab": "home",
        "event_ts": "1764147600.1",
    }
    return event(inner)


def user_change(user: str, **changes: Any) -> Json:
    """Somebody was renamed, deactivated or made a guest."""
    person = {
        "id": user,
        "team_id": TEAM,
        "deleted": False,
        "profile": {"real_name": "Karim Aziz"},
        **changes,
    }
    return event({"type": "user_change", "user": person})


def from_elsewhere(payload: Json) -> Json:
    """The same from a workspace the app is not installed in."""
    moved = {
        key: OTHER_TEAM if key in ("team_id", "context_team_id") else value for key, value in payload.items()
    }
    if isinstance(payload.get("user"), dict):
        moved["user"] = {**payload["user"], "team_id": OTHER_TEAM}
        moved["team"] = {**payload["team"], "id": OTHER_TEAM}
    return moved
