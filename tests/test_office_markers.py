"""The office file's [[markers]]: a day and a word, or a line for what is wrong."""

from datetime import date
from pathlib import Path

import pytest

from bot.office_file import EXAMPLE, OfficeFileError, load_office
from rules.office import Marker
from tests.cpr_examples import WRITTEN_AS_CPR
from tests.test_office_file import SMALL

HEADING = len(SMALL.splitlines()) + 1
DAY = "day = 2026-06-01\n"


def read(tmp_path: Path, text: str) -> tuple[Marker, ...]:
    path = tmp_path / "office.toml"
    path.write_text(SMALL + text, encoding="utf-8")
    return load_office(path).markers


def mistake(tmp_path: Path, text: str) -> str:
    with pytest.raises(OfficeFileError) as refused:
        read(tmp_path, text)
    (found,) = refused.value.mistakes
    return str(found)


class TestReading:
    def test_a_file_without_them_has_none(self, tmp_path: Path) -> None:
        assert read(tmp_path, "") == ()

    def test_the_example_has_some(self) -> None:
        assert Marker(date(2026, 6, 1), "ny medarbejder") in load_office(EXAMPLE).markers

    def test_they_come_in_the_order_of_their_days(self, tmp_path: Path) -> None:
        text = (
            '[[markers]]\nday = 2026-09-01\ntext = "sen"\n[[markers]]\nday = "2026-06-01"\ntext = "tidlig"\n'
        )
        assert [one.text for one in read(tmp_path, text)] == ["tidlig", "sen"]

    def test_a_day_may_have_two(self, tmp_path: Path) -> None:
        text = "".join(f'[[markers]]\n{DAY}text = "{what}"\n' for what in ("ny leder", "ny telefontid"))
        assert [one.day for one in read(tmp_path, text)] == [date(2026, 6, 1)] * 2

    def test_a_text_is_one_line(self, tmp_path: Path) -> None:
        (marker,) = read(tmp_path, f'[[markers]]\n{DAY}text = """ny\n  medarbejder"""\n')
        assert marker.text == "ny medarbejder"

    def test_sixty_characters_are_not_too_many(self, tmp_path: Path) -> None:
        assert len(read(tmp_path, f'[[markers]]\n{DAY}text = "{"a" * 60}"\n')[0].text) == 60


class TestMistakes:
    @pytest.mark.parametrize(
        ("lines", "said"),
        [
            ('text = "ny leder"\n', "linje {0}, markers.1.day: mangler."),
            (DAY, "linje {0}, markers.1.text: mangler."),
            ('day = 2026-06-01\ntext = " "\n', "linje {2}, markers.1.text:"),
            ('day = "1. juni"\ntext = "ny leder"\n', "linje {1}, markers.1.day: „1. juni“ er ikke en dato"),
            (f'{DAY}text = "{"a" * 61}"\n', "linje {2}, markers.1.text: er længere end 60 tegn."),
            (f"{DAY}text = 7\n", "linje {2}, markers.1.text: skal være en tekst."),
            (f'{DAY}txt = "x"\ntext = "y"\n', "linje {2}, markers.1.txt: kender jeg ikke. Mente du text?"),
        ],
    )
    def test_are_said_with_line_and_remedy(self, tmp_path: Path, lines: str, said: str) -> None:
        where = [HEADING + below for below in range(3)]
        assert mistake(tmp_path, f"[[markers]]\n{lines}").startswith(said.format(*where))

    @pytest.mark.parametrize("written", WRITTEN_AS_CPR)
    def test_a_personal_number_is_refused_and_not_repeated(self, tmp_path: Path, written: str) -> None:
        found = mistake(tmp_path, f"[[markers]]\n{DAY}text = '''{written}'''\n")
        assert "ligner et CPR-nummer" in found
        assert written not in found

    def test_a_single_section_is_said(self, tmp_path: Path) -> None:
        assert "skal være gentagne afsnit" in mistake(tmp_path, f'[markers]\n{DAY}text = "x"\n')
