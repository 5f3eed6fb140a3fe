"""Backups of a SQLite file: copied while the bot runs, sealed, and put back only when all of it is sound."""

import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from sqlalchemy.engine import make_url

from rules.errors import FristvagtError
from storage import archive, keys, migrate
from storage.archive import Label
from storage.database import Database, connect
from storage.vault import Vault

PRIVATE = 0o600
SUFFIX = ".fristvagt"
ASIDE = ".before-restore"
ABANDONED = 24 * 3600  # seconds; no backup takes so long


class NoFileError(FristvagtError):
    """The database is no SQLite file."""

    def __init__(self) -> None:
        super().__init__(
            "Databasen er ikke en SQLite-fil, så den kopieres med sit eget værktøj: pg_dump og pg_restore. "
            "Se docs/drift.md, »Sikkerhedskopi«."
        )


class NothingToCopyError(FristvagtError):
    """There is no database yet."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            "{path} findes ikke, eller den er tom, så der er ikke taget en kopi. Se efter "
            "FRISTVAGT_DATABASE_URL, og hvilken mappe der køres fra.",
            path=path,
        )


class DamagedError(FristvagtError):
    """SQLite finds the database itself damaged: a copy of it would be no backup."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            "{path} er beskadiget, så der er ikke taget en kopi, og de tidligere er urørt. Stop Fristvagt, "
            "og læg den nyeste kopi tilbage: python -m bot restore FIL. Se også efter disken.",
            path=path,
        )


class UnsoundError(FristvagtError):
    """SQLite finds the file damaged."""

    def __init__(self) -> None:
        super().__init__(
            "Databasen i kopien er beskadiget, så den er ikke brugt. Intet er ændret. Vælg en anden kopi."
        )


def sqlite_file(url: str) -> Path:
    """The file behind an address. Raises `NoFileError`."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        raise NoFileError
    return Path(str(parsed.database))


def take(url: str, vault: Vault, out: Path, now: datetime) -> Label:
    """Write a sealed copy of the database to `out`, whole or not at all; the bot may run meanwhile.

    Raises `NoFileError`, `NothingToCopyError`, `DamagedError`, `MissingKeyError` and OSError.
    """
    source = sqlite_file(url)
    if not source.exists():
        raise NothingToCopyError(source)
    # Beside the database, whose disk may hold what is in it; `out` may lie on another machine's.
    with _scratch(source) as copy:
        try:
            _copy(source, copy)
            revision = _sound(copy, vault)
        except UnsoundError:
            raise DamagedError(source) from None
        if revision is None:
            raise NothingToCopyError(source)
        label = Label.new(now, revision, vault)
        with _scratch(out) as sealed:
            with copy.open("rb") as plain, sealed.open("wb") as target:
                archive.write(plain, target, label, vault)
                _onto_disk(target.fileno())
            sealed.replace(out)
        _onto_disk_folder(out.parent)
    return label


def expire(folder: Path, before: datetime, keep: Path) -> list[Path]:
    """Delete our backups in that folder taken before then, never `keep`. Returns which."""
    old = [path for path in sorted(folder.glob(f"*{SUFFIX}")) if path != keep and _taken_before(path, before)]
    for path in old:
        path.unlink()
    return old


def put_back(
    url: str, vault: Vault, file: Path, prepare: Callable[[Database], object]
) -> tuple[Label, Path | None]:
    """Replace the database by the backup; the caller owns the file (`alone.own`).

    All of it is opened and checked first, brought to this program's revision, and given to `prepare`.
    Returns what the backup says of itself, and where the old database lies now, if there was one.
    Raises as `archive.read`, `UnsoundError`, `NewerDatabaseError`, `MissingKeyError`, OSError.
    """
    target = sqlite_file(url)
    with _scratch(target) as copy:
        with file.open("rb") as sealed, copy.open("wb") as plain:
            label = archive.read(sealed, plain, vault)
        _sound(copy, vault)
        _made_ready(copy, prepare)
        _as_owned(copy, target)
        aside = _in_its_place(copy, target)
    _onto_disk_folder(target.parent)
    return label, aside


@contextmanager
def _scratch(beside: Path) -> Iterator[Path]:
    """A private file in the same folder, and gone afterwards with whatever SQLite put beside it."""
    _remove_abandoned(beside)
    with NamedTemporaryFile(dir=beside.parent, prefix=f".{beside.name}.", delete=False) as made:
        path = Path(made.name)
    try:
        yield path
    finally:
        for one in (path, *_companions(path)):
            one.unlink(missing_ok=True)


def _remove_abandoned(beside: Path) -> None:
    """What a process that was killed has left: a whole copy, that nothing else would ever delete."""
    ours = re.compile(rf"\.{re.escape(beside.name)}\.[a-z0-9_]{{8}}(-wal|-shm|-journal)?")
    for path in beside.parent.glob(".*"):
        # Gone already, or somebody else's: no reason to do without a new copy.
        with suppress(OSError):
            if ours.fullmatch(path.name) and path.stat().st_mtime < time.time() - ABANDONED:
                path.unlink()


def _companions(path: Path) -> list[Path]:
    return [path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal")]


def _copy(source: Path, target: Path) -> None:
    try:
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
            # In one go: a copy in steps begins again with every write of the bot's.
            live.backup(copy, pages=-1)
    except sqlite3.OperationalError as error:
        raise OSError(None, str(error), str(target)) from None
    except sqlite3.DatabaseError:
        raise UnsoundError from None


def _sound(path: Path, vault: Vault) -> str | None:
    """The copy's revision, None when it is empty; raises what is wrong with it."""
    try:
        with closing(sqlite3.connect(path)) as copy:
            found = copy.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.DatabaseError:
        raise UnsoundError from None
    if found != ("ok",):
        raise UnsoundError
    database = connect(f"sqlite:///{path}")
    try:
        revision = migrate.revision(database)
        if revision is not None and not migrate.known(revision):
            raise migrate.NewerDatabaseError(revision)
        if revision is not None:
            with database.read() as session:
                keys.check(session, vault)
        return revision
    finally:
        database.close()


