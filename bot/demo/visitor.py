"""A visitor of the local workspace in Python: what tests and harnesses do instead of clicking."""

from __future__ import annotations

import json
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

from bot.demo.blocks import interactive
from bot.demo.wire import JsonObject, RawState, RawValue

T = TypeVar("T")
HTTP_SECONDS = 30.0
POLL_SECONDS = 0.01
# The workspace is on this machine, whatever proxy the environment names.
_OPENER = build_opener(ProxyHandler({}))


class Visitor:
    """One person at the workspace's page. Answers are the visitor API's JSON."""

    def __init__(self, base_url: str, user: str) -> None:
        self.base_url = base_url
        self.user = user

    def command(self, text: str, conversation: str | None = None) -> JsonObject:
        """Type a slash command; without a conversation, in one's own direct message with the bot."""
        return self._post("command", text=text, conversation=conversation)

    def say(self, text: str, conversation: str) -> JsonObject:
        """Write a plain message."""
        return self._post("message", text=text, conversation=conversation)

    def press(
        self, where: JsonObject, action_id: str, value: RawValue = None, *, block_id: str | None = None
    ) -> JsonObject:
        """Press or choose in a message, a modal or Home, as `messages`, `modals` or `home` gave it.

        Among several buttons with one action_id, `value` is the button's own value or `block_id` its block.
        Raises LookupError unless exactly one element fits.
        """
        block, element = _one(where["blocks"], action_id, value, block_id)
        chosen = None if element["type"] == "button" else value
        return self._post(
            "action",
            container=_container(where),
            block_id=block["block_id"],
            action_id=action_id,
            value=chosen,
        )

    def submit(self, view: JsonObject, values: Mapping[str, RawValue] | None = None) -> JsonObject:
        """Fill in by action_id or block_id, and submit; fields that are not named stay as they are."""
        return self._post("submit", view_id=view["id"], state=_state(view["blocks"], values or {}))

    def attach(self, view: JsonObject, action_id: str, name: str, content: bytes) -> list[str]:
        """Choose a file for a form's field; what it gives is the field's value in `submit`."""
        block, _ = _one(view["blocks"], action_id, None, None)
        answer = self._post(
            "file",
            view_id=view["id"],
            block_id=block["block_id"],
            action_id=action_id,
            file_name=name,
            content=b64encode(content).decode(),
        )
        return [answer["id"]]

    def close(self, view: JsonObject) -> JsonObject:
        """Close a modal without submitting it."""
        return self._post("close", view_id=view["id"])

    def suggest(self, where: JsonObject, action_id: str, query: str) -> list[JsonObject]:
        """Type into a type-ahead menu; the options it offers, none when the app does not answer."""
        block, _ = _one(where["blocks"], action_id, None, None)
        place = {"container": _container(where), "block_id": block["block_id"], "action_id": action_id}
        options: list[JsonObject] = self._post("suggest", query=query, **place).get("options", [])
        return options

    def state(self, conversation: str = "") -> JsonObject:
        """Everything on this person's screen; the named conversation counts as read."""
        return self._get("state", user=self.user, conversation=conversation)

    def messages(self, conversation: str) -> list[JsonObject]:
        """What this person sees in a conversation, oldest first, each with its `channel`."""
        return [{**message, "channel": conversation} for message in self.state(conversation)["messages"]]

    def dm(self) -> list[JsonObject]:
        """What this person sees in the direct message with the bot."""
        return self.messages("D" + self.user.removeprefix("U"))

    def modals(self) -> list[JsonObject]:
        """This person's open modals, the top one last."""
        found: list[JsonObject] = self.state()["modals"]
        return found

    def modal(self) -> JsonObject:
        """The modal on top; raises LookupError when none is open."""
        if not (open_now := self.modals()):
            raise LookupError(f"{self.user} has no modal open.")
        return open_now[-1]

    def open_home(self) -> JsonObject:
        """Look at the app's Home tab, which tells the bot; `home` then shows what it published."""
        return self._post("home")

    def home(self) -> JsonObject | None:
        """What the bot last published on this person's Home."""
        shown: JsonObject | None = self.state()["home"]
        return shown

    def jump(self, name: str) -> JsonObject:
        """Press one of the clock's buttons."""
        return self._post("clock", jump=name)

    def fault(self, **faults: object) -> JsonObject:
        """Order faults, as `fault_requests` describes them."""
        return self._post("faults", **faults)

    def ledger(self) -> JsonObject:
        """The workspace's ledger."""
        return self._get("ledger")

    def wait_for(self, look: Callable[[], T], timeout: float = 5.0) -> T:
        """Look until there is something to see and return it; raises TimeoutError after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while not (seen := look()):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.user} waited {timeout} s and saw {seen!r}.")
            time.sleep(POLL_SECONDS)
        return seen

    def _get(self, name: str, **query: str) -> JsonObject:
        return _exchange(Request(f"{self.base_url}/visitor/{name}?{urlencode(query)}"))  # noqa: S310 - loopback http

    def _post(self, name: str, **body: object) -> JsonObject:
        data = json.dumps({"user": self.user, **body}).encode()
        headers = {"Content-Type": "application/json"}
        return _exchange(Request(f"{self.base_url}/visitor/{name}", data, headers))  # noqa: S310 - loopback http


def _exchange(request: Request) -> JsonObject:
    try:
        with _OPENER.open(request, timeout=HTTP_SECONDS) as response:
            answer: JsonObject = json.load(response)
    except HTTPError as refused:
        with refused:
            answer = json.load(refused)
    return answer


def _container(where: JsonObject) -> JsonObject:
    if "ts" in where:
        return {"type": "message", "channel": where["channel"], "ts": where["ts"]}
    return {"type": "view", "view_id": where.get("view_id") or where["id"]}


def _one(
    blocks: list[JsonObject] | None, action_id: str, value: RawValue, block_id: str | None
) -> tuple[JsonObject, JsonObject]:
    found = [
        (block, element)
        for block in blocks or []
        for element in interactive(block)
        if element["action_id"] == action_id
        and block_id in (None, block["block_id"])
        and _fits(element, value)
    ]
    if len(found) != 1:
        raise LookupError(
            f"{len(found)} elements fit {action_id} (value {value!r}, block {block_id}); name exactly one."
        )
    return found[0]


def _fits(element: JsonObject, value: RawValue) -> bool:
    return element["type"] != "button" or value is None or element.get("value") == value


def _state(blocks: list[JsonObject], values: Mapping[str, RawValue]) -> RawState:
    state: RawState = {}
    left = dict(values)
    for block in blocks:
        for element in interactive(block):
            for name in (element["action_id"], block["block_id"]):
                if name in values:
                    state.setdefault(block["block_id"], {})[element["action_id"]] = values[name]
                    left.pop(name, None)
    if left:
        raise LookupError(f"The view has no field called {', '.join(left)}.")
    return state
