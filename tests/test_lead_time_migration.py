"""A database from before lead times were counted: what it knows already is counted with the rest."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import bindparam, text

from bot.office_file import EXAMPLE, load_office
from rules.figures import Figure, LeadTimes, Middle, Period, Share
from storage import figures
from storage.base import UtcDateTime
from storage.database import Database, connect
from storage.migrate import upgrade
from tests.counting import A, moment
from tests.test_migrations import ONE_PERSON

NOW = moment(date(2026, 11, 2), 9)
AT_NIGHT = datetime(2026, 10, 4, 22, 30, tzinfo=UTC)  # 0.30 on the 5th by the office's clock
THAT_DAY = datetime(2026, 10, 5, 9, tzinfo=UTC)
LATER = datetime(2026, 10, 20, 9, tzinfo=UTC)  # not rolled yet
ROWS = (
    # Number, closed at, state, received, decided, result.
    (1, AT_NIGHT, "closed", "2026-09-01", "2026-10-04", "granted"),
    (2, THAT_DAY, "closed", "2026-09-25", "2026-10-05", "refused"),
    (3, LATER, "closed", "2026-10-01", "2026-10-20", "partial"),
    (4, THAT_DAY, "closed", "2026-10-01", "2026-10-05", "dropped"),
    (5, THAT_DAY, "withdrawn", "2026-10-01", "2026-10-05", "granted"),
    (6, None, "open", "2026-10-01", None, None),
)

DEADLINE = (
    "INSERT INTO deadline (id, kind, rule, team_key, logged_by, logged_at, received_as, goal_at, due_at, "
    "urgent, state, closed_at, next_step_at, version) VALUES (:number, 'decision', '{}', 'voksen-a', "
    "'U0RIKKE', '2026-09-01 09:00:00', '2026-09-01 09:00:00', '2026-11-30 10:00:00', "
    "'2026-11-30 10:00:00', false, :state, :closed, :live, 1)"
)
CLOCK = (
    "INSERT INTO case_clock (deadline_id, ref, rule_key, rule_print, whose, received_on, legal_on, legal_at, "
    "decided_on, result, rungs_from) VALUES (:number, :number, 'serviceloven-85', 'x', 'authority', "
    ":received, '2026-11-30', '2026-11-30 10:00:00', :decided, :result, '2026-09-01 09:00:00')"
)
ROLLED = (
    "INSERT INTO job_run (job, scheduled_at, claimed_at) "
    "VALUES ('figures', '2026-10-12 00:00:00', '2026-10-19 00:00:00')"
)


@pytest.fixture
def old(database_url: str) -> Iterator[Database]:
    """One that was rolled up to and including the 12th of October."""
    made = connect(database_url)
    upgrade(made, "0008")
    with made.engine.begin() as connection:
        connection.execute(text(ONE_PERSON))
        for number, closed, state, received, decided, result in ROWS:
            facts = {
                "number": number,
                "closed": closed,
                "state": state,
                "live": None if closed else "2026-11-01 09:00:00",
                "received": received,
                "decided": decided,
                "result": result,
            }
            connection.execute(text(DEADLINE).bindparams(bindparam("closed", type_=UtcDateTime())), facts)
            connection.execute(text(CLOCK), facts)
        connection.execute(text(ROLLED))
    yield made
    made.close()


def test_rolled_or_not_every_decision_is_counted_once(old: Database) -> None:
    upgrade(old)
    assert found(old, date(2026, 10, 1), date(2026, 11, 1)) == LeadTimes(
        Middle(19, 3), {"serviceloven-85": Middle(19, 3)}
    )


def test_a_rolled_decision_stands_on_its_day_by_the_offices_clock(old: Database) -> None:
    upgrade(old)
    assert found(old, date(2026, 10, 4), date(2026, 10, 5)) == LeadTimes(Middle(None, 0), {})
    assert found(old, date(2026, 10, 5), date(2026, 10, 6)) == LeadTimes(
        Middle(33, 2), {"serviceloven-85": Middle(33, 2)}
    )


def test_of_relatives_nothing_is_made_up(old: Database) -> None:
    upgrade(old)
    assert figure(old, Figure.RELATIVES, date(2026, 10, 1), date(2026, 11, 1)) == Share(0, 0)


def found(database: Database, starts: date, ends: date) -> object:
    return figure(database, Figure.LEAD_TIME, starts, ends)


def figure(database: Database, which: Figure, starts: date, ends: date) -> object:
    with database.read() as session:
        return figures.of_period(session, load_office(EXAMPLE), [A], Period(starts, ends), NOW)[which]
