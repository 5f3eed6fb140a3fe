"""The bots that are timed, each in a process of its own: an empty one, ours, and the rival."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe

from pydantic import SecretStr
from slack_bolt import Ack, App, BoltResponse
from slack_sdk import WebClient

from bot import bench_ack_rival
from bot.demo.clock import MovableClock
from bot.office_file import EXAMPLE, load_office
from bot.people_sync import sync
from bot.service import prepare
from bot.settings import Settings
from bot.slack_app import Connection, bolt_app, identify, web_client
from handlers.desk import Desk
from handlers.register import register
from rules.office import Office
from storage import people
from storage.database import Database
from storage.vault import generate_key
from views import ids

START_SECONDS = 60.0


class Bot(StrEnum):
    """Who answers."""

    EMPTY = "empty"  # says yes and does nothing: the floor
    OURS = "ours"  # every listener of the bot, its engine at rest
    RIVAL = "rival"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a bot works: its workspace's Web API, its own empty database, and what time it is to begin at."""

    api_url: str
    database_url: str
    begins: datetime


@contextmanager
def running(bot: Bot, place: Place) -> Iterator[None]:
    """The bot, connected, in a process of its own."""
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=_run, args=(bot, place, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(START_SECONDS):
            raise TimeoutError(f"The bot to be timed ({bot.value}) did not start.")
        ours.recv()
        yield
    finally:
        ours.close()
        process.join(START_SECONDS)


def _run(bot: Bot, place: Place, pipe: Pipe) -> None:
    """Until the other end of the pipe closes."""
    with BOTS[bot](_settings(place), place):
        pipe.send("ready")
        pipe.poll(None)


def _settings(place: Place) -> Settings:
    return Settings(
        slack_bot_token=SecretStr("xoxb-local"),
        slack_app_token=SecretStr("xapp-local"),
        slack_api_url=place.api_url,
        database_url=place.database_url,
        office_file=EXAMPLE,
        encryption_keys=SecretStr(generate_key()),
    )


@contextmanager
def _empty(settings: Settings, _place: Place) -> Iterator[None]:
    client = web_client(settings)
    app = bolt_app(client, identify(client))

    @app.view(ids.CALL_FORM)
    def submitted(ack: Ack) -> BoltResponse:
        return ack()

    with _connected(app, settings):
        yield


@contextmanager
def _ours(settings: Settings, place: Place) -> Iterator[None]:
    clock = MovableClock(place.begins).now
    parts, client = prepare(load_office(EXAMPLE), settings, clock), web_client(settings)
    identity = identify(client)
    sync(client, identity.team_id, parts.database, clock())
    _look_at_homes(parts.database, parts.office, clock())
    app = bolt_app(client, identity)
    desk = Desk(
        office=parts.office,
        database=parts.database,
        vault=parts.vault,
        client=client,
        workspace=identity.team_id,
        clock=clock,
        later=lambda _work: None,
        nudge=lambda: None,
    )
    register(app, desk)
    with _connected(app, settings):
        yield
    parts.database.close()


def _look_at_homes(database: Database, office: Office, now: datetime) -> None:
    """Everybody has opened the Home tab, so that each call asks for those of its whole team to be drawn."""
    with database.write() as session:
        for person in office.people():
            people.home_opened(session, person, now)


@contextmanager
def _rival(settings: Settings, _place: Place) -> Iterator[None]:
    client = WebClient(settings.slack_bot_token.get_secret_value(), base_url=settings.slack_api_url)
    app = App(client=client)
    with bench_ack_rival.scheduler(settings.database_url) as book:
        bench_ack_rival.register(app, book)
        bench_ack_rival.connect(app, settings.slack_app_token.get_secret_value())
        yield


@contextmanager
def _connected(app: App, settings: Settings) -> Iterator[None]:
    connection = Connection(app, settings)
    connection.open()
    yield
    connection.close()


BOTS: dict[Bot, Callable[[Settings, Place], AbstractContextManager[None]]] = {
    Bot.EMPTY: _empty,
    Bot.OURS: _ours,
    Bot.RIVAL: _rival,
}
