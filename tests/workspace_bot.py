"""A small Bolt app for the local workspace's tests: real slack_bolt, real HTTP, real Socket Mode."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.demo.server import LocalSlack
from bot.demo.state import Settings
from bot.demo.wire import JsonObject

# Short, so that a test of a time-out need not wait Slack's three seconds.
IMPATIENT = Settings(ack_seconds=0.3, event_retry_seconds=(0.0, 0.0))
BOT_TOKEN = Settings().bot_token
Ack = Callable[..., Any]


def plain(text: str) -> JsonObject:
    return {"type": "plain_text", "text": text}


def section(text: str, **more: object) -> JsonObject:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(action_id: str, text: str, **more: object) -> JsonObject:
    return {"type": "button", "action_id": action_id, "text": plain(text), **more}


def asking(block_id: str, element: JsonObject, **more: object) -> JsonObject:
    return {"type": "input", "block_id": block_id, "label": plain(block_id), "element": element, **more}


def modal(*blocks: JsonObject, callback_id: str = "log", **more: object) -> JsonObject:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain("Nyt opkald"),
        "submit": plain("Gem"),
        "blocks": list(blocks),
        **more,
    }


def home(*blocks: JsonObject) -> JsonObject:
    return {"type": "home", "blocks": list(blocks)}


TAKEN = section("Nr. 142", block_id="item", accessory=button("take", "Tag den", value="142"))
PHONE = asking("phone", {"type": "plain_text_input", "action_id": "phone", "max_length": 20})
WHOM = asking("whom", {"type": "external_select", "action_id": "whom", "min_query_length": 1})
NOTE = asking("note", {"type": "plain_text_input", "action_id": "note", "multiline": True}, optional=True)


def web_client(slack: LocalSlack, token: str = BOT_TOKEN) -> WebClient:
    """A client that shows every fault instead of retrying it away."""
    return WebClient(token, base_url=slack.api_url, retry_handlers=[], timeout=5)


def new_app(slack: LocalSlack) -> App:
    """An app without listeners that answers on its own socket threads."""
    return App(client=web_client(slack), process_before_response=True)


@contextmanager
def connected(slack: LocalSlack, app: App, ping_interval: float = 1) -> Iterator[SocketModeHandler]:
    """The app connected over Socket Mode; its connection is broken from Slack's side at the end.

    The builtin client's own `close` would wait three seconds for its blocked read, and trips over a session
    that ends while it closes.
    """
    handler = SocketModeHandler(app, "xapp-local", ping_interval=ping_interval)
    handler.client.connect()
    slack.wait_connected()
    try:
        yield handler
    finally:
        handler.client.auto_reconnect_enabled = False
        slack.disturb(drop_sockets=True)
        slack.visitor("U0ADMIN").wait_for(lambda: not handler.client.is_connected())
        handler.client.closed = True
        handler.client.enqueue_message("")
        handler.client.close()


def opens(app: App, view: JsonObject) -> None:
    """Let /callback open this modal."""

    @app.command("/callback")
    def open_modal(ack: Ack, body: JsonObject) -> None:
        app.client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()


def answers_submission(app: App, **answer: object) -> list[JsonObject]:
    """Let the modal's submission be answered so; the views that were submitted are collected."""
    submitted: list[JsonObject] = []

    @app.view("log")
    def save(ack: Ack, body: JsonObject) -> None:
        submitted.append(body["view"])
        ack(**answer)

    return submitted
