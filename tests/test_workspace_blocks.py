"""The local workspace refuses the blocks and views that Slack refuses."""

from __future__ import annotations

import pytest

from bot.demo.blocks import Surface, problems, suggestion_problems, view_problems, with_block_ids
from bot.demo.wire import Blocks, JsonObject
from tests.workspace_bot import NOTE, PHONE, asking, button, home, modal, plain, section


def option(text: str, value: str = "1") -> JsonObject:
    return {"text": plain(text), "value": value}


def options(count: int) -> Blocks:
    return [option(f"Valg {number}", str(number)) for number in range(count)]


def actions(*elements: JsonObject, **more: object) -> JsonObject:
    return {"type": "actions", "elements": list(elements), **more}


def select(count: int = 2, **more: object) -> JsonObject:
    return {"type": "static_select", "action_id": "pick", "options": options(count), **more}


def picker(kind: str, **more: object) -> JsonObject:
    return {"type": kind, "action_id": "when", **more}


NUMBER_INPUT = asking("n", picker("number_input", is_decimal_allowed=False))
TABLE = {"type": "table", "rows": [[{"type": "raw_text", "text": "Emne"}]]}
CHOOSING = {"type": "radio_buttons", "action_id": "pick", "options": options(2)}

WITHOUT_SUBMIT = {key: part for key, part in modal(NOTE).items() if key != "submit"}

ACCEPTED: list[tuple[str, Surface, JsonObject]] = [
    ("a section with text", "home", section("Hej")),
    ("a section with ten fields", "message", {"type": "section", "fields": [plain("a")] * 10}),
    ("a section with a picker beside it", "home", section("Dato", accessory=picker("datepicker"))),
    ("a button with everything", "message", actions(button("a", "Gem", value="1", style="primary"))),
    (
        "a confirmed button",
        "message",
        actions(
            button(
                "a",
                "Gem",
                confirm={
                    "title": plain("Sikker?"),
                    "text": plain("Det kan ikke fortrydes."),
                    "confirm": plain("Ja"),
                    "deny": plain("Nej"),
                },
            )
        ),
    ),
    (
        "five overflow options",
        "message",
        section("x", accessory={"type": "overflow", "action_id": "more", "options": options(5)}),
    ),
    ("an initial option that exists", "modal", asking("a", select(initial_option=options(1)[0]))),
    ("a table in a message", "message", TABLE),
    ("a number in a modal", "modal", NUMBER_INPUT),
    ("a moment in a modal", "modal", asking("a", picker("datetimepicker", initial_date_time=1795683840))),
    ("a header", "home", {"type": "header", "text": plain("I dag")}),
    (
        "a context with an image",
        "message",
        {
            "type": "context",
            "elements": [
                {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "graf"},
                plain("Tal"),
            ],
        },
    ),
]

