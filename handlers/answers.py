"""Answering on every surface alike: say one sentence, or open one modal."""

import logging
from http.client import HTTPException
from typing import Any

from slack_bolt import Ack, BoltResponse
from slack_sdk.errors import SlackApiError, SlackClientError

from handlers.desk import Desk
from handlers.payload import Body, Surface, in_modal, surface
from views import ids
from views.blocks import Block
from views.replies import not_done, not_saved, notice_view

logger = logging.getLogger(__name__)


def say(desk: Desk, body: Body, ack: Ack, text: str) -> BoltResponse:
    """One sentence to whoever asked, where they asked. Nothing may follow it in a listener."""
    match surface(body):
        case Surface.COMMAND:
            return ack(text=text, response_type="ephemeral")
        case Surface.SUBMISSION:
            return _under_the_form(desk, body, ack, text)
        case Surface.SUGGESTION:
            return ack(options=[])
        case Surface.ACTION:
            show(desk, body, notice(desk, text))
            return ack()
        case _:
            return ack()


def _under_the_form(desk: Desk, body: Body, ack: Ack, text: str) -> BoltResponse:
    """Errors keep the form open with everything typed still in it; a view without fields is replaced."""
    field = _first_field(body.get("view"))
    if field:
        return ack(response_action="errors", errors={field: text})
    return ack(response_action="update", view=notice(desk, text))


def _first_field(view: Any) -> str:
    blocks = view.get("blocks") if isinstance(view, dict) else None
    shown = blocks if isinstance(blocks, list) else []
    inputs = [block for block in shown if isinstance(block, dict) and block.get("type") == "input"]
    return str(inputs[0].get("block_id", "")) if inputs else ""


def unavailable(desk: Desk, body: Body) -> str:
    """What to say when the database cannot be had: in a form, that the typed text still stands there."""
    return not_saved(desk.texts) if surface(body) is Surface.SUBMISSION else not_done(desk.texts)


def notice(desk: Desk, text: str, title: str = "") -> Block:
    """A modal that only says something."""
    return notice_view(desk.texts, ids.RECEIPT, title or desk.texts("Fristvagt"), text)


def show(desk: Desk, body: Body, view: Block) -> None:
    """Open a modal, or push it onto the one the press came from, off the listener's thread."""
    trigger = str(body.get("trigger_id", ""))
    call = desk.client.views_push if in_modal(body) else desk.client.views_open
    desk.later(lambda: attempt(call, trigger_id=trigger, view=view))


def redraw(desk: Desk, body: Body, view: Block) -> None:
    """Show something else in the modal the press came from; elsewhere, open it."""
    if not in_modal(body):
        show(desk, body, view)
        return
    modal = str(body["view"]["id"])
    desk.later(lambda: attempt(desk.client.views_update, view_id=modal, view=view))


def attempt(call: Any, **arguments: Any) -> None:
    """Call Slack for something the person can simply ask for again; a refusal is only logged."""
    try:
        call(**arguments)
    except SlackApiError as error:
        logger.warning("Slack refused %s: %s", getattr(call, "__name__", "a call"), error.response["error"])
    except (SlackClientError, HTTPException, OSError) as error:
        logger.warning("Slack could not be reached: %s", type(error).__name__)
