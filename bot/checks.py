"""The checks behind `check`: each asks one thing of this machine and says what to do about it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot import failing
from bot.run_command import office_of
from bot.service import Clock, utc_now
from bot.settings import Settings, misspelt
from rules.errors import FristvagtError
from rules.office import Office
from storage import keys
from storage.database import Database, connect
from storage.migrate import head, known, revision
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `remedy` is what to do when it is not `good`."""

    subject: str
    good: bool
    said: str
    remedy: str = ""


def of_machine(settings: Settings, clock: Clock = utc_now) -> list[Finding]:
    """Settings, office file, keys and database, in the order to mend them."""
    return [*_names(), *_office(settings, clock), *_keys_and_database(settings)]


def _names() -> Iterator[Finding]:
    for name, near in misspelt().items():
        remedy = f"Mente du {near}?" if near else "Slet den, eller se listen over indstillinger i README."
        yield Finding("indstillinger", False, f"{name} kender jeg ikke", remedy)


def _office(settings: Settings, clock: Clock) -> Iterator[Finding]:
    try:
        office = office_of(settings)
    except FristvagtError as error:
        yield Finding("kontorfil", False, "kan ikke bruges", str(error))
        return
    said = f"{office.name}, {len(office.teams)} team, {len(office.people())} personer"
    yield Finding("kontorfil", True, said)
    yield from _closings(office, clock)


def _closings(office: Office, clock: Clock) -> Iterator[Finding]:
    year = clock().astimezone(office.zone).year
    for team in office.teams:
        if not any(day.year == year for day in team.calendar.closings):
            said = f"{team.name} har ingen lukkedage i {year}"
            yield Finding("lukkedage", False, said, "Skriv årets lukkedage i kontorfilen under [[closings]].")


def _keys_and_database(settings: Settings) -> Iterator[Finding]:
    try:
        vault = Vault.from_keys(settings.keys)
    except FristvagtError as error:
        yield Finding("nøgler", False, "kan ikke bruges", f"{error} Kommandoen python -m bot key laver en.")
        return
    file = sqlite_file(settings.database_url)
    if file is not None and not file.exists():
        yield _to_be_made(file)
        yield _keys_at_hand(vault)
        return
    yield from _opened(settings, vault)


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite address; None for another kind, or one that is kept in memory."""
    parsed = make_url(url)
    named = parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:")
    return Path(str(parsed.database)) if named else None


def _to_be_made(file: Path) -> Finding:
    # Looking must not make the file: it would belong to whoever looked, not to the service's user.
    folder = file.absolute().parent
    if folder.is_dir() and os.access(folder, os.W_OK):
        return Finding("database", True, f"findes ikke endnu; {file.name} laves ved start")
    remedy = "Lav mappen, og giv den bruger, Fristvagt kører som, lov til at skrive i den."
    return Finding("database", False, f"mappen {folder} findes ikke eller kan ikke skrives i", remedy)


def _opened(settings: Settings, vault: Vault) -> Iterator[Finding]:
    database = connect(settings.database_url)
    try:
        yield from _revision(database, vault)
    except (SQLAlchemyError, OSError) as error:
        yield Finding("database", False, "kan ikke åbnes", failing.sentence(error))
    finally:
        database.close()


def _revision(database: Database, vault: Vault) -> Iterator[Finding]:
    present = revision(database)
    if present is None:
        yield Finding("database", True, f"tom; den lægges på revision {head()} ved start")
        yield _keys_at_hand(vault)
        return
    remedy = "Start den nyere udgave af Fristvagt, eller gendan en ældre sikkerhedskopi."
    later = "" if present == head() else f"; den lægges på {head()} ved start"
    if known(present):
        yield Finding("database", True, f"revision {present}{later}")
    else:
        yield Finding("database", False, f"revision {present}, programmet kender kun {head()}", remedy)
    yield _keys_that_fit(database, vault)


def _keys_that_fit(database: Database, vault: Vault) -> Finding:
    try:
        with database.read() as session:
            keys.check(session, vault)
    except FristvagtError as error:
        return Finding("nøgler", False, "passer ikke til databasen", str(error))
    return _keys_at_hand(vault)


def _keys_at_hand(vault: Vault) -> Finding:
    number = len(vault.key_ids)
    said = f"{number} nøgle" if number == 1 else f"{number} nøgler"
    return Finding("nøgler", True, f"{said}; {vault.writing_key_id} skriver")
