"""auth.test, users.* and apps.connections.open: who is there."""

from __future__ import annotations

from bot.demo.api_conversations import as_cursor, from_cursor
from bot.demo.arguments import Arguments
from bot.demo.errors import SlackRefusal
from bot.demo.payloads import person_json
from bot.demo.state import Workspace
from bot.demo.wire import JsonObject


def auth_test(workspace: Workspace, arguments: Arguments) -> JsonObject:
    """auth.test: whom the token belongs to."""
    cast = workspace.cast
    return {
        "ok": True,
        "url": f"{workspace.base_url}/",
        "team": cast.name,
        "user": cast.bot.handle,
        "team_id": cast.team_id,
        "user_id": cast.bot.id,
        "bot_id": cast.bot_id,
        "is_enterprise_install": False,
    }


def open_connection(workspace: Workspace, arguments: Arguments) -> JsonObject:
    """apps.connections.open: where the app may connect, once."""
    address = workspace.base_url.replace("http://", "ws://", 1)
    return {
        "ok": True,
        "url": f"{address}/link/?ticket={workspace.tickets.issue()}&app_id={workspace.cast.app_id}",
    }


def users_info(workspace: Workspace, arguments: Arguments) -> JsonObject:
    """users.info: one person."""
    return {"ok": True, "user": person_json(workspace, workspace.person(arguments.needed("user")))}


def users_list(workspace: Workspace, arguments: Arguments) -> JsonObject:
    """users.list: everybody, a page at a time when `limit` is given."""
    everybody = list(workspace.cast.by_id.values())
    start = from_cursor(arguments.text("cursor")) if arguments.text("cursor") else "0"
    if not start.isdecimal():
        raise SlackRefusal("invalid_cursor")
    end = int(start) + (arguments.number("limit", 0) or len(everybody))
    return {
        "ok": True,
        "members": [person_json(workspace, person) for person in everybody[int(start) : end]],
        "cache_ts": int(workspace.clock.now().timestamp()),
        "response_metadata": {"next_cursor": as_cursor(str(end)) if end < len(everybody) else ""},
    }
