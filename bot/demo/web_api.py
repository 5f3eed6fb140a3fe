"""The Web API under /api/: tokens, scopes, faults and the ledger around every call."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from functools import partial
from typing import Literal, TypeAlias

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from bot.demo import api_chat, api_conversations, api_files, api_people, api_views
from bot.demo.arguments import Arguments
from bot.demo.errors import SlackRefusal
from bot.demo.faults import Fault
from bot.demo.state import Workspace
from bot.demo.wire import JsonObject

Handler: TypeAlias = Callable[[Workspace, Arguments], JsonObject]
Caller: TypeAlias = Literal["bot", "app", "wrong", "none"]


@dataclass(frozen=True)
class Method:
    """One method: what it does, the scope it needs and who may call it."""

    run: Handler
    scope: str = ""
    caller: Caller = "bot"


METHODS: Mapping[str, Method] = {
    "auth.test": Method(api_people.auth_test),
    "apps.connections.open": Method(api_people.open_connection, caller="app"),
    "chat.postMessage": Method(api_chat.post_message, "chat:write"),
    "chat.postEphemeral": Method(api_chat.post_ephemeral, "chat:write"),
    "chat.update": Method(api_chat.update, "chat:write"),
    "chat.delete": Method(api_chat.delete, "chat:write"),
    "conversations.open": Method(api_conversations.open_conversation),
    "conversations.history": Method(api_conversations.history),
    "conversations.info": Method(api_conversations.info),
    "conversations.members": Method(api_conversations.members),
    "files.getUploadURLExternal": Method(api_files.get_upload_url, "files:write"),
    "files.completeUploadExternal": Method(api_files.complete_upload, "files:write"),
    "files.info": Method(api_files.info, "files:read"),
    "users.info": Method(api_people.users_info, "users:read"),
    "users.list": Method(api_people.users_list, "users:read"),
    "views.open": Method(api_views.open_view),
    "views.push": Method(api_views.push_view),
    "views.update": Method(api_views.update_view),
    "views.publish": Method(api_views.publish_view),
}


@dataclass(frozen=True)
class Call:
    """One call on its way through faults and ledger; `refused_status` is the HTTP status of a refusal."""

    kind: str
    name: str
    caller: Caller
    arguments: Arguments
    run: Callable[[], JsonObject]
    refused_status: int = 200

    def answer(self) -> JsonObject:
        """What the call comes to; a refusal is an answer too."""
        try:
            return self.run()
        except SlackRefusal as refusal:
            return refusal.body()


class WebApi:
    """Answers calls to /api/<method>, and spoils whatever else the bot sends."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def call(self, request: Request) -> Response:
        """One Web API call."""
        name = request.path_params["method"]
        body = await request.body()
        arguments = Arguments.read(request.headers.get("content-type", ""), body, request.url.query)
        caller = self._caller(request, arguments)
        run = partial(self._run, name, caller, arguments)
        return await self.spoiled(request, Call("call", name, caller, arguments, run))

    async def spoiled(self, request: Request, call: Call) -> Response:
        """Run a call, or not, as the waiting fault says; everything goes into the ledger."""
        if self._workspace.faults.away:
            self._note(call, {}, "away")
            return PlainTextResponse("away", 503)
        fault = self._workspace.faults.take(call.name, call.arguments.values)
        if fault is None:
            result = call.answer()
            self._note(call, result, "")
            return self._json(result, call.refused_status)
        if fault.kind == "slow" and not fault.delivered:
            await asyncio.sleep(fault.seconds)
        result = call.answer() if fault.delivered or fault.kind == "slow" else {}
        self._note(call, result, fault.kind)
        return await _fault_response(fault, request, result)

    def _note(self, call: Call, result: JsonObject, fault: str) -> None:
        self._workspace.ledger.record(
            call.kind,
            call.name,
            caller=call.caller,
            arguments=call.arguments.values,
            result=result,
            fault=fault,
        )

    def _json(self, result: JsonObject, refused_status: int) -> Response:
        # The real time, whatever the workspace's clock shows: `check` holds the machine's clock against it.
        headers = {
            "X-OAuth-Scopes": ",".join(self._workspace.settings.scopes),
            "Date": formatdate(usegmt=True),
        }
        return JSONResponse(result, 200 if result.get("ok") else refused_status, headers)

    def _run(self, name: str, caller: Caller, arguments: Arguments) -> JsonObject:
        if name not in METHODS:
            raise SlackRefusal("unknown_method", req_method=name)
        method = METHODS[name]
        if caller in ("none", "wrong"):
            raise SlackRefusal("not_authed" if caller == "none" else "invalid_auth")
        if caller != method.caller:
            raise SlackRefusal("not_allowed_token_type")
        if method.scope:
            self._workspace.require_scope(method.scope)
        return method.run(self._workspace, arguments)

    def _caller(self, request: Request, arguments: Arguments) -> Caller:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        given = bearer or str(arguments.values.get("token", ""))
        arguments.values.pop("token", None)
        if not given:
            return "none"
        settings = self._workspace.settings
        if given == settings.bot_token:
            return "bot"
        return "app" if given == settings.app_token else "wrong"


async def _fault_response(fault: Fault, request: Request, result: JsonObject) -> Response:
    match fault.kind:
        case "rate_limited":
            headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)
        case "http_500":
            return PlainTextResponse("", 500)
        case "html_502":
            return HTMLResponse("<html><body><h1>502 Bad Gateway</h1></body></html>", 502)
        case "error":
            return JSONResponse({"ok": False, "error": fault.error})
        case "slow":
            await asyncio.sleep(fault.seconds if fault.delivered else 0)
            return JSONResponse(result)
        case "accept_then_drop" | "drop_before":
            await hang_up(request)
            return Response()


async def hang_up(request: Request) -> None:
    """Break the connection without an answer, and wait until the server has noticed."""
    request.scope["state"]["transport"].abort()
    while not await request.is_disconnected():
        await asyncio.sleep(0)
