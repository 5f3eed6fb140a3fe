"""views.*: modals and App Home."""

from __future__ import annotations

from bot.demo.arguments import Arguments
from bot.demo.errors import SlackRefusal
from bot.demo.payloads import view_json
from bot.demo.state import Workspace
from bot.demo.surfaces import View, checked
from bot.demo.wire import JsonObject, text_of


def open_view(workspace: Workspace, arguments: Arguments) -> JsonObject:
    """views.open: a modal for whoever is behind the trigger."""
    body = checked(arguments.parsed("view"), "modal")
    user = workspace.triggers.use(arguments.needed("trigger_id"))
    return shown(workspace, workspace.surfaces.open(user, body))


def push_view(workspace: Workspace, arguments: Arguments) -> JsonObject:
    """views.push: a modal above the one that is open."""
    body = checked(arguments.parsed("view"), "modal")
    user = workspace.triggers.use(arguments.needed("trigger_id"))
    return shown(workspace, workspace.surfaces.push(user, body))


def update_view(workspace: Workspace, arguments: Arguments) -> JsonObject:
    """views.update: other contents in an open view, unless it has changed since `hash`."""
    view = workspace.surfaces.find(arguments.text("view_id"), arguments.text("external_id"))
    body = checked(arguments.parsed("view"), view.kind)
    return shown(workspace, workspace.surfaces.update(view, body, arguments.text("hash")))


def publish_view(workspace: Workspace, arguments: Arguments) -> JsonObject:
    """views.publish: a person's Home."""
    user = workspace.person(arguments.needed("user_id")).id
    if user in workspace.deactivated:
        raise SlackRefusal("account_inactive")
    body = checked(arguments.parsed("view"), "home")
    return shown(workspace, workspace.surfaces.publish(user, body, arguments.text("hash")))


def shown(workspace: Workspace, view: View) -> JsonObject:
    """Note that the view is in front of its person, and answer with it."""
    workspace.ledger.deliver(
        view.kind, user=view.user, ts=view.id, text=text_of(view.body.get("title")), blocks=view.blocks
    )
    workspace.changed()
    return {"ok": True, "view": view_json(workspace, view)}
