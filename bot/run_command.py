"""`python -m bot run`: the bot against a workspace, until SIGTERM."""

import signal
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from typing import Annotated

import typer
from slack_sdk.errors import SlackClientError

from bot import logs
from bot.failing import GAVE_UP, explained
from bot.meter import metered
from bot.office_file import EXAMPLE, load_office
from bot.service import Clock, Service, prepare, utc_now
from bot.settings import Settings, SettingsError, load_settings, require_tokens
from jobs.trouble import Kind, Trouble, classify
from rules.office import Office

_COPY_THE_EXAMPLE = (
    "Kopiér bot/office.example.toml til office.toml, skriv jeres eget kontor i den, "
    "og peg på den med FRISTVAGT_OFFICE_FILE."
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("run")(run)


def run(
    pretend_now: Annotated[
        str,
        typer.Option(
            help="Only against a local workspace: act as if it were this time, with offset; "
            "or a file that says how many seconds the clock is ahead, read anew each time."
        ),
    ] = "",
) -> None:
    """Run the bot until it is told to stop.

    Exit code 2: something must be mended first; 3: Slack cannot be reached or refuses the app; 4: it stood
    still, and its supervisor is to start it again.
    """
    logs.set_up()
    with explained():
        settings = load_settings()
        office = office_of(settings)
        require_tokens(settings)
        logs.write_as(settings.log_format)
        parts = prepare(office, settings, clock_of(settings, pretend_now))
        with metered(settings.metrics_port, parts.database, parts.clock) as meter:
            service = Service(parts, meter)
            signal.signal(signal.SIGTERM, lambda *_: service.end())
            signal.signal(signal.SIGINT, lambda *_: service.end())
            serve(service)


def serve(service: Service) -> None:
    """Start, wait, stop; raises typer.Exit when the bot gave up."""
    try:
        service.start()
        typer.echo("Fristvagt lytter. Stop den med Ctrl-C.")
        service.wait()
    except (SlackClientError, HTTPException, OSError) as error:
        typer.echo(_cannot_begin(classify(error)), err=True)
        raise typer.Exit(GAVE_UP) from None
    finally:
        service.stop()
    if service.failure:
        typer.echo(service.failure, err=True)
        raise typer.Exit(GAVE_UP)


def _cannot_begin(trouble: Trouble) -> str:
    if trouble.kind in (Kind.APP, Kind.REFUSED):
        return f"Slack afviser appen ({trouble.code}). Kør »python -m bot check« for at se hvorfor."
    return f"Slack kan ikke nås ({trouble.code}). Se efter netværket, og start igen."


def office_of(settings: Settings) -> Office:
    """The office file; the shipped example only against a local workspace. Raises `FristvagtError`."""
    if settings.office_file is None and not settings.local:
        raise SettingsError(f"FRISTVAGT_OFFICE_FILE mangler. {_COPY_THE_EXAMPLE}")
    office = load_office(settings.office_file or EXAMPLE)
    if not settings.local and office == load_office(EXAMPLE):
        raise SettingsError(f"Kontorfilen er eksemplet, og dets kontor er opdigtet. {_COPY_THE_EXAMPLE}")
    return office


def clock_of(settings: Settings, pretend_now: str) -> Clock:
    """The real clock, or one that was set to another time when the process began."""
    if not pretend_now:
        return utc_now
    if not settings.local:
        raise SettingsError("--pretend-now virker kun mod et lokalt arbejdsområde. Udelad det her.")
    file = Path(pretend_now)
    if file.is_file():
        return lambda: utc_now() + timedelta(seconds=float(file.read_text(encoding="ascii")))
    offset = _offset(pretend_now)
    return lambda: utc_now() + offset


def _offset(pretend_now: str) -> timedelta:
    try:
        wanted = datetime.fromisoformat(pretend_now)
    except ValueError:
        wanted = None
    if wanted is None or wanted.tzinfo is None:
        raise SettingsError("--pretend-now skal være som 2026-11-26T08:15+01:00.")
    return wanted.astimezone(UTC) - utc_now()
