"""Whether a payload has the shape Slack gives it: asked at the door and the gate, so nothing trips on it."""

import re
from typing import Any

from handlers.payload import Body, Surface, surface

# A user's id as Slack gives it. What is no such thing is not copied anywhere.
SLACK_ID = re.compile(r"[UW][A-Z0-9]{1,31}")
OF_PEOPLE = frozenset({"user_change", "team_join"})

# What Bolt reads of every payload, and of the event in one, before any middleware of ours is asked.
_TEXTS = ("type", "command", "callback_id", "action_id", "team_id", "user_id", "channel_id", "api_app_id")
_OBJECTS = (
    "enterprise", "event", "view", "container", "message", "previous_message", "item", "function_data",
    "assistant_thread",
)  # fmt: skip
_OBJECTS_OR_IDS = ("team", "user", "channel")
_SHORTCUTS = ("shortcut", "message_action")


def readable(payload: Any) -> bool:
    """Whether Bolt can read the payload at all, far enough for the gate to be asked."""
    if not isinstance(payload, dict) or not _has_kinds(payload):
        return False
    event, grants = payload.get("event", {}), payload.get("authorizations")
    if event is None or not _has_kinds(event) or not (grants is None or _is_list_of_objects(grants)):
        return False
    if not _has_one_address(payload.get("response_urls", [])) or not _has_its_view(payload):
        return False
    if any(not _has_kinds(grant) or "authorizations" in grant for grant in grants or ()):
        return False
    return "actions" not in payload or (_is_list_of_objects(payload["actions"]) and bool(payload["actions"]))


def _has_kinds(body: Body) -> bool:
    return (
        all(isinstance(body.get(name) or "", str) for name in _TEXTS)
        # Bolt looks for a user in what lies inside, too.
        and all(
            isinstance(body[name], dict) and _has_kinds(body[name])
            for name in _OBJECTS
            if body.get(name) is not None
        )
        and all(isinstance(body[name], dict | str) for name in _OBJECTS_OR_IDS if body.get(name) is not None)
    )


def _has_its_view(payload: Body) -> bool:
    """A form carries its view; of workflow steps, which no longer exist, Bolt asks for parts unseen."""
    view = payload.get("view")
    if payload.get("type") in ("view_submission", "view_closed"):
        return view is not None and view.get("type") in ("modal", "home")
    return payload.get("type") != "workflow_step_edit"


def _has_one_address(addresses: object) -> bool:
    """Bolt trips over a second one, and no form of ours asks for any."""
    return isinstance(addresses, list) and len(addresses) <= 1 and _is_list_of_objects(addresses)


def _is_list_of_objects(found: object) -> bool:
    return isinstance(found, list) and all(isinstance(one, dict) for one in found)


def well_formed(body: Body) -> bool:
    """Whether the parts that Bolt and our listeners read have the shapes Slack gives them."""
    match surface(body):
        case Surface.SUBMISSION | Surface.CLOSED:
            return _is_view(body.get("view")) and isinstance(body["view"].get("callback_id"), str)
        case Surface.ACTION:
            return _is_press(body.get("actions")) and (body.get("view") is None or _is_view(body["view"]))
        case Surface.SUGGESTION:
            typed = isinstance(body.get("action_id"), str) and isinstance(body.get("value") or "", str)
            return typed and (body.get("view") is None or _is_view(body["view"]))
        case Surface.EVENT:
            return body.get("type") == "event_callback" and _is_event(body["event"])
        case Surface.COMMAND:
            return isinstance(body["command"], str)
        case Surface.OTHER:
            return body.get("type") in _SHORTCUTS and isinstance(body.get("callback_id"), str)


def _is_event(event: object) -> bool:
    if not isinstance(event, dict) or not isinstance(event.get("type"), str):
        return False
    return event["type"] not in OF_PEOPLE or _is_person(event.get("user"))


def _is_person(user: object) -> bool:
    if not isinstance(user, dict) or not isinstance(user.get("profile") or {}, dict):
        return False
    return isinstance(user.get("id"), str) and SLACK_ID.fullmatch(user["id"]) is not None


def _is_press(actions: object) -> bool:
    if not isinstance(actions, list) or not actions or not isinstance(actions[0], dict):
        return False
    return isinstance(actions[0].get("action_id"), str)


def _is_view(view: object) -> bool:
    # Without its id a window cannot be changed, and whoever pressed in it would see nothing happen.
    if not isinstance(view, dict) or not isinstance(view.get("id"), str) or not view["id"]:
        return False
    blocks, state = view.get("blocks", []), view.get("state", {})
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        return False
    values = state.get("values", {}) if isinstance(state, dict) else None
    if not isinstance(values, dict) or not all(isinstance(block, dict) for block in values.values()):
        return False
    return all(_is_element(one) for block in values.values() for one in block.values())


def _is_element(element: object) -> bool:
    if not isinstance(element, dict) or not isinstance(element.get("value") or "", str):
        return False
    one, several = element.get("selected_option"), element.get("selected_options")
    return (one is None or isinstance(one, dict)) and (several is None or _is_list_of_objects(several))
