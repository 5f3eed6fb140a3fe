"""The database's tables: models and migrations agree, every part has a name, and time has a zone."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, ForeignKeyConstraint, Table, UniqueConstraint, inspect, text
from sqlalchemy.exc import StatementError

from storage.base import Base, UtcDateTime
from storage.database import Database, connect
from storage.migrate import MIGRATIONS, NewerDatabaseError, head, revision, upgrade
from storage.models import Handled, JobRun


@pytest.fixture
def database(database_url: str) -> Any:
    """An empty database of each kind."""
    made = connect(database_url)
    yield made
    made.close()


def test_models_and_migrations_agree(database: Database) -> None:
    upgrade(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": same_type, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def same_type(
    _context: object, _column: object, _metadata_column: object, stored: Any, model: Any
) -> bool | None:
    """Our time type is a plain one in the database; the rest is for alembic to judge."""
    if isinstance(model, UtcDateTime):
        return type(stored).__name__ not in ("DATETIME", "TIMESTAMP")
    return None


def test_an_empty_database_is_brought_to_the_programs_revision(database: Database) -> None:
    assert revision(database) is None
    assert upgrade(database) == head()
    assert revision(database) == head()


def test_a_database_at_that_revision_is_left_alone(database: Database) -> None:
    upgrade(database)
    with database.write() as session:
        session.add(Handled(key="pressed", at=datetime(2026, 11, 26, 9, tzinfo=UTC), deadline_id=None))
    assert upgrade(database) == head()
    with database.read() as session:
        assert session.get_one(Handled, "pressed").at == datetime(2026, 11, 26, 9, tzinfo=UTC)


def test_a_newer_database_is_refused_and_not_touched(database: Database) -> None:
    upgrade(database)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabaseError) as refusal:
        upgrade(database)
    assert str(refusal.value) == (
        "Databasen har revision 9999, som er nyere end dette program kender. "
        "Start den nyere udgave af Fristvagt, eller gendan en sikkerhedskopi fra før opgraderingen."
    )
    assert revision(database) == "9999"


def test_every_migration_is_in_a_file_that_is_named_after_its_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    assert head() == script.get_current_head()
    assert all(Path(one.path).name.startswith(f"{one.revision}_") for one in script.walk_revisions())


TABLES = sorted(Base.metadata.tables.values(), key=lambda table: table.name)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_constraint_and_index_is_named_after_its_table(table: Table) -> None:
    names = [str(part.name) for part in table.constraints] + [str(part.name) for part in table.indexes]
    assert [name for name in names if table.name not in name] == []


def test_what_keeps_keys_unique_in_the_database_has_a_name_there(database: Database) -> None:
    upgrade(database)
    seen = inspect(database.engine)
    for table in TABLES:
        named = {key["name"] for key in seen.get_unique_constraints(table.name)}
        named |= {index["name"] for index in seen.get_indexes(table.name)}
        named |= {key["name"] for key in seen.get_foreign_keys(table.name)}
        kinds = (UniqueConstraint, ForeignKeyConstraint)
        assert {str(one.name) for one in table.constraints if isinstance(one, kinds)} <= named, table.name


def times() -> list[Column[Any]]:
    return [column for table in TABLES for column in table.columns if "at" in column.name.rpartition("_")[2:]]


@pytest.mark.parametrize("column", times(), ids=str)
def test_every_moment_is_stored_with_the_type_that_knows_its_zone(column: Column[Any]) -> None:
    assert isinstance(column.type, UtcDateTime)


def test_a_naive_time_is_refused(database: Database) -> None:
    upgrade(database)
    naive = datetime(2026, 11, 26, 10, 4)  # noqa: DTZ001 - what must be refused
    with pytest.raises(StatementError, match="naive"), database.write() as session:
        session.add(Handled(key="pressed", at=naive, deadline_id=None))


def test_a_time_comes_back_as_the_same_moment_in_utc(database: Database) -> None:
    upgrade(database)
    before = datetime.fromisoformat("2026-10-25T02:30:00+02:00")
    with database.write() as session:
        session.add(JobRun(job="list", scheduled_at=before, claimed_at=before))
    with database.read() as session:
        (row,) = session.query(JobRun).all()
    assert (row.claimed_at, row.claimed_at.tzinfo) == (before, UTC)


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        ("UPDATE deadline SET next_step_at = NULL", "live_has_next_step"),
        ("UPDATE deadline SET closed_at = due_at", "live_is_not_closed"),
        ("UPDATE deadline SET goal_at = due_at, due_at = goal_at", "goal_before_due"),
    ],
)
def test_the_database_itself_refuses_a_clock_that_cannot_be(
    database: Database, broken: str, name: str
) -> None:
    upgrade(database)
    with database.engine.begin() as connection:
        connection.execute(text(ONE_PERSON))
        connection.execute(text(ONE_CLOCK))
    with pytest.raises(Exception, match=name), database.engine.begin() as connection:
        connection.execute(text(broken))


ONE_PERSON = (
    "INSERT INTO person (slack_id, name, active, outsider, home_wanted, home_shown, updated_at) "
    "VALUES ('U0RIKKE', 'Rikke Holm', true, false, 0, 0, '2026-11-26 09:04:00')"
)
ONE_CLOCK = (
    "INSERT INTO deadline (kind, rule, team_key, logged_by, logged_at, received_as, goal_at, due_at, urgent, "
    "state, next_step_at, version) VALUES ('callback', '{}', 'voksen-a', 'U0RIKKE', '2026-11-26 09:04:00', "
    "'2026-11-26 09:04:00', '2026-11-27 10:00:00', '2026-11-30 10:00:00', false, 'open', "
    "'2026-11-27 07:15:00', 1)"
)
