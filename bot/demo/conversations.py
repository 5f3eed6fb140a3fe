"""Channels, direct messages and what is written in them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.demo.cast import Cast
from bot.demo.clock import MovableClock
from bot.demo.errors import SlackRefusal
from bot.demo.wire import Blocks, JsonObject

MICROSECONDS = 1_000_000


@dataclass(frozen=True)
class Message:
    """One message as it stands now; `only_for` is the one person who sees an ephemeral one."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: Blocks | None = None
    metadata: JsonObject | None = None
    thread_ts: str | None = None
    edited_ts: str | None = None
    only_for: str | None = None


@dataclass
class Conversation:
    """A channel, or the direct message between one person and the bot."""

    id: str
    name: str
    members: set[str]
    person: str | None = None
    private: bool = False
    shared: str = ""
    messages: dict[str, Message] = field(default_factory=dict)
    read_until: dict[str, str] = field(default_factory=dict)

    def seen_by(self, user: str) -> list[Message]:
        """What this person sees, oldest first, ephemeral messages of their own included."""
        return [message for message in self.messages.values() if message.only_for in (None, user)]

    def unread_by(self, user: str) -> int:
        """How many messages from others arrived since the person last looked."""
        since = self.read_until.get(user, "")
        return sum(message.ts > since and message.user != user for message in self.seen_by(user))

    def mark_read(self, user: str) -> None:
        """The person has looked at everything here."""
        self.read_until[user] = max(self.messages, default="")


class Timestamps:
    """Message ids from the workspace's clock: unique and rising, also when the clock stands still."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> str:
        """A new id as Slack writes it: seconds, a point and six digits."""
        self._last = max(self._last + 1, _in_microseconds(self._clock.now()))
        return f"{self._last // MICROSECONDS}.{self._last % MICROSECONDS:06d}"


def _in_microseconds(when: datetime) -> int:
    return int(when.timestamp()) * MICROSECONDS + when.microsecond


class Conversations:
    """Every conversation of the workspace. A direct message exists once somebody has opened it."""

    def __init__(self, cast: Cast, clock: MovableClock) -> None:
        self._cast = cast
        self._timestamps = Timestamps(clock)
        everybody = tuple(cast.by_id)
        self._by_id = {
            channel.id: Conversation(
                channel.id,
                channel.name,
                set(everybody if channel.members is None else channel.members),
                private=channel.private,
                shared=channel.shared,
            )
            for channel in cast.channels
        }

    def channels(self) -> list[Conversation]:
        """The channels, in the cast's order."""
        return [conversation for conversation in self._by_id.values() if conversation.person is None]

    def find(self, conversation_id: str) -> Conversation:
        """The conversation with this id; refuses with channel_not_found."""
        if conversation_id not in self._by_id:
            raise SlackRefusal("channel_not_found")
        return self._by_id[conversation_id]

    def dm_id(self, user: str) -> str:
        """The id the direct message between this person and the bot has, or will have."""
        return "D" + user.removeprefix("U")

    def existing_dm(self, user: str) -> Conversation | None:
        """The direct message with this person, if it has been opened."""
        return self._by_id.get(self.dm_id(user))

    def open_dm(self, user: str) -> Conversation:
        """The direct message with this person, opened if need be; refuses with user_not_found."""
        if user not in self._cast.by_id:
            raise SlackRefusal("user_not_found")
        dm_id = self.dm_id(user)
        members = {user, self._cast.bot.id}
        return self._by_id.setdefault(dm_id, Conversation(dm_id, "directmessage", members, person=user))

    def open_for_visitor(self, user: str, conversation_id: str | None) -> Conversation:
        """Where a person is looking: a channel, or their own direct message when nothing else is named."""
        if conversation_id in (None, "", self.dm_id(user)):
            return self.open_dm(user)
        conversation = self.find(str(conversation_id))
        if user not in conversation.members:
            raise SlackRefusal("not_in_channel")
        return conversation

    def write(
        self,
        conversation: Conversation,
        author: str,
        text: str,
        *,
        blocks: Blocks | None = None,
        metadata: JsonObject | None = None,
        thread_ts: str | None = None,
        only_for: str | None = None,
    ) -> Message:
        """Add a message and return it."""
        message = Message(
            ts=self._timestamps.next(),
            channel=conversation.id,
            user=author,
            text=text,
            blocks=blocks,
            metadata=metadata,
            thread_ts=thread_ts,
            only_for=only_for,
        )
        conversation.messages[message.ts] = message
        return message

    def rewrite(
        self, message: Message, *, text: str, blocks: Blocks | None, metadata: JsonObject | None
    ) -> Message:
        """Change a message in place; its ts stays, and it is marked as edited."""
        changed = replace(
            message, text=text, blocks=blocks, metadata=metadata, edited_ts=self._timestamps.next()
        )
        self.find(message.channel).messages[message.ts] = changed
        return changed

    def remove(self, message: Message) -> None:
        """Take a message away for everybody."""
        del self.find(message.channel).messages[message.ts]
