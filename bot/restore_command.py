"""`python -m bot restore`: a backup put back, and nothing of what was sent since sent again."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.at_hand import there
from bot.failing import explained
from bot.service import utc_now
from bot.settings import Settings, SettingsError, load_settings
from rules.errors import FristvagtError
from storage import backup, keys, migrate, recall
from storage.alone import own
from storage.database import Database, connect
from storage.vault import Vault


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("restore")(restore)


def restore(
    file: Annotated[Path | None, typer.Argument(help="A file `backup` wrote.")] = None,
    guard_only: Annotated[
        bool, typer.Option("--guard-only", help="The database is put back already, with pg_restore.")
    ] = False,
) -> None:
    """Put a backup in the place of the database. Stop the bot first.

    Everything is opened and checked before anything is replaced, and the old database is kept beside it.
    At its next start the bot reads in Slack what was sent since, before it sends anything. Exit code 2:
    nothing was changed.
    """
    with explained():
        settings, now = load_settings(), utc_now()
        vault = Vault.from_keys(settings.keys)
        if (file is None) is not guard_only:
            raise SettingsError("Skriv enten en fil eller --guard-only: python -m bot restore FIL")
        if file is None:
            _guard(settings, vault, now)
        else:
            _put_back(settings, vault, file, now)


def _put_back(settings: Settings, vault: Vault, file: Path, now: datetime) -> None:
    target = backup.sqlite_file(settings.database_url)
    lock = own(settings.database_url)
    if lock is None:
        raise backup.NoFileError
    with closing(lock):
        before = _known(settings.database_url) if target.exists() else None
        label, aside = backup.put_back(
            settings.database_url, vault, file, lambda copy: _prepare(copy, vault, now, before)
        )
    typer.echo(f"{target} er nu som {label.at:%Y-%m-%d %H:%M} UTC.")
    if aside is not None:
        typer.echo(f"Den gamle database ligger i {aside}. Slet den, når I ikke længere har brug for den.")
    if aside is not None:
        _tell_lost(settings.database_url, before)
    typer.echo("Start Fristvagt. Den læser først i Slack, hvad der er sendt siden, og sender det ikke igen.")


def _guard(settings: Settings, vault: Vault, now: datetime) -> None:
    lock = own(there(settings))
    database = connect(settings.database_url)
    try:
        if migrate.revision(database) is None:
            raise EmptyError
        migrate.upgrade(database)
        with database.read() as session:
            keys.check(session, vault)
        if _prepare(database, vault, now) is None:
            raise EmptyError
    finally:
        database.close()
        if lock is not None:
            lock.close()
    typer.echo("Mærket er sat. Start Fristvagt: den læser først i Slack, hvad der er sendt siden.")


def _prepare(
    database: Database, vault: Vault, now: datetime, before: "Known | None" = None
) -> datetime | None:
    with database.write() as session:
        keys.remember(session, vault)
        return recall.restored(session, now, given_out=before.highest if before else 0)


class EmptyError(FristvagtError):
    """There is nothing in the database to mark: nothing was put back, or it was put back elsewhere."""

    def __init__(self) -> None:
        super().__init__(
            "Databasen er tom, så der er intet mærke sat. Se efter FRISTVAGT_DATABASE_URL, gendan den "
            "først med pg_restore, og kør kommandoen igen."
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What a database knows that an older one of the same office does not."""

    highest: int  # the highest number it gave out
    erased: set[tuple[int, datetime]]


def _known(url: str) -> Known | None:
    """None when it cannot be read any more."""
    database = connect(url)
    try:
        with database.read() as session:
            return Known(recall.highest_number(session), recall.erasures(session))
    except SQLAlchemyError:
        return None
    finally:
        database.close()


def _tell_lost(url: str, before: Known | None) -> None:
    restored = _known(url)
    if before is None or restored is None:
        typer.echo(
            "Den gamle database kan ikke læses. Det, der er logget siden kopien, skal logges igen: "
            "modtagernes kvitteringer i Slack har nummer, ejer og tid. "
            "Det, der er slettet på anmodning siden kopien, skal slettes igen."
        )
        return
    first, last = restored.highest + 1, before.highest
    if last >= first:
        numbers = f"Nr. {last}" if last == first else f"Nr. {first}-{last}"
        typer.echo(f"{numbers} er logget efter kopien og er ikke med i den. Det skal logges igen.")
    _tell_back(url, {number for number, _ in before.erased - restored.erased})


def _tell_back(url: str, erased: set[int]) -> None:
    """An erasure that was done after the backup is undone with it, and nobody else would notice."""
    database = connect(url)
    try:
        with database.read() as session:
            back = recall.still_there(session, erased)
    finally:
        database.close()
    for number in back:
        typer.echo(
            f"Nr. {number} er slettet på anmodning efter kopien og er nu tilbage. "
            f"Slet det igen: python -m bot erase --item {number}"
        )
