"""The local Slack: Web API, Socket Mode and the visitor's page on one loopback port."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Self, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.demo.app import build_app
from bot.demo.clock import MovableClock
from bot.demo.crowd import Answered, deliver_all
from bot.demo.exchange import Exchange
from bot.demo.fault_requests import apply_faults, deactivate
from bot.demo.faults import FaultBox
from bot.demo.jumps import DEFAULT_JUMPS, Jump
from bot.demo.ledger import Ledger
from bot.demo.socket_mode import SocketHub
from bot.demo.state import Settings, Workspace
from bot.demo.visitor import Visitor
from bot.demo.visitor_api import VisitorApi
from bot.demo.wire import JsonObject

T = TypeVar("T")
LOOPBACK = "127.0.0.1"
START_SECONDS = 10.0
POLL_SECONDS = 0.005


class LocalSlack:
    """A whole Slack workspace on a loopback port, in a thread of its own. Use it as a context manager.

    `port` 0 takes a free one. The clock is shared with the bot. Methods may be called from any thread.
    `between` wraps the server, to see and to cut what goes over the wire.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        clock: MovableClock | None = None,
        port: int = 0,
        jumps: Mapping[str, Jump] | None = None,
        between: Callable[[ASGIApp], ASGIApp] | None = None,
    ) -> None:
        self.clock = clock or MovableClock()
        self._socket = _listening(port)
        self.base_url = f"http://{LOOPBACK}:{self._socket.getsockname()[1]}"
        self.workspace = Workspace(settings or Settings(), self.clock, self.base_url)
        self._hub = SocketHub(self.workspace)
        self._visitors = VisitorApi(Exchange(self.workspace, self._hub), {**DEFAULT_JUMPS, **(jumps or {})})
        self._between = between
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = threading.Event()
        self._server = _PromptServer(self._config())
        self._thread = threading.Thread(target=self._serve, name="local-slack", daemon=True)

    @property
    def api_url(self) -> str:
        """What slack_sdk's WebClient takes as base_url."""
        return f"{self.base_url}/api/"

    @property
    def ledger(self) -> Ledger:
        """Everything received and delivered."""
        return self.workspace.ledger

    @property
    def faults(self) -> FaultBox:
        """What is to go wrong."""
        return self.workspace.faults

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.stop()

    def start(self) -> None:
        """Begin to answer; raises TimeoutError when the server does not come up."""
        self._thread.start()
        if not self._ready.wait(START_SECONDS):
            raise TimeoutError("The local Slack did not start; look above for what uvicorn said.")

    def stop(self) -> None:
        """Close every connection and end the thread."""
        if not self._thread.is_alive():
            return
        self._on_loop(self._leave())
        self._thread.join()

    def visitor(self, user: str) -> Visitor:
        """Somebody of the cast, acting over HTTP."""
        return Visitor(self.base_url, user)

    def send(self, kind: str, payload: JsonObject) -> JsonObject | None:
        """Send the bot any payload, forged ones too; returns its ack's payload, None for an empty one.

        `kind` is slash_commands, interactive or events_api. Raises DispatchFailed and OperationTimeout.
        """
        return self._on_loop(self._hub.deliver(kind, payload)) or None

    def send_all(self, kind: str, payloads: Sequence[JsonObject], at_once: int) -> list[Answered]:
        """Send payloads as `send` does, never more than `at_once` unanswered; each timed."""

        def deliver(payload: JsonObject) -> Awaitable[JsonObject]:
            return self._hub.deliver(kind, payload)

        return self._on_loop(deliver_all(deliver, payloads, at_once))

    def event(self, event: JsonObject) -> None:
        """Send the bot an event in Slack's envelope, again until it is acknowledged."""
        self._on_loop(_at_once(lambda: self._hub.announce(event)))

    def deactivate(self, user: str) -> None:
        """Let somebody leave the workspace."""
        self._on_loop(_at_once(lambda: deactivate(self.workspace, self._hub, user)))

    def disturb(self, **faults: object) -> None:
        """The same as POST /visitor/faults: away, disconnect, drop_sockets and so on."""
        self._on_loop(apply_faults(self.workspace, self._hub, faults))

    def wait_connected(self, connections: int = 1, timeout: float = 5.0) -> None:
        """Wait until that many Socket Mode connections are open; raises TimeoutError."""
        deadline = time.monotonic() + timeout
        while self._hub.count < connections:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self._hub.count} of {connections} Socket Mode connections are open.")
            time.sleep(POLL_SECONDS)

    def _on_loop(self, work: Coroutine[object, object, T]) -> T:
        if self._loop is None:
            work.close()
            raise RuntimeError("The local Slack is not running; use it in a with statement.")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _leave(self) -> None:
        self._visitors.closing = True
        self.workspace.changed()
        await self._hub.close()
        self._server.leaving.set()

    def _serve(self) -> None:
        self._server.run(sockets=[self._socket])

    def _config(self) -> uvicorn.Config:
        app: ASGIApp = build_app(self.workspace, self._hub, self._visitors, self._lifespan)
        return uvicorn.Config(
            self._between(app) if self._between else app,
            http=_ReachableConnection,
            ws="websockets-sansio",
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=1,
            timeout_keep_alive=60,
        )

    @asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        self._loop = asyncio.get_running_loop()
        self._ready.set()
        yield
        self._loop = None


class _PromptServer(uvicorn.Server):
    """Leaves as soon as it is told and nobody is connected, where uvicorn looks ten times a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.leaving = asyncio.Event()

    async def main_loop(self) -> None:
        await self.leaving.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for open_one in (*self.servers, *(sockets or ())):
            open_one.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._until_left(), self.config.timeout_graceful_shutdown)
        for task in self.server_state.tasks:
            task.cancel()
        await self.lifespan.shutdown()

    async def _until_left(self) -> None:
        while self.server_state.connections or self.server_state.tasks:
            await asyncio.sleep(POLL_SECONDS)


class _ReachableConnection(H11Protocol):
    """An HTTP connection whose transport the application can reach, to break a call off unanswered."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in H11Protocol
        self.app_state = {**self.app_state, "transport": transport}
        super().connection_made(transport)


async def _at_once(act: Callable[[], None]) -> None:
    act()


def _listening(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((LOOPBACK, port))
    listener.listen()
    return listener
