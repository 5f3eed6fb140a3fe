"""`bench ack` and `bench remind` measure what they say and lose nothing; how fast is not tested here."""

import json
from collections.abc import Sequence

import pytest
from typer.testing import CliRunner

from bot import bench_ack, bench_remind
from bot.bench_ack_forms import forms
from bot.bench_remind import NotSentError, Recording
from bot.bench_show import Kind
from bot.cli import app
from bot.demo.wire import JsonObject
from bot.office_file import EXAMPLE, load_office
from handlers.payload import form_key_of
from jobs.courier import Posted
from tests.front_desk import FrontDesk

ONE_ROUND = {"ROUNDS": 1, "WARM_UP": 2}


@pytest.fixture(autouse=True)
def little(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ONE_ROUND.items():
        monkeypatch.setattr(bench_ack, name, value)
    monkeypatch.setattr(bench_ack, "HELD_SECONDS", 0.1)
    for name, small in (("ROUNDS", 1), ("ADDED", 2), ("TICKS", 2), ("DUE", 3), ("FEW", 20)):
        monkeypatch.setattr(bench_remind, name, small)


def measured(*options: str) -> list[JsonObject]:
    done = CliRunner().invoke(app, ["bench", *options, "--json"])
    assert done.exit_code == 0, done.output
    found: list[JsonObject] = json.loads(done.stdout.splitlines()[-1])
    return found


def targets(rows: Sequence[JsonObject], database: Kind) -> list[float]:
    return [row["target"] for row in rows if row["database"] == database]


class TestAck:
    def test_both_databases_have_their_rows_and_nothing_is_lost(self) -> None:
        rows = measured("ack", "--requests", "5", "--in-flight", "2", "--database", "both")
        assert targets(rows, Kind.SQLITE) == [5, 12, 5, 12, 3, 2500, 0]
        assert targets(rows, Kind.POSTGRESQL) == [8, 12, 8, 12, 3, 2500, 0]
        lost = [row for row in rows if row["what"] == "lost"]
        assert [(row["ratio"], row["met"]) for row in lost] == [(0, True), (0, True)]
        assert all(row["n"] >= 2 for row in rows)

    def test_each_form_is_a_call_of_its_own(self, desk: FrontDesk) -> None:
        submitted = [form for form, _ in zip(forms(load_office(EXAMPLE)), range(3), strict=False)]
        assert len({form_key_of(form) for form in submitted}) == len(submitted)
        for form in submitted:
            answer = desk.send(form)
            assert (answer.errors, answer.view["callback_id"]) == ({}, "callback_receipt")
        assert desk.newest() == len(submitted)


class TestRemind:
    def test_what_is_due_is_sent_on_both_databases(self) -> None:
        rows = measured("remind", "--reminders", "40", "--database", "both")
        assert targets(rows, Kind.SQLITE) == [10, 5, 10, 3, 1.3, 1]
        assert targets(rows, Kind.POSTGRESQL) == [10, 5, 10, 3, 1.3]
        assert all(row["ms"] > 0 for row in rows)

    def test_a_reminder_that_is_missing_is_an_error(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Recording, "post", lambda *_: Posted("U0KARIM", "1"))
        with pytest.raises(NotSentError, match="0 of 3 were sent"):
            bench_remind.measure(Kind.SQLITE, "", lambda _: None, reminders=20)
