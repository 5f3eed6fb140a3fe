"""`python -m bot backup`: a sealed copy of the database, taken while the bot runs."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.at_hand import database_of_any_age
from bot.failing import explained, sentence
from bot.service import utc_now
from bot.settings import Settings, SettingsError, load_settings
from storage import backup as backups
from storage import schedule
from storage.database import Database, connect
from storage.vault import Vault

JOB = "backup"
KEEP_DAYS = 30
NOT_ALL_DONE = 1
NOT_NOTED = "Det kunne ikke noteres i databasen; notér det med python -m bot backup --noted."
NOT_EXPIRED = "De gamle kopier kunne ikke alle slettes; slet dem selv."


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("backup")(backup)


def backup(
    out: Annotated[
        Path | None, typer.Option(help="The file to write; in a folder it gets a name with date and time.")
    ] = None,
    keep: Annotated[
        int,
        typer.Option(min=0, help="Delete backups of that folder older than so many days; 0 deletes none."),
    ] = KEEP_DAYS,
    noted: Annotated[
        bool, typer.Option("--noted", help="Copy nothing: note that pg_dump has just taken one.")
    ] = False,
) -> None:
    """Write a sealed, checked copy of the SQLite database, while the bot runs or not.

    The first encryption key seals it, so it is nothing without that key. Exit code 2: there is no new
    backup, and what was there before is untouched; 1: there is one, but something after it could not be done.
    """
    with explained():
        settings, now = load_settings(), utc_now()
        vault = Vault.from_keys(settings.keys)
        if noted:
            with database_of_any_age(settings) as database:
                _note(database, now)
            typer.echo("Noteret: databasen er kopieret nu.")
            return
        file = _file(out, now)
        _take(settings, vault, file, now)
    noted_down = _though_it_is_taken(NOT_NOTED, lambda: _note_there(settings, now))
    expired = _though_it_is_taken(NOT_EXPIRED, lambda: _expire(file, keep, now))
    if not (noted_down and expired):
        raise typer.Exit(NOT_ALL_DONE)


def _take(settings: Settings, vault: Vault, file: Path, now: datetime) -> None:
    label = backups.take(settings.database_url, vault, file, now)
    size = file.stat().st_size / 1_000_000
    typer.echo(f"{file}: {size:.1f} MB, revision {label.revision}, forseglet med nøglen {label.key_id}.")


def _though_it_is_taken(what_to_do: str, act: Callable[[], None]) -> bool:
    """What is left to do when the copy is there: that it fails must not read as if there were none."""
    try:
        act()
    except (SQLAlchemyError, OSError) as error:
        typer.echo(f"Kopien er taget. {what_to_do} {sentence(error)}", err=True)
        return False
    return True


def _expire(file: Path, keep: int, now: datetime) -> None:
    if keep:
        for old in backups.expire(file.parent, backups.horizon(now, keep), keep=file):
            typer.echo(f"{old}: slettet, ældre end {keep} dage.")


def _file(out: Path | None, now: datetime) -> Path:
    if out is None:
        raise SettingsError(
            "Skriv, hvor kopien skal ligge: python -m bot backup --out /var/backups/fristvagt"
        )
    if out.is_dir():
        return out.absolute() / f"fristvagt-{now:%Y-%m-%dT%H%M%SZ}{backups.SUFFIX}"
    if out.suffix != backups.SUFFIX:
        # A folder that is not mounted, say: one file there would be written over night after night.
        raise SettingsError(
            f"Mappen {out} findes ikke. Lav den, eller skriv et filnavn, der ender på {backups.SUFFIX}."
        )
    return out.absolute()


def _note_there(settings: Settings, now: datetime) -> None:
    """In the database that was copied, which may be of an older version than this program."""
    database = connect(settings.database_url)
    try:
        _note(database, now)
    finally:
        database.close()


def _note(database: Database, now: datetime) -> None:
    """For `/status engine`, which says when there last was one."""
    with database.write() as session:
        schedule.claim(session, JOB, now, now)
