"""One person's screen in the workspace, read where it is kept: quicker than asking the page for all of it."""

import time
from collections.abc import Callable
from typing import TypeVar

from bot.demo.blocks import interactive
from bot.demo.conversations import Message
from bot.demo.server import LocalSlack
from bot.demo.visitor import Visitor
from bot.demo.wire import JsonObject

T = TypeVar("T")
GLANCE = 0.005
WINDOW_SECONDS = 3.0
SLACKS_OWN = frozenset({"dispatch_failed", "operation_timeout"})


class Screen:
    """A visitor who reads fast. What they do goes over HTTP, as the page does it."""

    def __init__(self, slack: LocalSlack, user: str) -> None:
        self.user = user
        self.visitor: Visitor = slack.visitor(user)
        self._workspace = slack.workspace

    def messages(self) -> list[Message]:
        """What this person sees in the direct message with the bot, newest first."""
        conversation = self._workspace.conversations.existing_dm(self.user)
        seen = list(conversation.messages.values()) if conversation else []
        return [one for one in reversed(seen) if one.only_for in (None, self.user)]

    def newest(self) -> str:
        """The newest message's ts."""
        return next((one.ts for one in self.messages()), "")

    def said_since(self, ts: str) -> list[str]:
        """What was said to this person alone after that message, newest first."""
        fresh = (one for one in self.messages() if one.ts > ts)
        return [one.text for one in fresh if one.only_for == self.user]

    def modal(self) -> JsonObject | None:
        """The window on top."""
        stack = self._workspace.surfaces.modals(self.user)
        if not stack:
            return None
        return {"id": stack[-1].id, "blocks": stack[-1].blocks, "name": stack[-1].body.get("callback_id", "")}

    def window(self, *names: str, seconds: float = WINDOW_SECONDS) -> JsonObject | None:
        """Wait for a window, of one of these names if any is given; None when none comes."""
        return self._wait(lambda: self._named(names), seconds)

    def close_all(self) -> None:
        """Nothing stays open for the next act."""
        for view in self._workspace.surfaces.modals(self.user):
            self.visitor.close({"id": view.id})

    def buttons(self, newest: int = 4) -> list[tuple[JsonObject, JsonObject]]:
        """The buttons of the newest messages, each with its message."""
        return [
            (_where(message), element)
            for message in self.messages()[:newest]
            for block in message.blocks or []
            for element in interactive(block)
        ]

    def _named(self, names: tuple[str, ...]) -> JsonObject | None:
        modal = self.modal()
        return modal if modal is not None and (not names or modal["name"] in names) else None

    def _wait(self, look: Callable[[], T | None], seconds: float) -> T | None:
        until = time.monotonic() + seconds
        while (seen := look()) is None and time.monotonic() < until:
            time.sleep(GLANCE)
        return seen


def failed_in_slack(answer: JsonObject) -> bool:
    """Whether Slack itself tells the person that the app did not answer."""
    return not answer.get("ok") and answer.get("error") in SLACKS_OWN


def option_of(view: JsonObject, name: str, position: int) -> str:
    """The value of one of a field's options; raises LookupError when it has none."""
    for block in view["blocks"]:
        for element in interactive(block):
            if name in (element["action_id"], block["block_id"]) and element.get("options"):
                options = element["options"]
                return str(options[position % len(options)]["value"])
    raise LookupError(f"No options for {name}.")


def _where(message: Message) -> JsonObject:
    return {"ts": message.ts, "channel": message.channel, "blocks": message.blocks or []}
