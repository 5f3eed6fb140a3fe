"""What a visitor does in modals and on App Home, turned into payloads for the bot."""

from __future__ import annotations

from bot.demo import payloads
from bot.demo.acks import answer_submission
from bot.demo.api_files import keep
from bot.demo.errors import NotDelivered, SlackRefusal
from bot.demo.exchange import Exchange, element_in, with_choice
from bot.demo.state import SentFile
from bot.demo.surfaces import View
from bot.demo.values import ValueRefused, missing_answers, state_values
from bot.demo.wire import JsonObject, RawState, RawValue


class ViewInteractions:
    """Pressing, submitting, closing and searching in a view.

    Raises SlackRefusal for what the screen does not offer, NotDelivered when the bot does not answer.
    """

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._workspace = exchange.workspace

    async def act(
        self, user: str, view_id: str, block_id: str, action_id: str, value: RawValue, state: RawState | None
    ) -> JsonObject:
        """Something pressed or chosen in a modal or on Home."""
        view = self._own(user, view_id)
        element = element_in(view.blocks, block_id, action_id)
        action = self._exchange.action(element, block_id, value, view.served)
        _keep(view, with_choice(state, element, block_id, value))
        await self._exchange.ask(
            payloads.view_actions(self._workspace, self._workspace.person(user), view, action)
        )
        return {"ok": True}

    async def submit(self, user: str, view_id: str, state: RawState | None) -> JsonObject:
        """A modal's submit button; required fields are checked here first, as Slack's own client does."""
        view = self._own_modal(user, view_id)
        _keep(view, state)
        missing = missing_answers(view.blocks, view.typed)
        if missing:
            return {"ok": False, "errors": missing}
        payload = payloads.view_submission(self._workspace, self._workspace.person(user), view)
        answer = await self._exchange.ask(payload)
        return self._exchange.accept(
            "view_submission", answer, lambda: answer_submission(self._workspace, view, answer)
        )

    def close(self, user: str, view_id: str) -> JsonObject:
        """A modal's close button; the bot hears of it only when the view asked for that."""
        view = self._own_modal(user, view_id)
        if view.body.get("clear_on_close"):
            self._workspace.surfaces.clear(view)
        else:
            self._workspace.surfaces.close(view)
        self._workspace.changed()
        if view.body.get("notify_on_close"):
            payload = payloads.view_closed(self._workspace, self._workspace.person(user), view)
            self._exchange.hub.later(self._tell(payload))
        return {"ok": True}

    async def suggest(self, user: str, view_id: str, block_id: str, action_id: str, query: str) -> JsonObject:
        """Letters typed into a type-ahead menu of a view."""
        view = self._own(user, view_id)
        element_in(view.blocks, block_id, action_id)
        person = self._workspace.person(user)
        payload = payloads.view_suggestion(self._workspace, person, view, block_id, action_id, query)
        return await self._exchange.suggestions(payload, view.served)

    def attach(self, user: str, view_id: str, block_id: str, action_id: str, file: SentFile) -> JsonObject:
        """A file chosen for a form's field; its id is the field's value from then on."""
        view = self._own_modal(user, view_id)
        if element_in(view.blocks, block_id, action_id)["type"] != "file_input":
            raise SlackRefusal("not_found", f"{action_id} takes no files.")
        kept = keep(self._workspace, file)
        view.served.remember(block_id, action_id, [{"value": kept["id"], "file": kept}])
        return {"ok": True, "id": kept["id"]}

    async def _tell(self, payload: JsonObject) -> None:
        try:
            await self._exchange.ask(payload)
        except NotDelivered:
            return  # nobody waits for the answer to a closed view; the ledger shows that none came

    def _own(self, user: str, view_id: str) -> View:
        view = self._workspace.surfaces.find(view_id)
        if view.user != user:
            raise SlackRefusal("not_found")
        return view

    def _own_modal(self, user: str, view_id: str) -> View:
        view = self._own(user, view_id)
        if view.kind != "modal":
            raise SlackRefusal("not_found")
        return view


def _keep(view: View, state: RawState | None) -> None:
    """Remember what was typed, unless the screen could not have produced it."""
    try:
        state_values(view.blocks, {**view.typed, **(state or {})}, view.served)
    except ValueRefused as reason:
        raise SlackRefusal("invalid_value", str(reason)) from reason
    view.keep_typed(state)
