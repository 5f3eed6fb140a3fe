"""What a person chooses arrives in the shape Slack gives each kind of element."""

from __future__ import annotations

import pytest

from bot.demo.cast import DEMO_CAST
from bot.demo.typed_text import with_mentions
from bot.demo.values import Served, ValueRefused, missing_answers, pressed, state_values
from bot.demo.wire import Blocks, JsonObject, RawValue
from tests.workspace_bot import NOTE, PHONE, asking, button, plain, section

ONE = {"text": plain("Afgørelse"), "value": "decision"}
TWO = {"text": plain("Klage"), "value": "appeal"}


def element(kind: str, **more: object) -> JsonObject:
    return {"type": kind, "action_id": "a", **more}


def listed(kind: str, **more: object) -> JsonObject:
    return element(kind, options=[ONE, TWO], **more)


@pytest.mark.parametrize(
    ("asked", "raw", "shaped"),
    [
        (element("plain_text_input"), "Hej", {"value": "Hej"}),
        (element("plain_text_input"), "", {"value": None}),
        (element("number_input", is_decimal_allowed=True), "3,5", {"value": "3.5"}),
        (listed("static_select"), "appeal", {"selected_option": TWO}),
        (listed("static_select"), None, {"selected_option": None}),
        (listed("radio_buttons"), "decision", {"selected_option": ONE}),
        (listed("checkboxes"), ["decision", "appeal"], {"selected_options": [ONE, TWO]}),
        (listed("checkboxes"), None, {"selected_options": []}),
        (listed("multi_static_select"), ["appeal"], {"selected_options": [TWO]}),
        (element("datepicker"), "2026-11-30", {"selected_date": "2026-11-30"}),
        (element("timepicker"), "08:15", {"selected_time": "08:15"}),
        (element("datetimepicker"), "1795683840", {"selected_date_time": 1795683840}),
        (element("users_select"), "U0KARIM", {"selected_user": "U0KARIM"}),
        (element("multi_users_select"), ["U0KARIM"], {"selected_users": ["U0KARIM"]}),
    ],
)
def test_a_value_arrives_in_its_element_s_shape(asked: JsonObject, raw: RawValue, shaped: JsonObject) -> None:
    state = state_values([asking("b", asked)], {"b": {"a": raw}}, Served())

    assert state == {"values": {"b": {"a": {"type": asked["type"], **shaped}}}}


@pytest.mark.parametrize(
    ("asked", "shaped"),
    [
        (element("plain_text_input", initial_value="22 33"), {"value": "22 33"}),
        (listed("static_select", initial_option=ONE), {"selected_option": ONE}),
        (element("external_select", initial_option=TWO), {"selected_option": TWO}),
        (listed("checkboxes", initial_options=[TWO]), {"selected_options": [TWO]}),
        (element("datepicker", initial_date="2026-11-30"), {"selected_date": "2026-11-30"}),
        (element("multi_users_select", initial_users=["U0ALI"]), {"selected_users": ["U0ALI"]}),
    ],
)
def test_an_untouched_element_arrives_with_its_initial_value(asked: JsonObject, shaped: JsonObject) -> None:
    state = state_values([asking("b", asked)], {}, Served())

    assert state["values"]["b"]["a"] == {"type": asked["type"], **shaped}


def test_a_cleared_field_does_not_fall_back_to_its_initial_value() -> None:
    asked = asking("b", element("plain_text_input", initial_value="22 33"))

    assert state_values([asked], {"b": {"a": None}}, Served())["values"]["b"]["a"]["value"] is None


def test_buttons_have_no_state() -> None:
    blocks: Blocks = [section("x", block_id="b", accessory=button("a", "Tag den"))]

    assert state_values(blocks, {}, Served()) == {"values": {}}


def test_a_pressed_button_carries_its_value_and_the_time() -> None:
    action = pressed(button("take", "Tag den", value="142"), "item", None, [], "1795683840.000000")

    assert action == {
        "type": "button",
        "action_id": "take",
        "block_id": "item",
        "text": plain("Tag den"),
        "value": "142",
        "action_ts": "1795683840.000000",
    }


def test_an_option_the_element_does_not_have_is_refused() -> None:
    with pytest.raises(ValueRefused, match="no option"):
        pressed(listed("static_select"), "b", "ombudsman", [], "1.0")


def test_an_option_is_found_within_its_group() -> None:
    grouped = element("static_select", option_groups=[{"label": plain("Frister"), "options": [TWO]}])

    assert pressed(grouped, "b", "appeal", [], "1.0")["selected_option"] == TWO


def test_optional_fields_may_stay_empty() -> None:
    assert missing_answers([NOTE], {}) == {}
    assert missing_answers([PHONE], {}) == {"phone": "Udfyld dette felt."}


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("tre", "Skriv et tal."),
        ("2,5", "Skriv et helt tal."),
        ("0", "Skriv mindst 1."),
        ("9", "Skriv højst 5."),
    ],
)
def test_a_number_keeps_to_its_bounds(raw: str, sentence: str) -> None:
    asked = element("number_input", is_decimal_allowed=False, min_value="1", max_value="5")

    assert missing_answers([asking("days", asked)], {"days": {"a": raw}}) == {"days": sentence}


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("@karim 22 33 44 55", "<@U0KARIM|karim> 22 33 44 55"),
        ("@Karim Aziz, afgørelse", "<@U0KARIM|karim>, afgørelse"),
        ("@karimba @nobody", "@karimba @nobody"),
        ("post@karim", "post@karim"),
        ("<@U0KARIM> & co", "&lt;@U0KARIM&gt; &amp; co"),
    ],
)
def test_typed_names_become_mentions_and_the_rest_is_escaped(typed: str, sent: str) -> None:
    assert with_mentions(typed, DEMO_CAST, named=True) == sent
