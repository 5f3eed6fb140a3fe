"""The page's side of the workspace, under /visitor/: what a person sees and does, the clock, the faults."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime
from json import JSONDecodeError
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.demo.errors import NotDelivered, SlackRefusal
from bot.demo.exchange import Exchange
from bot.demo.fault_requests import apply_faults
from bot.demo.interactions import Interactions
from bot.demo.jumps import Jump
from bot.demo.state import SentFile
from bot.demo.view_interactions import ViewInteractions
from bot.demo.visitor_state import ZONE, long_time, visitor_state
from bot.demo.wire import JsonObject

Answering: TypeAlias = Callable[[JsonObject], Awaitable[JsonObject]]

TROUBLE = "Vi havde problemer med at oprette forbindelse. Prøv igen."
SENTENCES: Mapping[str, str] = {
    "dispatch_failed": "{command} blev ikke sendt. Fristvagt er ikke forbundet lige nu. Prøv igen om lidt.",
    "operation_timeout": "{command} mislykkedes, fordi Fristvagt ikke svarede i tide. Prøv igen.",
    "unknown_command": "{command} er ikke en gyldig kommando. Skriv / for at se dem, der er.",
    "read_only": "Her skriver kun Fristvagt. Brug en kommando, for eksempel /callback.",
    "clock_backwards": "Uret kan kun stilles frem. Vælg et senere tidspunkt.",
    "unknown_jump": "Det spring kender uret ikke.",
}
COMMANDS_ONLY = ("dispatch_failed", "operation_timeout")
CLOCK_GLANCE_SECONDS = 5.0


class VisitorApi:
    """Every address under /visitor/, JSON both ways; what fails has `ok: false` and a Danish sentence."""

    def __init__(self, exchange: Exchange, jumps: Mapping[str, Jump]) -> None:
        self._exchange = exchange
        self._workspace = exchange.workspace
        self._jumps = jumps
        self._outside = Interactions(exchange)
        self._views = ViewInteractions(exchange)
        self.closing = False

    def routes(self) -> list[Route]:
        """The addresses and what answers them."""
        posts: Mapping[str, Answering] = {
            "command": self._command,
            "message": self._message,
            "action": self._action,
            "submit": self._submit,
            "close": self._close,
            "suggest": self._suggest,
            "file": self._file,
            "home": self._home,
            "clock": self._clock,
            "faults": self._faults,
        }
        reads = {"state": self._state, "stream": self._stream, "ledger": self._ledger}
        return [
            *(Route(f"/visitor/{name}", read, methods=["GET"]) for name, read in reads.items()),
            *(Route(f"/visitor/{name}", _posted(answer), methods=["POST"]) for name, answer in posts.items()),
        ]

    async def _state(self, request: Request) -> Response:
        user = request.query_params.get("user") or self._workspace.cast.people[0].id
        conversation = request.query_params.get("conversation", "")
        try:
            shown = visitor_state(self._workspace, user, conversation, connected=self._exchange.hub.count > 0)
        except SlackRefusal as refusal:
            return JSONResponse(refusal.body(), 404)
        return JSONResponse(shown)

    async def _stream(self, request: Request) -> Response:
        return StreamingResponse(
            self._versions(), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    async def _ledger(self, request: Request) -> Response:
        return JSONResponse(self._workspace.ledger.as_json())

    async def _versions(self) -> AsyncIterator[str]:
        watcher = self._workspace.watch()
        minute = long_time(self._workspace.clock.now())
        try:
            while not self.closing:
                yield f'data: {{"version": {self._workspace.version}}}\n\n'
                minute = await self._something_new(watcher, minute)
        finally:
            self._workspace.unwatch(watcher)

    async def _something_new(self, watcher: asyncio.Event, minute: str) -> str:
        """Wait for a change, or for the clock on the wall to show another minute."""
        while not watcher.is_set() and long_time(self._workspace.clock.now()) == minute:
            try:
                await asyncio.wait_for(watcher.wait(), CLOCK_GLANCE_SECONDS)
            except TimeoutError:
                continue
        watcher.clear()
        return long_time(self._workspace.clock.now())

    async def _command(self, body: JsonObject) -> JsonObject:
        return await self._outside.command(body["user"], body.get("conversation") or "", body["text"])

    async def _message(self, body: JsonObject) -> JsonObject:
        return self._outside.message(body["user"], body.get("conversation") or "", body["text"])

    async def _action(self, body: JsonObject) -> JsonObject:
        what = (body["block_id"], body["action_id"], body.get("value"), body.get("state"))
        container = body["container"]
        if container["type"] == "view":
            return await self._views.act(body["user"], container["view_id"], *what)
        return await self._outside.act(body["user"], (container["channel"], container["ts"]), *what)

    async def _submit(self, body: JsonObject) -> JsonObject:
        return await self._views.submit(body["user"], body["view_id"], body.get("state"))

    async def _close(self, body: JsonObject) -> JsonObject:
        return self._views.close(body["user"], body["view_id"])

    async def _suggest(self, body: JsonObject) -> JsonObject:
        what = (body["block_id"], body["action_id"], body.get("query") or "")
        container = body.get("container") or {"type": "view"}
        if container["type"] == "view":
            view_id = body.get("view_id") or container["view_id"]
            return await self._views.suggest(body["user"], view_id, *what)
        return await self._outside.suggest(body["user"], (container["channel"], container["ts"]), *what)

    async def _file(self, body: JsonObject) -> JsonObject:
        place = (body["view_id"], body["block_id"], body["action_id"])
        file = SentFile(body["file_name"], body["user"], b64decode(body["content"], validate=True))
        return self._views.attach(body["user"], *place, file)

    async def _home(self, body: JsonObject) -> JsonObject:
        return self._outside.open_home(body["user"])

    async def _clock(self, body: JsonObject) -> JsonObject:
        now = self._workspace.clock.now()
        wanted = datetime.fromisoformat(body["to"]) if "to" in body else self._jump(body["jump"], now)
        if wanted < now:
            raise SlackRefusal("clock_backwards")
        moved = self._workspace.clock.move_to(wanted)
        self._workspace.changed()
        return {"ok": True, "now": moved.astimezone(ZONE).isoformat(timespec="seconds")}

    def _jump(self, name: str, now: datetime) -> datetime:
        if name not in self._jumps:
            raise SlackRefusal("unknown_jump")
        return self._jumps[name](now.astimezone(ZONE))

    async def _faults(self, body: JsonObject) -> JsonObject:
        await apply_faults(self._workspace, self._exchange.hub, body)
        return {"ok": True}


def _posted(answer: Answering) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that reads JSON, answers JSON and turns failures into a sentence for the person."""

    async def endpoint(request: Request) -> Response:
        try:
            body = await request.json()
            return JSONResponse(await answer(body))
        except (SlackRefusal, NotDelivered) as failure:
            return JSONResponse(_failure(failure, body))
        except (JSONDecodeError, KeyError, TypeError, ValueError) as mistake:
            return JSONResponse(
                {"ok": False, "error": "bad_request", "message": TROUBLE, "detail": repr(mistake)}, 400
            )

    return endpoint


def _failure(failure: SlackRefusal | NotDelivered, body: JsonObject) -> JsonObject:
    details = failure.body() if isinstance(failure, SlackRefusal) else {"ok": False, "error": failure.code}
    # Slack names the command when a command fails; of a press or a submission it only says there was trouble.
    command = str(body.get("text", "")).strip().partition(" ")[0]
    named = command or failure.code not in COMMANDS_ONLY
    sentence = SENTENCES.get(failure.code, TROUBLE) if named else TROUBLE
    return {**details, "message": sentence.format(command=command)}
