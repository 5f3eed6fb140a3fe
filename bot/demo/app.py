"""The workspace's addresses in one ASGI application."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import Lifespan

from bot.demo.errors import SlackRefusal
from bot.demo.guard import LoopbackOnly
from bot.demo.hooks import Hooks
from bot.demo.socket_mode import SocketHub
from bot.demo.state import Workspace
from bot.demo.visitor_api import VisitorApi
from bot.demo.web_api import WebApi

STATIC = Path(__file__).with_name("static")


def build_app(
    workspace: Workspace, hub: SocketHub, visitors: VisitorApi, lifespan: Lifespan[Starlette]
) -> Starlette:
    """Everything the local Slack answers to."""
    web_api = WebApi(workspace)
    hooks = Hooks(workspace, web_api)
    routes = [
        Route("/", _page),
        Mount("/static", StaticFiles(directory=STATIC, check_dir=False)),
        Route("/api/{method}", web_api.call, methods=["GET", "POST"]),
        Route("/hooks/{token}", hooks.respond, methods=["POST"]),
        Route("/upload/{file_id}", hooks.upload, methods=["POST"]),
        Route("/files/{file_id}/{name}", hooks.download, methods=["GET"]),
        WebSocketRoute("/link/", hub.serve),
        *visitors.routes(),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(LoopbackOnly)],
        exception_handlers={SlackRefusal: _refused},
        lifespan=lifespan,
    )


async def _refused(request: Request, refusal: Exception) -> Response:
    return JSONResponse(refusal.body() if isinstance(refusal, SlackRefusal) else {"ok": False})


async def _page(request: Request) -> Response:
    index = STATIC / "index.html"
    return FileResponse(index) if index.exists() else PlainTextResponse("Siden mangler.", 404)
