"""`python -m bot rules`: the catalogue with marks and sources."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.office_file import EXAMPLE
from rules.shipped import shipped
from tests.front_door import FrontDoor
from tests.municipal import GREVE


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FrontDoor:
    return FrontDoor(tmp_path, monkeypatch)


def listed(door: FrontDoor) -> dict[str, Any]:
    answer = json.loads(door.run("rules", "--json").stdout)
    assert answer["count"] == len(answer["rules"])
    return {rule["key"]: rule for rule in answer["rules"]}


class TestTheJson:
    def test_lists_what_ships_without_a_database_and_makes_none(self, door: FrontDoor) -> None:
        assert set(listed(door)) == {rule.key for rule in shipped()}
        assert list(door.folder.iterdir()) == []

    def test_a_rule_has_its_length_mark_and_source(self, door: FrontDoor) -> None:
        rule = listed(door)["aktindsigt-enkel"]
        assert (rule["least"], rule["amount"], rule["unit"]) == ("1", "2", "working_days")
        assert (rule["mark"], rule["on"], rule["kind"]) == ("V", True, "access")
        assert rule["source"].startswith("https://")

    def test_a_recalled_rule_is_off_until_the_office_turns_it_on(self, door: FrontDoor) -> None:
        assert listed(door)["magt-indberetning"]["on"] is False
        office = EXAMPLE.read_text(encoding="utf-8").replace("on = []", 'on = ["magt-indberetning"]')
        door.set(OFFICE_FILE=str(door.write("office.toml", office)))
        assert listed(door)["magt-indberetning"]["on"] is True

    def test_the_municipalitys_rules_are_among_them(self, door: FrontDoor) -> None:
        door.run("import", "catalogue", str(GREVE))
        rule = listed(door)["serviceloven-85-botilbudslignende-tilbud"]
        assert (rule["length"], rule["mark"], rule["local"]) == ("12 uger", "L", True)


class TestTheText:
    def test_has_a_line_for_each(self, door: FrontDoor) -> None:
        lines = door.run("rules").stdout.splitlines()
        assert any(line.split()[:4] == ["klagefrist", "4", "uger", "V"] for line in lines)
        assert any("magt-indberetning" in line and "slået fra" in line for line in lines)

    def test_says_what_its_columns_are_and_what_a_rule_is_called(self, door: FrontDoor) -> None:
        lines = door.run("rules").stdout.splitlines()
        assert lines[0].split() == ["Nøgle", "Længde", "Mærke", "Navn,", "lov", "og", "variant"]
        (line,) = (one for one in lines if one.startswith("klagefrist "))
        assert "Borgerens klagefrist · retssikkerhedsloven § 67" in line

    def test_names_the_regulation_by_its_article(self, door: FrontDoor) -> None:
        (line,) = (one for one in door.run("rules").stdout.splitlines() if one.startswith("gdpr-indsigt"))
        assert line.endswith("databeskyttelsesforordningen art. 12 stk. 3")

    def test_a_database_that_cannot_be_used_is_said(self, door: FrontDoor) -> None:
        door.write("fristvagt.db", "not a database at all, but a text that is long enough to be one")
        ran = door.run("rules")
        assert ran.exit_code == 2
        assert "Databasen kan ikke bruges" in ran.stderr
