"""`python -m bot demo`: a local Slack workspace in the browser, and the real bot against it."""

import logging
import signal
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from bot import demo_history, logs
from bot.demo.cast import Command
from bot.demo.clock import MovableClock
from bot.demo.jumps import Jump
from bot.demo.server import LocalSlack
from bot.demo.state import Settings as WorkspaceSettings
from bot.failing import explained
from bot.manifest import SCOPES, commands
from bot.office_file import EXAMPLE, load_office
from bot.run_command import serve
from bot.service import Parts, Service, prepare, utc_now
from bot.settings import Settings, SettingsError
from rules.ladder import next_list
from rules.office import Office
from rules.statute import Length, Unit
from rules.worktime import WorkCalendar
from storage import clocks, events
from storage.catalogue_import import import_table
from storage.database import Database
from storage.vault import generate_key

PORT = 8085
EXAMPLE_TABLE = Path(__file__).with_name("example_deadlines.csv")
FOLLOW_UP, HALF_A_YEAR = "opfoelgning", Length(Unit.MONTHS, Decimal(6))
# When the office is closed, the demo begins a little into its next day.
INTO_THE_DAY = timedelta(hours=1, minutes=4)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.")] = PORT,
    at: Annotated[
        str, typer.Option(help="Where the clock begins: 2026-11-26T10:04. Default: now, or the next opening.")
    ] = "",
    data: Annotated[
        Path | None, typer.Option(help="Keep the database in this folder; else it is thrown away.")
    ] = None,
    history: Annotated[
        bool, typer.Option(help="Some weeks of work lie behind the first morning, for the figures.")
    ] = True,
) -> None:
    """Try Fristvagt without a Slack account: open the printed address in a browser."""
    logs.set_up(logging.WARNING)
    with explained(), tempfile.TemporaryDirectory(prefix="fristvagt-") as scratch:
        office = demo_office()
        clock = MovableClock(_start(office, at))
        folder = data or Path(scratch)
        rungs = NextRung(office)
        with _workspace(office, clock, port, _jumps(office) | {"deadline": rungs}) as slack:
            parts = prepare(office, _settings(slack, folder), clock.now)
            rungs.database = parts.database
            _fill_catalogue(parts)
            if history:
                demo_history.fill(parts, clock.now())
            service = Service(parts)
            signal.signal(signal.SIGTERM, lambda *_: service.end())
            signal.signal(signal.SIGINT, lambda *_: service.end())
            typer.echo(_welcome(slack.base_url))
            serve(service)


def demo_office() -> Office:
    """The example's, and it follows up every half year: the example leaves that to each office."""
    office = load_office(EXAMPLE)
    lengths = {**office.deadlines.lengths, FOLLOW_UP: HALF_A_YEAR}
    return replace(office, deadlines=replace(office.deadlines, lengths=lengths))


def _workspace(office: Office, clock: MovableClock, port: int, jumps: Mapping[str, Jump]) -> LocalSlack:
    cast = WorkspaceSettings(commands=tuple(_command(one) for one in commands(office)), scopes=SCOPES)
    try:
        return LocalSlack(cast, clock=clock, port=port, jumps=jumps)
    except OSError:
        raise SettingsError(f"Port {port} er optaget. Vælg en anden: make demo ARGS='--port 0'.") from None


def _command(described: Mapping[str, str]) -> Command:
    return Command(described["command"], described["description"], described["usage_hint"])


def _settings(slack: LocalSlack, folder: Path) -> Settings:
    folder.mkdir(parents=True, exist_ok=True)
    return Settings(
        slack_bot_token=SecretStr(slack.workspace.settings.bot_token),
        slack_app_token=SecretStr(slack.workspace.settings.app_token),
        slack_api_url=slack.api_url,
        database_url=f"sqlite:///{folder / 'fristvagt.db'}",
        office_file=EXAMPLE,
        encryption_keys=SecretStr(_key(folder)),
    )


def _key(folder: Path) -> str:
    """The folder's own key, made the first time."""
    path = folder / "demo.key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(generate_key(), encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()


def _start(office: Office, at: str) -> datetime:
    calendar = office.teams[0].calendar
    if at:
        try:
            return datetime.fromisoformat(at).replace(tzinfo=office.zone)
        except ValueError:
            raise SettingsError(
                f"„{at}“ er ikke et tidspunkt. Skriv for eksempel 2026-11-26T10:04."
            ) from None
    now = utc_now()
    return now if calendar.is_open(now) else calendar.next_opening(now) + INTO_THE_DAY


def _fill_catalogue(parts: Parts) -> None:
    """A fictive municipality's table, so that /deadline knows its paragraphs."""
    with parts.database.write() as session, EXAMPLE_TABLE.open("rb") as table:
        import_table(session, parts.office, EXAMPLE_TABLE.name, table, by=events.ENGINE, now=parts.clock())


@dataclass
class NextRung:
    """The page's jump to the list that tells of the next deadline; without deadlines the next list."""

    office: Office
    database: Database | None = None  # the workspace has to run before the bot can have one

    def __call__(self, now: datetime) -> datetime:
        calendar = self.office.teams[0].calendar
        rung = self._next(now)
        # A rung comes at midnight, and the list of that day tells of it.
        return next_list(calendar, self.office.ladder, rung or now)

    def _next(self, now: datetime) -> datetime | None:
        if self.database is None:
            return None
        with self.database.read() as session:
            return clocks.next_rung(session, now)


def _jumps(office: Office) -> dict[str, Jump]:
    calendar = office.teams[0].calendar
    return {
        "digest": lambda now: next_list(calendar, office.ladder, now),
        "working_day": lambda now: _same_time_next_working_day(calendar, now),
    }


def _same_time_next_working_day(calendar: WorkCalendar, now: datetime) -> datetime:
    local = calendar.local(now)
    day = calendar.add_working_days(local.date(), 1)
    return datetime.combine(day, local.time(), tzinfo=calendar.zone)


def _welcome(address: str) -> str:
    return f"""
Fristvagt kører i et lokalt arbejdsområde. Åbn {address}

  1. Du begynder som Rikke Holm i receptionen. Skriv /callback.
  2. Gem opkaldet til Karim, og læs kvitteringen højt.
  3. Skift til Karim i feltet »Du er«, og åbn Fristvagt. Tryk Vis, og så Talt med.
  4. »Næste liste 08:15« flytter uret til næste arbejdsdags liste.
  5. Skriv /deadline §85 sag 23-1234, og spring med »Næste fristdag 08:15« til dens trin.

Alt er opdigtet, og intet forlader denne maskine. Stop med Ctrl-C.
"""
