"""Block Kit and messages as the bot sends them, in as few words as a test needs."""

from tests.page_stub import Json


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str, text: str) -> Json:
    return {"value": value, "text": plain(text)}


def message(text: str, *blocks: Json, **more: object) -> Json:
    sent: Json = {
        "ts": "1795683840.000100",
        "user": "U0BOT",
        "username": "",
        "text": text,
        "blocks": list(blocks) or None,
        "ephemeral": False,
        "edited": False,
        "time_text": "10.04",
    }
    return sent | more


def actions(*elements: Json) -> Json:
    return {"type": "actions", "block_id": "row", "elements": list(elements)}


def button(action_id: str, text: str, **more: object) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(text)} | more


def field(name: str, kind: str = "plain_text_input", *, optional: bool = True, **element: object) -> Json:
    return {
        "type": "input",
        "block_id": name,
        "label": plain(name.capitalize()),
        "optional": optional,
        "element": {"type": kind, "action_id": name} | element,
    }


def view(*blocks: Json, title: str = "Nyt opkald", submit: str | None = "Gem", view_id: str = "V1") -> Json:
    return {
        "id": view_id,
        "title": title,
        "submit": submit,
        "close": None,
        "blocks": list(blocks),
        "callback_id": "call",
        "state": {},
    }
