"""Which blocks Slack accepts on a message, in a modal and on App Home."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

from bot.demo.elements import (
    BUTTON,
    CHECKBOXES,
    CHOICE,
    DATETIMEPICKER,
    FILE_INPUT,
    GROUPS,
    ID,
    IMAGE,
    KIND,
    MULTI_SELECTS,
    NUMBER_INPUT,
    OVERFLOW,
    PICKERS,
    RADIO_BUTTONS,
    SELECTS,
    TEXT_INPUTS,
    plain,
    words,
)
from bot.demo.schema import Check, also, anything, boolean, by_type, items, mistake, one_of, shape, string
from bot.demo.wire import Blocks, JsonObject

Surface: TypeAlias = Literal["message", "modal", "home"]
MOST_BLOCKS: Mapping[Surface, int] = {"message": 50, "modal": 100, "home": 100}

CHOICES = {"checkboxes": CHECKBOXES, "radio_buttons": RADIO_BUTTONS}
ACCESSORIES = {
    "button": BUTTON,
    "overflow": OVERFLOW,
    "image": IMAGE,
    **CHOICES,
    **SELECTS,
    **MULTI_SELECTS,
    **PICKERS,
}
ACTIONS = {
    "button": BUTTON,
    "overflow": OVERFLOW,
    **CHOICES,
    **SELECTS,
    **PICKERS,
    "datetimepicker": DATETIMEPICKER,
}
INPUTS = {
    **CHOICES,
    **SELECTS,
    **MULTI_SELECTS,
    **PICKERS,
    **TEXT_INPUTS,
    "datetimepicker": DATETIMEPICKER,
    "number_input": NUMBER_INPUT,
    "file_input": FILE_INPUT,
}


def _without(kinds: Mapping[str, Check], *names: str) -> dict[str, Check]:
    return {kind: check for kind, check in kinds.items() if kind not in names}


def _block(required: Mapping[str, Check] | None = None, optional: Mapping[str, Check] | None = None) -> Check:
    return shape({"type": KIND, **(required or {})}, {"block_id": ID, **(optional or {})})


def _says_something(value: object, where: str) -> Iterator[str]:
    if isinstance(value, dict) and "text" not in value and "fields" not in value:
        yield mistake("missing required field: text or fields", where)


CELL = by_type({"raw_text": shape({"type": KIND, "text": string(3000)}), "rich_text": anything})
TABLE = _block({"rows": items(items(CELL, 20), 100)}, {"column_settings": items(anything, 20)})
SECTION = also(
    _block(
        optional={
            "text": words(3000),
            "fields": items(words(2000), 10),
            "accessory": by_type(ACCESSORIES),
            "expand": boolean,
        }
    ),
    _says_something,
)
CONTEXT = _block(
    {"elements": items(by_type({"image": IMAGE, "plain_text": words(3000), "mrkdwn": words(3000)}), 10)}
)
HEADER = _block({"text": plain(150)}, {"level": anything})
IMAGE_BLOCK = _block({"image_url": string(3000), "alt_text": string(2000)}, {"title": plain(2000)})


def _actions(elements: Mapping[str, Check]) -> Check:
    return _block({"elements": items(by_type(elements), 25)})


def _input(elements: Mapping[str, Check]) -> Check:
    return _block(
        {"label": plain(2000), "element": by_type(elements)},
        {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    )


COMMON = {"section": SECTION, "context": CONTEXT, "header": HEADER, "divider": _block()}
ON_SURFACE: Mapping[Surface, Check] = {
    "message": by_type(
        {
            **COMMON,
            "actions": _actions(ACTIONS),
            "input": _input(_without(INPUTS, "number_input", "file_input")),
            "image": IMAGE_BLOCK,
            "table": TABLE,
            "rich_text": _block({"elements": items(anything, 100)}),
            "markdown": _block({"text": string(12_000)}),
        }
    ),
    "modal": by_type(
        {
            **COMMON,
            "actions": _actions(ACTIONS),
            "input": _input(INPUTS),
            "image": IMAGE_BLOCK,
            "rich_text": _block({"elements": items(anything, 100)}),
        }
    ),
    "home": by_type({**COMMON, "actions": _actions(_without(ACTIONS, "datetimepicker"))}),
}


def problems(blocks: object, surface: Surface, where: str = "/blocks") -> list[str]:
    """Every mistake Slack would refuse these blocks for on that surface; empty when they are fine."""
    least = 0 if surface == "message" else 1
    found = list(items(ON_SURFACE[surface], MOST_BLOCKS[surface], least)(blocks, where))
    if isinstance(blocks, list):
        found += _shared_problems([block for block in blocks if isinstance(block, dict)], where)
    return found


def _shared_problems(blocks: Blocks, where: str) -> Iterator[str]:
    for block_id in _repeated(block.get("block_id") for block in blocks):
        yield mistake(f"block_id {block_id} is used more than once", where)
    for block in blocks:
        for action_id in _repeated(element.get("action_id") for element in interactive(block)):
            yield mistake(f"action_id {action_id} is used more than once in a block", where)
    if sum(block.get("type") == "table" for block in blocks) > 1:
        yield mistake("only one table is allowed", where)
    if sum(bool(element.get("focus_on_load")) for block in blocks for element in interactive(block)) > 1:
        yield mistake("only one element may have focus_on_load", where)


def _repeated(names: Iterable[object]) -> list[object]:
    return [
        name for name, times in Counter(name for name in names if isinstance(name, str)).items() if times > 1
    ]


def interactive(block: JsonObject) -> Blocks:
    """The block's elements that a person can press, choose in or type in."""
    held = [block.get("accessory"), block.get("element")]
    several = block.get("elements") if block.get("type") == "actions" else []
    held += several if isinstance(several, list) else []
    return [element for element in held if isinstance(element, dict) and "action_id" in element]


