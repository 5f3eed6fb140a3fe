"""A real Bolt app in the local workspace: Home, and what is pressed in it and in messages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_bolt import App

from bot.demo.server import LocalSlack
from bot.demo.wire import JsonObject
from tests.workspace_bot import IMPATIENT, TAKEN, Ack, button, connected, home, new_app, plain, section


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(IMPATIENT) as running:
        yield running


@pytest.fixture
def app(slack: LocalSlack) -> Iterator[App]:
    """An app that is connected already; a test adds the listeners it needs."""
    bolt = new_app(slack)
    with connected(slack, bolt):
        yield bolt


def test_opening_home_is_told_and_shows_what_the_bot_publishes(slack: LocalSlack, app: App) -> None:
    @app.event("app_home_opened")
    def show(event: JsonObject) -> None:
        app.client.views_publish(
            user_id=event["user"], view=home(section(f"Hej {event['tab']}", block_id="b"))
        )

    karim = slack.visitor("U0KARIM")
    karim.open_home()

    shown = karim.wait_for(karim.home)
    assert shown is not None
    assert shown["blocks"] == [section("Hej home", block_id="b")]


def test_equal_buttons_on_home_are_told_apart_by_their_value(slack: LocalSlack, app: App) -> None:
    rows = [section(f"Nr. {item}", accessory=button("take", "Tag den", value=item)) for item in ("7", "8")]
    app.client.views_publish(user_id="U0KARIM", view=home(*rows))
    pressed: list[str] = []

    @app.action("take")
    def take(ack: Ack, body: JsonObject) -> None:
        pressed.append(body["actions"][0]["value"])
        ack()

    karim = slack.visitor("U0KARIM")
    shown = karim.home()
    assert shown is not None
    karim.press(shown, "take", "8")
    with pytest.raises(LookupError, match="2 elements"):
        karim.press(shown, "take")

    assert pressed == ["8"]


def test_an_overflow_menu_tells_which_option(slack: LocalSlack, app: App) -> None:
    more = {
        "type": "overflow",
        "action_id": "more",
        "options": [{"text": plain("Slet"), "value": "delete:7"}],
    }
    app.client.chat_postMessage(channel="U0KARIM", text="x", blocks=[section("x", accessory=more)])
    chosen: list[str] = []

    @app.action("more")
    def choose(ack: Ack, body: JsonObject) -> None:
        chosen.append(body["actions"][0]["selected_option"]["value"])
        ack()

    karim = slack.visitor("U0KARIM")
    karim.press(karim.dm()[0], "more", "delete:7")

    assert chosen == ["delete:7"]


def test_a_message_says_how_it_may_be_answered(slack: LocalSlack, app: App) -> None:
    app.client.chat_postMessage(channel="U0KARIM", text="x", blocks=[TAKEN])

    @app.action("take")
    def take(ack: Ack, respond: Ack) -> None:
        respond(text="Taget", replace_original=True)
        ack()

    karim = slack.visitor("U0KARIM")
    karim.press(karim.dm()[0], "take")

    [changed] = karim.dm()
    assert (changed["text"], changed["blocks"]) == ("Taget", None)
    assert [delivery.kind for delivery in slack.ledger.delivered(user="U0KARIM")] == ["message", "update"]


def test_an_ephemeral_answer_can_be_deleted_by_its_button(slack: LocalSlack, app: App) -> None:
    @app.command("/status")
    def status(ack: Ack) -> None:
        ack(text="x", blocks=[section("x", accessory=button("gone", "Fjern"))])

    @app.action("gone")
    def remove(ack: Ack, respond: Ack) -> None:
        respond(delete_original=True)
        ack()

    lone = slack.visitor("U0LONE")
    lone.command("/status", "C0VOKSENA")
    lone.press(lone.messages("C0VOKSENA")[0], "gone")

    assert lone.messages("C0VOKSENA") == []


def test_a_button_that_is_gone_cannot_be_pressed(slack: LocalSlack, app: App) -> None:
    sent = app.client.chat_postMessage(channel="U0KARIM", text="x", blocks=[TAKEN])
    karim = slack.visitor("U0KARIM")
    [old] = karim.dm()
    app.client.chat_update(channel=sent["channel"], ts=sent["ts"], text="y", blocks=[])

    assert karim.press(old, "take")["error"] == "not_found"
