"""`python -m bot due`: an answer with its reasons, and a Danish sentence when the question is wrong."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.due import register
from bot.due_input import BadDueInputError, received_at
from bot.failing import WRONG_INPUT
from bot.office_file import EXAMPLE

ZONE = ZoneInfo("Europe/Copenhagen")


def run(*arguments: str) -> Result:
    app = typer.Typer()
    register(app)
    app.callback()(lambda: None)  # a second entry, so that the command keeps its name
    return CliRunner().invoke(app, ["due", *arguments])


def due(received: str, *more: str) -> Result:
    return run("--kind", "callback", "--team", "voksen-a", "--received", received, *more)


class TestAnswers:
    def test_the_json_has_exactly_the_promised_keys(self) -> None:
        answer = json.loads(due("2026-04-01T11:00", "--json").stdout)
        assert set(answer) == {"received_as", "goal", "limit", "unit", "steps"}
        assert answer["goal"] == "2026-04-07T11:00:00+02:00"
        assert answer["limit"] == "2026-04-08T11:00:00+02:00"
        assert answer["unit"] == "working_days"
        assert answer["steps"][1] == {"day": "2026-04-02", "text": "Skærtorsdag: tælles ikke med"}

    def test_the_text_says_when_and_why(self) -> None:
        shown = due("2026-04-01T11:00").stdout
        assert "Frist:               onsdag 8. april 2026 kl. 11" in shown
        assert "03.04.2026  Langfredag: tælles ikke med" in shown

    def test_a_time_with_offset_is_that_moment(self) -> None:
        answer = json.loads(due("2026-11-23T09:30:00+00:00", "--json").stdout)
        assert answer["received_as"] == "2026-11-23T10:30:00+01:00"

    def test_another_office_file_is_used(self, tmp_path: Path) -> None:
        office = tmp_path / "office.toml"
        example = EXAMPLE.read_text(encoding="utf-8")
        office.write_text(example.replace("goal = 1", "goal = 2"), encoding="utf-8")
        answer = json.loads(due("2026-11-23T09:30", "--json", "--office", str(office)).stdout)
        assert answer["goal"] == "2026-11-25T11:00:00+01:00"

    def test_a_year_without_closing_days_is_pointed_out(self) -> None:
        answer = due("2029-11-26T09:30", "--json")
        assert "ingen lukkedage for 2029" in answer.stderr
        assert json.loads(answer.stdout)["unit"] == "working_days"


class TestClockChanges:
    def test_a_time_that_does_not_exist_is_moved_and_said(self) -> None:
        moment, notes = received_at("2026-03-29T02:30", ZONE)
        assert moment == datetime(2026, 3, 29, 3, 30, tzinfo=ZONE)
        assert "findes ikke" in notes[0]

    def test_a_time_that_comes_twice_is_the_first_and_said(self) -> None:
        moment, notes = received_at("2026-10-25T02:30", ZONE)
        assert moment.utcoffset() == timedelta(hours=2)
        assert "to gange" in notes[0]

    def test_an_ordinary_time_needs_no_note(self) -> None:
        assert received_at("2026-11-23T09:30", ZONE)[1] == []

    @pytest.mark.parametrize("written", ["2026-11-23", "i går", "2026-02-30T11:00", "1999-01-01T11:00", ""])
    def test_what_is_no_moment_is_refused(self, written: str) -> None:
        with pytest.raises(BadDueInputError):
            received_at(written, ZONE)


class TestWrongInput:
    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (("--kind", "decision"), "kan ikke regnes ud her"),
            ((), "mangler et team"),
            (("--team", "voksen-a"), "mangler et tidspunkt"),
            (
                ("--team", "voksen-x", "--received", "2026-04-01T11:00"),
                "Brug et af disse: voksen-a, voksen-b",
            ),
            (("--team", "voksen-a", "--received", "i går"), "er ikke et tidspunkt"),
            (
                ("--team", "a", "--received", "2026-04-01T11:00", "--office", "ingen.toml"),
                "Filen findes ikke",
            ),
        ],
    )
    def test_a_danish_sentence_goes_to_stderr_with_exit_code_two(
        self, arguments: tuple[str, ...], sentence: str
    ) -> None:
        answer = run(*arguments)
        assert answer.exit_code == WRONG_INPUT
        assert sentence in answer.stderr
        assert answer.stdout == ""
