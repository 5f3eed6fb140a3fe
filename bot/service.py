"""The whole bot put together: database, Slack app, engine and scheduler; started, watched, stopped."""

import gc
import logging
import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from queue import Empty, SimpleQueue
from typing import IO

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import canary
from bot.heartbeat import Heartbeat
from bot.meter import CountingCourier, Meter, NoMeter
from bot.people_sync import sync
from bot.pulse import Pulse
from bot.settings import Settings
from bot.slack_app import Connection, bolt_app, identify, web_client
from bot.watchdog import Rounds, Watchdog, Watched
from handlers.desk import Desk, Work
from handlers.register import register
from jobs.courier import Courier
from jobs.engine import Engine, build
from jobs.trouble import AppRefusedError
from rules.office import Office
from storage import keys, outbox
from storage.alone import own
from storage.database import UNAVAILABLE, Database, connect
from storage.migrate import upgrade
from storage.vault import Vault

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
TICK_SECONDS = 1
LOOK_UP_SECONDS = 1.0
NIGHTLY_HOUR = 3
# A database that was locked or started anew is back by then.
LISTEN_AGAIN = timedelta(minutes=1)
WORKERS = 4


def utc_now() -> datetime:
    """The real clock."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Parts:
    """What the service is made of."""

    office: Office
    settings: Settings
    database: Database
    vault: Vault
    clock: Clock
    lock: IO[str] | None = None


def prepare(office: Office, settings: Settings, clock: Clock = utc_now) -> Parts:
    """Open and check everything that can be wrong before anybody is told we are up.

    Raises `FristvagtError`: a missing or wrong key, a database newer than the program, or one in use.
    """
    vault = Vault.from_keys(settings.keys)
    with ExitStack() as undo:
        lock = own(settings.database_url)
        if lock is not None:
            undo.callback(lock.close)
        database = connect(settings.database_url)
        undo.callback(database.close)
        _make_ready(database, vault, clock)
        undo.pop_all()
    return Parts(office, settings, database, vault, clock, lock)


def _make_ready(database: Database, vault: Vault, clock: Clock) -> None:
    upgrade(database)
    with database.write() as session:
        keys.check(session, vault)
        keys.remember(session, vault)
        if database.on_sqlite:
            # One process owns a SQLite file: whoever held these leases is gone.
            outbox.release_leases(session, clock())


class Service:
    """The running bot. `start`, then `wait` until something asks it to stop, then `stop`."""

    def __init__(self, parts: Parts, meter: Meter | None = None) -> None:
        self._parts = parts
        self._meter = meter or NoMeter()
        self._rounds = Rounds()
        self._watchdog: Watchdog | None = None
        self._sound = True
        self._client = web_client(parts.settings)
        self._outgoing = ThreadPoolExecutor(WORKERS, thread_name_prefix="outgoing")
        self._scheduler = BackgroundScheduler(timezone=UTC)
        # A queue of this kind may be put into by a signal handler at any moment; an Event would dead-lock
        # when the signal comes while the main thread is just about to wait on it.
        self._ended: SimpleQueue[None] = SimpleQueue()
        self._failure = ""
        self._engine: Engine | None = None
        self._connection: Connection | None = None
        self._workspace = ""
        self._pulse = Pulse(parts.database, self._heard_ago)
        self._heartbeat = Heartbeat(parts.settings.heartbeat_url.get_secret_value())

    def start(self) -> None:
        """Read everybody, listen, and begin to tick. Raises `SlackRefusedError` or OSError."""
        identity = identify(self._client)
        self._workspace = identity.team_id
        parts = self._parts
        sync(self._client, identity.team_id, parts.database, parts.clock())
        canary.sing(parts.database, parts.vault, parts.clock())
        # Before anybody can press anything: once we listen, a locked database may not end us.
        self._pulse.begin(parts.clock())
        courier = CountingCourier(Courier(web_client(parts.settings)), self._meter, self._rounds)
        self._engine = build(
            parts.office,
            parts.database,
            courier,
            parts.vault,
            self._well,
            memory=courier,
            progress=self._rounds,
            worked=self._beat,
        )
        app = bolt_app(self._client, identity)
        register(app, self._desk())
        self._connection = Connection(app, parts.settings, self._meter.acked)
        self._connection.open()
        self._schedule()
        self._watchdog = self._watching(self._connection)
        self._watchdog.start()
        # What has been loaded stays: looking through it again would stop everybody for a tenth of a second.
        gc.freeze()
        logger.info("listening as %s in workspace %s", identity.user_id, identity.team_id)

    def wait(self, timeout: float | None = None) -> bool:
        """Block until `end` is called or the bot gives up. Returns whether it ended."""
        ends = math.inf if timeout is None else time.monotonic() + timeout
        while True:
            left = max(0.0, ends - time.monotonic())
            try:
                # A signal that comes just as the waiting begins is not seen before it is over.
                self._ended.get(timeout=min(left, LOOK_UP_SECONDS))
            except Empty:
                if left <= LOOK_UP_SECONDS:
                    return False
            else:
                return True

    def end(self) -> None:
        """Ask for the end; safe in a signal handler."""
        self._ended.put(None)

    @property
    def failure(self) -> str:
        """Why the bot gave up; empty while all is well."""
        return self._failure

    def stop(self) -> None:
        """Stop taking, drain, close."""
        logger.info("stopping")
        if self._watchdog is not None:
            self._watchdog.stop()
        if self._engine is not None:
            self._engine.halt()
        if self._connection is not None:
            self._connection.close()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        self._outgoing.shutdown(wait=True)
        self._pulse.end(self._parts.clock())
        self._parts.database.close()
        if self._parts.lock is not None:
            self._parts.lock.close()

    def nudge(self) -> None:
        """Tick now rather than at the next second."""
        try:
            self._scheduler.modify_job("tick", next_run_time=utc_now())
        except JobLookupError:
            logger.debug("a nudge before the scheduler started or after it stopped")

    def _desk(self) -> Desk:
        parts = self._parts
        return Desk(
            office=parts.office,
            database=parts.database,
            vault=parts.vault,
            client=self._client,
            workspace=self._workspace,
            clock=parts.clock,
            later=self._later,
            nudge=self.nudge,
        )

    def _later(self, work: Work) -> None:
        self._outgoing.submit(work)

    def _well(self) -> None:
        """Everything was in order: say so outside, without keeping the tick waiting."""
        if self._sound:
            self._outgoing.submit(self._heartbeat.ping)

    def _heard_ago(self) -> timedelta | None:
        return self._connection.heard_ago if self._connection is not None else None

    def _watching(self, connection: Connection) -> Watchdog:
        settings = self._parts.settings
        tick = timedelta(seconds=settings.watchdog_tick_seconds)
        socket = timedelta(seconds=settings.watchdog_socket_seconds)
        return Watchdog(
            Watched("round of the engine", self._rounds.sign, tick),
            Watched("answer over the socket", connection.sign_of_life, socket),
            self._slack_answers,
        )

    def _slack_answers(self) -> bool:
        try:
            identify(self._client)
        except SlackApiError:
            return True
        except (SlackClientError, HTTPException, OSError):
            return False
        return True

    def _schedule(self) -> None:
        options = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self._scheduler.add_job(self._tick, "interval", seconds=TICK_SECONDS, id="tick", **options)
        self._scheduler.add_job(self._sync, "cron", hour=NIGHTLY_HOUR, id="people", **options)
        self._scheduler.add_job(
            self._listen_to_canary, "cron", hour=NIGHTLY_HOUR, minute=30, id="canary", **options
        )
        self._scheduler.start()

    def _tick(self) -> None:
        if self._engine is None:
            return
        try:
            self._engine.tick(self._parts.clock())
            self._meter.ticked(well=True)
            self._beat()
        except AppRefusedError as error:
            self._failure = f"Slack afviser appen ({error}). Kør »python -m bot check« for at se hvorfor."
            logger.critical("Slack refuses the app: %s", error)
            self.end()
        except Exception as error:  # the next tick must come whatever happened in this one
            self._meter.ticked(well=False)
            logger.exception("a tick failed: %s", type(error).__name__)

    def _beat(self) -> None:
        self._pulse.beat(self._parts.clock())

    def _listen_to_canary(self) -> None:
        try:
            self._sound = canary.heard(self._parts.database, self._parts.vault, self._parts.clock())
        except UNAVAILABLE as error:
            logger.warning("the canary could not be heard: %s; it is listened to again", type(error).__name__)
            self._sound = False
            self._scheduler.add_job(
                self._listen_to_canary,
                "date",
                run_date=utc_now() + LISTEN_AGAIN,
                id="canary again",
                misfire_grace_time=None,
                replace_existing=True,
            )

    def _sync(self) -> None:
        try:
            sync(self._client, self._workspace, self._parts.database, self._parts.clock())
        except (SlackClientError, OSError) as error:
            logger.warning("people could not be read from Slack: %s", type(error).__name__)
