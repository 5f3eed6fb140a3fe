"""What only reads: nothing is kept of it, and PostgreSQL has made up its mind about each statement once."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import InternalError

from storage import people
from storage.database import Database, connect
from storage.migrate import upgrade
from storage.models import Person
from tests.front_desk import KARIM
from tests.world import THURSDAY

ENOUGH_TO_PREPARE = 8


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


def test_the_way_to_an_answer_is_chosen_by_the_values_asked_for(postgresql_url: str) -> None:
    """Else the look for what is due would read all that is open, prepared or not."""
    database = connect(postgresql_url)
    with database.read() as session:
        assert session.scalar(text("SHOW plan_cache_mode")) == "force_custom_plan"
    database.close()


def test_a_statement_stays_prepared_from_one_reading_to_the_next(postgresql_url: str) -> None:
    database = connect(postgresql_url)
    upgrade(database)
    for _ in range(ENOUGH_TO_PREPARE):
        with database.read() as session:
            people.names(session, [KARIM])
    with database.read() as session:
        prepared = session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
    database.close()
    assert any("FROM person" in one for one in prepared)
