"""A process that is stopped in the middle of a transaction keeps nobody waiting for ever."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from storage import outbox, people
from storage.database import Database, connect
from storage.models import Person
from storage.people import Known
from storage.postgresql import STOPPED_MS
from tests.front_desk import KARIM
from tests.world import THURSDAY


@pytest.fixture
def office(postgresql_with_tables: str) -> Iterator[Database]:
    made = connect(postgresql_with_tables)
    with made.write() as session:
        people.remember(session, [Known(KARIM, "Karim Aziz")], THURSDAY)
    yield made
    made.close()


def test_the_server_waits_as_long_as_a_message_is_leased(office: Database) -> None:
    assert timedelta(milliseconds=STOPPED_MS) == outbox.LEASE
    with office.read() as session:
        told = session.scalar(text("SELECT setting FROM pg_settings WHERE name LIKE 'idle_in_transaction%'"))
    assert told == str(STOPPED_MS)


def test_what_it_had_locked_is_free_and_what_it_had_done_is_not_kept(office: Database) -> None:
    def stopped() -> None:
        with office.write() as session:
            session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 100"))
            session.execute(update(Person).values(name="Halvvejs"))
            # Another process waits for the row, and gets it while this one still sleeps.
            with office.write() as other:
                other.execute(update(Person).values(name="Karim Aziz-Holm"))

    with pytest.raises(DBAPIError, match="idle-in-transaction timeout"):
        stopped()
    with office.read() as session:
        assert people.names(session, [KARIM]) == {KARIM: "Karim Aziz-Holm"}
