"""Commands that only ask: they make no database, change none, and say what is the matter with it."""

from pathlib import Path

import pytest

from bot.office_file import EXAMPLE
from storage.database import connect
from storage.migrate import revision, upgrade
from tests.front_door import FrontDoor
from tests.test_backup import KEY

ASKING = [
    ("rules", "--changed"),
    ("check", "--running"),
    ("keys", "list"),
    ("audit", "verify"),
    ("audit", "list"),
    ("insight", "--phone", "22 33 44 55"),
    ("report", "--month", "2026-10", "--out", "ud"),
    ("export", "plan", "--out", "plan"),
]


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FrontDoor:
    made = FrontDoor(tmp_path, monkeypatch)
    made.set(ENCRYPTION_KEYS=KEY, OFFICE_FILE=str(EXAMPLE), SLACK_API_URL="http://127.0.0.1:9/api/")
    return made


@pytest.mark.parametrize("command", ASKING, ids=" ".join)
def test_where_there_is_none_they_make_none(door: FrontDoor, command: tuple[str, ...]) -> None:
    result = door.run(*command)
    assert (result.exit_code, "Databasen findes ikke" in result.stderr) == (2, True)
    assert list(door.folder.iterdir()) == []


@pytest.mark.parametrize("command", ASKING, ids=" ".join)
def test_one_without_tables_stays_so(door: FrontDoor, database_url: str, command: tuple[str, ...]) -> None:
    door.set(DATABASE_URL=database_url)
    database = connect(database_url)
    with database.read():
        assert revision(database) is None
    result = door.run(*command)
    assert (result.exit_code, "Databasen er tom." in result.stderr) == (2, True)
    assert revision(database) is None
    database.close()


@pytest.mark.parametrize("command", ASKING, ids=" ".join)
def test_one_of_an_older_version_stays_so(
    door: FrontDoor, database_url: str, command: tuple[str, ...]
) -> None:
    """A bot of that version may be at work on it."""
    door.set(DATABASE_URL=database_url)
    database = connect(database_url)
    upgrade(database, "0003")
    assert door.run(*command).exit_code == 2
    assert revision(database) == "0003"
    database.close()
