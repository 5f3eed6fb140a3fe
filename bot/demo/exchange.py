"""One question to the bot and its answer, with the answers Slack would not accept noted in the ledger."""

from __future__ import annotations

from collections.abc import Callable

from bot.demo.blocks import find_element, suggestion_problems
from bot.demo.errors import SlackRefusal
from bot.demo.socket_mode import SocketHub
from bot.demo.state import Workspace
from bot.demo.values import STATELESS, Served, ValueRefused, pressed
from bot.demo.wire import Blocks, JsonObject, RawState, RawValue


class Exchange:
    """Sends payloads and judges their acks. Raises NotDelivered and SlackRefusal."""

    def __init__(self, workspace: Workspace, hub: SocketHub) -> None:
        self.workspace = workspace
        self.hub = hub

    async def ask(self, payload: JsonObject, kind: str = "interactive") -> JsonObject:
        """Send a payload and return what its ack carried."""
        return await self.hub.deliver(kind, payload)

    def accept(self, name: str, answer: JsonObject, apply: Callable[[], JsonObject]) -> JsonObject:
        """Apply an ack; one that Slack would not accept is noted and refused."""
        try:
            return apply()
        except SlackRefusal as refusal:
            self.workspace.ledger.record("refused_ack", name, arguments=answer, result=refusal.body())
            raise

    async def suggestions(self, payload: JsonObject, served: Served) -> JsonObject:
        """Ask for a type-ahead menu's options, and remember them for when one is chosen."""
        answer = await self.ask(payload)
        offered = self.accept("block_suggestion", answer, lambda: _suggested(answer))
        served.remember(payload["block_id"], payload["action_id"], offered["options"])
        return {"ok": True, **offered}

    def action(self, element: JsonObject, block_id: str, value: RawValue, served: Served) -> JsonObject:
        """The payload's entry for what was pressed or chosen; refuses a value the element cannot give."""
        at = f"{self.workspace.clock.now().timestamp():.6f}"
        try:
            return pressed(element, block_id, value, served.of(block_id, element["action_id"]), at)
        except ValueRefused as reason:
            raise SlackRefusal("invalid_value", str(reason)) from reason


def element_in(blocks: Blocks | None, block_id: str, action_id: str) -> JsonObject:
    """The element on the screen; refuses with not_found when it is no longer there."""
    element = find_element(blocks, block_id, action_id)
    if element is None:
        raise SlackRefusal("not_found", f"No element {action_id} in block {block_id}.")
    return element


def with_choice(state: RawState | None, element: JsonObject, block_id: str, value: RawValue) -> RawState:
    """The state including what was just chosen; pressing a button chooses nothing."""
    if element["type"] in STATELESS:
        return dict(state or {})
    chosen = {**(state or {}).get(block_id, {}), element["action_id"]: value}
    return {**(state or {}), block_id: chosen}


def _suggested(answer: JsonObject) -> JsonObject:
    found = suggestion_problems(answer)
    if found:
        raise SlackRefusal("invalid_arguments", *found)
    groups = answer.get("option_groups", [])
    options = [*answer.get("options", []), *(option for group in groups for option in group["options"])]
    return {"options": options, "groups": groups} if groups else {"options": options}
