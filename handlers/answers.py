"""Answering on every surface alike: say one sentence, or open one modal."""

import logging
from typing import Any

from slack_bolt import Ack, BoltResponse
from slack_sdk.errors import SlackApiError

from handlers.desk import Desk
from handlers.payload import Body, Surface, in_modal, surface
from views import ids
from views.blocks import Block
from views.replies import notice_view

logger = logging.getLogger(__name__)


def say(desk: Desk, body: Body, ack: Ack, text: str) -> BoltResponse:
    """One sentence to whoever asked, where they asked. Nothing may follow it in a listener."""
    match surface(body):
        case Surface.COMMAND:
            return ack(text=text, response_type="ephemeral")
        case Surface.SUBMISSION:
            return ack(response_action="update", view=notice(desk, text))
        case Surface.SUGGESTION:
            return ack(options=[])
        case Surface.ACTION:
            show(desk, body, notice(desk, text))
            return ack()
        case _:
            return ack()


def notice(desk: Desk, text: str) -> Block:
    return notice_view(desk.texts, ids.RECEIPT, desk.texts("Fristvagt"), text)


def show(desk: Desk, body: Body, view: Block) -> None:
    """Open a modal, or push it onto the one the press came from, off the listener's thread."""
    trigger = str(body.get("trigger_id", ""))
    call = desk.client.views_push if in_modal(body) else desk.client.views_open
    desk.later(lambda: attempt(call, trigger_id=trigger, view=view))


def attempt(call: Any, **arguments: Any) -> None:
    """Call Slack for something the person can simply ask for again; a refusal is only logged."""
    try:
        call(**arguments)
    except SlackApiError as error:
        logger.warning("Slack refused %s: %s", getattr(call, "__name__", "a call"), error.response["error"])
    except OSError as error:
        logger.warning("Slack could not be reached: %s", type(error).__name__)