REFUSED: list[tuple[str, Surface, JsonObject]] = [
    ("an unknown block", "message", {"type": "sektion"}),
    ("a block without a type", "message", {"text": plain("Hej")}),
    ("a misspelled key", "message", section("Hej", accesory=button("a", "Gem"))),
    ("a misspelled key in an element", "message", actions(button("a", "Gem", styl="primary"))),
    ("a section of 3,001 characters", "message", section("x" * 3001)),
    ("a section that says nothing", "message", {"type": "section"}),
    ("an empty text", "message", section("")),
    ("eleven fields", "message", {"type": "section", "fields": [plain("a")] * 11}),
    ("a field of 2,001 characters", "message", {"type": "section", "fields": [plain("a" * 2001)]}),
    ("a header of 151 characters", "message", {"type": "header", "text": plain("x" * 151)}),
    ("a header in mrkdwn", "message", {"type": "header", "text": {"type": "mrkdwn", "text": "x"}}),
    ("actions without elements", "message", actions()),
    ("twenty-six actions", "message", actions(*(button(f"a{n}", "Gem") for n in range(26)))),
    ("two equal action ids in a block", "message", actions(button("a", "Gem"), button("a", "Slet"))),
    ("a button text of 76 characters", "message", actions(button("a", "x" * 76))),
    ("a button value of 2,001 characters", "message", actions(button("a", "Gem", value="x" * 2001))),
    ("a button label of 76 characters", "message", actions(button("a", "x", accessibility_label="x" * 76))),
    ("a button in a colour of its own", "message", actions(button("a", "Gem", style="green"))),
    ("an action id of 256 characters", "message", actions(button("a" * 256, "Gem"))),
    ("a text field among actions", "message", actions({"type": "plain_text_input", "action_id": "a"})),
    ("six overflow options", "message", section("x", accessory={
        "type": "overflow", "action_id": "more", "options": options(6)
    })),
    ("an option of 76 characters", "message", actions(select(options=[option("x" * 76)]))),
    ("101 options", "message", actions(select(101))),
    ("a menu without options", "message", actions({"type": "static_select", "action_id": "pick"})),
    ("an initial option that is not there", "modal", asking("a", select(initial_option=options(3)[2]))),
    ("two options with one value", "message", actions(select(options=options(1) * 2))),
    ("a date in Danish", "modal", asking("a", picker("datepicker", initial_date="26/11/2026"))),
    ("a number in a message", "message", NUMBER_INPUT),
    ("a moment on Home", "home", actions(picker("datetimepicker"))),
    ("an input on Home", "home", PHONE),
    ("a table on Home", "home", TABLE),
    ("a table in a modal", "modal", TABLE),
    ("a button as an input", "modal", asking("a", button("a", "Gem"))),
    ("an input without a label", "modal", {"type": "input", "element": picker("plain_text_input")}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("surface", "block"), [case[1:] for case in ACCEPTED], ids=[case[0] for case in ACCEPTED]
)
def test_slack_accepts(surface: Surface, block: JsonObject) -> None:
    assert problems([block], surface) == []


@pytest.mark.parametrize(
    ("surface", "block"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_slack_refuses(surface: Surface, block: JsonObject) -> None:
    assert problems([block], surface)


def test_a_mistake_says_what_and_where() -> None:
    found = problems([section("Hej"), actions(button("a", "x" * 76))], "message")

    assert found == ["[ERROR] must be less than 76 characters [json-pointer:/blocks/1/elements/0/text/text]"]


@pytest.mark.parametrize(("surface", "most"), [("message", 50), ("modal", 100), ("home", 100)])
def test_a_surface_holds_only_so_many_blocks(surface: Surface, most: int) -> None:
    divider: JsonObject = {"type": "divider"}

    assert problems([divider] * most, surface) == []
    assert problems([divider] * (most + 1), surface)


def test_a_message_holds_one_table() -> None:
    assert problems([TABLE, TABLE], "message")


def test_block_ids_are_unique() -> None:
    assert problems([section("a", block_id="x"), section("b", block_id="x")], "message")


def test_the_same_action_id_in_two_blocks_is_fine() -> None:
    assert problems([actions(button("take", "Tag", value=item)) for item in "12"], "home") == []


def test_only_one_element_has_the_focus() -> None:
    focused = [
        asking(name, {"type": "plain_text_input", "action_id": name, "focus_on_load": True}) for name in "ab"
    ]

    assert problems(focused[:1], "modal") == []
    assert problems(focused, "modal")


def test_blocks_that_are_no_list_are_refused() -> None:
    assert problems({"type": "divider"}, "message")


@pytest.mark.parametrize(
    "view",
    [
        pytest.param(modal(PHONE), id="a form"),
        pytest.param(
            {**modal(section("x")), "close": plain("Luk"), "notify_on_close": True}, id="with close"
        ),
    ],
)
def test_slack_accepts_the_modal(view: JsonObject) -> None:
    assert view_problems(view, "modal") == []


@pytest.mark.parametrize(
    "view",
    [
        pytest.param({**modal(PHONE), "title": plain("x" * 25)}, id="a title of 25 characters"),
        pytest.param({**modal(PHONE), "submit": plain("x" * 25)}, id="a submit of 25 characters"),
        pytest.param({**modal(PHONE), "private_metadata": "x" * 3001}, id="too much private metadata"),
        pytest.param({**modal(PHONE), "callback_id": "x" * 256}, id="too long a callback id"),
        pytest.param(WITHOUT_SUBMIT, id="an input without submit"),
        pytest.param({**modal(PHONE), "titel": plain("x")}, id="a misspelled key"),
        pytest.param(modal(), id="no blocks"),
        pytest.param(home(section("x")), id="a Home view"),
        pytest.param("modal", id="no object"),
    ],
)
def test_slack_refuses_the_modal(view: object) -> None:
    assert view_problems(view, "modal")


def test_home_has_no_title() -> None:
    assert view_problems(home(section("x")), "home") == []
    assert view_problems({**home(section("x")), "title": plain("Hjem")}, "home")


def test_radio_buttons_are_chosen_among_their_options() -> None:
    assert problems([actions({**CHOOSING, "initial_option": options(2)[1]})], "home") == []


def test_blocks_without_an_id_are_given_one() -> None:
    first, second, own = with_block_ids([section("a"), section("b"), section("c", block_id="mine")])

    assert first["block_id"] != second["block_id"]
    assert own["block_id"] == "mine"


def test_suggestions_are_at_most_a_hundred() -> None:
    assert suggestion_problems({"options": options(100)}) == []
    assert suggestion_problems({"options": []}) == []
    assert suggestion_problems({"options": options(101)})
    assert suggestion_problems({"option_groups": [{"label": plain("Team A"), "options": options(2)}]}) == []
