"""The workspace: everything the local Slack knows, changed only on the server's own thread."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from bot.demo.cast import DEMO_CAST, DEMO_COMMANDS, Cast, Command, Person
from bot.demo.clock import MovableClock
from bot.demo.conversations import Conversation, Conversations, Message
from bot.demo.errors import SlackRefusal
from bot.demo.faults import FaultBox
from bot.demo.ledger import Ledger
from bot.demo.surfaces import Surfaces
from bot.demo.tickets import ResponseUrls, SocketTickets, Triggers
from bot.demo.values import Served

DEFAULT_SCOPES = ("commands", "chat:write", "users:read", "im:history", "files:write")


@dataclass(frozen=True)
class Settings:
    """How the app is installed. Seconds are real ones, whatever the workspace's clock shows."""

    cast: Cast = DEMO_CAST
    commands: tuple[Command, ...] = DEMO_COMMANDS
    bot_token: str = "xoxb-local"  # noqa: S105 - opens nothing but this local workspace
    app_token: str = "xapp-local"  # noqa: S105 - as above
    scopes: tuple[str, ...] = DEFAULT_SCOPES
    messages_tab: bool = True
    ack_seconds: float = 3.0
    event_retry_seconds: tuple[float, ...] = (0.0, 60.0, 300.0)
    ledger_file: Path | None = None


@dataclass
class Upload:
    """A file on its way in: announced with its length in bytes, then sent."""

    filename: str
    length: int
    content: bytes = b""


@dataclass
class SentFile:
    """A file somebody put into a form. The bot fetches it with its token, and not otherwise."""

    name: str
    user: str
    content: bytes


class Workspace:
    """People, conversations, views and the ledger of one local Slack."""

    def __init__(self, settings: Settings, clock: MovableClock, base_url: str) -> None:
        self.settings = settings
        self.cast = settings.cast
        self.clock = clock
        self.base_url = base_url
        self.ledger = Ledger(clock.now, settings.ledger_file)
        self.faults = FaultBox()
        self.conversations = Conversations(settings.cast, clock)
        self.surfaces = Surfaces()
        self.triggers = Triggers()
        self.response_urls = ResponseUrls(clock.now)
        self.tickets = SocketTickets()
        self.deactivated: set[str] = set()
        self.uploads: dict[str, Upload] = {}
        self.files: dict[str, SentFile] = {}
        self.served: defaultdict[str, Served] = defaultdict(Served)
        self.version = 1
        self._watchers: set[asyncio.Event] = set()

    def person(self, user: str) -> Person:
        """Somebody of the cast; refuses with user_not_found."""
        if user not in self.cast.by_id:
            raise SlackRefusal("user_not_found")
        return self.cast.by_id[user]

    def require_scope(self, scope: str) -> None:
        """Refuse with missing_scope what the app's manifest did not ask for."""
        if scope not in self.settings.scopes:
            raise SlackRefusal("missing_scope", needed=scope, provided=",".join(self.settings.scopes))

    def changed(self) -> None:
        """Tell every open page that there is something new to show."""
        self.version += 1
        for watcher in self._watchers:
            watcher.set()

    def watch(self) -> asyncio.Event:
        """An event that is set at each change, until `unwatch`."""
        watcher = asyncio.Event()
        self._watchers.add(watcher)
        return watcher

    def unwatch(self, watcher: asyncio.Event) -> None:
        """Stop telling this watcher."""
        self._watchers.discard(watcher)

    def bot_writes(self, conversation: Conversation, message: Message, kind: str = "message") -> None:
        """Note a message of the bot that people can now see."""
        self.ledger.deliver(
            kind,
            channel=message.channel,
            user=message.only_for or conversation.person,
            ts=message.ts,
            text=message.text,
            blocks=message.blocks,
            metadata=message.metadata,
        )
        self.changed()
