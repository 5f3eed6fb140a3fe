"""`backup` and `restore`: whole or not at all, and only what is sound takes the database's place."""

import errno
import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from storage import archive, backup, events, keys, migrate, recall, schedule
from storage.alone import own
from storage.archive import PIECE, BrokenBackupError, Label, NotABackupError
from storage.database import connect
from storage.vault import UnknownKeyError, Vault, generate_key
from tests.front_door import FrontDoor

NOW = datetime(2026, 11, 26, 9, 4, tzinfo=UTC)
KEY = generate_key()
VAULT = Vault.from_keys([KEY])


def sealed(content: bytes, vault: Vault = VAULT) -> bytes:
    target = BytesIO()
    archive.write(BytesIO(content), target, Label.new(NOW, "0004", vault), vault)
    return target.getvalue()


def opened(archived: bytes, vault: Vault = VAULT) -> bytes:
    target = BytesIO()
    archive.read(BytesIO(archived), target, vault)
    return target.getvalue()


class TestTheArchive:
    @pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
    def test_what_was_sealed_is_opened(self, size: int) -> None:
        content = os.urandom(size)
        assert opened(sealed(content)) == content

    def test_it_can_be_opened_when_its_key_is_no_longer_the_first(self) -> None:
        assert opened(sealed(b"fristvagt"), Vault.from_keys([generate_key(), KEY])) == b"fristvagt"

    def test_without_its_key_it_says_which(self) -> None:
        with pytest.raises(UnknownKeyError, match=VAULT.writing_key_id):
            opened(sealed(b"fristvagt"), Vault.from_keys([generate_key()]))

    def test_nothing_of_it_can_be_read(self) -> None:
        assert b"Jens Hansen" not in sealed(b"Jens Hansen" * 20)

    def test_two_of_the_same_have_nothing_in_common(self) -> None:
        assert sealed(b"fristvagt" * 9)[-80:] != sealed(b"fristvagt" * 9)[-80:]

    @pytest.mark.parametrize("kept", [0, 10, 40, 300, PIECE, 2 * PIECE])
    def test_one_that_was_cut_off_is_refused(self, kept: int) -> None:
        whole = sealed(os.urandom(2 * PIECE + 7))
        with pytest.raises((NotABackupError, BrokenBackupError)):
            opened(whole[:kept])

    def test_one_that_lost_its_last_piece_is_refused(self) -> None:
        whole = sealed(bytes(2 * PIECE))
        with pytest.raises(BrokenBackupError):
            opened(whole[: -(PIECE + 16)])

    def test_one_that_was_added_to_is_refused(self) -> None:
        with pytest.raises(BrokenBackupError):
            opened(sealed(b"fristvagt") + b"more")

    def test_pieces_that_changed_places_are_refused(self) -> None:
        whole = sealed(os.urandom(2 * PIECE + 1))
        head, first, second, rest = _cut(whole)
        with pytest.raises(BrokenBackupError):
            opened(head + second + first + rest)

    def test_every_flipped_bit_is_found(self) -> None:
        whole = sealed(b"fristvagt" * 5)
        for place in range(len(whole)):
            changed = bytearray(whole)
            changed[place] ^= 1
            with pytest.raises((NotABackupError, BrokenBackupError, UnknownKeyError)):
                opened(bytes(changed))