def find_element(blocks: Blocks | None, block_id: str, action_id: str) -> JsonObject | None:
    """The element with these ids, or None when the blocks hold no such."""
    for block in blocks or []:
        for element in interactive(block) if block.get("block_id") == block_id else []:
            if element["action_id"] == action_id:
                return element
    return None


def with_block_ids(blocks: Blocks) -> Blocks:
    """The blocks as Slack keeps them: each without a block_id is given a random one."""
    return [block if "block_id" in block else {**block, "block_id": secrets.token_hex(3)} for block in blocks]


SUGGESTIONS = shape({}, {"options": items(CHOICE, 100, least=0), "option_groups": GROUPS})


def suggestion_problems(answer: object) -> list[str]:
    """Every mistake Slack would refuse a type-ahead menu's options for."""
    return list(SUGGESTIONS(answer, ""))


VIEW_PARTS: Mapping[str, Check] = {
    "private_metadata": string(3000, least=0),
    "callback_id": string(255, least=0),
    "external_id": string(255, least=0),
}
MODAL = shape(
    {"type": one_of("modal"), "title": plain(24), "blocks": anything},
    {
        **VIEW_PARTS,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
HOME = shape({"type": one_of("home"), "blocks": anything}, VIEW_PARTS)


def view_problems(view: object, surface: Literal["modal", "home"]) -> list[str]:
    """Every mistake Slack would refuse this view for."""
    found = list((MODAL if surface == "modal" else HOME)(view, "/view"))
    if not isinstance(view, dict) or "blocks" not in view:
        return found
    found += problems(view["blocks"], surface, "/view/blocks")
    if surface == "modal" and "submit" not in view and _asks(view["blocks"]):
        found.append(mistake("submit is required when the modal holds an input block", "/view"))
    return found


def _asks(blocks: object) -> bool:
    return isinstance(blocks, list) and any(
        isinstance(block, dict) and block.get("type") == "input" for block in blocks
    )