def _made_ready(path: Path, prepare: Callable[[Database], object]) -> None:
    database = connect(f"sqlite:///{path}")
    try:
        migrate.upgrade(database)
        prepare(database)
    finally:
        database.close()
    # All of it into the one file that is moved.
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")
    with path.open("rb") as made:
        _onto_disk(made.fileno())


def _in_its_place(copy: Path, target: Path) -> Path | None:
    """Let the copy take the target's place. Returns where what was there is kept; None when nothing was."""
    aside = _free(target.with_name(target.name + ASIDE))
    there = target.exists()
    if there:
        _emptied_log(target)
        # Under both names, until the new file takes one of them.
        aside.hardlink_to(target)
    try:
        # Its log must not be read as the new database's, not even when the database itself is gone.
        _move_log(target, aside)
        copy.replace(target)
    except OSError:
        _move_log(aside, target)
        aside.unlink(missing_ok=True)
        raise
    return aside if there else None


def _move_log(of: Path, to: Path) -> None:
    for one, there in zip(_companions(of), _companions(to), strict=True):
        if one.exists():
            one.replace(there)


def _emptied_log(target: Path) -> None:
    try:
        with closing(sqlite3.connect(target)) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError:
        return  # A broken database is why one restores: it is kept as it is, its log beside it.


def _free(path: Path) -> Path:
    numbered = (path.with_name(f"{path.name}-{number}") for number in range(2, 1000))
    return next(one for one in (path, *numbered) if not _is_taken(one))


def _is_taken(path: Path) -> bool:
    return any(one.exists() for one in (path, *_companions(path)))


def _as_owned(copy: Path, target: Path) -> None:
    """Readable by whoever could read the one before: root may restore for the service's own user."""
    owner = (target if target.exists() else target.parent).stat()
    copy.chmod(owner.st_mode & 0o777 if target.exists() else PRIVATE)
    if os.geteuid() == 0:
        os.chown(copy, owner.st_uid, owner.st_gid)


def _taken_before(path: Path, moment: datetime) -> bool:
    try:
        with path.open("rb") as sealed:
            return archive.label_of(sealed).at < moment
    except FristvagtError:
        return False  # Not ours, or not whole: not for us to delete.


def horizon(now: datetime, days: int) -> datetime:
    """Backups taken before this are older than `days` days."""
    return now - timedelta(days=days)


def _onto_disk(descriptor: int) -> None:
    os.fsync(descriptor)


def _onto_disk_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
