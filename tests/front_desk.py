"""The handlers without a workspace: payloads go straight into `app.dispatch`, a client records what leaves.

Real parts: the Bolt app with every listener, the database, the keys. What leaves is checked against
Slack's limits at once.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.demo.blocks import suggestion_problems, view_problems
from bot.demo.cast import DEMO_PEOPLE
from bot.door import dispatch
from bot.office_file import EXAMPLE, load_office
from bot.slack_app import Identity, bolt_app
from handlers.desk import Desk, Work
from handlers.register import register
from rules.office import Office
from storage import people, worklist
from storage.base import Base
from storage.citizen import Citizen, opened
from storage.database import Database, connect
from storage.models import Deadline, Event
from storage.people import Known
from storage.vault import Vault, generate_key
from storage.worklist import WorkItem
from tests import channel_posts
from tests import payload_shapes as shapes
from tests.empty_database import empty_database
from tests.payload_shapes import TEAM, Json
from tests.world import THURSDAY

RIKKE, KARIM, MAJA, PETER, LONE = "U0RIKKE", "U0KARIM", "U0MAJA", "U0PETER", "U0LONE"
SOFIE, ALI, BENT, JONNA, AUDIT, ADMIN = "U0SOFIE", "U0ALI", "U0BENT", "U0JONNA", "U0AUDIT", "U0ADMIN"
OTTO, BOT, GUEST, GONE = "U0OTTO", "U0BOT", "U0GUEST", "U0GONE"
PHONE = "22 33 44 55"
CALL = {"phone": PHONE, "whom": f"person:{KARIM}", "name": "Jens Hansen", "topic": "afgoerelse"}


@dataclass
class RecordingClient(WebClient):
    """A Web API client that sends nothing; a view Slack would refuse fails the test."""

    calls: list[tuple[str, Json]] = field(default_factory=list)
    # What Slack says to these methods besides that all is well; an exception is raised.
    answers: dict[str, Json | Exception] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__("xoxb-local")

    def api_call(self, api_method: str, **how: Any) -> SlackResponse:
        """Record the call and say that all is well."""
        arguments = how.get("json") or how.get("params") or {}
        view = arguments.get("view")
        if view is not None:
            assert view_problems(view, view["type"]) == []
        self.calls.append((api_method, arguments))
        channel_posts.called(api_method, arguments)
        told = self.answers.get(api_method, {})
        if isinstance(told, Exception):
            raise told
        answer: Json = {"ok": True, **told}
        return SlackResponse(
            client=self,
            http_verb="POST",
            api_url=api_method,
            req_args={},
            data=answer,
            headers={},
            status_code=200,
        )


@dataclass(frozen=True)
class Answer:
    """What the ack carried. `status` is 200 for an ack; anything else is none."""

    status: int
    body: Json

    @property
    def errors(self) -> dict[str, str]:
        """The sentences under a form's fields."""
        found: dict[str, str] = self.body.get("errors", {})
        return found

    @property
    def text(self) -> str:
        return str(self.body.get("text", ""))

    @property
    def view(self) -> Json:
        """The modal that takes the submitted one's place."""
        found: Json = self.body["view"]
        return found


