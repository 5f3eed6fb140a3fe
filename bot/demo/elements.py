"""Block Kit's text, option and element objects, with Slack's limits."""

from __future__ import annotations

from collections.abc import Iterator

from bot.demo.schema import (
    Check,
    also,
    anything,
    boolean,
    by_type,
    integer,
    items,
    mistake,
    one_of,
    pattern,
    shape,
    string,
)

ID = string(255)
KIND = string(50)
LONGEST_EPOCH = 9_999_999_999
SHORTEST_EPOCH = 1_000_000_000


def plain(most: int) -> Check:
    """A plain_text object of at most `most` characters."""
    return shape({"type": one_of("plain_text"), "text": string(most)}, {"emoji": boolean})


def words(most: int) -> Check:
    """A plain_text or mrkdwn object of at most `most` characters."""
    marked = shape({"type": one_of("mrkdwn"), "text": string(most)}, {"verbatim": boolean})
    return by_type({"plain_text": plain(most), "mrkdwn": marked})


CONFIRM = shape(
    {"title": plain(100), "text": words(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)


def option(label: Check, *, url: bool = False) -> Check:
    """One choice of a menu; only an overflow menu's may carry a link."""
    extra = {"url": string(3000)} if url else {}
    return shape({"text": label, "value": string(150)}, {"description": words(75), **extra})


CHOICE = option(plain(75))
RICH_CHOICE = option(words(75))
GROUPS = items(shape({"label": plain(75), "options": items(CHOICE, 100)}), 100)


def _one_source(value: object, where: str) -> Iterator[str]:
    if isinstance(value, dict) and ("options" in value) == ("option_groups" in value):
        yield mistake("exactly one of options and option_groups is required", where)


def choices_of(element: dict[str, object]) -> list[object]:
    """A menu's options, those of its groups included."""
    groups = element.get("option_groups")
    found: list[object] = []
    for holder in [element, *(groups if isinstance(groups, list) else [])]:
        options = holder.get("options") if isinstance(holder, dict) else None
        found.extend(options if isinstance(options, list) else [])
    return found


def _initial_is_a_choice(value: object, where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        return
    single = [value["initial_option"]] if "initial_option" in value else []
    several = value.get("initial_options", [])
    offered = choices_of(value)
    for chosen in [*single, *(several if isinstance(several, list) else [])]:
        if chosen not in offered:
            yield mistake("initial option must exactly match one of the options", where)


def _distinct_values(value: object, where: str) -> Iterator[str]:
    offered = choices_of(value) if isinstance(value, dict) else []
    values = [choice.get("value") for choice in offered if isinstance(choice, dict)]
    if len(values) != len(set(map(str, values))):
        yield mistake("option values must be unique", where)


def _element(required: dict[str, Check] | None = None, optional: dict[str, Check] | None = None) -> Check:
    return shape({"type": KIND, "action_id": ID, **(required or {})}, optional)


ASKING = {"confirm": CONFIRM, "placeholder": plain(150), "focus_on_load": boolean}
CHOOSING = {"options": items(CHOICE, 100), "option_groups": GROUPS, **ASKING}
LISTED = (_one_source, _initial_is_a_choice, _distinct_values)
SEVERAL = {"max_selected_items": integer(1, 1000)}
TYPED = {
    "placeholder": plain(150),
    "initial_value": string(3000, least=0),
    "dispatch_action_config": anything,
    "focus_on_load": boolean,
}
DATE = pattern(r"\d{4}-\d{2}-\d{2}", "a date as YYYY-MM-DD")
TIME = pattern(r"([01]\d|2[0-3]):[0-5]\d", "a time as HH:mm")
NUMBER = pattern(r"-?\d+(\.\d+)?", "a number written as a string")

BUTTON = _element(
    {"text": plain(75)},
    {
        "url": string(3000),
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
OVERFLOW = _element({"options": items(option(plain(75), url=True), 5)}, {"confirm": CONFIRM})
RADIO_BUTTONS = also(
    _element({"options": items(RICH_CHOICE, 10)}, {"initial_option": RICH_CHOICE, **ASKING}), *LISTED
)
CHECKBOXES = also(
    _element({"options": items(RICH_CHOICE, 10)}, {"initial_options": items(RICH_CHOICE, 10), **ASKING}),
    *LISTED,
)
IMAGE = shape({"type": KIND, "image_url": string(3000), "alt_text": string(2000)})
SELECTS: dict[str, Check] = {
    "static_select": also(_element(optional={**CHOOSING, "initial_option": CHOICE}), *LISTED),
    "external_select": _element(
        optional={**ASKING, "initial_option": CHOICE, "min_query_length": integer(0, 100)}
    ),
    "users_select": _element(optional={**ASKING, "initial_user": ID}),
    "channels_select": _element(optional={**ASKING, "initial_channel": ID, "response_url_enabled": boolean}),
    "conversations_select": _element(
        optional={
            **ASKING,
            "initial_conversation": ID,
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": anything,
        }
    ),
}
MULTI_SELECTS: dict[str, Check] = {
    "multi_static_select": also(
        _element(optional={**CHOOSING, **SEVERAL, "initial_options": items(CHOICE, 100)}), *LISTED
    ),
    "multi_external_select": _element(
        optional={
            **ASKING,
            **SEVERAL,
            "initial_options": items(CHOICE, 100),
            "min_query_length": integer(0, 100),
        }
    ),
    "multi_users_select": _element(optional={**ASKING, **SEVERAL, "initial_users": items(ID, 1000)}),
}
PICKERS: dict[str, Check] = {
    "datepicker": _element(optional={**ASKING, "initial_date": DATE}),
    "timepicker": _element(optional={**ASKING, "initial_time": TIME, "timezone": string(100)}),
}
DATETIMEPICKER = _element(
    optional={
        "confirm": CONFIRM,
        "focus_on_load": boolean,
        "initial_date_time": integer(SHORTEST_EPOCH, LONGEST_EPOCH),
    }
)
FILE_INPUT = _element(optional={"filetypes": items(string(20), 50), "max_files": integer(1, 10)})
TEXT_INPUTS: dict[str, Check] = {
    "plain_text_input": _element(
        optional={
            **TYPED,
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        }
    ),
    "email_text_input": _element(optional=TYPED),
    "url_text_input": _element(optional=TYPED),
}
NUMBER_INPUT = _element(
    {"is_decimal_allowed": boolean},
    {**TYPED, "initial_value": NUMBER, "min_value": NUMBER, "max_value": NUMBER},
)
