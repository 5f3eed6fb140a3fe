"""A real Bolt app in the local workspace: slash commands and events, over Socket Mode."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_bolt import App

from bot.demo.server import LocalSlack
from bot.demo.wire import JsonObject
from tests.workspace_bot import IMPATIENT, NOTE, PHONE, TAKEN, Ack, connected, modal, new_app, opens, section


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


def test_a_call_is_logged_and_reaches_its_owner(slack: LocalSlack, app: App) -> None:
    opens(app, modal(PHONE, NOTE))

    @app.view("log")
    def save(ack: Ack, body: JsonObject) -> None:
        phone = body["view"]["state"]["values"]["phone"]["phone"]["value"]
        app.client.chat_postMessage(channel="U0KARIM", text=f"Ring til {phone}", blocks=[TAKEN])
        ack()

    @app.action("take")
    def take(ack: Ack, body: JsonObject) -> None:
        place = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        app.client.chat_update(**place, text="Taget", blocks=[section(f"Taget af {body['user']['id']}")])
        ack()

    rikke, karim = slack.visitor("U0RIKKE"), slack.visitor("U0KARIM")
    assert rikke.command("/callback", "C0RECEPTION") == {"ok": True}
    assert rikke.submit(rikke.modal(), {"phone": "22 33 44 55"}) == {"ok": True, "result": "closed"}
    [message] = karim.dm()
    assert karim.press(message, "take") == {"ok": True}

    [changed] = karim.dm()
    assert (message["text"], changed["text"]) == ("Ring til 22 33 44 55", "Taget")
    assert changed["blocks"][0]["text"]["text"] == "Taget af U0KARIM"
    assert rikke.modals() == []


def test_a_command_arrives_with_escaped_text_and_mentions(slack: LocalSlack, app: App) -> None:
    seen: list[JsonObject] = []

    @app.command("/callback")
    def note(ack: Ack, body: JsonObject) -> None:
        seen.append(body)
        ack()

    slack.visitor("U0RIKKE").command("/callback @karim & @Lone Krag <haster> #reception", "C0RECEPTION")

    [body] = seen
    mentions = "<@U0KARIM|karim> &amp; <@U0LONE|lone> &lt;haster&gt; <#C0RECEPTION|reception>"
    assert body["text"] == mentions
    assert (body["channel_name"], body["user_name"], body["team_id"]) == ("reception", "rikke", "T0FRIST")
    assert body["is_enterprise_install"] == "false"


def test_a_command_s_answer_is_for_its_sender_alone(slack: LocalSlack, app: App) -> None:
    @app.command("/status")
    def status(ack: Ack) -> None:
        ack("Alt er ringet op")

    slack.visitor("U0LONE").command("/status", "C0VOKSENA")

    [shown] = slack.visitor("U0LONE").messages("C0VOKSENA")
    assert (shown["text"], shown["ephemeral"]) == ("Alt er ringet op", True)
    assert slack.visitor("U0KARIM").messages("C0VOKSENA") == []


def test_a_command_s_answer_in_channel_is_for_everybody(slack: LocalSlack, app: App) -> None:
    @app.command("/status")
    def status(ack: Ack) -> None:
        ack(text="6 åbne", blocks=[section("6 åbne")], response_type="in_channel")

    slack.visitor("U0LONE").command("/status", "C0VOKSENA")

    assert [message["text"] for message in slack.visitor("U0KARIM").messages("C0VOKSENA")] == ["6 åbne"]


def test_an_answer_with_wrong_blocks_is_trouble_and_not_shown(slack: LocalSlack, app: App) -> None:
    @app.command("/status")
    def status(ack: Ack) -> None:
        ack(text="x", blocks=[section("")])

    answer = slack.visitor("U0LONE").command("/status", "C0VOKSENA")

    assert answer["error"] == "invalid_blocks"
    assert slack.visitor("U0LONE").messages("C0VOKSENA") == []
    assert [entry.name for entry in slack.ledger.entries("refused_ack")] == ["slash_commands"]


def test_a_command_nobody_registered_is_unknown(slack: LocalSlack, app: App) -> None:
    answer = slack.visitor("U0LONE").command("/kaffe", "C0VOKSENA")

    assert (answer["ok"], answer["error"]) == (False, "unknown_command")
    assert "/kaffe" in answer["message"]


def test_a_command_that_is_not_acknowledged_times_out(slack: LocalSlack, app: App) -> None:
    answer = slack.visitor("U0LONE").command("/status", "C0VOKSENA")

    assert answer["error"] == "operation_timeout"
    assert answer["message"].startswith("/status")


def test_a_sixth_answer_to_a_response_url_is_refused(slack: LocalSlack, app: App) -> None:
    statuses: list[int] = []

    @app.command("/status")
    def status(ack: Ack, respond: Ack) -> None:
        statuses.extend(respond(str(number)).status_code for number in range(6))
        ack()

    lone = slack.visitor("U0LONE")
    lone.command("/status", "C0VOKSENA")

    assert statuses == [200] * 5 + [404]
    assert [message["text"] for message in lone.messages("C0VOKSENA")] == list("01234")


def test_a_forged_payload_reaches_the_bot(slack: LocalSlack, app: App) -> None:
    @app.action("retired_in_2025")
    def retired(ack: Ack) -> None:
        ack({"text": "Knappen er udgået"})

    forged = {"type": "block_actions", "user": {"id": "U0OTTO"}, "team": {"id": "T0FRIST"}}
    answer = slack.send(
        "interactive", {**forged, "actions": [{"type": "button", "action_id": "retired_in_2025"}]}
    )

    assert answer == {"text": "Knappen er udgået"}


def test_a_person_who_leaves_is_an_event(slack: LocalSlack, app: App) -> None:
    left: list[str] = []

    @app.event("user_change")
    def note(event: JsonObject) -> None:
        left.extend([event["user"]["id"]] * event["user"]["deleted"])

    slack.deactivate("U0MAJA")

    assert slack.visitor("U0LONE").wait_for(lambda: left) == ["U0MAJA"]
