"""What only reads: nothing is kept of it, and PostgreSQL makes up its mind about it each time."""

from typing import Any

import pytest
from psycopg.pq import TransactionStatus
from sqlalchemy import select, text
from sqlalchemy.exc import InternalError

from storage import outbox, people
from storage.database import Database, connect
from storage.migrate import upgrade
from storage.models import Person
from tests.front_desk import KARIM
from tests.world import THURSDAY

# Five times in full, and five times more planned by its values: then the server compares.
ENOUGH_TO_KEEP = 12


def test_what_is_written_in_it_is_not_kept(database: Database) -> None:
    def wrongly() -> None:
        with database.read() as session:
            people.remember(session, [people.Known(KARIM, "Karim Aziz")], THURSDAY)

    if database.on_sqlite:
        wrongly()
    else:
        with pytest.raises(InternalError, match="read-only"):
            wrongly()
    with database.read() as session:
        assert session.scalars(select(Person)).all() == []


def test_a_glance_needs_no_transaction_and_leaves_none_behind(database: Database) -> None:
    with database.glance() as session:
        assert people.names(session, [KARIM]) == {}
        driver: Any = session.connection().connection.driver_connection
        assert database.on_sqlite or driver.info.transaction_status == TransactionStatus.IDLE

    def half_way() -> None:
        with database.write() as session:
            people.remember(session, [people.Known(KARIM, "Karim Aziz")], THURSDAY)
            raise LookupError

    with pytest.raises(LookupError):
        half_way()
    with database.read() as session:
        assert session.scalars(select(Person)).all() == []


def test_a_look_is_planned_by_the_values_asked_for_and_what_writes_keeps_its_way(postgresql_url: str) -> None:
    """Planned once for all values, the look for what is due would read all that is open."""
    database = connect(postgresql_url)
    upgrade(database)
    for _ in range(ENOUGH_TO_KEEP):
        with database.read() as session:
            people.names(session, [KARIM])
        with database.write() as session:
            outbox.by_key(session, "list:nobody")
    with database.read() as session:
        kept = session.scalars(text("SELECT statement FROM pg_prepared_statements WHERE generic_plans > 0"))
        known = kept.all()
    database.close()
    assert [one for one in known if "FROM outbox" in one]
    assert not [one for one in known if "FROM person" in one]
