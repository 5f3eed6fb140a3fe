"""Between the bots and the workspace: where a bot is struck at an exact moment of a call or an envelope.

The bots know nothing of it. A trap is set on a point; whichever bot reaches the point springs it.
"""

import asyncio
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

API = "/api/"
POST = "chat.postMessage"
LOOKS = ("conversations.open", "conversations.history")
TAKEN = b'{"ok":true'


class Point(Enum):
    """Where a trap can stand. What the bot does before and after it is told in `chaos_kills`."""

    ENVELOPE = auto()  # an intake is on its way to a bot
    ACK = auto()  # a bot has acknowledged an intake
    CALL = auto()  # a post has arrived, and nothing was done yet
    TAKEN = auto()  # a post was accepted and delivered, and nothing was answered
    ANSWERED = auto()  # the answer is sent


@dataclass
class Trap:
    """Does `deed` to the bot behind the port that comes first. `cut`: nothing passes that point any more."""

    point: Point
    deed: Callable[[int], None]
    cut: bool = False
    sprung: threading.Event = field(default_factory=threading.Event)


class Wire:
    """Wraps the workspace's application. Traps are set from any thread, sprung on the server's."""

    def __init__(self) -> None:
        self._traps: list[Trap] = []
        self._lock = threading.Lock()
        self._in_flight = 0
        self._last_post = 0.0

    def around(self, app: ASGIApp) -> ASGIApp:
        """The application with this in front of it."""

        async def application(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "websocket":
                await app(scope, *_Link(self, scope, receive, send).ends())
            elif scope["type"] == "http" and scope["path"].startswith(API):
                await self._call(app, scope, receive, send)
            else:
                await app(scope, receive, send)

        return application

    def set(self, trap: Trap) -> Trap:
        """Let it wait for the first who comes by."""
        with self._lock:
            self._traps.append(trap)
        return trap

    def lift(self, trap: Trap) -> bool:
        """Take it away again; False when it has sprung."""
        with self._lock:
            if trap in self._traps:
                self._traps.remove(trap)
        return not trap.sprung.is_set()

    def quiet_for(self, seconds: float) -> bool:
        """Whether no message was on its way to Slack for so long."""
        return self._in_flight == 0 and time.monotonic() - self._last_post > seconds

    def spring(self, point: Point, port: int) -> bool:
        """Whether a trap stood there and cuts off what comes after it."""
        with self._lock:
            trap = next((one for one in self._traps if one.point is point), None)
            if trap is None:
                return False
            self._traps.remove(trap)
        trap.deed(port)
        trap.sprung.set()
        return trap.cut

    async def _call(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["path"].removeprefix(API)
        if method not in (POST, *LOOKS):
            await app(scope, receive, send)
            return
        self._in_flight += 1
        try:
            if method == POST:
                await self._post(app, scope, receive, send)
            else:
                await app(scope, receive, send)
        finally:
            self._in_flight -= 1
            self._last_post = time.monotonic()

    async def _post(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        port = scope["client"][1]
        if self.spring(Point.CALL, port):
            await _hang_up(scope, receive)
            return
        answer = _Answer(self, port, scope, receive, send)
        await app(scope, receive, answer.send)
        if answer.accepted and not answer.cut:
            self.spring(Point.ANSWERED, port)


@dataclass
class _Answer:
    """The answer to one post, held until it is whole, so that it can be cut off as a whole."""

    wire: Wire
    port: int
    scope: Scope
    receive: Receive
    onwards: Send
    head: Message | None = None
    accepted: bool = False
    cut: bool = False

    async def send(self, message: Message) -> None:
        if self.cut:
            return
        if message["type"] == "http.response.start":
            self.head = message
            return
        if self.head is not None:
            await self._begin(message)
        if not self.cut:
            await self.onwards(message)

    async def _begin(self, message: Message) -> None:
        head, self.head = self.head, None
        self.accepted = message.get("body", b"").startswith(TAKEN)
        if self.accepted and self.wire.spring(Point.TAKEN, self.port):
            self.cut = True
            await _hang_up(self.scope, self.receive)
        elif head is not None:
            await self.onwards(head)


@dataclass
class _Link:
    """One Socket Mode connection, seen from both sides."""

    wire: Wire
    scope: Scope
    receive: Receive
    send: Send
    intakes: set[str] = field(default_factory=set)

    def ends(self) -> tuple[Receive, Send]:
        return self._received, self._sent

    async def _sent(self, message: Message) -> None:
        await self.send(message)
        envelope = _json(message)
        if _is_intake(envelope):
            self.intakes.add(envelope["envelope_id"])
            self.wire.spring(Point.ENVELOPE, self._port)

    async def _received(self) -> Message:
        while True:
            message = await self.receive()
            envelope_id = _json(message).get("envelope_id", "")
            if envelope_id not in self.intakes:
                return message
            self.intakes.discard(envelope_id)
            if not self.wire.spring(Point.ACK, self._port):
                return message

    @property
    def _port(self) -> int:
        port: int = self.scope["client"][1]
        return port


def _json(message: Message) -> dict[str, Any]:
    text = message.get("text")
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}


def _is_intake(envelope: dict[str, Any]) -> bool:
    """Whether it can save a call: the one-line command, or the form sent in."""
    payload = envelope.get("payload") or {}
    if envelope.get("type") == "slash_commands":
        return payload.get("command") == "/callback" and "<@" in payload.get("text", "")
    view = payload.get("view") or {}
    return payload.get("type") == "view_submission" and view.get("callback_id") == "callback_form"


async def _hang_up(scope: Scope, receive: Receive) -> None:
    """Break the connection without an answer, and wait until the server has noticed."""
    scope["state"]["transport"].abort()
    while (await receive())["type"] != "http.disconnect":
        await asyncio.sleep(0)
