"""A stub of the local workspace's visitor API: shows what a test gives it, records what the page posts."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

Json: TypeAlias = dict[str, object]
Answer: TypeAlias = Callable[[Json], Json]

STATIC = Path(__file__).parents[1] / "bot" / "demo" / "static"
USERS: list[Json] = [
    {"id": "U0RIKKE", "name": "Rikke Holm", "title": "receptionist", "is_bot": False, "is_outsider": False},
    {"id": "U0OSKAR", "name": "Oskar Lind", "title": "sagsbehandler", "is_bot": False, "is_outsider": False},
    {"id": "U0KARIM", "name": "Karim Aziz", "title": "sagsbehandler", "is_bot": False, "is_outsider": False},
    {"id": "U0BOT", "name": "Fristvagt", "title": "", "is_bot": True, "is_outsider": False},
]
CONVERSATIONS: list[Json] = [
    {"id": "C0RECEPTION", "name": "reception", "kind": "channel", "unread": 0},
    {"id": "C0VOKSENA", "name": "voksenteam-a", "kind": "channel", "unread": 2},
    {"id": "D0BOT", "name": "Fristvagt", "kind": "dm", "unread": 1},
]
COMMANDS: list[Json] = [
    {"command": "/callback", "description": "Gem et opkald", "usage_hint": "[@hvem] [nummer] [navn]"},
    {"command": "/status", "description": "Vis tallene", "usage_hint": "[me|load]"},
]


@dataclass
class Workspace:
    """What the page is shown, and every post it made; change it with `show` so that the page hears of it."""

    messages: list[Json] = field(default_factory=list)
    modals: list[Json] = field(default_factory=list)
    home: Json | None = None
    version: int = 0
    posts: list[tuple[str, Json]] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def show(self, **parts: object) -> None:
        """Replace parts of what the page sees."""
        for name, value in parts.items():
            setattr(self, name, value)
        self.version += 1

    def posted(self, call: str) -> list[Json]:
        """The bodies of the posts to `call`, oldest first."""
        return [body for name, body in self.posts if name == call]

    def reset(self) -> None:
        """Forget everything but the version, which a listening page must never see fall."""
        self.__dict__ = Workspace(version=self.version + 1).__dict__

    def state(self, query: dict[str, str]) -> Json:
        """The state as the visitor API words it."""
        self.asked.append(query)
        return {
            "workspace": {"name": "Ishøj demo", "team_id": "T0FRIST"},
            "now": "2026-11-26T10:04:00+01:00",
            "now_text": "torsdag 26. november 2026 kl. 10.04",
            "users": USERS,
            "conversations": CONVERSATIONS,
            "commands": COMMANDS,
            "messages": self.messages,
            "home": self.home,
            "modals": self.modals,
            "bot_connected": True,
            "version": self.version,
        }

    def answer(self, call: str, body: Json) -> Json:
        """Record the post and answer as the test asked, or with success."""
        self.posts.append((call, body))
        answer = self.answers.get(call)
        return answer(body) if answer else {"ok": True}


@contextmanager
def served(workspace: Workspace) -> Iterator[str]:
    """Serve the page and the stub on a free loopback port; yields the address."""
    server = uvicorn.Server(uvicorn.Config(_app(workspace), port=0, log_level="error", lifespan="off"))
    socket = server.config.bind_socket()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    server.force_exit = server.should_exit = True
    thread.join(timeout=10)
    socket.close()


def _app(workspace: Workspace) -> Starlette:
    async def page(_: Request) -> Response:
        return FileResponse(STATIC / "index.html")

    async def state(request: Request) -> Response:
        return JSONResponse(workspace.state(dict(request.query_params)))

    async def stream(request: Request) -> Response:
        return StreamingResponse(_versions(workspace, request), media_type="text/event-stream")

    async def post(request: Request) -> Response:
        body = await request.json()
        return JSONResponse(await asyncio.to_thread(workspace.answer, request.path_params["call"], body))

    return Starlette(
        routes=[
            Route("/", page),
            Route("/visitor/state", state),
            Route("/visitor/stream", stream),
            Route("/visitor/{call}", post, methods=["POST"]),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]
    )


async def _versions(workspace: Workspace, request: Request) -> AsyncIterator[str]:
    told = None
    while not await request.is_disconnected():
        if told != workspace.version:
            told = workspace.version
            yield f'data: {{"version": {told}}}\n\n'
        await asyncio.sleep(0.01)
