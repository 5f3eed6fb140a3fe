"""The plan as it is handed to a committee: a page, a workbook, a picture that reads without colour."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PIL import Image

from bot.export_plan import FILES, as_data, read_plan, write_plan
from bot.office_file import EXAMPLE, load_office
from bot.plan_markdown import markdown
from bot.plan_words import letters
from bot.settings import SettingsError
from rules.office import Office
from storage import initiatives
from storage.database import Database
from storage.initiatives import Told
from storage.models import Event
from storage.people import Known, remember
from tests.front_desk import LONE
from tests.world import COPENHAGEN

NOW = datetime(2026, 11, 26, 10, 4, tzinfo=COPENHAGEN)
DOCS = Path(__file__).parent.parent / "docs"


@pytest.fixture
def office() -> Office:
    return load_office(EXAMPLE)


def told(database: Database, office: Office, status: str, started: date | None = None) -> None:
    with database.write() as session:
        remember(session, [Known(LONE, "Lone Krag")], NOW)
        known = initiatives.current(session, office, "supervision")
        assert known is not None
        what = Told(status, None, started, None)
        initiatives.tell(session, office, known, what, by=LONE, now=NOW, press=status)


def page(database: Database, office: Office) -> str:
    with database.read() as session:
        return markdown(read_plan(session, office, NOW), "handleplan.png")


class TestTheFiles:
    def test_there_are_three_and_the_log_says_so(
        self, database: Database, office: Office, tmp_path: Path
    ) -> None:
        _, files = write_plan(database, office, tmp_path / "ud", NOW)
        assert sorted(path.name for path in files) == sorted(FILES)
        with database.read() as session:
            detail = session.query(Event).filter_by(action="exported").one().detail
        assert (detail["what"], detail["starts"], detail["ends"], detail["rows"]) == (
            "plan",
            "2026-03-01",
            "2027-01-01",
            9,
        )

    def test_nobody_is_named_in_them(self, database: Database, office: Office, tmp_path: Path) -> None:
        told(database, office, "Rammen er på plads.", date(2026, 11, 1))
        write_plan(database, office, tmp_path, NOW)
        book = load_workbook(tmp_path / "handleplan.xlsx")
        cells = [str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row]
        assert not any("Lone" in text or "U0" in text for text in [*cells, page(database, office)])
        assert "Rammen er på plads." in cells

    def test_months_in_the_workbook_are_dates(
        self, database: Database, office: Office, tmp_path: Path
    ) -> None:
        write_plan(database, office, tmp_path, NOW)
        sheet = load_workbook(tmp_path / "handleplan.xlsx")["Handleplan"]
        meetings = next(
            row for row in sheet.iter_rows(values_only=True) if row[0] == "Ugentlige socialfaglige møder"
        )
        assert meetings[2:7] == (datetime(2026, 4, 1), None, datetime(2026, 8, 1), None, None)  # noqa: DTZ001

    def test_a_text_that_looks_like_a_formula_stays_text(
        self, database: Database, office: Office, tmp_path: Path
    ) -> None:
        told(database, office, "=1+1 *fed*")
        write_plan(database, office, tmp_path, NOW)
        sheet = load_workbook(tmp_path / "handleplan.xlsx")["Skrevet"]
        assert (sheet["F5"].value, sheet["F5"].data_type) == ("=1+1 *fed*", "s")
        assert r"=1+1 \*fed\*" in page(database, office)

    def test_an_office_without_a_plan_gets_no_files(
        self, database: Database, office: Office, tmp_path: Path
    ) -> None:
        object.__setattr__(office, "plan", ())
        with pytest.raises(SettingsError):
            write_plan(database, office, tmp_path / "ud", NOW)
        assert not (tmp_path / "ud").exists()

    def test_what_is_printed_counts_where_they_stand(self, database: Database, office: Office) -> None:
        with database.read() as session:
            made = read_plan(session, office, NOW)
        data = json.loads(json.dumps(as_data(made, [])))
        assert data["initiatives"] == {"late": 4, "ahead": 0, "running": 5, "ended": 0}


class TestThePage:
    def test_it_says_what_does_not_agree_beside_the_initiative(
        self, database: Database, office: Office
    ) -> None:
        text = page(database, office)
        assert "Det stemmer ikke: tidsplanen siger april 2026, men august 2026 er ventet." in text
        assert "Det stemmer ikke: tidsplanen siger juni 2026, men august 2026 er ventet." in text
        assert text.count("først efter sommerferien") == 2

    def test_the_timeline_stands_there_in_letters(self, database: Database, office: Office) -> None:
        text = page(database, office)
        assert "| Ugentlige socialfaglige møder |  | P |  |  |  | V |  |  |  |  |" in text
        assert "**nov. 2026**" in text

    def test_a_month_can_hold_several_letters(self, office: Office) -> None:
        help_ = office.initiative_or_none("opnormering")
        assert help_ is not None
        assert [letters(help_, date(2026, month, 1)) for month in (5, 6, 7)] == ["", "PF", ""]

    def test_the_one_in_docs_is_what_is_made_of_the_example(self, database: Database, office: Office) -> None:
        kept = (DOCS / "handleplan-eksempel.md").read_text(encoding="utf-8")
        assert kept == page(database, office).replace("(handleplan.png)", "(images/handleplan.png)")


class TestThePicture:
    def test_it_has_no_colour_and_carries_its_words(
        self, database: Database, office: Office, tmp_path: Path
    ) -> None:
        write_plan(database, office, tmp_path, NOW)
        with Image.open(tmp_path / "handleplan.png") as picture:
            said = str(picture.info["Description"])
            assert max(picture.convert("HSV").getchannel("S").tobytes()) == 0
        assert "Supervision: Planlagt september 2026, ikke begyndt" in said

    def test_a_plan_of_three_years_and_one_of_a_single_month_can_be_drawn(
        self, database: Database, office: Office, tmp_path: Path
    ) -> None:
        for number, now in enumerate((NOW, NOW.replace(year=2029), NOW.replace(year=2025))):
            write_plan(database, office, tmp_path / str(number), now)
        object.__setattr__(office, "plan", office.plan[:1])
        write_plan(database, office, tmp_path / "en", NOW.replace(month=3))
