"""A transaction that the server ended to let another go on is done anew, and what is said then is true."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from storage import case_trail
from storage.database import Database
from tests.front_desk import CALL, PHONE, RIKKE, FrontDesk
from tests.privacy_desk import PrivacyDesk, privacy_desk
from tests.world import text_of
from views import ids


class DeadlockError(Exception):
    """As the driver tells of it."""

    sqlstate = "40P01"


@contextmanager
def giving_way_once(database: Database) -> Iterator[list[str]]:
    """The first transaction that is about to commit is ended by the server."""
    ended: list[str] = []

    def end(_connection: object) -> None:
        if not ended:
            ended.append("deadlock")
            raise OperationalError("COMMIT", {}, DeadlockError())

    event.listen(database.engine, "commit", end)
    yield ended
    event.remove(database.engine, "commit", end)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[PrivacyDesk]:
    with privacy_desk(f"sqlite:///{tmp_path / 'fristvagt.db'}") as made:
        yield made


def test_a_call_is_stored_once(desk: FrontDesk) -> None:
    form = desk.form()
    with giving_way_once(desk.database) as ended:
        desk.submit(RIKKE, form, CALL | {"phone": PHONE})
    assert (ended, desk.newest(), len(desk.events("call_logged"))) == (["deadlock"], 1, 1)


def test_each_deadline_that_runs_on_is_named_once(desk: PrivacyDesk) -> None:
    number = desk.ring()
    started = desk.register(started_by=number)
    form = desk.form()
    with giving_way_once(desk.database) as ended:
        desk.press(RIKKE, ids.UNDO, number, view=form)
    assert ended
    with desk.database.read() as session:
        assert [one.number for one in case_trail.running_from(session, number)] == [started]
    assert f"Frist nr. {started}, som opkaldet startede, løber stadig." in text_of(desk.modal())
