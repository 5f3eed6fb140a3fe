"""The benches measure what they say, on sizes small enough for a test; how fast is not tested here."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from typer.testing import CliRunner

from bot import (
    bench_ack,
    bench_all,
    bench_due,
    bench_home,
    bench_import,
    bench_remind,
    bench_start,
    bench_status,
)
from bot.bench_all import Sizes
from bot.bench_child import SilentError, finished, started
from bot.bench_home import CASEWORKER, OWN
from bot.bench_process import PYTHON, environment
from bot.bench_row import Row
from bot.bench_show import Kind, table
from bot.bench_timing import Timed, in_turns
from bot.cli import app
from storage.models import Deadline
from storage.pages import page

FEW = 400


@pytest.fixture(autouse=True)
def few_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (bench_due, bench_home, bench_status):
        monkeypatch.setattr(module, "RUNS", 2)
    monkeypatch.setattr(bench_status, "ORM_RUNS", 1)
    monkeypatch.setattr(bench_import, "ROUNDS", 1)
    for name in ("ROUNDS", "WEIGHED"):
        monkeypatch.setattr(bench_start, name, 1)
    monkeypatch.setattr(bench_start, "SETTLED_SECONDS", 0.0)


def measured(*arguments: str) -> list[dict[str, Any]]:
    """What `bench … --json` gives as its last line."""
    done = CliRunner().invoke(app, ["bench", *arguments, "--json"])
    assert done.exit_code == 0, done.output
    found: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


def unsaid(_what: str) -> None:
    """Nobody listens."""


class TestTiming:
    def test_each_is_run_in_turn_with_the_others(self) -> None:
        order: list[str] = []
        first, second = in_turns(2, lambda: order.append("a"), lambda: order.append("b"), warm_up=1)
        assert "".join(order) == "ababab"
        assert (first.n, second.n) == (2, 2)

    def test_the_ratio_is_the_middle_one_of_the_rounds(self) -> None:
        assert Timed((2.0, 20.0, 3.0)).over(Timed((1.0, 2.0, 1.0))) == 3.0

    def test_median_and_spread_are_said(self) -> None:
        assert str(Timed((1.0, 2.0, 3.0))) == "2 (1.2-2.8, n = 3)"


class TestRows:
    def row(self, *, met: bool) -> Row:
        return Row("due", "", "what", 1.0, None, 2.0, 2.0, 10.0, met, 3)

    def test_the_table_says_of_each_whether_it_was_met(self) -> None:
        shown = table([self.row(met=True), self.row(met=False)])
        assert list(shown.columns[8].cells) == ["met", "NOT MET"]

    def test_an_object_has_what_a_reader_of_the_list_asks_for(self) -> None:
        assert {"bench", "database", "ratio", "target", "met"} <= self.row(met=True).as_json().keys()


class TestDue:
    def test_every_date_is_counted_as_holidays_does(self) -> None:
        differences = [row for row in bench_due.measure(unsaid) if "differ" in row.what]
        assert [(row.ratio, row.met) for row in differences] == [(0.0, True), (0.0, True)]

    def test_the_differences_are_counted(self) -> None:
        def wrong(day: date, amount: int) -> date:
            return day

        rows = bench_due.beside_holidays("days", wrong, [date(2026, 11, 20), date(2026, 11, 23)], unsaid)
        assert [(row.ratio, row.met) for row in rows[1:]] == [(2.0, False)]


class TestHome:
    def test_the_caseworker_has_fifty_open_items(self) -> None:
        with Kind.SQLITE.opened("") as database:
            (row,) = bench_home.measure(database, "sqlite", unsaid, items=FEW)
            with database.read() as session:
                shown = page(session, bench_home.office(), CASEWORKER, bench_status.NOW)
                assert session.query(Deadline).count() == FEW
        assert len(shown.mine or ()) + len(shown.cases.mine) == OWN
        assert row.floor_ms is not None
        assert row.ratio > 0


class TestImport:
    def test_the_driver_stores_as_many_rows_as_the_import(self, database_kind: Kind) -> None:
        rows = bench_import.measure(database_kind, "", unsaid, cases=40)
        assert [row.bench for row in rows] == ["import", "import"]
        assert all(row.ms > 0 and row.floor_ms for row in rows)


class TestStart:
    def test_the_bot_is_timed_until_it_is_connected_and_weighed(self) -> None:
        rows = bench_start.measure(Kind.SQLITE, "", unsaid, reminders=FEW)
        assert [row.target for row in rows] == [1.2, 0.5, 1.3, 1.05]
        assert all(row.ms > 0 for row in rows)

    def test_a_process_that_says_nothing_is_an_error_that_tells_why(self) -> None:
        command = (*PYTHON, "-c", "raise SystemExit('no such thing')")
        with pytest.raises(SilentError, match="no such thing"), started(command, environment()):
            pass
        with pytest.raises(SilentError, match="no such thing"):
            finished(command, environment())


class TestAll:
    def test_it_gives_every_benchs_rows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # A test of their own runs these for real, and they take long.
        for slow in (bench_ack, bench_remind):
            monkeypatch.setattr(slow, "measure", lambda *_: [])
        monkeypatch.setattr(bench_all, "QUICK", Sizes(0, (FEW, 2 * FEW), 40, FEW, FEW))
        rows = measured("all", "--quick", "--database", "sqlite")
        assert {row["bench"] for row in rows} == {"due", "start", "home", "import", "status"}
        assert all({"bench", "database", "ratio", "target", "met"} <= row.keys() for row in rows)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> Kind:
    return Kind(request.param)


def test_the_status_targets_are_the_issues(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[Sequence[float]] = []
    with Kind.SQLITE.opened("") as small, Kind.SQLITE.opened("") as large:
        both = [
            bench_status.measure(one, "sqlite", size, unsaid) for one, size in ((small, FEW), (large, 800))
        ]
        found += [(row.target, row.n) for row in bench_status.targets(both)]
    assert found == [(2.0, 2), (2.0, 2), (3.0, 2), (30.0, 2)]
