"""The whole bot against the local workspace, with a clock the test moves and a tick the test presses.

Real parts: the Bolt app over a real socket, a real database, the Web API over HTTP. Only the scheduler
is left out, so that nothing happens by the clock unless the test says so.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from slack_bolt import App
from sqlalchemy import select

from bot.demo.cast import DEMO_CAST, Cast
from bot.demo.clock import MovableClock
from bot.demo.server import LocalSlack
from bot.demo.state import Settings as Workspace
from bot.demo.visitor import Visitor
from bot.demo.wire import JsonObject
from bot.manifest import SCOPES
from bot.office_file import EXAMPLE, load_office
from bot.people_sync import sync
from bot.service import Parts, prepare
from bot.settings import Settings
from bot.slack_app import bolt_app, identify, web_client
from handlers.desk import Desk, Work
from handlers.register import register
from jobs.courier import Courier
from jobs.engine import build
from rules.office import Office
from storage.models import Deadline, Event
from storage.vault import generate_key
from tests.empty_database import lay_out
from tests.workspace_bot import connected

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
# A Thursday; the telephone hours of team A are 13-15 that day, the opening hours 9-17.
THURSDAY = datetime(2026, 11, 26, 10, 4, tzinfo=COPENHAGEN)
FIVE_FIELDS = {"phone": "22 33 44 55", "whom": "person:U0KARIM", "name": "Jens Hansen", "topic": "afgoerelse"}


class World:
    """Visitors, clock, engine and database of one test."""

    def __init__(self, slack: LocalSlack, parts: Parts) -> None:
        self.slack, self.parts = slack, parts
        self.client = web_client(parts.settings)
        self.engine = build(parts.office, parts.database, Courier(web_client(parts.settings)), parts.vault)
        self._outgoing = ThreadPoolExecutor(2)
        self._pending: list[Any] = []
        identity = identify(self.client)
        sync(self.client, identity.team_id, parts.database, parts.clock())
        self.app: App = bolt_app(self.client, identity)
        register(self.app, self._desk(identity.team_id))

    def _desk(self, workspace: str) -> Desk:
        parts = self.parts
        return Desk(
            office=parts.office,
            database=parts.database,
            vault=parts.vault,
            client=self.client,
            workspace=workspace,
            clock=parts.clock,
            later=self._later,
            nudge=lambda: None,
        )

    def _later(self, work: Work) -> None:
        self._pending.append(self._outgoing.submit(work))

    @property
    def office(self) -> Office:
        return self.parts.office

    @property
    def now(self) -> datetime:
        return self.slack.clock.now()

    def visitor(self, user: str) -> Visitor:
        """Somebody of the cast, by the id without its prefix: `visitor("KARIM")`."""
        return self.slack.visitor(f"U0{user}")

    def settle(self) -> None:
        """Wait for what listeners sent off."""
        wait(self._pending)
        for one in self._pending:
            one.result()
        self._pending.clear()

    def tick(self) -> None:
        """One tick of the engine at the workspace's time."""
        self.settle()
        self.engine.tick(self.now)

    def move_to(self, at: datetime) -> None:
        """Move the clock there and tick."""
        self.slack.clock.move_to(at)
        self.tick()

    def advance(self, by: timedelta) -> None:
        """Move the clock on and tick."""
        self.slack.clock.advance(by)
        self.tick()

    def modal(self, user: str) -> JsonObject:
        """The person's top modal, once what listeners sent off has arrived."""
        self.settle()
        return self.visitor(user).modal()

    def log(self, by: str = "RIKKE", **fields: Any) -> int:
        """Log a call through the form; returns its number."""
        rikke = self.visitor(by)
        rikke.command("/callback")
        form = self.modal(by)
        rikke.suggest(form, "whom", "")
        answer = rikke.submit(form, FIVE_FIELDS | fields)
        if rikke.modal()["callback_id"] == "callback_repeat_form":
            answer = rikke.submit(rikke.modal(), {"repeat": "new"})
        assert answer == {"ok": True, "result": "updated"}, answer
        rikke.close(rikke.modal())
        return self.newest().id

    def newest(self) -> Deadline:
        with self.parts.database.read() as session:
            return session.scalars(select(Deadline).order_by(Deadline.id.desc()).limit(1)).one()

    def item(self, number: int) -> Deadline:
        with self.parts.database.read() as session:
            return session.get_one(Deadline, number)

    def count(self) -> int:
        with self.parts.database.read() as session:
            return len(session.scalars(select(Deadline.id)).all())

    def events(self, action: str) -> list[Event]:
        with self.parts.database.read() as session:
            return list(session.scalars(select(Event).where(Event.action == action).order_by(Event.id)))

    def dms(self, user: str) -> list[JsonObject]:
        """What the bot posted to this person, oldest first."""
        return [one for one in self.visitor(user).dm() if one["user"] == "U0BOT" and not one["ephemeral"]]


def quiet_office() -> Office:
    """The example office without its standing meetings, whose agendas are posted on some mornings."""
    return replace(load_office(EXAMPLE), meetings=())


@contextmanager
def world(
    database_url: str, *, at: datetime = THURSDAY, office: Office | None = None, cast: Cast = DEMO_CAST
) -> Iterator[World]:
    """A world on an empty database, its clock standing still at `at`."""
    clock = MovableClock(at, frozen=True)
    with LocalSlack(Workspace(cast=cast, scopes=SCOPES), clock=clock) as slack:
        settings = settings_for(slack, database_url)
        lay_out(database_url)
        parts = prepare(office or quiet_office(), settings, clock.now)
        try:
            made = World(slack, parts)
            with connected(slack, made.app):
                yield made
        finally:
            parts.database.close()
            if parts.lock is not None:
                parts.lock.close()


def settings_for(slack: LocalSlack, database_url: str, key: str | None = None) -> Settings:
    """The settings a bot needs to run against this workspace."""
    return Settings(
        slack_bot_token=SecretStr("xoxb-local"),
        slack_app_token=SecretStr("xapp-local"),
        slack_api_url=slack.api_url,
        database_url=database_url,
        office_file=EXAMPLE,
        encryption_keys=SecretStr(key or generate_key()),
    )


def text_of(thing: JsonObject) -> str:
    """All text a message, modal or Home shows, in one string."""
    found: list[str] = [str(thing.get("text", ""))] if isinstance(thing.get("text"), str) else []
    _collect(thing.get("blocks"), found)
    return "\n".join(found)


def _collect(node: Any, found: list[str]) -> None:
    if isinstance(node, dict):
        if isinstance(node.get("text"), str):
            found.append(node["text"])
        for value in node.values():
            _collect(value, found)
    elif isinstance(node, list):
        for value in node:
            _collect(value, found)
