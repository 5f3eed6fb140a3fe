"""`bench status` measures what it says on rows that look like an office's; how fast is not tested here."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot import bench_fill, bench_status
from bot.bench_fill import A_DAY, fill
from bot.bench_status import NOW
from bot.cli import app
from bot.failing import WRONG_INPUT
from bot.office_file import EXAMPLE, load_office
from rules.figures import Count, Figure, Period
from storage import figures
from storage.database import connect
from storage.migrate import upgrade
from storage.models import CALLBACK, Deadline

ROWS = 400


@pytest.fixture(autouse=True)
def few_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_status, "RUNS", 2)


def test_it_ends_with_a_list_of_what_was_measured() -> None:
    done = CliRunner().invoke(app, ["bench", "status", "--rows", f"{ROWS},{2 * ROWS}", "--json"])
    assert done.exit_code == 0, done.output
    measured = json.loads(done.stdout.splitlines()[-1])
    assert [(one["database"], one["rows"]) for one in measured] == [("sqlite", ROWS), ("sqlite", 2 * ROWS)]
    assert all(one["ms"] > 0 and one["raw_ms"] > 0 and one["orm_ms"] > 0 for one in measured)


@pytest.mark.parametrize("rows", ["x", "0", "10,", "-5"])
def test_sizes_that_are_none_are_refused(rows: str) -> None:
    done = CliRunner().invoke(app, ["bench", "status", "--rows", rows])
    assert done.exit_code == WRONG_INPUT
    assert f"»{rows}« er ikke antal." in done.stderr


def test_it_fills_two_hundred_a_day_back_in_time(database_url: str) -> None:
    database, office = connect(database_url), load_office(EXAMPLE)
    upgrade(database)
    fill(database, office, ROWS, NOW)
    yesterday = Period(NOW.date().replace(day=18), NOW.date())
    everything = Period(NOW.date().replace(day=1), NOW.date())
    teams = [team.key for team in office.teams]
    with database.read() as session:
        days = figures.by_period(session, office, teams, [yesterday, everything], NOW)
        standing = figures.standing(session, office, teams, NOW)
    database.close()
    assert [one[Figure.CALLS] for one in days] == [Count(A_DAY), Count(ROWS)]
    assert 0 < standing.open_calls < ROWS
    assert 0 < standing.open_deadlines <= ROWS


def test_what_lies_further_back_is_copied_by_the_database_and_closed(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench_fill, "MADE", A_DAY)
    database, office = connect(database_url), load_office(EXAMPLE)
    upgrade(database)
    fill(database, office, 3 * A_DAY, NOW)
    with database.read() as session:
        logged = session.scalars(select(Deadline.logged_at).where(Deadline.kind == CALLBACK)).all()
        still_open = session.scalars(select(Deadline.id).where(Deadline.closed_at.is_(None))).all()
    database.close()
    days = Counter(one.date() for one in logged)
    assert days == {NOW.date() - timedelta(days=ago): A_DAY for ago in (1, 2, 3)}
    assert still_open
    assert max(still_open) <= 2 * A_DAY
