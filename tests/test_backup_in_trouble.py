"""`backup`, `restore` and `erase` where something else goes wrong: what was done is said, and no more."""

import errno
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError

from bot.failing import sentence
from storage import archive, backup, keys, schedule
from storage.alone import own
from storage.database import connect
from storage.models import Deadline, State
from storage.vault import Vault
from tests.front_desk import KARIM
from tests.front_door import FrontDoor
from tests.privacy_desk import PrivacyDesk, privacy_desk, privacy_door
from tests.test_backup import KEY, NOW, VAULT, door, mark, marks

__all__ = ["door"]


def live(door: FrontDoor) -> Path:
    return door.folder / "fristvagt.db"


class TestBackup:
    def test_that_cannot_be_noted_is_a_backup_all_the_same(self, door: FrontDoor) -> None:
        database = connect(f"sqlite:///{live(door)}")
        with database.write() as session:
            schedule.claim(session, "a writer that takes its time", NOW, NOW)
            result = door.run("backup", "--out", "kopi.fristvagt")
        database.close()
        assert (result.exit_code, (door.folder / "kopi.fristvagt").exists()) == (1, True)
        assert "Kopien er taget" in result.stderr
        assert "backup --noted" in result.stderr

    def test_whose_older_copies_cannot_be_deleted_is_noted_all_the_same(
        self, door: FrontDoor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        old = door.folder / "gammel.fristvagt"
        backup.take(f"sqlite:///{live(door)}", VAULT, old, datetime.now(UTC) - timedelta(days=31))
        unlink = Path.unlink

        def refuse(path: Path, missing_ok: bool = False) -> None:
            if path.name == old.name:
                raise PermissionError(13, "Permission denied", str(path))
            unlink(path, missing_ok=missing_ok)

        monkeypatch.setattr(Path, "unlink", refuse)
        result = door.run("backup", "--out", "kopi.fristvagt")
        assert (result.exit_code, (door.folder / "kopi.fristvagt").exists()) == (1, True)
        assert "Kopien er taget" in result.stderr
        assert "gammel.fristvagt" in result.stderr
        assert "backup" in marks(live(door))

    def test_of_a_damaged_database_says_that_it_is_the_database(self, door: FrontDoor) -> None:
        content = bytearray(live(door).read_bytes())
        content[5000:9000] = bytes(4000)
        live(door).write_bytes(content)
        result = door.run("backup", "--out", "kopi.fristvagt")
        assert (result.exit_code, (door.folder / "kopi.fristvagt").exists()) == (2, False)
        assert "fristvagt.db er beskadiget" in result.stderr
        assert "Vælg en anden kopi" not in result.stderr

    def test_of_what_is_no_database_says_so_too(self, door: FrontDoor) -> None:
        live(door).write_bytes(b"not a database" * 999)
        result = door.run("backup", "--out", "kopi.fristvagt")
        assert result.exit_code == 2
        assert "fristvagt.db er beskadiget" in result.stderr

    @pytest.mark.parametrize("command", [("backup", "--noted"), ("restore", "--guard-only")])
    def test_nothing_is_noted_in_a_database_that_is_not_there(
        self, door: FrontDoor, command: tuple[str, ...]
    ) -> None:
        door.set(DATABASE_URL=f"sqlite:///{door.folder / 'ingen.db'}")
        result = door.run(*command)
        assert (result.exit_code, "Databasen findes ikke" in result.stderr) == (2, True)
        assert [one.name for one in door.folder.glob("ingen.db*")] == []

    @pytest.mark.parametrize("command", [("backup", "--noted"), ("restore", "--guard-only")])
    def test_nothing_is_noted_in_a_database_that_is_empty(
        self, door: FrontDoor, postgresql_url: str, command: tuple[str, ...]
    ) -> None:
        """The wrong name, or a `pg_restore` that did not work."""
        door.set(DATABASE_URL=postgresql_url)
        result = door.run(*command)
        assert (result.exit_code, "Mærket er sat" in result.stdout) == (2, False)
        assert "tom" in result.stderr

    @pytest.mark.parametrize("reason", ["No space left on device", "database or disk is full"])
    def test_on_a_full_disk_says_what_mends_it(
        self, door: FrontDoor, monkeypatch: pytest.MonkeyPatch, reason: str
    ) -> None:
        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, reason, "kopi.fristvagt")

        monkeypatch.setattr(archive, "write", full)
        result = door.run("backup", "--out", "kopi.fristvagt")
        assert (result.exit_code, "Gør plads, og prøv igen." in result.stderr) == (2, True)