class FrontDesk:
    """An office with its cast, standing still at `now`."""

    def __init__(
        self,
        database: Database,
        office: Office,
        *,
        vault: Vault | None = None,
        now: datetime = THURSDAY,
    ) -> None:
        self.database, self.office = database, office
        self.now = now
        self.overheard: list[Json] | None = None  # set to a list, it gets a copy of every payload
        self.client = RecordingClient()
        self.client.answers |= {
            "conversations.info": {"channel": {"id": "C0RECEPTION", "is_shared": False}},
            "conversations.members": {"members": [BOT, *(person.id for person in DEMO_PEOPLE)]},
        }
        self.vault = vault or Vault.from_keys([generate_key()])
        self.app = bolt_app(self.client, Identity(TEAM, BOT, "B0BOT"))
        register(self.app, self.desk())
        with database.write() as session:
            people.remember(session, _cast(), self.now)

    def desk(self) -> Desk:
        """What the handlers are handed."""
        return Desk(
            office=self.office,
            database=self.database,
            vault=self.vault,
            client=self.client,
            workspace=TEAM,
            clock=lambda: self.now,
            later=self._later,
            nudge=lambda: None,
        )

    def _later(self, work: Work) -> None:
        work()

    def send(self, payload: Json) -> Answer:
        """Deliver a payload; a view or options Slack would refuse fail the test."""
        if self.overheard is not None:
            self.overheard.append(deepcopy(payload))
        response = dispatch(self.app, payload)
        body = json.loads(response.body) if response.body and response.body.startswith("{") else {}
        if not body and response.body:
            body = {"text": response.body}
        if "view" in body:
            assert view_problems(body["view"], "modal") == []
        if "options" in body:
            assert suggestion_problems(body) == []
        channel_posts.answered(str(payload.get("channel_id", "")), body)
        return Answer(response.status, body)

    def command(self, user: str, text: str = "", name: str = "/callback") -> Answer:
        return self.send(shapes.command(user, text, name))

    def press(self, user: str, action_id: str, number: int | str, *, view: Json | None = None) -> Answer:
        return self.send(shapes.press(user, action_id, str(number), view=view))

    def submit(self, user: str, view: Json, values: Json | None = None) -> Answer:
        return self.send(shapes.submission(user, view, values))

    def form(self, user: str = RIKKE) -> Json:
        """The empty form, opened."""
        self.command(user)
        return shapes.opened(self.modal())

    def modal(self) -> Json:
        """The last modal that was opened, pushed or updated."""
        shown: Json = next(call["view"] for name, call in reversed(self.client.calls) if name in MODALS)
        return shown

    def log(self, by: str = RIKKE, **fields: Any) -> int:
        """Log a call through the form, each from a number of its own; returns the item's number."""
        before = self.newest()
        phone = f"4357 {before + 1:04}"
        answer = self.submit(by, self.form(by), CALL | {"phone": phone} | fields)
        assert answer.errors == {}
        assert self.newest() == before + 1
        return before + 1

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)

    def newest(self) -> int:
        with self.database.read() as session:
            return session.scalars(select(func.max(Deadline.id))).one() or 0

    def item(self, number: int) -> WorkItem:
        with self.database.read() as session:
            return worklist.items(session, [number])[0]

    def citizen(self, number: int) -> Citizen:
        """What is sealed about the citizen; leaves no trace in the log."""
        with Session(self.database.engine) as session:
            return opened(session, self.vault, number, by="test", now=self.now, why="test")

    def events(self, action: str | None = None, result: str | None = None) -> list[Event]:
        with self.database.read() as session:
            rows = session.scalars(select(Event).order_by(Event.id)).all()
        return [row for row in rows if action in (None, row.action) and result in (None, row.result)]

    def snapshot(self) -> str:
        """Everything stored about calls and messages, to see that nothing changed."""
        with self.database.read() as session:
            tables = [
                Base.metadata.tables[name]
                for name in (
                    "deadline",
                    "callback",
                    "case_clock",
                    "attempt",
                    "outbox",
                    "complaint",
                    "board_decision",
                )
            ]
            return repr([session.execute(select(table)).all() for table in tables])


MODALS = ("views.open", "views.push", "views.update")


def _cast() -> list[Known]:
    everybody = [Known(person.id, person.name) for person in DEMO_PEOPLE]
    return [
        *everybody,
        Known(BOT, "Fristvagt", outsider=True, bot=True),
        Known(GUEST, "Gitte Gæst", outsider=True),
        Known(GONE, "Gorm Stoppet", active=False),
    ]


@contextmanager
def front_desk(folder: Path, office: Office | None = None) -> Iterator[FrontDesk]:
    """A front desk on an empty SQLite database in `folder`."""
    path = folder / "fristvagt.db"
    path.write_bytes(empty_database())
    database = connect(f"sqlite:///{path}")
    yield FrontDesk(database, office or load_office(EXAMPLE))
    database.close()
