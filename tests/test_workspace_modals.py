"""A real Bolt app in the local workspace: modals from command to answer, over Socket Mode."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_bolt import App

from bot.demo.server import LocalSlack
from bot.demo.wire import JsonObject
from tests.workspace_bot import (
    IMPATIENT,
    NOTE,
    PHONE,
    WHOM,
    Ack,
    answers_submission,
    asking,
    connected,
    modal,
    new_app,
    opens,
    plain,
    section,
)


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


def test_a_required_field_is_missed_before_the_bot_hears_of_it(slack: LocalSlack, app: App) -> None:
    opens(app, modal(PHONE, NOTE))
    submitted = answers_submission(app)
    rikke = slack.visitor("U0RIKKE")
    rikke.command("/callback")

    assert rikke.submit(rikke.modal())["errors"] == {"phone": "Udfyld dette felt."}
    assert rikke.submit(rikke.modal(), {"phone": "2" * 21})["errors"] == {"phone": "Skriv højst 20 tegn."}
    assert submitted == []


def test_errors_are_shown_at_their_fields_and_the_text_is_kept(slack: LocalSlack, app: App) -> None:
    opens(app, modal(PHONE))
    answers_submission(app, response_action="errors", errors={"phone": "Skriv otte cifre."})
    rikke = slack.visitor("U0RIKKE")
    rikke.command("/callback")

    answer = rikke.submit(rikke.modal(), {"phone": "22 33"})

    assert answer == {"ok": False, "errors": {"phone": "Skriv otte cifre."}}
    assert rikke.modal()["state"] == {"phone": {"phone": "22 33"}}


def test_errors_for_a_field_that_is_not_there_are_trouble(slack: LocalSlack, app: App) -> None:
    opens(app, modal(PHONE))
    answers_submission(app, response_action="errors", errors={"fone": "Skriv otte cifre."})
    rikke = slack.visitor("U0RIKKE")
    rikke.command("/callback")

    assert rikke.submit(rikke.modal(), {"phone": "22 33"})["error"] == "invalid_arguments"
    assert len(rikke.modals()) == 1


def test_an_answer_can_replace_the_modal(slack: LocalSlack, app: App) -> None:
    opens(app, modal(PHONE))
    answers_submission(app, response_action="update", view=modal(section("Gemt som nr. 142")))
    rikke = slack.visitor("U0RIKKE")
    rikke.command("/callback")
    before = rikke.modal()

    assert rikke.submit(before, {"phone": "22 33 44 55"})["result"] == "updated"
    assert rikke.modal()["id"] == before["id"]
    assert rikke.modal()["blocks"][0]["text"]["text"] == "Gemt som nr. 142"


def test_an_answer_with_a_wrong_view_is_trouble_and_keeps_the_modal(slack: LocalSlack, app: App) -> None:
    opens(app, modal(PHONE))
    answers_submission(app, response_action="update", view=modal(section("")))
    rikke = slack.visitor("U0RIKKE")
    rikke.command("/callback")

    assert rikke.submit(rikke.modal(), {"phone": "22"})["error"] == "invalid_arguments"
    assert rikke.modal()["blocks"][0]["type"] == "input"
    assert [entry.name for entry in slack.ledger.entries("refused_ack")] == ["view_submission"]


def test_a_pushed_modal_lies_on_top_until_it_is_closed(slack: LocalSlack, app: App) -> None:
    opens(app, modal(PHONE))
    answers_submission(app, response_action="push", view=modal(section("Sikker?"), callback_id="sure"))
    rikke = slack.visitor("U0RIKKE")
    rikke.command("/callback")

    assert rikke.submit(rikke.modal(), {"phone": "22"})["result"] == "pushed"
    assert [view["callback_id"] for view in rikke.modals()] == ["log", "sure"]
    rikke.close(rikke.modal())
    assert [view["callback_id"] for view in rikke.modals()] == ["log"]


def test_an_answer_can_clear_the_whole_stack(slack: LocalSlack, app: App) -> None:
    opens(app, modal(PHONE))
    answers_submission(app, response_action="clear")
    rikke = slack.visitor("U0RIKKE")
    rikke.command("/callback")

    assert rikke.submit(rikke.modal(), {"phone": "22"})["result"] == "cleared"
    assert rikke.modals() == []


def test_a_late_answer_keeps_the_modal_open(slack: LocalSlack, app: App) -> None:
    opens(app, modal(PHONE))
    rikke = slack.visitor("U0RIKKE")
    rikke.command("/callback")

    answer = rikke.submit(rikke.modal(), {"phone": "22"})

    assert answer["error"] == "operation_timeout"
    assert answer["message"] == "Vi havde problemer med at oprette forbindelse. Prøv igen."
    assert rikke.modal()["state"] == {"phone": {"phone": "22"}}


def test_nobody_submits_somebody_else_s_modal(slack: LocalSlack, app: App) -> None:
    opens(app, modal(PHONE))
    submitted = answers_submission(app)
    slack.visitor("U0RIKKE").command("/callback")

    answer = slack.visitor("U0OTTO").submit(slack.visitor("U0RIKKE").modal(), {"phone": "22"})

    assert answer["error"] == "not_found"
    assert submitted == []


def test_the_bot_hears_of_a_closed_modal_when_it_asked_to(slack: LocalSlack, app: App) -> None:
    opens(app, modal(PHONE, notify_on_close=True))
    closed: list[str] = []

    @app.view_closed("log")
    def note(ack: Ack, body: JsonObject) -> None:
        closed.append(body["user"]["id"])
        ack()

    rikke = slack.visitor("U0RIKKE")
    rikke.command("/callback")
    rikke.close(rikke.modal())

    assert rikke.wait_for(lambda: closed) == ["U0RIKKE"]


def test_type_ahead_offers_options_and_the_chosen_one_comes_back_whole(slack: LocalSlack, app: App) -> None:
    opens(app, modal(WHOM))
    submitted = answers_submission(app)
    karim = {"text": plain("Karim Aziz"), "value": "U0KARIM"}

    @app.options("whom")
    def find(ack: Ack, body: JsonObject) -> None:
        groups = [{"label": plain("Voksenteam A"), "options": [karim]}] if body["value"] == "kar" else []
        ack(option_groups=groups) if groups else ack(options=[])

    rikke = slack.visitor("U0RIKKE")
    rikke.command("/callback")
    assert rikke.suggest(rikke.modal(), "whom", "xyz") == []
    assert rikke.suggest(rikke.modal(), "whom", "kar") == [karim]
    rikke.submit(rikke.modal(), {"whom": "U0KARIM"})

    [view] = submitted
    assert view["state"]["values"]["whom"]["whom"] == {"type": "external_select", "selected_option": karim}


def test_an_option_that_was_never_offered_is_not_sent(slack: LocalSlack, app: App) -> None:
    opens(app, modal(WHOM))
    submitted = answers_submission(app)
    rikke = slack.visitor("U0RIKKE")
    rikke.command("/callback")

    assert rikke.submit(rikke.modal(), {"whom": "U0OTTO"})["error"] == "invalid_value"
    assert submitted == []


def test_a_choice_in_a_modal_is_told_at_once_with_what_was_typed(slack: LocalSlack, app: App) -> None:
    when = section("Dato", block_id="day", accessory={"type": "datepicker", "action_id": "day"})
    opens(app, modal(PHONE, when))
    seen: list[JsonObject] = []

    @app.action("day")
    def note(ack: Ack, body: JsonObject) -> None:
        seen.append(body)
        ack()

    rikke = slack.visitor("U0RIKKE")
    rikke.command("/callback")
    assert rikke.press(rikke.modal(), "day", "2026-11-30") == {"ok": True}

    [body] = seen
    assert body["actions"][0]["selected_date"] == "2026-11-30"
    assert body["view"]["state"]["values"]["day"]["day"]["selected_date"] == "2026-11-30"
    assert body["container"] == {"type": "view", "view_id": body["view"]["id"]}


def test_an_updated_modal_keeps_what_was_typed_in_the_same_fields(slack: LocalSlack, app: App) -> None:
    opens(app, modal(PHONE, asking("other", {"type": "plain_text_input", "action_id": "other"})))

    @app.view("log")
    def save(ack: Ack, body: JsonObject) -> None:
        ack(response_action="update", view=modal(PHONE, NOTE))

    rikke = slack.visitor("U0RIKKE")
    rikke.command("/callback")
    rikke.submit(rikke.modal(), {"phone": "22 33", "other": "x"})

    assert rikke.modal()["state"] == {"phone": {"phone": "22 33"}, "note": {"note": None}}
