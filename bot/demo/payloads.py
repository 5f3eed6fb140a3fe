"""The payloads Slack sends to an app, in their real shapes."""

from __future__ import annotations

import secrets

from bot.demo.cast import Person
from bot.demo.conversations import Conversation, Message
from bot.demo.state import Workspace
from bot.demo.surfaces import View
from bot.demo.tickets import ResponseUrl
from bot.demo.values import state_values
from bot.demo.wire import JsonObject

VERIFICATION = "local-verification-token"
VIEW_DEFAULTS: JsonObject = {
    "private_metadata": "",
    "callback_id": "",
    "external_id": "",
    "clear_on_close": False,
    "notify_on_close": False,
    "close": None,
    "submit": None,
    "title": {"type": "plain_text", "text": "View Title", "emoji": True},
}


def person_json(workspace: Workspace, person: Person) -> JsonObject:
    """A user as users.info and the user events show them."""
    return {
        "id": person.id,
        "team_id": workspace.cast.team_id,
        "name": person.handle,
        "real_name": person.name,
        "deleted": person.id in workspace.deactivated,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "is_restricted": person.is_guest,
        "is_ultra_restricted": False,
        "tz": "Europe/Copenhagen",
        "profile": {"real_name": person.name, "display_name": person.name, "title": person.title},
    }


def message_json(workspace: Workspace, message: Message, *, with_metadata: bool = True) -> JsonObject:
    """A message as the Web API and message payloads show it."""
    shown: JsonObject = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    shown["team"] = workspace.cast.team_id
    if message.user == workspace.cast.bot.id:
        shown |= {"bot_id": workspace.cast.bot_id, "app_id": workspace.cast.app_id}
    if message.blocks is not None:
        shown["blocks"] = message.blocks
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
    if message.edited_ts:
        shown["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.metadata and with_metadata:
        shown["metadata"] = message.metadata
    return shown


def view_json(workspace: Workspace, view: View) -> JsonObject:
    """A view as the Web API and interaction payloads show it, with what the person has typed."""
    return {
        **VIEW_DEFAULTS,
        **view.body,
        "id": view.id,
        "team_id": workspace.cast.team_id,
        "app_id": workspace.cast.app_id,
        "app_installed_team_id": workspace.cast.team_id,
        "bot_id": workspace.cast.bot_id,
        "hash": view.hash,
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "state": state_values(view.blocks, view.typed, view.served),
    }


def response_url(workspace: Workspace, url: ResponseUrl) -> str:
    """The address behind a response URL."""
    return f"{workspace.base_url}/hooks/{url.token}"


def slash_command(
    workspace: Workspace, person: Person, where: Conversation, command: str, text: str
) -> JsonObject:
    """A slash command; `text` is already escaped."""
    return {
        "token": VERIFICATION,
        "team_id": workspace.cast.team_id,
        "team_domain": workspace.cast.domain,
        "channel_id": where.id,
        "channel_name": where.name,
        "user_id": person.id,
        "user_name": person.handle,
        "command": command,
        "text": text,
        "api_app_id": workspace.cast.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url(workspace, workspace.response_urls.issue(where.id, person.id)),
        "trigger_id": workspace.triggers.issue(person.id),
    }


def _interaction(workspace: Workspace, kind: str, person: Person) -> JsonObject:
    return {
        "type": kind,
        "team": {"id": workspace.cast.team_id, "domain": workspace.cast.domain},
        "user": {
            "id": person.id,
            "username": person.handle,
            "name": person.handle,
            "team_id": workspace.cast.team_id,
        },
        "api_app_id": workspace.cast.app_id,
        "token": VERIFICATION,
        "is_enterprise_install": False,
        "enterprise": None,
    }


def message_actions(
    workspace: Workspace,
    person: Person,
    where: Conversation,
    message: Message,
    state: JsonObject,
    action: JsonObject,
) -> JsonObject:
    """Something pressed or chosen in a message."""
    url = workspace.response_urls.issue(where.id, person.id, message.ts)
    return {
        **_interaction(workspace, "block_actions", person),
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": where.id,
            "is_ephemeral": message.only_for is not None,
        },
        "trigger_id": workspace.triggers.issue(person.id),
        "channel": {"id": where.id, "name": where.name},
        "message": message_json(workspace, message),
        "state": state,
        "response_url": response_url(workspace, url),
        "actions": [action],
    }


def view_actions(workspace: Workspace, person: Person, view: View, action: JsonObject) -> JsonObject:
    """Something pressed or chosen in a modal or on Home."""
    shown = view_json(workspace, view)
    return {
        **_interaction(workspace, "block_actions", person),
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": workspace.triggers.issue(person.id),
        "view": shown,
        "state": shown["state"],
        "actions": [action],
    }


def view_submission(workspace: Workspace, person: Person, view: View) -> JsonObject:
    """A modal's submit button."""
    return {
        **_interaction(workspace, "view_submission", person),
        "trigger_id": workspace.triggers.issue(person.id),
        "view": view_json(workspace, view),
        "response_urls": [],
    }


def view_closed(workspace: Workspace, person: Person, view: View) -> JsonObject:
    """A modal closed without submitting it."""
    return {
        **_interaction(workspace, "view_closed", person),
        "view": view_json(workspace, view),
        "is_cleared": False,
    }


def view_suggestion(
    workspace: Workspace, person: Person, view: View, block_id: str, action_id: str, query: str
) -> JsonObject:
    """Letters typed into a type-ahead menu of a view."""
    return {
        **_suggestion(workspace, person, block_id, action_id, query),
        "container": {"type": "view", "view_id": view.id},
        "view": view_json(workspace, view),
    }


def message_suggestion(
    workspace: Workspace, person: Person, message: Message, block_id: str, action_id: str, query: str
) -> JsonObject:
    """Letters typed into a type-ahead menu of a message."""
    return {
        **_suggestion(workspace, person, block_id, action_id, query),
        "container": {"type": "message", "message_ts": message.ts, "channel_id": message.channel},
        "message": message_json(workspace, message),
    }


def _suggestion(
    workspace: Workspace, person: Person, block_id: str, action_id: str, query: str
) -> JsonObject:
    return {
        **_interaction(workspace, "block_suggestion", person),
        "action_id": action_id,
        "block_id": block_id,
        "value": query,
    }


def event_callback(workspace: Workspace, event: JsonObject) -> JsonObject:
    """An event with the envelope the Events API puts around it."""
    team, bot = workspace.cast.team_id, workspace.cast.bot.id
    return {
        "token": VERIFICATION,
        "team_id": team,
        "context_team_id": team,
        "api_app_id": workspace.cast.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(workspace.clock.now().timestamp()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team,
                "user_id": bot,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }
