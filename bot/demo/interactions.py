"""What a visitor types, presses and opens outside modals, turned into payloads for the bot."""

from __future__ import annotations

from bot.demo import payloads
from bot.demo.acks import answer_command
from bot.demo.conversations import Conversation, Message
from bot.demo.errors import SlackRefusal
from bot.demo.exchange import Exchange, element_in, with_choice
from bot.demo.typed_text import with_mentions
from bot.demo.values import state_values
from bot.demo.wire import JsonObject, RawState, RawValue


class Interactions:
    """Commands, messages, buttons in messages, and the Home tab.

    Raises SlackRefusal for what the screen does not offer, NotDelivered when the bot does not answer.
    """

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._workspace = exchange.workspace

    async def command(self, user: str, conversation_id: str, typed: str) -> JsonObject:
        """A slash command typed in a conversation."""
        person = self._workspace.person(user)
        where = self._workspace.conversations.open_for_visitor(user, conversation_id)
        command, _, rest = typed.strip().partition(" ")
        if command not in {known.command for known in self._workspace.settings.commands}:
            raise SlackRefusal("unknown_command")
        text = with_mentions(rest.strip(), self._workspace.cast, named=True)
        payload = payloads.slash_command(self._workspace, person, where, command, text)
        answer = await self._exchange.ask(payload, "slash_commands")
        return self._exchange.accept(
            "slash_commands", answer, lambda: answer_command(self._workspace, user, where.id, answer)
        )

    def message(self, user: str, conversation_id: str, typed: str) -> JsonObject:
        """A plain message; in the app's own conversation the Messages tab is read-only."""
        where = self._workspace.conversations.open_for_visitor(user, conversation_id)
        if where.person:
            raise SlackRefusal("read_only")
        text = with_mentions(typed, self._workspace.cast, named=False)
        message = self._workspace.conversations.write(where, user, text)
        self._workspace.changed()
        return {"ok": True, "ts": message.ts}

    async def act(
        self,
        user: str,
        place: tuple[str, str],
        block_id: str,
        action_id: str,
        value: RawValue,
        state: RawState | None,
    ) -> JsonObject:
        """Something pressed or chosen in a message; `place` is its channel and ts."""
        where, message = self._seen(user, place)
        served = self._workspace.served[message.ts]
        element = element_in(message.blocks, block_id, action_id)
        shown = with_choice(state, element, block_id, value)
        payload = payloads.message_actions(
            self._workspace,
            self._workspace.person(user),
            where,
            message,
            state_values(message.blocks or [], shown, served),
            self._exchange.action(element, block_id, value, served),
        )
        await self._exchange.ask(payload)
        return {"ok": True}

    async def suggest(
        self, user: str, place: tuple[str, str], block_id: str, action_id: str, query: str
    ) -> JsonObject:
        """Letters typed into a type-ahead menu of a message."""
        _, message = self._seen(user, place)
        element_in(message.blocks, block_id, action_id)
        person = self._workspace.person(user)
        payload = payloads.message_suggestion(self._workspace, person, message, block_id, action_id, query)
        return await self._exchange.suggestions(payload, self._workspace.served[message.ts])

    def open_home(self, user: str) -> JsonObject:
        """The person looks at the app's Home tab; the bot hears of it as an event."""
        event: JsonObject = {
            "type": "app_home_opened",
            "user": self._workspace.person(user).id,
            "channel": self._workspace.conversations.dm_id(user),
            "tab": "home",
            "event_ts": f"{self._workspace.clock.now().timestamp():.6f}",
        }
        home = self._workspace.surfaces.home(user)
        if home:
            event["view"] = payloads.view_json(self._workspace, home)
        self._exchange.hub.announce(event)
        return {"ok": True}

    def _seen(self, user: str, place: tuple[str, str]) -> tuple[Conversation, Message]:
        channel, ts = place
        where = self._workspace.conversations.open_for_visitor(user, channel)
        message = where.messages.get(ts)
        if message is None or message.only_for not in (None, user):
            raise SlackRefusal("message_not_found")
        return where, message
