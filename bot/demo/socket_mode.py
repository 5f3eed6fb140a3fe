"""Slack's end of Socket Mode: connections, envelopes and their acknowledgements."""

from __future__ import annotations

import asyncio
import json
import struct
import uuid
from asyncio import Future
from collections.abc import Coroutine
from socket import SO_LINGER, SOL_SOCKET

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.demo.errors import DispatchFailed, NotDelivered, OperationTimeout
from bot.demo.payloads import event_callback
from bot.demo.state import Workspace
from bot.demo.wire import JsonObject

MOST_CONNECTIONS = 10
OTHER_TEAM = "T0OTHER"
TRY_AGAIN_LATER = 1013
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
ANSWERING = ("slash_commands", "interactive")


class SocketHub:
    """The open connections of the app. Everything here runs on the server's own loop."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._connections: list[WebSocket] = []
        self._pending: dict[str, Future[JsonObject]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def count(self) -> int:
        """How many connections are open."""
        return len(self._connections)

    async def serve(self, socket: WebSocket) -> None:
        """One connection, from its handshake until it is gone."""
        if self._workspace.faults.away or not self._workspace.tickets.use(
            socket.query_params.get("ticket", "")
        ):
            await socket.close(TRY_AGAIN_LATER)
            return
        await socket.accept()
        if self.count >= MOST_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return
        await self._stay(socket)

    async def deliver(self, kind: str, payload: JsonObject, attempt: int = 0) -> JsonObject:
        """Send one payload and wait for its ack; returns the ack's payload, empty when it had none.

        Raises DispatchFailed without a connection and OperationTimeout without an ack in time.
        """
        faults = self._workspace.faults
        if faults.take_envelope_fault("wrong_team"):
            payload = from_another_team(payload)
        acknowledged: Future[JsonObject] = asyncio.get_running_loop().create_future()
        await self._send(kind, payload, attempt, acknowledged)
        if faults.take_envelope_fault("duplicate_envelopes"):
            await self._send(kind, payload, attempt, acknowledged)
        try:
            return await asyncio.wait_for(acknowledged, self._workspace.settings.ack_seconds)
        except TimeoutError:
            raise OperationTimeout(f"{kind} was not acknowledged in time") from None

    def announce(self, event: JsonObject) -> None:
        """Send an event, and again while it is not acknowledged, as Slack does with events only."""
        self.later(self._insist(event_callback(self._workspace, event)))

    def later(self, work: Coroutine[object, object, None]) -> None:
        """Run something on the side; it is kept alive until it ends."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to be replaced by a new one, as Slack does every few hours."""
        for socket in list(self._connections):
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}})

    async def drop(self) -> None:
        """Reset every connection without a word."""
        for socket in list(self._connections):
            self._forget(socket)
            transport = socket.scope["state"]["transport"]
            transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, RESET_ON_CLOSE)
            transport.abort()

    async def silence(self) -> None:
        """Stop listening on every connection: nothing is closed, and neither acks nor pings are heard."""
        for socket in self._connections:
            socket.scope["state"]["transport"].pause_reading()

    async def close(self) -> None:
        """Close every connection and stop what runs on the side."""
        for task in list(self._tasks):
            task.cancel()
        for socket in list(self._connections):
            self._forget(socket)
            await socket.close()

    async def _stay(self, socket: WebSocket) -> None:
        self._connections.append(socket)
        self._note(f"open {self.count}")
        try:
            await socket.send_json(self._hello())
            while True:
                self._receive(await socket.receive_text())
        except WebSocketDisconnect:
            self._forget(socket)

    def _hello(self) -> JsonObject:
        return {
            "type": "hello",
            "num_connections": self.count,
            "debug_info": {"host": "local", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._workspace.cast.app_id},
        }

    def _forget(self, socket: WebSocket) -> None:
        if socket in self._connections:
            self._connections.remove(socket)
            self._note(f"closed {self.count}")

    def _note(self, what: str) -> None:
        self._workspace.ledger.record("socket", what)
        self._workspace.changed()

    def _receive(self, text: str) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            self._workspace.ledger.record("socket", "not JSON", arguments={"text": text})
            return
        envelope_id = answer.get("envelope_id", "")
        waiting = self._pending.pop(envelope_id, None)
        fault = "late" if waiting is None or waiting.done() else ""
        self._workspace.ledger.record("ack", envelope_id, arguments=answer, fault=fault)
        if waiting and not waiting.done():
            waiting.set_result(answer.get("payload") or {})

    async def _send(self, kind: str, payload: JsonObject, attempt: int, waiting: Future[JsonObject]) -> None:
        envelope: JsonObject = {"envelope_id": str(uuid.uuid4()), "type": kind, "payload": payload}
        envelope["accepts_response_payload"] = kind in ANSWERING
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
        self._pending[envelope["envelope_id"]] = waiting
        try:
            await self._send_to_any(envelope)
        finally:
            fault = "" if self.count else DispatchFailed.code
            self._workspace.ledger.record("envelope", kind, arguments=envelope, fault=fault)

    async def _send_to_any(self, envelope: JsonObject) -> None:
        while self._connections:
            socket = self._connections.pop(0)
            self._connections.append(socket)
            try:
                await socket.send_json(envelope)
            except (RuntimeError, WebSocketDisconnect):
                self._forget(socket)  # it went away between two messages; another one may be open
            else:
                return
        raise DispatchFailed("no connection is open")

    async def _insist(self, payload: JsonObject) -> None:
        for attempt, wait in enumerate((0.0, *self._workspace.settings.event_retry_seconds)):
            await asyncio.sleep(wait)
            try:
                await self.deliver("events_api", payload, attempt)
            except NotDelivered:
                continue
            return


def from_another_team(payload: JsonObject) -> JsonObject:
    """The payload as if it came from a workspace the app is not installed in."""
    changed: JsonObject = {
        name: OTHER_TEAM if name in ("team_id", "context_team_id") else value
        for name, value in payload.items()
    }
    for holder, name in (("team", "id"), ("user", "team_id")):
        if isinstance(changed.get(holder), dict):
            changed[holder] = {**changed[holder], name: OTHER_TEAM}
    return changed
