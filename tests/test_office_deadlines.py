"""The office file's [deadlines]: what the office decides, and a line for each mistake."""

from decimal import Decimal
from pathlib import Path

import pytest

from bot.office_file import EXAMPLE, OfficeFileError, load_office
from rules.office import Deadlines
from rules.statute import Length, Unit
from tests.test_office_file import SMALL

HEADING = len(SMALL.splitlines()) + 1


def read(tmp_path: Path, text: str) -> Deadlines:
    path = tmp_path / "office.toml"
    path.write_text(SMALL + text, encoding="utf-8")
    return load_office(path).deadlines


def mistake(tmp_path: Path, text: str) -> str:
    with pytest.raises(OfficeFileError) as refused:
        read(tmp_path, text)
    (found,) = refused.value.mistakes
    return str(found)


class TestReading:
    def test_a_file_without_it_has_the_defaults(self, tmp_path: Path) -> None:
        assert read(tmp_path, "") == Deadlines() == load_office(EXAMPLE).deadlines

    def test_a_ladder_is_read_the_longest_first(self, tmp_path: Path) -> None:
        assert read(tmp_path, "[deadlines]\nladder = [0, 5, 1]\n").ladder == (5, 1, 0)

    def test_a_rule_may_have_its_own_ladder_the_municipalitys_too(self, tmp_path: Path) -> None:
        text = "[deadlines.ladders]\nstofmisbrug = [7, 1]\nserviceloven-85-botilbud = [20, 10]\n"
        decided = read(tmp_path, text)
        assert decided.ladder_of("stofmisbrug") == (7, 1)
        assert decided.ladder_of("serviceloven-85-botilbud") == (20, 10)
        assert decided.ladder_of("klagefrist") == (10, 3, 1, 0)

    def test_recalled_rules_are_turned_on_by_key(self, tmp_path: Path) -> None:
        decided = read(tmp_path, '[deadlines]\non = ["magt-indberetning"]\n')
        assert decided.on == {"magt-indberetning"}

    def test_a_length_is_written_as_people_do(self, tmp_path: Path) -> None:
        decided = read(tmp_path, '[deadlines.lengths]\nborgerraadgiver = "1-2 uger"\n')
        assert decided.lengths == {"borgerraadgiver": Length(Unit.WEEKS, Decimal(2), Decimal(1))}


class TestMistakes:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("[deadlines]\nladder = []\n", "deadlines.ladder: skal være en liste af hele tal"),
            ("[deadlines]\nladder = [10, -1]\n", "deadlines.ladder: skal være en liste af hele tal"),
            ("[deadlines]\nladder = [true]\n", "deadlines.ladder: skal være en liste af hele tal"),
            ("[deadlines]\nladder = [3, 3]\n", "deadlines.ladder: den samme dag står der to gange"),
            ("[deadlines]\nlader = [3]\n", "deadlines.lader: kender jeg ikke. Mente du ladder?"),
            ('[deadlines]\non = ["magt-indbereting"]\n', "Mente du magt-indberetning?"),
            ('[deadlines]\non = ["klagefrist"]\n', "„klagefrist“ er allerede slået til"),
            ("[deadlines.ladders]\nstofmisbruk = [3]\n", "Mente du stofmisbrug?"),
            ('[deadlines.lengths]\nborgeraadgiver = "5 arbejdsdage"\n', "Mente du borgerraadgiver?"),
            ('[deadlines.lengths]\nstofmisbrug = "4 uger"\n', "har en længde i loven"),
            ('[deadlines.lengths]\nborgerraadgiver = "snart"\n', "kan ikke læses som en frist"),
            ('[deadlines.lengths]\nborgerraadgiver = "ingen"\n', "siger ingen længde"),
            ("[deadlines.lengths]\nborgerraadgiver = 5\n", "skal være en tekst"),
        ],
    )
    def test_are_said_with_line_and_remedy(self, tmp_path: Path, text: str, said: str) -> None:
        found = mistake(tmp_path, text)
        assert said in found
        assert found.startswith(f"linje {HEADING + 1}, deadlines.")

    def test_a_section_that_is_none_is_said(self, tmp_path: Path) -> None:
        assert "skal være et afsnit" in mistake(tmp_path, "[deadlines]\nladders = 3\n")
