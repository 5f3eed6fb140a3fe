"""`python -m bot backup`: a sealed copy of the database, taken while the bot runs."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.failing import explained
from bot.service import utc_now
from bot.settings import Settings, SettingsError, load_settings
from storage import backup as backups
from storage import schedule
from storage.database import connect
from storage.vault import Vault

JOB = "backup"
KEEP_DAYS = 30


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
    backup, and what was there before is untouched.
    """
    with explained():
        settings, now = load_settings(), utc_now()
        vault = Vault.from_keys(settings.keys)
        if not noted:
            _take(settings, vault, _file(out, now), keep, now)
        _note(settings, now)
    if noted:
        typer.echo("Noteret: databasen er kopieret nu.")


def _take(settings: Settings, vault: Vault, file: Path, keep: int, now: datetime) -> None:
    label = backups.take(settings.database_url, vault, file, now)
    size = file.stat().st_size / 1_000_000
    typer.echo(f"{file}: {size:.1f} MB, revision {label.revision}, forseglet med nøglen {label.key_id}.")
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


def _note(settings: Settings, now: datetime) -> None:
    """For `/status engine`, which says when there last was one."""
    database = connect(settings.database_url)
    try:
        with database.write() as session:
            schedule.claim(session, JOB, now, now)
    finally:
        database.close()
