"""The local workspace's Web API answers a real slack_sdk client as Slack does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.demo.clock import MovableClock
from bot.demo.server import LocalSlack
from bot.demo.state import Settings
from bot.demo.wire import JsonObject
from tests.workspace_bot import PHONE, button, home, modal, section, web_client

NOON = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
ALL_SCOPES = Settings(scopes=(*Settings().scopes, "im:write", "im:read", "channels:read", "channels:history"))


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(ALL_SCOPES, clock=MovableClock(NOON, frozen=True)) as running:
        yield running


@pytest.fixture
def client(slack: LocalSlack) -> WebClient:
    return web_client(slack)


def refusal(call: pytest.ExceptionInfo[SlackApiError]) -> str:
    return str(call.value.response["error"])


def remembered(number: int) -> JsonObject:
    return {"event_type": "callback", "event_payload": {"item": number}}


def test_the_bot_learns_who_it_is(client: WebClient) -> None:
    answer = client.auth_test()

    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T0FRIST", "U0BOT", "B0BOT")
    assert "chat:write" in answer.headers["x-oauth-scopes"]


def test_a_wrong_token_is_refused(slack: LocalSlack) -> None:
    with pytest.raises(SlackApiError) as call:
        web_client(slack, "xoxb-stolen").auth_test()

    assert refusal(call) == "invalid_auth"


def test_the_bot_token_opens_no_connection(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as call:
        client.apps_connections_open(app_token="xoxb-local")

    assert refusal(call) == "not_allowed_token_type"


def test_an_unknown_method_is_refused(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as call:
        client.api_call("chat.shout")

    assert refusal(call) == "unknown_method"


def test_a_method_outside_the_manifest_is_refused() -> None:
    with LocalSlack() as strict, pytest.raises(SlackApiError) as call:
        web_client(strict).conversations_open(users="U0KARIM")

    assert refusal(call) == "missing_scope"
    assert call.value.response["needed"] == "im:write"


def test_a_message_to_a_user_arrives_in_their_direct_message(slack: LocalSlack, client: WebClient) -> None:
    sent = client.chat_postMessage(channel="U0KARIM", text="Ring op", metadata=remembered(142))

    [seen] = slack.visitor("U0KARIM").dm()
    [delivered] = slack.ledger.delivered("message", event_type="callback", item=142)
    assert (sent["channel"], sent["ts"]) == ("D0KARIM", seen["ts"]) == (delivered.channel, delivered.ts)
    assert (seen["text"], seen["username"], seen["time_text"]) == ("Ring op", "Fristvagt", "12.00")
    assert delivered.user == "U0KARIM"


def test_nobody_else_sees_a_direct_message(slack: LocalSlack, client: WebClient) -> None:
    client.chat_postMessage(channel="U0KARIM", text="Ring op")

    assert slack.visitor("U0OTTO").dm() == []
    assert slack.visitor("U0OTTO").state("D0KARIM")["error"] == "not_in_channel"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ({"channel": "U0NOBODY", "text": "x"}, "channel_not_found"),
        ({"channel": "D0KARIM", "text": "x"}, "channel_not_found"),
        ({"channel": "C0RECEPTION", "text": ""}, "no_text"),
        ({"channel": "C0RECEPTION", "text": "x" * 4001}, "msg_too_long"),
        ({"channel": "C0RECEPTION", "text": "x", "blocks": [section("")]}, "invalid_blocks"),
        ({"channel": "C0RECEPTION", "text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_format"),
    ],
)
def test_a_message_slack_would_refuse_is_refused(
    slack: LocalSlack, client: WebClient, arguments: JsonObject, error: str
) -> None:
    with pytest.raises(SlackApiError) as call:
        client.api_call("chat.postMessage", json=arguments)

    assert refusal(call) == error
    assert slack.ledger.delivered() == []


def test_a_refused_block_is_named(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as call:
        client.chat_postMessage(channel="C0RECEPTION", text="x", blocks=[section("x" * 3001)])

    messages = call.value.response["response_metadata"]["messages"]
    assert messages == ["[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"]


def test_the_bot_writes_only_where_it_is_a_member(slack: LocalSlack, client: WebClient) -> None:
    slack.workspace.conversations.find("C0VOKSENA").members.remove("U0BOT")

    with pytest.raises(SlackApiError) as call:
        client.chat_postMessage(channel="C0VOKSENA", text="x")

    assert refusal(call) == "not_in_channel"


def test_somebody_who_has_left_gets_nothing(slack: LocalSlack, client: WebClient) -> None:
    slack.deactivate("U0KARIM")

    with pytest.raises(SlackApiError) as call:
        client.chat_postMessage(channel="U0KARIM", text="x")

    assert refusal(call) == "account_inactive"
    assert client.users_info(user="U0KARIM")["user"]["deleted"] is True


def test_a_workspace_without_the_messages_tab_takes_no_direct_messages() -> None:
    with LocalSlack(Settings(messages_tab=False)) as closed, pytest.raises(SlackApiError) as call:
        web_client(closed).chat_postMessage(channel="U0KARIM", text="x")

    assert refusal(call) == "messages_tab_disabled"


def test_an_update_changes_the_message_in_place(slack: LocalSlack, client: WebClient) -> None:
    sent = client.chat_postMessage(channel="U0KARIM", text="Ring op", metadata=remembered(1))

    client.chat_update(channel=sent["channel"], ts=sent["ts"], text="Talt med kl. 12.05")

    [seen] = slack.visitor("U0KARIM").dm()
    assert (seen["text"], seen["edited"], seen["ts"]) == ("Talt med kl. 12.05", True, sent["ts"])


def test_an_update_keeps_what_it_does_not_name(slack: LocalSlack, client: WebClient) -> None:
    blocks = [section("Ring op", block_id="item")]
    sent = client.chat_postMessage(channel="U0KARIM", text="x", blocks=blocks, metadata=remembered(1))

    client.chat_update(channel=sent["channel"], ts=sent["ts"], text="y")

    [updated] = slack.ledger.delivered("update")
    assert (updated.blocks, updated.metadata) == (blocks, remembered(1))


def test_an_update_needs_the_conversation_and_not_the_user(client: WebClient) -> None:
    sent = client.chat_postMessage(channel="U0KARIM", text="x")

    with pytest.raises(SlackApiError) as call:
        client.chat_update(channel="U0KARIM", ts=sent["ts"], text="y")

    assert refusal(call) == "channel_not_found"


def test_an_update_needs_an_existing_message(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as call:
        client.chat_update(channel="C0RECEPTION", ts="1795683840.000000", text="y")

    assert refusal(call) == "message_not_found"


def test_the_bot_changes_only_its_own_messages(slack: LocalSlack, client: WebClient) -> None:
    said = slack.visitor("U0RIKKE").say("Er Karim inde?", "C0RECEPTION")

    with pytest.raises(SlackApiError) as update:
        client.chat_update(channel="C0RECEPTION", ts=said["ts"], text="y")
    with pytest.raises(SlackApiError) as delete:
        client.chat_delete(channel="C0RECEPTION", ts=said["ts"])

    assert (refusal(update), refusal(delete)) == ("cant_update_message", "cant_delete_message")


def test_an_ephemeral_message_is_for_one_person(slack: LocalSlack, client: WebClient) -> None:
    client.chat_postEphemeral(channel="C0RECEPTION", user="U0RIKKE", text="Gemt som nr. 142")

    [seen] = slack.visitor("U0RIKKE").messages("C0RECEPTION")
    assert seen["ephemeral"] is True
    assert slack.visitor("U0LONE").messages("C0RECEPTION") == []


def test_an_ephemeral_message_cannot_be_changed(client: WebClient) -> None:
    sent = client.chat_postEphemeral(channel="C0RECEPTION", user="U0RIKKE", text="x")

    with pytest.raises(SlackApiError) as call:
        client.chat_update(channel="C0RECEPTION", ts=sent["message_ts"], text="y")

    assert refusal(call) == "message_not_found"


def test_history_finds_a_message_again_by_its_metadata(client: WebClient) -> None:
    sent = client.chat_postMessage(channel="U0KARIM", text="x", metadata=remembered(7))
    client.chat_postMessage(channel="U0KARIM", text="y")

    found = client.conversations_history(channel=sent["channel"], include_all_metadata=True)["messages"]

    assert [message.get("metadata") for message in found] == [None, remembered(7)]


def test_history_shows_metadata_only_when_asked(client: WebClient) -> None:
    sent = client.chat_postMessage(channel="U0KARIM", text="x", metadata=remembered(7))

    [found] = client.conversations_history(channel=sent["channel"])["messages"]

    assert "metadata" not in found


def test_history_comes_in_pages_newest_first(client: WebClient) -> None:
    for number in range(5):
        client.chat_postMessage(channel="C0RECEPTION", text=str(number))

    pages = client.conversations_history(channel="C0RECEPTION", limit=2)

    texts = [[message["text"] for message in page["messages"]] for page in pages]
    assert texts == [["4", "3"], ["2", "1"], ["0"]]


def test_history_keeps_to_its_bounds(slack: LocalSlack, client: WebClient) -> None:
    stamps = []
    for number in range(3):
        stamps.append(client.chat_postMessage(channel="C0RECEPTION", text=str(number))["ts"])
        slack.clock.advance(timedelta(minutes=1))

    after = client.conversations_history(channel="C0RECEPTION", oldest=stamps[0])
    between = client.conversations_history(
        channel="C0RECEPTION", oldest=stamps[0], latest=stamps[1], inclusive=True
    )

    assert [message["text"] for message in after["messages"]] == ["2", "1"]
    assert [message["text"] for message in between["messages"]] == ["1", "0"]


def test_everybody_is_listed_page_by_page(client: WebClient) -> None:
    pages = [[member["real_name"] for member in page["members"]] for page in client.users_list(limit=5)]

    assert [len(page) for page in pages] == [5, 5, 3]
    assert pages[0][0] == "Rikke Holm"
    assert pages[2][-1] == "Fristvagt"


def test_a_conversation_says_what_it_is(client: WebClient) -> None:
    dm = client.conversations_open(users="U0KARIM")["channel"]["id"]

    assert client.conversations_info(channel=dm)["channel"]["user"] == "U0KARIM"
    assert client.conversations_info(channel="C0RECEPTION")["channel"]["name"] == "reception"
    assert client.conversations_members(channel=dm)["members"] == ["U0BOT", "U0KARIM"]


def test_a_trigger_opens_one_modal(slack: LocalSlack, client: WebClient) -> None:
    trigger = slack.workspace.triggers.issue("U0RIKKE")
    client.views_open(trigger_id=trigger, view=modal(PHONE))

    with pytest.raises(SlackApiError) as call:
        client.views_open(trigger_id=trigger, view=modal(PHONE))

    assert refusal(call) == "exchanged_trigger_id"
    assert slack.visitor("U0RIKKE").modal()["title"] == "Nyt opkald"


def test_a_modal_slack_would_refuse_names_the_mistake(slack: LocalSlack, client: WebClient) -> None:
    trigger = slack.workspace.triggers.issue("U0RIKKE")

    with pytest.raises(SlackApiError) as call:
        client.views_open(trigger_id=trigger, view={**modal(PHONE), "titel": "x"})

    assert refusal(call) == "invalid_arguments"
    assert "titel" in call.value.response["response_metadata"]["messages"][0]


def test_modals_stack_three_high(slack: LocalSlack, client: WebClient) -> None:
    issue = slack.workspace.triggers.issue
    client.views_open(trigger_id=issue("U0RIKKE"), view=modal(PHONE))
    for _ in range(2):
        client.views_push(trigger_id=issue("U0RIKKE"), view=modal(PHONE))

    with pytest.raises(SlackApiError) as call:
        client.views_push(trigger_id=issue("U0RIKKE"), view=modal(PHONE))

    assert refusal(call) == "push_limit_reached"


def test_an_update_with_an_old_hash_is_refused(slack: LocalSlack, client: WebClient) -> None:
    trigger = slack.workspace.triggers.issue("U0RIKKE")
    view = client.views_open(trigger_id=trigger, view=modal(PHONE))["view"]
    client.views_update(view_id=view["id"], hash=view["hash"], view=modal(section("Gemt")))

    with pytest.raises(SlackApiError) as call:
        client.views_update(view_id=view["id"], hash=view["hash"], view=modal(PHONE))

    assert refusal(call) == "hash_conflict"


def test_a_closed_modal_cannot_be_updated(slack: LocalSlack, client: WebClient) -> None:
    trigger = slack.workspace.triggers.issue("U0RIKKE")
    view = client.views_open(trigger_id=trigger, view=modal(PHONE))["view"]
    slack.visitor("U0RIKKE").close(view)

    with pytest.raises(SlackApiError) as call:
        client.views_update(view_id=view["id"], view=modal(PHONE))

    assert refusal(call) == "not_found"


def test_two_open_modals_cannot_share_an_external_id(slack: LocalSlack, client: WebClient) -> None:
    issue = slack.workspace.triggers.issue
    client.views_open(trigger_id=issue("U0RIKKE"), view=modal(PHONE, external_id="item-1"))

    with pytest.raises(SlackApiError) as call:
        client.views_open(trigger_id=issue("U0LONE"), view=modal(PHONE, external_id="item-1"))

    assert refusal(call) == "duplicate_external_id"


def test_home_is_published_for_one_person(slack: LocalSlack, client: WebClient) -> None:
    client.views_publish(user_id="U0KARIM", view=home(section("Dine opkald")))

    shown = slack.visitor("U0KARIM").home()
    assert shown is not None
    assert shown["blocks"][0]["text"]["text"] == "Dine opkald"
    assert slack.visitor("U0OTTO").home() is None


def test_a_file_arrives_in_three_steps(slack: LocalSlack, client: WebClient) -> None:
    answer = client.files_upload_v2(
        channel="C0VOKSENA", content="a;b", filename="rapport.csv", title="Rapport"
    )

    assert slack.workspace.uploads[answer["files"][0]["id"]].content == b"a;b"
    [shared] = slack.ledger.delivered("file")
    assert (shared.channel, shared.text) == ("C0VOKSENA", "Rapport")


def test_a_file_that_was_never_sent_is_not_shared(client: WebClient) -> None:
    file_id = client.files_getUploadURLExternal(filename="a.csv", length=3)["file_id"]

    with pytest.raises(SlackApiError) as call:
        client.files_completeUploadExternal(files=[{"id": file_id}])

    assert refusal(call) == "file_not_found"


def test_the_ledger_keeps_every_call_and_no_token(slack: LocalSlack, client: WebClient) -> None:
    client.chat_postMessage(channel="U0KARIM", text="x", blocks=[section("x", accessory=button("a", "Tag"))])

    [call] = slack.ledger.calls("chat.postMessage")
    assert (call.caller, call.result["ok"], call.at) == ("bot", True, NOON)
    assert "xoxb" not in str(slack.ledger.as_json())
