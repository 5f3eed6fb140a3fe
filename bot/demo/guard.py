"""Keeps the workspace to this machine and to its own page."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

LOOPBACK = ("127.0.0.1", "localhost", "::1")
CHECKED = ("http", "websocket")


class LoopbackOnly:
    """Refuses requests whose Host is not loopback, and whatever another site's page sends."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI interface."""
        if scope["type"] not in CHECKED or _is_welcome(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocket(scope, receive, send).close()
        else:
            await PlainTextResponse("This workspace answers its own page on this machine only.", 403)(
                scope, receive, send
            )


def _is_welcome(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    host, origin = headers.get("host", ""), headers.get("origin")
    try:
        if urlsplit(f"//{host}").hostname not in LOOPBACK:
            return False
        reads = scope.get("method") in ("GET", "HEAD")
        return reads or origin is None or urlsplit(origin).netloc == host
    except ValueError:
        return False  # urlsplit could make nothing of the header
