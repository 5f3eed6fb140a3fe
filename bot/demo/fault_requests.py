"""Faults ordered over HTTP, so that a harness in another process can break things too.

The body is one fault ({"kind", "method", "times", ...} as `faults.Fault` names them), or any of: clear, away,
rate_limit, duplicate_envelopes, wrong_team, disconnect, drop_sockets, silence_sockets, and deactivate
(a user id).
"""

from __future__ import annotations

from dataclasses import fields

from bot.demo.faults import Fault, FaultBox
from bot.demo.payloads import person_json
from bot.demo.socket_mode import SocketHub
from bot.demo.state import Workspace
from bot.demo.wire import JsonObject

FAULT_FIELDS = {field.name for field in fields(Fault)}
ORDERS = {
    "clear",
    "away",
    "rate_limit",
    "duplicate_envelopes",
    "wrong_team",
    "disconnect",
    "drop_sockets",
    "silence_sockets",
    "deactivate",
}


async def apply_faults(workspace: Workspace, hub: SocketHub, body: JsonObject) -> None:
    """Do what the body asks for; raises ValueError for an order or a fault that does not exist."""
    unknown = set(body) - FAULT_FIELDS - ORDERS - {"user"}
    if unknown:
        raise ValueError(f"No fault has {', '.join(sorted(unknown))}; see bot.demo.fault_requests.")
    _order_calls(workspace.faults, body)
    if "deactivate" in body:
        deactivate(workspace, hub, body["deactivate"])
    await _disturb_connections(workspace, hub, body)


def deactivate(workspace: Workspace, hub: SocketHub, user: str) -> None:
    """Somebody leaves the workspace; the bot is told as Slack tells it."""
    person = workspace.person(user)
    workspace.deactivated.add(user)
    hub.announce({"type": "user_change", "user": person_json(workspace, person)})


def _order_calls(faults: FaultBox, body: JsonObject) -> None:
    if body.get("clear"):
        faults.clear()
    if "kind" in body:
        faults.add(Fault(**{name: value for name, value in body.items() if name in FAULT_FIELDS}))
    if "rate_limit" in body:
        faults.rate_limit = bool(body["rate_limit"])
    if "duplicate_envelopes" in body:
        faults.duplicate_envelopes(body["duplicate_envelopes"])
    if "wrong_team" in body:
        faults.wrong_team(body["wrong_team"])


async def _disturb_connections(workspace: Workspace, hub: SocketHub, body: JsonObject) -> None:
    if "away" in body:
        workspace.faults.away = bool(body["away"])
    if body.get("disconnect"):
        await hub.refresh()
    if body.get("drop_sockets") or body.get("away"):
        await hub.drop()
    if body.get("silence_sockets"):
        await hub.silence()
