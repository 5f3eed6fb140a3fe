"""A database that has been in use is brought forward with everything in it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from storage import migrate
from storage.database import Database, connect
from storage.models import Absence, Callback, Person
from tests.test_migrations import ONE_CLOCK, ONE_PERSON

THE_CALL = (
    "INSERT INTO callback (deadline_id, ref, withheld, topic, best_time, interpreter, protected, "
    "repeat_calls, attempts) VALUES (1, 'a', false, 'andet', 'any', false, false, 0, 3)"
)
ATTEMPTS = (
    "INSERT INTO attempt (deadline_id, at, by, outcome) VALUES "
    "(1, '2026-11-26 10:00:00', 'U0RIKKE', 'no_answer'), (1, '2026-11-26 13:00:00', 'U0RIKKE', 'busy'), "
    "(1, '2026-11-27 09:00:00', 'U0RIKKE', 'no_answer')"
)
ABSENCES = (
    "INSERT INTO absence (person_id, starts_at, ends_at, set_by, set_at) VALUES "
    "('U0RIKKE', '2020-01-01 00:00:00', '2020-01-08 00:00:00', 'U0RIKKE', '2020-01-01 00:00:00'), "
    "('U0RIKKE', '2090-01-01 00:00:00', '2090-01-08 00:00:00', 'U0RIKKE', '2026-01-01 00:00:00')"
)


@pytest.fixture
def used(database_url: str) -> Iterator[Database]:
    """A database of the first revision, with a call tried three times and two absences."""
    database = connect(database_url)
    migrate.upgrade(database, to="0001")
    with database.engine.begin() as connection:
        for statement in (ONE_PERSON, ONE_CLOCK, THE_CALL, ATTEMPTS, ABSENCES):
            connection.execute(text(statement))
    yield database
    database.close()


def test_the_days_of_the_attempts_made_so_far_are_counted(used: Database) -> None:
    migrate.upgrade(used)
    with used.read() as session:
        call = session.get_one(Callback, 1)
        assert (call.attempts, call.attempt_days, call.wrong_number) == (3, 2, False)


def test_nobody_is_welcomed_back_from_an_absence_long_over(used: Database) -> None:
    migrate.upgrade(used)
    with used.read() as session:
        over, coming = session.get_one(Absence, 1), session.get_one(Absence, 2)
        assert over.returned_at == over.ends_at
        assert coming.returned_at is None


def test_everybody_keeps_the_offices_language_and_time(used: Database) -> None:
    migrate.upgrade(used)
    with used.read() as session:
        person = session.get_one(Person, "U0RIKKE")
        assert (person.language, person.list_time) == (None, None)
