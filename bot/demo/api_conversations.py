"""conversations.*: where the bot is, and what was written there."""

from __future__ import annotations

import base64
import binascii
from decimal import Decimal, InvalidOperation

from bot.demo.arguments import Arguments
from bot.demo.conversations import Conversation
from bot.demo.errors import SlackRefusal
from bot.demo.payloads import message_json
from bot.demo.state import Workspace
from bot.demo.wire import JsonObject

DEFAULT_PAGE = 100
LARGEST_PAGE = 999


def open_conversation(workspace: Workspace, arguments: Arguments) -> JsonObject:
    """conversations.open: the direct message with one person."""
    workspace.require_scope("im:write")
    user = arguments.needed("users")
    if user in workspace.deactivated:
        raise SlackRefusal("user_disabled")
    conversation = workspace.conversations.open_dm(user)
    return {"ok": True, "channel": {"id": conversation.id}}


def history(workspace: Workspace, arguments: Arguments) -> JsonObject:
    """conversations.history: newest first, a page at a time; metadata only when asked for."""
    conversation = _joined(workspace, arguments, "history")
    limit = min(arguments.number("limit", DEFAULT_PAGE), LARGEST_PAGE)
    found = [message for message in conversation.seen_by("") if _within(Decimal(message.ts), arguments)]
    page, rest = found[::-1][:limit], found[::-1][limit:]
    with_metadata = arguments.flag("include_all_metadata")
    answer: JsonObject = {
        "ok": True,
        "messages": [message_json(workspace, message, with_metadata=with_metadata) for message in page],
        "has_more": bool(rest),
    }
    if rest:
        answer["response_metadata"] = {"next_cursor": as_cursor(rest[0].ts)}
    return answer


def info(workspace: Workspace, arguments: Arguments) -> JsonObject:
    """conversations.info: what kind of conversation this is."""
    conversation = _found(workspace, arguments, "read")
    is_dm = conversation.person is not None
    channel: JsonObject = {
        "id": conversation.id,
        "is_im": is_dm,
        "is_channel": not is_dm,
        "is_archived": False,
    }
    if is_dm:
        channel["user"] = conversation.person
    else:
        channel |= {
            "name": conversation.name,
            "is_member": workspace.cast.bot.id in conversation.members,
            "is_private": conversation.private,
            "is_shared": conversation.shared in ("ext", "org"),
            "is_ext_shared": conversation.shared == "ext",
            "is_pending_ext_shared": conversation.shared == "pending",
            "is_org_shared": conversation.shared == "org",
        }
    return {"ok": True, "channel": channel}


def members(workspace: Workspace, arguments: Arguments) -> JsonObject:
    """conversations.members: ids of everybody there, a page at a time."""
    everybody = sorted(_found(workspace, arguments, "read").members)
    start = from_cursor(arguments.text("cursor")) if arguments.text("cursor") else "0"
    if not start.isdecimal():
        raise SlackRefusal("invalid_cursor")
    end = int(start) + min(arguments.number("limit", DEFAULT_PAGE), LARGEST_PAGE)
    return {
        "ok": True,
        "members": everybody[int(start) : end],
        "response_metadata": {"next_cursor": as_cursor(str(end)) if end < len(everybody) else ""},
    }


def as_cursor(position: str) -> str:
    """A cursor as Slack writes it: opaque text."""
    return base64.b64encode(f"next:{position}".encode()).decode()


def from_cursor(cursor: str) -> str:
    """The position in a cursor; refuses with invalid_cursor."""
    try:
        return base64.b64decode(cursor, validate=True).decode().removeprefix("next:")
    except (binascii.Error, UnicodeDecodeError):
        raise SlackRefusal("invalid_cursor") from None


def _found(workspace: Workspace, arguments: Arguments, right: str) -> Conversation:
    conversation = workspace.conversations.find(arguments.text("channel"))
    workspace.require_scope(f"{_kind(conversation)}:{right}")
    # A private channel tells nobody outside that it is there.
    if conversation.private and workspace.cast.bot.id not in conversation.members:
        raise SlackRefusal("channel_not_found")
    return conversation


def _kind(conversation: Conversation) -> str:
    """What Slack calls this kind of conversation in its scopes."""
    if conversation.person:
        return "im"
    return "groups" if conversation.private else "channels"


def _joined(workspace: Workspace, arguments: Arguments, right: str) -> Conversation:
    conversation = _found(workspace, arguments, right)
    if workspace.cast.bot.id not in conversation.members:
        raise SlackRefusal("not_in_channel")
    return conversation


def _within(ts: Decimal, arguments: Arguments) -> bool:
    cursor = arguments.text("cursor")
    if cursor and ts > _ts(from_cursor(cursor), "invalid_cursor"):
        return False
    oldest = _ts(arguments.text("oldest") or "0", "invalid_ts_oldest")
    latest = _ts(arguments.text("latest") or "Infinity", "invalid_ts_latest")
    return oldest <= ts <= latest if arguments.flag("inclusive") else oldest < ts < latest


def _ts(text: str, refusal: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise SlackRefusal(refusal) from None
