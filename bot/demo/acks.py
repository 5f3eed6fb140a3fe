"""What Slack does with an answer to an interaction: the ack's payload, or a call to its response URL."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.demo.api_chat import content_of
from bot.demo.api_views import shown
from bot.demo.arguments import Arguments
from bot.demo.conversations import Message
from bot.demo.errors import SlackRefusal
from bot.demo.schema import mistake
from bot.demo.state import Workspace
from bot.demo.surfaces import View, checked
from bot.demo.tickets import ResponseUrl
from bot.demo.wire import JsonObject

NOT_AN_ANSWER = "not an answer to a view submission"


def answer_command(workspace: Workspace, user: str, channel: str, payload: JsonObject) -> JsonObject:
    """Show a command's ack: to the person alone, or to everybody when it says in_channel."""
    if payload.get("text") or payload.get("blocks"):
        _write(workspace, user, channel, Arguments(payload))
    return {"ok": True}


def answer_url(workspace: Workspace, token: str, arguments: Arguments) -> JsonObject:
    """One use of a response URL: a new message, or the original replaced or deleted."""
    url = workspace.response_urls.use(token)
    original = _original(workspace, url)
    if arguments.flag("delete_original") and original:
        workspace.conversations.remove(original)
        workspace.bot_writes(workspace.conversations.find(url.channel), original, "delete")
    elif arguments.flag("replace_original") and original:
        _replace(workspace, original, arguments)
    else:
        _write(workspace, url.user, url.channel, arguments)
    return {"ok": True}


def answer_submission(workspace: Workspace, view: View, payload: JsonObject) -> JsonObject:
    """Do what the ack of a view submission says; refuses what Slack could not make sense of."""
    if not payload:
        return _closed(workspace, view, payload)
    response = SUBMISSION_RESPONSES.get(str(payload.get("response_action")))
    if response is None:
        raise SlackRefusal("invalid_arguments", mistake(NOT_AN_ANSWER, "/response_action"))
    return response(workspace, view, payload)


def _closed(workspace: Workspace, view: View, payload: JsonObject) -> JsonObject:
    if view in workspace.surfaces.modals(view.user):
        workspace.surfaces.close(view)
    workspace.changed()
    return {"ok": True, "result": "closed"}


def _cleared(workspace: Workspace, view: View, payload: JsonObject) -> JsonObject:
    workspace.surfaces.clear(view)
    workspace.changed()
    return {"ok": True, "result": "cleared"}


def _updated(workspace: Workspace, view: View, payload: JsonObject) -> JsonObject:
    body = checked(payload.get("view"), "modal")
    shown(workspace, workspace.surfaces.update(view, body))
    return {"ok": True, "result": "updated"}


def _pushed(workspace: Workspace, view: View, payload: JsonObject) -> JsonObject:
    body = checked(payload.get("view"), "modal")
    shown(workspace, workspace.surfaces.push(view.user, body))
    return {"ok": True, "result": "pushed"}


def _objected(workspace: Workspace, view: View, payload: JsonObject) -> JsonObject:
    errors = payload.get("errors")
    asked = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= asked:
        raise SlackRefusal(
            "invalid_arguments", mistake("errors must name input blocks of the view", "/errors")
        )
    return {"ok": False, "errors": errors}


SUBMISSION_RESPONSES: Mapping[str, Callable[[Workspace, View, JsonObject], JsonObject]] = {
    "clear": _cleared,
    "update": _updated,
    "push": _pushed,
    "errors": _objected,
}


def _original(workspace: Workspace, url: ResponseUrl) -> Message | None:
    messages = workspace.conversations.find(url.channel).messages
    return messages.get(url.message_ts) if url.message_ts else None


def _replace(workspace: Workspace, original: Message, arguments: Arguments) -> None:
    content = content_of(arguments)
    changed = workspace.conversations.rewrite(
        original, text=content.text, blocks=content.blocks, metadata=content.metadata or original.metadata
    )
    workspace.bot_writes(workspace.conversations.find(changed.channel), changed, "update")


def _write(workspace: Workspace, user: str, channel: str, arguments: Arguments) -> None:
    content = content_of(arguments)
    conversation = workspace.conversations.find(channel)
    private = arguments.text("response_type", "ephemeral") != "in_channel"
    message = workspace.conversations.write(
        conversation,
        workspace.cast.bot.id,
        content.text,
        blocks=content.blocks,
        metadata=content.metadata,
        only_for=user if private else None,
    )
    workspace.bot_writes(conversation, message, "ephemeral" if private else "message")
