"""What the page shows one person right now."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot.demo.cast import Person
from bot.demo.conversations import Conversation, Message
from bot.demo.state import Workspace
from bot.demo.surfaces import View
from bot.demo.values import shown_state
from bot.demo.wire import JsonObject, text_of

ZONE = ZoneInfo("Europe/Copenhagen")


def long_time(when: datetime) -> str:
    """The office's date and time in words: "torsdag 26. november 2026 kl. 10.04"."""
    return format_datetime(when.astimezone(ZONE), "EEEE d. MMMM y 'kl.' HH.mm", locale="da")


def visitor_state(workspace: Workspace, user: str, conversation_id: str, *, connected: bool) -> JsonObject:
    """One person's whole screen; they have now read the named conversation. Refuses what they cannot see."""
    person = workspace.person(user)
    now = workspace.clock.now()
    messages = _opened(workspace, user, conversation_id)
    home = workspace.surfaces.home(user)
    return {
        "workspace": {"name": workspace.cast.name, "team_id": workspace.cast.team_id},
        "now": now.astimezone(ZONE).isoformat(timespec="seconds"),
        "now_text": long_time(now),
        "users": [_person(each) for each in workspace.cast.by_id.values()],
        "conversations": _conversations(workspace, person.id),
        "commands": [
            {"command": each.command, "description": each.description, "usage_hint": each.usage_hint}
            for each in workspace.settings.commands
        ],
        "messages": [_message(workspace, message) for message in messages],
        "home": {"blocks": home.blocks, "view_id": home.id, "hash": home.hash} if home else None,
        "modals": [_modal(view) for view in workspace.surfaces.modals(user)],
        "bot_connected": connected,
        "version": workspace.version,
    }


def _opened(workspace: Workspace, user: str, conversation_id: str) -> list[Message]:
    if not conversation_id:
        return []
    conversation = workspace.conversations.open_for_visitor(user, conversation_id)
    conversation.mark_read(user)
    return conversation.seen_by(user)


def _person(person: Person) -> JsonObject:
    return {
        "id": person.id,
        "name": person.name,
        "title": person.title,
        "is_bot": person.is_bot,
        "is_outsider": person.is_outsider,
    }


def _conversations(workspace: Workspace, user: str) -> list[JsonObject]:
    channels = [each for each in workspace.conversations.channels() if user in each.members]
    direct = workspace.conversations.existing_dm(user)
    listed = [_conversation(each, each.name, "channel", user) for each in channels]
    dm: JsonObject = {
        "id": workspace.conversations.dm_id(user),
        "name": workspace.cast.bot.name,
        "kind": "dm",
    }
    return [*listed, {**dm, "unread": direct.unread_by(user) if direct else 0}]


def _conversation(conversation: Conversation, name: str, kind: str, user: str) -> JsonObject:
    return {"id": conversation.id, "name": name, "kind": kind, "unread": conversation.unread_by(user)}


def _message(workspace: Workspace, message: Message) -> JsonObject:
    author = workspace.cast.by_id.get(message.user)
    written = datetime.fromtimestamp(float(message.ts), ZONE)
    return {
        "ts": message.ts,
        "user": message.user,
        "username": author.name if author else message.user,
        "text": message.text,
        "blocks": message.blocks,
        "ephemeral": message.only_for is not None,
        "edited": message.edited_ts is not None,
        "time_text": f"{written:%H.%M}",
    }


def _modal(view: View) -> JsonObject:
    return {
        "id": view.id,
        "title": text_of(view.body["title"]),
        "submit": text_of(view.body.get("submit")) or None,
        "close": text_of(view.body.get("close")) or None,
        "blocks": view.blocks,
        "callback_id": view.body.get("callback_id", ""),
        "state": shown_state(view.blocks, view.typed),
    }
