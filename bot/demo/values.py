"""What a person has chosen or typed, in the shapes Slack's payloads use for each kind of element."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.demo.blocks import interactive
from bot.demo.elements import choices_of
from bot.demo.wire import Blocks, JsonObject, RawState, RawValue


class ValueRefused(ValueError):  # noqa: N818 - named as SlackRefusal is
    """A value the element on the screen could not have produced."""


@dataclass
class Served:
    """Options the bot has offered through type-ahead, and files a person has put in, found again by value."""

    _options: dict[tuple[str, str], dict[str, JsonObject]] = field(default_factory=dict)

    def remember(self, block_id: str, action_id: str, options: Blocks) -> None:
        """Add options to what this element has been offered."""
        self._options.setdefault((block_id, action_id), {}).update(
            {option["value"]: option for option in options}
        )

    def of(self, block_id: str, action_id: str) -> Blocks:
        """Everything this element has been offered."""
        return list(self._options.get((block_id, action_id), {}).values())


# For each kind of element: the name of its value in payloads, and of its initial value in the block.
SINGLE_VALUES: Mapping[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
}
ONE_OPTION = ("static_select", "external_select", "radio_buttons")
SEVERAL_OPTIONS = ("multi_static_select", "multi_external_select", "checkboxes")
STATELESS = ("button", "overflow")


def initial_value(element: JsonObject) -> RawValue:
    """What the element shows before anybody touches it."""
    kind = element["type"]
    if kind in SINGLE_VALUES:
        shown: RawValue = element.get(SINGLE_VALUES[kind][1])
        return shown
    if kind in ONE_OPTION:
        chosen = element.get("initial_option")
        return chosen["value"] if chosen else None
    if kind in SEVERAL_OPTIONS:
        return [option["value"] for option in element.get("initial_options", [])]
    if kind == "multi_users_select":
        return list(element.get("initial_users", []))
    return None


def value_shape(element: JsonObject, raw: RawValue, offered: Blocks) -> JsonObject:
    """The element's entry in `state.values`; raises ValueRefused for an option it does not have."""
    kind = element["type"]
    find = _finder(element, offered)
    if kind in SINGLE_VALUES:
        return {"type": kind, SINGLE_VALUES[kind][0]: _single(kind, raw)}
    if kind in ONE_OPTION or kind == "overflow":
        asked = raw or kind == "overflow"  # a menu's press always chooses something
        return {"type": kind, "selected_option": find(raw) if asked else None}
    if kind in SEVERAL_OPTIONS:
        return {"type": kind, "selected_options": [find(value) for value in _several(raw)]}
    if kind == "multi_users_select":
        return {"type": kind, "selected_users": _several(raw)}
    if kind == "file_input":
        return {"type": kind, "files": [find(value)["file"] for value in _several(raw)]}
    return {"type": kind}


def pressed(element: JsonObject, block_id: str, raw: RawValue, offered: Blocks, at: str) -> JsonObject:
    """The element's entry in `actions`; raises ValueRefused for an option it does not have."""
    kept = ("text", "value", "style") if element["type"] == "button" else ("placeholder",)
    shown = {name: element[name] for name in kept if name in element}
    chosen = value_shape(element, raw, offered)
    return {"action_id": element["action_id"], "block_id": block_id, **shown, **chosen, "action_ts": at}


def _single(kind: str, raw: RawValue) -> RawValue:
    if raw in (None, ""):
        return None
    if kind == "number_input":
        return str(raw).replace(",", ".")  # a Danish keyboard writes a decimal comma
    return int(str(raw)) if kind == "datetimepicker" else str(raw)


def _several(raw: RawValue) -> list[str]:
    return [str(value) for value in raw] if isinstance(raw, list) else []


def _finder(element: JsonObject, offered: Blocks) -> Callable[[RawValue], JsonObject]:
    initial = [element.get("initial_option"), *element.get("initial_options", [])]
    known: dict[Any, JsonObject] = {
        option["value"]: option
        for option in [*choices_of(element), *initial, *offered]
        if isinstance(option, dict)
    }

    def find(raw: RawValue) -> JsonObject:
        if not isinstance(raw, str) or raw not in known:
            raise ValueRefused(f"{element['action_id']} has no option {raw!r}; choose one it shows.")
        return known[raw]

    return find


def shown_state(blocks: Blocks, typed: RawState) -> RawState:
    """The raw value of every element with a state: what was typed, else what it began with."""
    return {
        block["block_id"]: {
            element["action_id"]: typed.get(block["block_id"], {}).get(
                element["action_id"], initial_value(element)
            )
            for element in stateful
        }
        for block in blocks
        if (stateful := [each for each in interactive(block) if each["type"] not in STATELESS])
    }


def state_values(blocks: Blocks, typed: RawState, served: Served) -> JsonObject:
    """`state` as Slack sends it: values by block_id and action_id."""
    raw = shown_state(blocks, typed)
    values: JsonObject = {}
    for block in blocks:
        block_id = block["block_id"]
        for element in interactive(block) if block_id in raw else []:
            action_id = element["action_id"]
            if action_id in raw[block_id]:
                shaped = value_shape(element, raw[block_id][action_id], served.of(block_id, action_id))
                values.setdefault(block_id, {})[action_id] = shaped
    return {"values": values}


def missing_answers(blocks: Blocks, typed: RawState) -> dict[str, str]:
    """What Slack's own client refuses before the bot hears of it: a Danish sentence by block_id."""
    raw = shown_state(blocks, typed)
    asked = [block for block in blocks if block["type"] == "input"]
    found = {block["block_id"]: _objection(block, raw[block["block_id"]]) for block in asked}
    return {block_id: sentence for block_id, sentence in found.items() if sentence}


def _objection(block: JsonObject, values: dict[str, RawValue]) -> str:
    element = block["element"]
    value = values[element["action_id"]]
    if value in (None, "", []):
        return "" if block.get("optional") else "Udfyld dette felt."
    if element["type"] == "plain_text_input":
        return _length_objection(element, str(value))
    if element["type"] == "number_input":
        return _number_objection(element, str(value))
    return ""


def _length_objection(element: JsonObject, value: str) -> str:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) > most:
        return f"Skriv højst {most} tegn."
    return f"Skriv mindst {least} tegn." if len(value) < least else ""


def _number_objection(element: JsonObject, value: str) -> str:
    try:
        number = float(value.replace(",", "."))
    except ValueError:
        return "Skriv et tal."
    if not element["is_decimal_allowed"] and not number.is_integer():
        return "Skriv et helt tal."
    if number < float(element.get("min_value", "-inf")):
        return f"Skriv mindst {element['min_value']}."
    return f"Skriv højst {element['max_value']}." if number > float(element.get("max_value", "inf")) else ""