class TestRestore:
    def test_the_log_of_a_database_that_is_gone_is_not_read_as_the_new_ones(self, door: FrontDoor) -> None:
        """Somebody has moved the broken file away, and left what a killed bot had beside it."""
        assert door.run("backup", "--out", "kopi.fristvagt").exit_code == 0
        log = live(door).with_name("fristvagt.db-wal")
        with closing(sqlite3.connect(live(door))) as reader:
            reader.execute("SELECT count(*) FROM job_run").fetchone()
            for number in range(50):
                mark(door, f"in the log {number}")
            left = log.read_bytes()
        live(door).unlink()
        log.write_bytes(left)
        assert door.run("restore", "kopi.fristvagt").exit_code == 0
        assert {one for one in marks(live(door)) if one.startswith("in the log")} == set()
        with closing(sqlite3.connect(live(door))) as file:
            assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)

    @pytest.mark.parametrize("step", ["hardlink_to", "replace"])
    def test_the_old_log_stays_with_its_database_when_a_last_step_fails(
        self, door: FrontDoor, monkeypatch: pytest.MonkeyPatch, step: str
    ) -> None:
        """A disk that knows no links, or is full; and somebody reads, so the log could not be emptied."""
        assert door.run("backup", "--out", "kopi.fristvagt").exit_code == 0
        does = getattr(Path, step)

        def refuse(path: Path, other: Path) -> None:
            if not path.name.endswith(("-wal", "-shm", "-journal")):
                raise PermissionError(1, "Operation not permitted", str(path))
            does(path, other)

        with closing(sqlite3.connect(live(door))) as reader:
            reader.execute("SELECT count(*) FROM job_run").fetchone()
            mark(door, "in the log")
            monkeypatch.setattr(Path, step, refuse)
            assert door.run("restore", "kopi.fristvagt").exit_code == 2
            monkeypatch.undo()
        assert "in the log" in marks(live(door))
        assert [one.name for one in door.folder.glob("*before-restore*")] == []

    def test_numbers_of_an_import_since_the_backup_are_passed_over_too(
        self, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with privacy_desk(sqlite_url, VAULT) as desk:
            with desk.database.write() as session:
                keys.remember(session, VAULT)
            there = privacy_door(desk, sqlite_url, KEY, tmp_path, monkeypatch)
            desk.ring()
            assert there.run("backup", "--out", "kopi.fristvagt").exit_code == 0
            with desk.database.write() as session:
                session.execute(text("UPDATE sqlite_sequence SET seq = seq + 5000 WHERE name = 'deadline'"))
            last = desk.ring()
            desk.database.close()
            assert there.run("restore", "kopi.fristvagt").exit_code == 0
            assert desk.ring() > last

    def test_a_lock_another_user_made_can_be_held(self, door: FrontDoor) -> None:
        """Root has restored: the service's own user must be able to start."""
        path = live(door).with_name("fristvagt.db.lock")
        path.touch()
        path.chmod(stat.S_IRUSR)
        lock = own(f"sqlite:///{live(door)}")
        assert lock is not None
        assert not lock.writable()
        lock.close()


@pytest.fixture
def desk(database_url: str) -> Iterator[PrivacyDesk]:
    with privacy_desk(database_url, Vault.from_keys([KEY])) as made:
        with made.database.write() as session:
            keys.remember(session, made.vault)
        yield made


@pytest.fixture
def terminal(
    desk: PrivacyDesk, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> FrontDoor:
    return privacy_door(desk, database_url, KEY, tmp_path, monkeypatch)


class TestErase:
    def test_what_is_erased_is_said_though_its_bytes_cannot_go_yet(
        self, postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with privacy_desk(postgresql_url, Vault.from_keys([KEY])) as desk:
            with desk.database.write() as session:
                keys.remember(session, desk.vault)
            door = privacy_door(desk, postgresql_url, KEY, tmp_path, monkeypatch)
            number = desk.ring()
            with desk.database.engine.connect() as other, other.begin():
                other.execute(text("LOCK TABLE callback IN SHARE UPDATE EXCLUSIVE MODE"))
                result = door.run("erase", "--item", f"{number}", "--yes", "--open", "rights")
            assert desk.citizen(number).phone is None
        assert (result.exit_code, "Slettet i 1 af 1" in result.stdout) == (0, True)
        assert "VACUUM" in result.stdout
        assert "WAL" not in result.stdout

    def test_what_the_night_took_while_the_question_stood_is_no_trouble(
        self, desk: PrivacyDesk, terminal: FrontDoor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        number = desk.ring()
        desk.close(number)

        def answered_much_later(_question: str) -> bool:
            desk.night(days=40)
            return True

        monkeypatch.setattr(typer, "confirm", answered_much_later)
        result = terminal.run("erase", "--item", f"{number}")
        assert (result.exit_code, result.stderr) == (0, "")
        assert "Slettet i 0 af 0." in result.stdout

    def test_the_preview_is_in_danish(self, desk: PrivacyDesk, terminal: FrontDoor) -> None:
        numbers = [desk.ring(), desk.ring(), desk.ring(), desk.ring()]
        desk.close(numbers[0])
        desk.press(KARIM, "callback_spoke", numbers[1])
        with desk.database.write() as session:
            undone = update(Deadline).where(Deadline.id == numbers[2])
            session.execute(undone.values(state=State.WITHDRAWN, closed_at=desk.now))
        shown = terminal.run("erase", "--phone", "22334455", "--open", "rights").stdout
        for english in ("closed", "noting", "withdrawn", "open"):
            assert english not in shown


class TestADatabaseThatCannotBeUsed:
    """Whoever ran the command reads what is the matter, and what mends it."""

    def test_because_somebody_else_writes_in_it(self, door: FrontDoor) -> None:
        database = connect(f"sqlite:///{live(door)}")
        with database.write() as session:
            schedule.claim(session, "a writer that takes its time", NOW, NOW)
            told = door.run("backup", "--noted").stderr
        database.close()
        assert ("Vent lidt, og prøv igen." in told, "FRISTVAGT_DATABASE_URL" in told) == (True, False)

    def test_because_it_is_none(self, door: FrontDoor) -> None:
        live(door).write_bytes(b"not a database" * 999)
        assert "python -m bot restore FIL" in door.run("backup", "--noted").stderr

    @pytest.mark.parametrize(
        ("reason", "mended"),
        [
            ("database or disk is full", "Gør plads, og prøv igen."),
            ("could not extend: No space left on device", "Gør plads, og prøv igen."),
            ("attempt to write a readonly database", "Rettighederne rækker ikke."),
            ("cannot execute INSERT in a read-only transaction", "Rettighederne rækker ikke."),
            ("permission denied for table job_run", "Rettighederne rækker ikke."),
            ("canceling statement due to lock timeout", "Vent lidt, og prøv igen."),
            ("unable to open database file", "FRISTVAGT_DATABASE_URL"),
            # A name somebody chose is no reason.
            (
                'to server at "db-readonly.example", port 5432 failed: Connection refused',
                "FRISTVAGT_DATABASE_URL",
            ),
            ('FATAL: database "blocked" does not exist', "FRISTVAGT_DATABASE_URL"),
            ('Unix-domain socket path "/run/db" is too long (maximum 107 bytes)', "FRISTVAGT_DATABASE_URL"),
        ],
    )
    def test_by_the_drivers_own_reason(self, reason: str, mended: str) -> None:
        assert mended in sentence(OperationalError("INSERT", None, sqlite3.OperationalError(reason)))
