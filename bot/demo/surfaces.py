"""Modals and App Home: what each person has open in front of them."""

from __future__ import annotations

import itertools
import secrets
from dataclasses import dataclass, field
from typing import Literal

from bot.demo.blocks import find_element, view_problems, with_block_ids
from bot.demo.errors import SlackRefusal
from bot.demo.values import Served
from bot.demo.wire import Blocks, JsonObject, RawState

HIGHEST_STACK = 3


@dataclass
class View:
    """A modal or a Home tab. `body` is what the bot sent; `typed` what the person has put into it."""

    id: str
    user: str
    body: JsonObject
    root_id: str
    previous_id: str | None
    hash: str = field(default_factory=lambda: secrets.token_hex(6))
    typed: RawState = field(default_factory=dict)
    served: Served = field(default_factory=Served)

    @property
    def kind(self) -> Literal["modal", "home"]:
        """What sort of view it is."""
        return "home" if self.body["type"] == "home" else "modal"

    @property
    def blocks(self) -> Blocks:
        """The view's blocks, each with its block_id."""
        found: Blocks = self.body["blocks"]
        return found

    def keep_typed(self, state: RawState | None) -> None:
        """Remember what the person has typed, for the elements that exist."""
        for block_id, values in (state or {}).items():
            for action_id, raw in values.items():
                if find_element(self.blocks, block_id, action_id):
                    self.typed.setdefault(block_id, {})[action_id] = raw

    def become(self, body: JsonObject) -> None:
        """Show something else; what was typed stays where block_id and action_id are the same."""
        typed, self.typed, self.body = self.typed, {}, body
        self.hash = secrets.token_hex(6)
        self.keep_typed(typed)


def checked(view: object, kind: Literal["modal", "home"]) -> JsonObject:
    """The view as Slack keeps it; refuses with invalid_arguments and one sentence a mistake."""
    found = view_problems(view, kind)
    if found or not isinstance(view, dict):
        raise SlackRefusal("invalid_arguments", *found)
    return {**view, "blocks": with_block_ids(view["blocks"])}


class Surfaces:
    """The open views of everybody."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._modals: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def modals(self, user: str) -> list[View]:
        """This person's open modals, the top one last."""
        return list(self._modals.get(user, []))

    def home(self, user: str) -> View | None:
        """What the bot last published on this person's Home."""
        return self._homes.get(user)

    def find(self, view_id: str = "", external_id: str = "") -> View:
        """An open view by its id or external id; refuses with not_found."""
        for view in self._all():
            if (view_id and view.id == view_id) or (
                external_id and view.body.get("external_id") == external_id
            ):
                return view
        raise SlackRefusal("not_found")

    def open(self, user: str, body: JsonObject) -> View:
        """A modal of its own, on top of whatever is open."""
        return self._add(user, body, root_id=None, previous_id=None)

    def push(self, user: str, body: JsonObject) -> View:
        """A modal above the top one; refuses with push_limit_reached above three."""
        stack = self.modals(user)
        if not stack:
            raise SlackRefusal("not_found")
        root_id = stack[-1].root_id
        if sum(view.root_id == root_id for view in stack) >= HIGHEST_STACK:
            raise SlackRefusal("push_limit_reached")
        return self._add(user, body, root_id=root_id, previous_id=stack[-1].id)

    def update(self, view: View, body: JsonObject, expected_hash: str = "") -> View:
        """Replace an open view's contents; refuses with hash_conflict when it has changed since."""
        if expected_hash and expected_hash != view.hash:
            raise SlackRefusal("hash_conflict")
        self._refuse_taken_external_id(body, view)
        view.become(body)
        return view

    def publish(self, user: str, body: JsonObject, expected_hash: str = "") -> View:
        """Set a person's Home."""
        shown = self._homes.get(user)
        if shown:
            return self.update(shown, body, expected_hash)
        view_id = self._next_id()
        self._homes[user] = View(view_id, user, body, root_id=view_id, previous_id=None)
        return self._homes[user]

    def close(self, view: View) -> None:
        """Take one modal away; the one below it shows again."""
        self._modals[view.user].remove(view)

    def clear(self, view: View) -> None:
        """Take the whole stack away that this modal belongs to."""
        self._modals[view.user] = [each for each in self.modals(view.user) if each.root_id != view.root_id]

    def _all(self) -> list[View]:
        return [view for stack in self._modals.values() for view in stack] + list(self._homes.values())

    def _add(self, user: str, body: JsonObject, root_id: str | None, previous_id: str | None) -> View:
        self._refuse_taken_external_id(body, None)
        view_id = self._next_id()
        view = View(view_id, user, body, root_id or view_id, previous_id)
        self._modals.setdefault(user, []).append(view)
        return view

    def _refuse_taken_external_id(self, body: JsonObject, own: View | None) -> None:
        wanted = body.get("external_id")
        if wanted and any(view.body.get("external_id") == wanted for view in self._all() if view is not own):
            raise SlackRefusal("duplicate_external_id")

    def _next_id(self) -> str:
        return f"V{next(self._numbers):08d}"
