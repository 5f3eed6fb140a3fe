"""The addresses the bot uses outside /api/: response URLs, file uploads, and files to fetch."""

from __future__ import annotations

from functools import partial

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from bot.demo.acks import answer_url
from bot.demo.arguments import Arguments
from bot.demo.state import Workspace
from bot.demo.web_api import Call, WebApi

FOUND = 302
NOT_FOUND = 404


class Hooks:
    """Response URLs, where faults for the method `response_url` strike, uploads and downloads."""

    def __init__(self, workspace: Workspace, web_api: WebApi) -> None:
        self._workspace = workspace
        self._web_api = web_api

    async def respond(self, request: Request) -> Response:
        """One answer to a response URL: five uses within thirty minutes, then 404."""
        body = await request.body()
        arguments = Arguments.read(request.headers.get("content-type", ""), body, "")
        run = partial(answer_url, self._workspace, request.path_params["token"], arguments)
        return await self._web_api.spoiled(
            request, Call("hook", "response_url", "none", arguments, run, refused_status=NOT_FOUND)
        )

    async def upload(self, request: Request) -> Response:
        """The bytes of an announced file."""
        upload = self._workspace.uploads.get(request.path_params["file_id"])
        if upload is None:
            return PlainTextResponse("no such upload", NOT_FOUND)
        upload.content = await request.body()
        self._workspace.ledger.record("upload", upload.filename, result={"bytes": len(upload.content)})
        return PlainTextResponse(f"OK - {len(upload.content)}")

    async def download(self, request: Request) -> Response:
        """The bytes of a file, for the bot's token with files:read; anybody else is led to a login page."""
        file = self._workspace.files.get(request.path_params["file_id"])
        settings = self._workspace.settings
        trusted = request.headers.get("authorization") == f"Bearer {settings.bot_token}"
        if not trusted or "files:read" not in settings.scopes:
            return RedirectResponse(self._workspace.base_url, FOUND)
        if file is None:
            return PlainTextResponse("no such file", NOT_FOUND)
        self._workspace.ledger.record("download", file.name, result={"bytes": len(file.content)})
        return Response(file.content, media_type="application/octet-stream")
