"""`python -m bot check --running`: how the running bot is, read from its database by another process."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

import typer

from bot.checks import sqlite_file
from bot.failing import explained
from bot.run_command import office_of
from bot.service import Clock, utc_now
from bot.settings import Settings, load_settings
from rules.errors import FristvagtError
from rules.office import Office
from storage.database import Database, connect
from storage.health import Health, health
from storage.migrate import head, revision
from views.engine_health import facts, headline
from views.texts import Texts

ILL = 1


class NothingToAskError(FristvagtError):
    """There is no database of this program's to read."""


def check_running(*, as_json: bool, clock: Clock = utc_now) -> None:
    """Say how the running bot is. Exit code 0: well; 1: ill; 2: it cannot be asked."""
    with explained():
        settings = load_settings()
        office = office_of(settings)
        now = clock()
        found = asked(settings, office, now)
    typer.echo(json.dumps(as_data(found), ensure_ascii=False) if as_json else said(office, found, now))
    if not found.well:
        raise typer.Exit(ILL)


def asked(settings: Settings, office: Office, now: datetime) -> Health:
    """The health at `now`; changes nothing. Raises `FristvagtError` or the database's own errors."""
    file = sqlite_file(settings.database_url)
    if file is not None and not file.exists():
        raise NothingToAskError("Databasen findes ikke endnu. Start botten med python -m bot run.")
    database = connect(settings.database_url)
    try:
        _require_revision(database)
        with database.read() as session:
            return health(session, office, now)
    finally:
        database.close()


def _require_revision(database: Database) -> None:
    present = revision(database)
    if present is None:
        raise NothingToAskError(
            "Databasen er tom. Se efter FRISTVAGT_DATABASE_URL; er den rigtig, så start botten med "
            "python -m bot run."
        )
    if present != head():
        raise NothingToAskError(
            "Databasen har revision {present}, og programmet bruger {wanted}. Kør samme udgave som botten.",
            present=present,
            wanted=head(),
        )


def said(office: Office, found: Health, now: datetime) -> str:
    """For a terminal: the headline, what to do, and the facts."""
    t = Texts(office.zone, office.language)
    troubles = [f"SYG     {t.say(one)}" for one in found.troubles]
    holes = [f"HUL     {t.say(one)}" for one in found.holes]
    return "\n".join([headline(t, found), *troubles, *holes, "", *facts(t, found, now)])


def as_data(found: Health) -> dict[str, object]:
    """As `--json` prints it; times in ISO 8601 with offset, None: never."""
    return {"well": found.well, **dict(_plain(asdict(found)))}


def _plain(data: dict[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in data.items():
        if isinstance(value, dict):
            yield name, dict(_plain(value))
        elif isinstance(value, datetime):
            yield name, value.isoformat()
        else:
            yield name, [str(one) for one in value] if isinstance(value, tuple) else value
