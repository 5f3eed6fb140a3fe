"""`python -m bot import catalogue`: the municipality's table from a file, seen first, then in force."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cpr_examples import WRITTEN_AS_CPR
from tests.front_door import FrontDoor
from tests.municipal import GREVE, PUBLISHED, SOENDERBORG, SVENDBORG, written
from tests.sheets import workbook

SEL_85 = ("serviceloven", "85", "Socialpædagogisk støtte", "8", "uger", "8 uger")


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FrontDoor:
    return FrontDoor(tmp_path, monkeypatch)


def imported(door: FrontDoor, file: Path, *more: str, code: int = 0) -> dict[str, Any]:
    ran = door.run("import", "catalogue", str(file), "--json", *more)
    assert ran.exit_code == code, ran.output
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


def in_force(door: FrontDoor) -> dict[str, Any]:
    listed = json.loads(door.run("rules", "--json").stdout)["rules"]
    return {rule["key"]: rule for rule in listed if rule["mark"] == "L" and rule["raw"]}


class TestTheJson:
    @pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
    def test_accounts_for_every_row_the_first_time_and_the_second(self, door: FrontDoor, path: Path) -> None:
        first, second = imported(door, path), imported(door, path)
        for answer in (first, second):
            assert answer["rows"] == answer["imported"] + answer["unchanged"] + len(answer["refused"])
        assert (first["unchanged"], second["imported"]) == (0, 0)
        assert second["unchanged"] == first["imported"] == len(in_force(door))
        assert second["changes"] == []

    def test_says_of_each_refused_row_the_line_the_reason_and_the_words(self, door: FrontDoor) -> None:
        refused = imported(door, SVENDBORG)["refused"]
        assert [set(row) for row in refused] == [{"line", "why", "raw"}] * 3
        assert [row["line"] for row in refused] == [2, 3, 10]
        assert refused[2]["raw"] == "2 uger (behandlingsgarantien)"

    def test_says_from_what_to_what(self, door: FrontDoor) -> None:
        imported(door, GREVE)
        answer = imported(door, SOENDERBORG)
        change = next(one for one in answer["changes"] if one["key"] == "serviceloven-85")
        assert (change["from"], change["to"], change["raw"]) == ("8 uger", "2½ måned", "2½ måned")
        new = next(one for one in answer["changes"] if one["key"] == "serviceloven-12")
        assert new["from"] is None
        assert answer["absent"] == ["serviceloven-85-botilbudslignende-tilbud", "serviceloven-110"]

    def test_names_the_sheets_it_did_not_read(self, door: FrontDoor) -> None:
        book = door.folder / "frister.xlsx"
        header = ("Lov", "Paragraf", "Ydelse", "Variant", "Frist")
        row = ("serviceloven", "85", "Socialpædagogisk støtte", "", "8 uger")
        book.write_bytes(workbook(header, row, beside={"Børn": [header], WRITTEN_AS_CPR[0]: [header]}))
        answer = imported(door, book)
        assert (answer["rows"], answer["unread_sheets"][0]) == (1, "Børn")
        assert WRITTEN_AS_CPR[0] not in str(answer)
        said = door.run("import", "catalogue", str(book)).stdout
        assert "Kun det første ark er læst, og ikke »Børn«, " in said

    def test_keeps_the_words_of_the_table(self, door: FrontDoor) -> None:
        imported(door, GREVE)
        assert in_force(door)["serviceloven-99"]["raw"] == "Samme dag eller senest inden for 2 arbejdsdage"

    def test_keeps_no_personal_number_that_is_in_the_files_name(self, door: FrontDoor) -> None:
        number = WRITTEN_AS_CPR[-1]
        (door.folder / f"{number} tabel.csv").write_bytes(GREVE.read_bytes())
        imported(door, door.folder / f"{number} tabel.csv")
        files = [path for path in door.folder.iterdir() if path.name.startswith("fristvagt.db")]
        assert not [path.name for path in files if number.encode() in path.read_bytes()]


class TestADryRun:
    def test_says_the_same_and_changes_nothing(self, door: FrontDoor) -> None:
        dry = imported(door, GREVE, "--dry-run")
        assert in_force(door) == {}
        wet = imported(door, GREVE)
        assert (dry.pop("dry_run"), wet.pop("dry_run")) == (True, False)
        assert dry == wet

    def test_makes_no_database(self, door: FrontDoor) -> None:
        imported(door, GREVE, "--dry-run")
        assert not (door.folder / "fristvagt.db").exists()

    def test_compares_with_what_is_there(self, door: FrontDoor) -> None:
        imported(door, GREVE)
        assert imported(door, GREVE, "--dry-run")["unchanged"] == 13
        assert len(in_force(door)) == 13


class TestTheText:
    def test_lists_what_is_new_changed_refused_and_missing(self, door: FrontDoor) -> None:
        door.run("import", "catalogue", str(GREVE))
        shown = door.run("import", "catalogue", str(SVENDBORG)).stdout
        assert "ny       serviceloven-97: 2 uger" in shown
        assert "ændret   serviceloven-85: 8 uger -> 4 uger" in shown
        assert "afvist   linje 10: Loven har selv en frist her" in shown
        assert "mangler  serviceloven-109: 0-2 arbejdsdage gælder stadig" in shown
        assert "16 rækker: 13 lagt ind, 0 uændrede, 3 afvist" in shown

    def test_a_changed_name_is_said_where_the_length_is_the_same(self, door: FrontDoor) -> None:
        door.run("import", "catalogue", str(door.write("a.csv", written(SEL_85))))
        other = door.write("b.csv", written((*SEL_85[:2], "Støtte", *SEL_85[3:])))
        assert "serviceloven-85: 8 uger (ændret: name)" in door.run("import", "catalogue", str(other)).stdout


class TestMistakes:
    WRONG = written(
        SEL_85, ("serviceloven", "96", "BPA", "snart", "uger", ""), ("", "97", "Led", "2", "uger", "")
    )

    def test_every_wrong_row_is_listed_and_nothing_is_imported(self, door: FrontDoor) -> None:
        ran = door.run("import", "catalogue", str(door.write("f.csv", self.WRONG)))
        assert ran.exit_code == 1
        assert ran.stdout.startswith("Intet er lagt ind.")
        assert "linje 3: »snart« kan ikke læses som en frist" in ran.stdout
        assert "linje 4: Loven mangler" in ran.stdout
        assert in_force(door) == {}

    def test_the_json_lists_them_too(self, door: FrontDoor) -> None:
        answer = imported(door, door.write("f.csv", self.WRONG), code=1)
        assert (answer["rows"], answer["imported"], answer["unchanged"]) == (3, 0, 0)
        assert [row["line"] for row in answer["refused"]] == [3, 4]
        assert answer["stopped"] is True

    @pytest.mark.parametrize(
        ("name", "text", "said"),
        [
            ("tom.csv", "", "er tom"),
            ("f.csv", "Frist;Enhed\n8;uger\n", "mangler en kolonne"),
            ("f.csv", "Lov;Law;Paragraf\nserviceloven;serviceloven;85\n", "betyder det samme"),
            ("ingen.csv", None, "ingen.csv kan ikke bruges"),
        ],
    )
    def test_a_file_that_cannot_be_used_is_said_with_exit_code_two(
        self, door: FrontDoor, name: str, text: str | None, said: str
    ) -> None:
        if text is not None:
            door.write(name, text)
        ran = door.run("import", "catalogue", name, "--json")
        assert (ran.exit_code, ran.stdout) == (2, "")
        assert said in ran.stderr
        assert not (door.folder / "fristvagt.db").exists()