def _cut(whole: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """The header, the two whole pieces, and the last one of a single byte."""
    third = len(whole) - 17
    second = third - PIECE - 16
    first = second - PIECE - 16
    return whole[:first], whole[first:second], whole[second:third], whole[third:]


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FrontDoor:
    door = FrontDoor(tmp_path, monkeypatch)
    door.set(DATABASE_URL=f"sqlite:///{tmp_path / 'fristvagt.db'}", ENCRYPTION_KEYS=KEY)
    make_database(tmp_path / "fristvagt.db")
    return door


def make_database(path: Path) -> None:
    """A database as a bot leaves it that has run once under the key."""
    database = connect(f"sqlite:///{path}")
    migrate.upgrade(database)
    with database.write() as session:
        keys.remember(session, VAULT)
        schedule.claim(session, "sentinel", NOW, NOW)
    database.close()


def mark(door: FrontDoor, name: str) -> None:
    database = connect(f"sqlite:///{door.folder / 'fristvagt.db'}")
    with database.write() as session:
        schedule.claim(session, name, NOW, NOW)
    database.close()


def marks(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as file:
        return {name for (name,) in file.execute("SELECT job FROM job_run")}


class TestBackup:
    def test_it_writes_a_private_file_and_notes_when(self, door: FrontDoor) -> None:
        result = door.run("backup", "--out", "kopi.fristvagt")
        assert result.exit_code == 0, result.output
        path = door.folder / "kopi.fristvagt"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert "backup" in marks(door.folder / "fristvagt.db")
        assert VAULT.writing_key_id in result.output

    def test_in_a_folder_it_gets_a_name_of_its_own(self, door: FrontDoor) -> None:
        (door.folder / "kopier").mkdir()
        assert door.run("backup", "--out", "kopier").exit_code == 0
        (made,) = (door.folder / "kopier").iterdir()
        assert made.name.startswith("fristvagt-")
        assert made.suffix == backup.SUFFIX

    def test_a_folder_that_is_not_there_is_not_taken_for_a_file(self, door: FrontDoor) -> None:
        # Else each night's copy would take the place of the one before.
        result = door.run("backup", "--out", "kopier")
        assert result.exit_code == 2
        assert "Mappen kopier findes ikke" in result.output
        assert not (door.folder / "kopier").exists()

    def test_it_runs_while_another_process_owns_and_writes_the_database(self, door: FrontDoor) -> None:
        url = f"sqlite:///{door.folder / 'fristvagt.db'}"
        lock = own(url)
        database = connect(url)
        with database.write() as session:
            schedule.claim(session, "while it runs", NOW, NOW)
            backup.take(url, VAULT, door.folder / "kopi.fristvagt", NOW)
        database.close()
        assert lock is not None
        lock.close()
        door.run("restore", "kopi.fristvagt")
        assert "while it runs" not in marks(door.folder / "fristvagt.db")
        assert "sentinel" in marks(door.folder / "fristvagt.db")

    def test_old_ones_are_deleted_and_named_and_others_are_left_alone(self, door: FrontDoor) -> None:
        folder = door.folder / "kopier"
        folder.mkdir()
        url = f"sqlite:///{door.folder / 'fristvagt.db'}"
        old = datetime.now(UTC) - timedelta(days=31)
        backup.take(url, VAULT, folder / "gammel.fristvagt", old)
        backup.take(url, VAULT, folder / "ny.fristvagt", old + timedelta(days=3))
        (folder / "andet.fristvagt").write_text("not ours", encoding="utf-8")
        result = door.run("backup", "--out", "kopier")
        assert "gammel.fristvagt: slettet" in result.output
        assert {"ny.fristvagt", "andet.fristvagt"} <= {one.name for one in folder.iterdir()}
        assert not (folder / "gammel.fristvagt").exists()

    def test_what_a_killed_backup_left_beside_the_database_goes_with_the_next(self, door: FrontDoor) -> None:
        """It is a whole copy, and nothing else would ever delete it."""
        left, now = [".fristvagt.db.a1b2c3d4", ".fristvagt.db.a1b2c3d4-wal"], ".fristvagt.db.e5f6g7h8"
        others = [".fristvagt.db.settings.toml", ".fristvagt.lock"]
        for name in (*left, now, *others):
            door.write(name, "a copy")
        for name in (*left, *others):
            os.utime(door.folder / name, (0, 0))
        assert door.run("backup", "--out", "kopi.fristvagt").exit_code == 0
        assert set(leftovers(door)) & {*left, now, *others} == {now, *others}

    def test_keep_nothing_deletes_nothing(self, door: FrontDoor) -> None:
        url = f"sqlite:///{door.folder / 'fristvagt.db'}"
        backup.take(url, VAULT, door.folder / "gammel.fristvagt", NOW - timedelta(days=999))
        assert door.run("backup", "--out", "ny.fristvagt", "--keep", "0").exit_code == 0
        assert (door.folder / "gammel.fristvagt").exists()

    def test_without_a_key_it_refuses(self, door: FrontDoor) -> None:
        door.set(ENCRYPTION_KEYS="")
        result = door.run("backup", "--out", "kopi.fristvagt")
        assert result.exit_code == 2
        assert not (door.folder / "kopi.fristvagt").exists()

    def test_a_full_disk_leaves_the_earlier_backup_and_no_remains(
        self, door: FrontDoor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        door.run("backup", "--out", "kopi.fristvagt")
        before = (door.folder / "kopi.fristvagt").read_bytes()
        monkeypatch.setattr(archive, "write", full_disk)
        result = door.run("backup", "--out", "kopi.fristvagt")
        assert result.exit_code == 2
        assert "No space left" in result.output
        assert (door.folder / "kopi.fristvagt").read_bytes() == before
        assert leftovers(door) == []

    def test_without_a_database_it_says_so_and_makes_none(self, door: FrontDoor) -> None:
        door.set(DATABASE_URL=f"sqlite:///{door.folder / 'ingen.db'}")
        result = door.run("backup", "--out", "kopi.fristvagt")
        assert result.exit_code == 2
        assert not (door.folder / "ingen.db").exists()

    def test_postgresql_is_sent_to_its_own_tools(self, door: FrontDoor, postgresql_url: str) -> None:
        door.set(DATABASE_URL=postgresql_url)
        result = door.run("backup", "--out", "kopi.fristvagt")
        assert result.exit_code == 2
        assert "pg_dump" in result.output

    def test_one_that_pg_dump_took_is_noted(self, door: FrontDoor) -> None:
        assert door.run("backup", "--noted").exit_code == 0
        assert "backup" in marks(door.folder / "fristvagt.db")


def full_disk(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def leftovers(door: FrontDoor) -> list[str]:
    return [one.name for one in door.folder.iterdir() if one.name.startswith(".")]


class TestRestore:
    @pytest.fixture(autouse=True)
    def copied(self, door: FrontDoor) -> None:
        assert door.run("backup", "--out", "kopi.fristvagt").exit_code == 0
        mark(door, "after")

    def test_the_database_is_as_it_was_and_the_old_one_is_kept(self, door: FrontDoor) -> None:
        result = door.run("restore", "kopi.fristvagt")
        assert result.exit_code == 0, result.output
        assert "after" not in marks(door.folder / "fristvagt.db")
        assert "after" in marks(door.folder / "fristvagt.db.before-restore")
        assert "fristvagt.db.before-restore" in result.output
        assert leftovers(door) == []

    def test_an_old_one_kept_earlier_is_not_written_over(self, door: FrontDoor) -> None:
        door.run("restore", "kopi.fristvagt")
        mark(door, "later")
        door.run("restore", "kopi.fristvagt")
        assert "after" in marks(door.folder / "fristvagt.db.before-restore")
        assert "later" in marks(door.folder / "fristvagt.db.before-restore-2")

    def test_what_only_the_old_log_held_is_kept_with_the_old_one(self, door: FrontDoor) -> None:
        with closing(sqlite3.connect(door.folder / "fristvagt.db")) as reader:
            reader.execute("SELECT count(*) FROM job_run").fetchone()
            mark(door, "in the log")
            door.run("restore", "kopi.fristvagt")
        assert "in the log" in marks(door.folder / "fristvagt.db.before-restore")
        assert "in the log" not in marks(door.folder / "fristvagt.db")

    def test_a_broken_database_is_replaced_and_kept(self, door: FrontDoor) -> None:
        (door.folder / "fristvagt.db").write_bytes(b"not a database" * 999)
        result = door.run("restore", "kopi.fristvagt")
        assert result.exit_code == 0, result.output
        assert "kan ikke læses" in result.output
        assert "sentinel" in marks(door.folder / "fristvagt.db")
        assert (door.folder / "fristvagt.db.before-restore").read_bytes().startswith(b"not a database")

    def test_where_there_is_no_database_it_makes_one(self, door: FrontDoor) -> None:
        (door.folder / "fristvagt.db").unlink()
        assert door.run("restore", "kopi.fristvagt").exit_code == 0
        assert "sentinel" in marks(door.folder / "fristvagt.db")
        assert stat.S_IMODE((door.folder / "fristvagt.db").stat().st_mode) == 0o600

    def test_it_refuses_while_a_bot_runs(self, door: FrontDoor) -> None:
        lock = own(f"sqlite:///{door.folder / 'fristvagt.db'}")
        result = door.run("restore", "kopi.fristvagt")
        assert lock is not None
        lock.close()
        unchanged(door, result.exit_code)
        assert "bruger allerede" in result.output

    def test_a_wrong_key_changes_nothing(self, door: FrontDoor) -> None:
        door.set(ENCRYPTION_KEYS=generate_key())
        result = door.run("restore", "kopi.fristvagt")
        unchanged(door, result.exit_code)
        assert VAULT.writing_key_id in result.output

    @pytest.mark.parametrize(
        "harm",
        [
            lambda content: content[: len(content) // 2],
            lambda content: content[:-1],
            lambda content: content[:9999] + bytes([content[9999] ^ 1]) + content[10000:],
            lambda content: b"PK" + content,
            lambda _: b"",
        ],
        ids=["half", "a byte short", "a flipped bit", "another kind", "empty"],
    )
    def test_a_file_that_is_not_whole_changes_nothing(
        self, door: FrontDoor, harm: Callable[[bytes], bytes]
    ) -> None:
        path = door.folder / "kopi.fristvagt"
        path.write_bytes(harm(path.read_bytes()))
        unchanged(door, door.run("restore", "kopi.fristvagt").exit_code)

    def test_a_file_that_is_not_there_changes_nothing(self, door: FrontDoor) -> None:
        unchanged(door, door.run("restore", "ingen.fristvagt").exit_code)

    def test_a_copy_of_a_newer_version_changes_nothing(self, door: FrontDoor) -> None:
        reseal(door, "UPDATE alembic_version SET version_num = '9999'")
        result = door.run("restore", "kopi.fristvagt")
        unchanged(door, result.exit_code)
        assert "9999" in result.output

    def test_a_copy_that_needs_a_key_we_lack_changes_nothing(self, door: FrontDoor) -> None:
        reseal(door, "INSERT INTO key_check (key_id, sealed) VALUES ('0badc0de', x'00')")
        result = door.run("restore", "kopi.fristvagt")
        unchanged(door, result.exit_code)
        assert "0badc0de" in result.output

    def test_a_copy_whose_database_is_damaged_changes_nothing(self, door: FrontDoor) -> None:
        damaged = BytesIO()
        content = bytearray((door.folder / "fristvagt.db").read_bytes())
        content[5000:9000] = bytes(4000)
        archive.write(BytesIO(bytes(content)), damaged, Label.new(NOW, "0004", VAULT), VAULT)
        (door.folder / "kopi.fristvagt").write_bytes(damaged.getvalue())
        unchanged(door, door.run("restore", "kopi.fristvagt").exit_code)

    def test_a_full_disk_changes_nothing(self, door: FrontDoor, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(archive, "read", full_disk)
        unchanged(door, door.run("restore", "kopi.fristvagt").exit_code)

    def test_the_last_step_failing_changes_nothing(
        self, door: FrontDoor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Path, "replace", full_disk)
        unchanged(door, door.run("restore", "kopi.fristvagt").exit_code)
        assert not (door.folder / "fristvagt.db.before-restore").exists()

    def test_an_older_revision_is_brought_up_to_date(self, door: FrontDoor) -> None:
        older = door.folder / "older.db"
        database = connect(f"sqlite:///{older}")
        migrate.upgrade(database, "0002")
        database.close()
        backup.take(f"sqlite:///{older}", VAULT, door.folder / "kopi.fristvagt", NOW)
        assert door.run("restore", "kopi.fristvagt").exit_code == 0
        database = connect(f"sqlite:///{door.folder / 'fristvagt.db'}")
        assert migrate.revision(database) == migrate.head()
        database.close()

    def test_it_wants_a_file_or_the_guard_alone(self, door: FrontDoor) -> None:
        unchanged(door, door.run("restore").exit_code)
        unchanged(door, door.run("restore", "kopi.fristvagt", "--guard-only").exit_code)


def unchanged(door: FrontDoor, exit_code: int) -> None:
    assert exit_code == 2
    assert {"sentinel", "after"} <= marks(door.folder / "fristvagt.db")
    assert leftovers(door) == []


def reseal(door: FrontDoor, statement: str) -> None:
    """A backup of the database after this statement, under a name `restore` is given."""
    other = door.folder / "other.db"
    database = door.folder / "fristvagt.db"
    with closing(sqlite3.connect(database)) as live, closing(sqlite3.connect(other)) as copy:
        live.backup(copy)
        copy.execute(statement)
        copy.commit()
    sealed_copy = BytesIO()
    archive.write(BytesIO(other.read_bytes()), sealed_copy, Label.new(NOW, "0004", VAULT), VAULT)
    (door.folder / "kopi.fristvagt").write_bytes(sealed_copy.getvalue())


class TestTheMark:
    def test_it_is_set_on_a_postgresql_that_pg_restore_put_back(
        self, door: FrontDoor, postgresql_url: str
    ) -> None:
        door.set(DATABASE_URL=postgresql_url)
        database = connect(postgresql_url)
        migrate.upgrade(database)
        with database.write() as session:
            events.record(session, at=NOW, actor="engine", action="notice_sent")
        assert door.run("restore", "--guard-only").exit_code == 0
        with database.read() as session:
            assert recall.pending(session) == NOW
        database.close()
