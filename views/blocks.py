"""Small Block Kit builders. Text that people typed goes through `inert` before it gets here."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rules.cpr import mask_cpr

Block = dict[str, Any]

# Slack's own limits (slack.md, Blocks).
MOST_SECTION_CHARACTERS = 3_000
MOST_BLOCKS_IN_A_MESSAGE = 50
MOST_BLOCKS_IN_A_VIEW = 100
FEWEST_DIGITS_OF_A_CPR = 8  # "1.1." and a year, without zeros
_EIGHT_DIGITS = re.compile(r"\d(?:\D*\d){7}")


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted: `text` is read on lock screens and aloud, `blocks` in Slack."""

    text: str
    blocks: Sequence[Block]
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", masked(self.text))
        object.__setattr__(self, "blocks", masked(list(self.blocks)))


def masked(shown: Any) -> Any:
    """The second net under what is posted (trust.md P2): no CPR number is readable, wherever it came from."""
    if isinstance(shown, str):
        return mask_cpr(shown) if _digits_enough(shown) else shown
    if isinstance(shown, dict):
        return {key: masked(part) for key, part in shown.items()}
    return [masked(part) for part in shown] if isinstance(shown, list) else shown


def _digits_enough(text: str) -> bool:
    # Every word of every button comes by here: most are too short, or plain and soon looked through.
    if len(text) < FEWEST_DIGITS_OF_A_CPR:
        return False
    if text.isascii():
        return _EIGHT_DIGITS.search(text) is not None
    return sum(map(str.isdigit, text)) >= FEWEST_DIGITS_OF_A_CPR


# Marks that turn the writing direction, and with it the meaning of what stands after them.
TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def inert(text: str) -> str:
    """What a person typed, so that it cannot mention, link or format (trust.md P15)."""
    escaped = text.translate(TURNING).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # A zero-width non-joiner breaks Slack's formatting marks and looks like nothing.
    for mark in "*_~`":
        escaped = escaped.replace(mark, f"\u200c{mark}\u200c")
    return escaped


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text[:150])}


def section(text: str, *, block_id: str | None = None, accessory: Block | None = None) -> Block:
    block: Block = {"type": "section", "text": mrkdwn(text[:MOST_SECTION_CHARACTERS])}
    return block | _given(block_id=block_id, accessory=accessory)


def unformatted(text: str) -> Block:
    """What a person typed, on its own: Slack formats, links and mentions nothing in it."""
    return {"type": "section", "text": plain(text[:MOST_SECTION_CHARACTERS])}


def context(*texts: str) -> Block:
    return {"type": "context", "elements": [mrkdwn(text) for text in texts]}


def divider() -> Block:
    return {"type": "divider"}


def actions(block_id: str, elements: Sequence[Block]) -> Block:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def button(
    action_id: str, label: str, value: str, *, style: str | None = None, confirm: Block | None = None
) -> Block:
    block: Block = {"type": "button", "action_id": action_id, "text": plain(label), "value": value}
    return block | _given(style=style, confirm=confirm)


def confirm(title: str, text: str, yes: str, no: str) -> Block:
    return {"title": plain(title), "text": plain(text), "confirm": plain(yes), "deny": plain(no)}


def option(label: str, value: str) -> Block:
    return {"text": plain(label[:75]), "value": value}


def overflow(action_id: str, options: Iterable[Block]) -> Block:
    return {"type": "overflow", "action_id": action_id, "options": list(options)}


def field_of(
    block_id: str, label: str, element: Block, *, hint: str | None = None, optional: bool = False
) -> Block:
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": element,
        "optional": optional,
    }
    return block | _given(hint=plain(hint) if hint else None)


def text_input(
    action_id: str,
    *,
    value: str = "",
    most: int = 3_000,
    multiline: bool = False,
    placeholder: str | None = None,
    focus: bool = False,
) -> Block:
    block: Block = {
        "type": "plain_text_input",
        "action_id": action_id,
        "max_length": most,
        "multiline": multiline,
    }
    return block | _given(
        initial_value=value or None,
        placeholder=plain(placeholder) if placeholder else None,
        focus_on_load=focus or None,
    )


def select(action_id: str, options: Sequence[Block], *, chosen: str | None = None) -> Block:
    initial = next((one for one in options if one["value"] == chosen), None)
    block: Block = {"type": "static_select", "action_id": action_id, "options": list(options)}
    return block | _given(initial_option=initial)


def radio(action_id: str, options: Sequence[Block], *, first: bool = True) -> Block:
    """One of a few; the first is chosen until somebody says otherwise, unless nothing may be assumed."""
    block: Block = {"type": "radio_buttons", "action_id": action_id, "options": list(options)}
    return block | _given(initial_option=options[0] if first else None)


def date_picker(action_id: str, *, chosen: date | None = None) -> Block:
    """A day; the calendar opens at `chosen`."""
    block: Block = {"type": "datepicker", "action_id": action_id}
    return block | _given(initial_date=chosen.isoformat() if chosen else None)


def search(action_id: str, *, chosen: Block | None = None, placeholder: str) -> Block:
    """A type-ahead whose options the bot suggests; an empty search lists everybody."""
    block: Block = {
        "type": "external_select",
        "action_id": action_id,
        "min_query_length": 0,
        "placeholder": plain(placeholder),
    }
    return block | _given(initial_option=chosen)


def checkboxes(action_id: str, options: Sequence[Block], *, chosen: Iterable[str] = ()) -> Block:
    wanted = set(chosen)
    initial = [one for one in options if one["value"] in wanted]
    block: Block = {"type": "checkboxes", "action_id": action_id, "options": list(options)}
    return block | _given(initial_options=initial or None)


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[Block],
    *,
    close: str,
    submit: str | None = None,
    private_metadata: str = "",
    notify_on_close: bool = False,
) -> Block:
    view: Block = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title[:24]),
        "close": plain(close[:24]),
        "blocks": list(blocks),
        "private_metadata": private_metadata,
        "notify_on_close": notify_on_close,
    }
    return view | _given(submit=plain(submit[:24]) if submit else None)


def home(blocks: Sequence[Block]) -> Block:
    return {"type": "home", "blocks": masked(list(blocks)[:MOST_BLOCKS_IN_A_VIEW])}


def _given(**values: object) -> Block:
    return {key: value for key, value in values.items() if value is not None}
