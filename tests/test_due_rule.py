"""`python -m bot due --rule`: any deadline of the catalogue explained, with its source."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.front_door import FrontDoor
from tests.municipal import SOENDERBORG


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FrontDoor:
    return FrontDoor(tmp_path, monkeypatch)


def due(door: FrontDoor, rule: str, received: str, *more: str) -> dict[str, Any]:
    ran = door.run("due", "--rule", rule, "--received", received, "--json", *more)
    assert ran.exit_code == 0, ran.output
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


class TestAnswers:
    def test_a_deadline_of_the_law_needs_no_database(self, door: FrontDoor) -> None:
        answer = due(door, "genvurdering", "2026-11-25")
        assert (answer["due"], answer["work_towards"]) == ("2026-12-23", "2026-12-23")
        assert answer["due_at"] == "2026-12-23T23:59:00+01:00"
        assert answer["work_towards_at"] == "2026-12-23T15:00:00+01:00"
        assert answer["source"].startswith("https://ast.dk/")
        assert (answer["law"], answer["paragraph"]) == ("retssikkerhedsloven", "66")
        assert answer["steps"][0] == {
            "day": "2026-11-25",
            "text": "modtaget; modtagelsesdagen tælles ikke med",
        }
        assert list(door.folder.iterdir()) == []

    def test_the_authoritys_deadline_stands_in_a_weekend_and_is_worked_towards_before(
        self, door: FrontDoor
    ) -> None:
        answer = due(door, "stofmisbrug", "2026-11-21")
        assert (answer["due"], answer["work_towards"]) == ("2026-12-05", "2026-12-04")

    def test_the_citizens_rolls_on(self, door: FrontDoor) -> None:
        answer = due(door, "klagefrist", "2026-11-27")
        assert answer["due"] == answer["work_towards"] == "2026-12-28"

    def test_a_municipal_deadline_says_what_the_table_said(self, door: FrontDoor) -> None:
        door.run("import", "catalogue", str(SOENDERBORG))
        answer = due(door, "serviceloven-117", "20/11/2026")
        assert (answer["due"], answer["raw"], answer["mark"]) == ("2027-02-04", "2½ måned", "L")
        assert any("15 kalenderdage" in step["text"] for step in answer["steps"])

    def test_hours_give_a_moment(self, door: FrontDoor) -> None:
        answer = due(door, "underretning-vurdering", "2026-11-27T16:00")
        assert answer["due"] == "2026-11-28T16:00:00+01:00"

    def test_a_chosen_date_is_explained_too(self, door: FrontDoor) -> None:
        answer = due(door, "borgerraadgiver", "2026-11-02", "--chosen", "29/11/2026")
        assert (answer["due"], answer["work_towards"]) == ("2026-11-29", "2026-11-27")

    def test_the_calendar_is_the_named_teams(self, door: FrontDoor) -> None:
        ran = door.run(
            "due", "--rule", "aktindsigt", "--received", "2026-11-02", "--team", "voksen-b", "--json"
        )
        assert (json.loads(ran.stdout)["team"], ran.stderr) == ("voksen-b", "")

    def test_without_a_team_it_is_said_whose_calendar_was_used(self, door: FrontDoor) -> None:
        ran = door.run("due", "--rule", "aktindsigt", "--received", "2026-11-02")
        assert "kalenderen for Voksenteam A" in ran.stderr

    def test_a_rule_that_is_off_is_counted_and_said_to_be_off(self, door: FrontDoor) -> None:
        ran = door.run("due", "--rule", "magt-indberetning", "--received", "2026-11-02")
        assert ran.exit_code == 0
        assert "slået fra" in ran.stderr

    def test_the_text_says_when_why_and_by_what_source(self, door: FrontDoor) -> None:
        shown = door.run("due", "--rule", "aktindsigt", "--received", "2026-04-01").stdout
        assert "Aktindsigt (offentlighedsloven § 36 stk. 2): 7 arbejdsdage" in shown
        assert "Kilde (V):" in shown
        assert "02.04.2026  Skærtorsdag: tælles ikke med" in shown


class TestWrongInput:
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("--rule", "klagefristen", "--received", "2026-11-02"), "er ikke i fristkataloget"),
            (("--rule", "klagefristen", "--received", "2026-11-02"), "Mente du klagefrist"),
            (("--rule", "aktindsgit", "--received", "2026-11-02"), "python -m bot rules"),
            (("--rule", "66", "--received", "2026-11-02"), "genvurdering, genvurdering-varsel"),
            (("--rule", "retssikkerhedsloven-67", "--received", "2026-11-02"), "Mente du klagefrist"),
            (("--rule", "partshoering", "--received", "2026-11-02"), "skriv --chosen 2027-03-01"),
            (("--rule", "klagefrist"), "mangler en dato"),
            (("--rule", "klagefrist", "--received", "i overmorgen"), "årstal"),
            (("--rule", "klagefrist", "--received", "31/2/2026"), "findes"),
            (("--rule", "klagefrist", "--received", "1/1/9999"), "Skriv et år fra 2000 til 2099"),
            (("--rule", "underretning-vurdering", "--received", "2026-11-02"), "klokkeslættet"),
            (("--rule", "partshoering", "--received", "2026-11-02"), "Vælg selv datoen"),
            (
                ("--rule", "klagefrist", "--received", "2026-11-02", "--chosen", "2026-12-02"),
                "Udelad --chosen",
            ),
            (("--rule", "klagefrist", "--received", "2026-11-02", "--team", "x"), "Teamet „x“ findes ikke"),
            (
                ("--rule", "partshoering", "--received", "2026-11-02", "--chosen", "2026-11-01"),
                "ligger før modtagelsen",
            ),
        ],
    )
    def test_is_said_with_exit_code_two(self, door: FrontDoor, arguments: tuple[str, ...], said: str) -> None:
        ran = door.run("due", *arguments)
        assert (ran.exit_code, ran.stdout) == (2, "")
        assert said in ran.stderr
