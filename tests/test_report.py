"""`python -m bot report`: what the page, the workbook and the pictures say, and what they hide."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image

from bot.report_cells import Told
from bot.report_month import Month
from bot.report_picture import apart
from bot.report_rows import parts_of, rows_of
from bot.report_trend import alt_text, trend
from bot.report_words import GOALS
from bot.report_workbook import sheet_name, write_workbook
from rules.appeal_figures import APPEAL_DEFINITIONS
from rules.figures import (
    DEFINITIONS,
    Count,
    Figure,
    Goal,
    Kept,
    LeadTimes,
    Mean,
    Median,
    Middle,
    Paragraphs,
    Parts,
    Share,
)
from rules.hidden_cells import TOTAL
from tests.counting import A, B
from tests.reporting import OCTOBER, STEM, Clerk, cells, clerk_on, page, report_of, row, shown

NOT_COMPARED = "kan ikke sammenlignes"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clerk]:
    """A clerk who has taken October's report out, on each kind of database."""
    with clerk_on(request, tmp_path_factory.mktemp("report")) as one:
        yield with_report(one)


def with_report(one: Clerk) -> Clerk:
    code, told, wrong = one.report()
    assert (code, wrong) == (0, "")
    one.told = told
    return one


class TestThePage:
    def test_is_grouped_by_the_four_goals_of_the_plan(self, made: Clerk) -> None:
        heads = re.findall(r"^## (.*)$", page(made), re.MULTILINE)
        assert heads[1:] == [
            "God modtagelse og kontakt",
            "Afgørelser af høj kvalitet",
            "Løbende læring",
            "Klar prioritering af arbejdet",
        ]

    @pytest.mark.parametrize("goal", Goal)
    def test_every_goal_has_figures(self, made: Clerk, goal: Goal) -> None:
        assert "### " in page(made).split(f"## {GOALS[goal]}\n")[1].split("\n## ")[0]

    @pytest.mark.parametrize("figure", Figure)
    def test_every_figure_stands_with_its_definition(self, made: Clerk, figure: Figure) -> None:
        part = page(made).split(f"\n### {DEFINITIONS[figure].title}\n")[1]
        assert part.strip().startswith(f"*{DEFINITIONS[figure].text}*")

    def test_a_value_has_its_n_the_month_before_and_the_change_in_words(self, made: Clerk) -> None:
        assert row(page(made), "Opkald", "Hele kontoret") == ["13", "13", "20", "20", "7 færre"]
        waited = row(page(made), "Ventetid til første forsøg", "Hele kontoret")
        assert waited == ["1,5 timer", "11", "1,5 timer", "14", "uændret"]

    def test_a_small_cell_takes_the_one_beside_it_along(self, made: Clerk) -> None:
        # Three calls in team B; with the total shown, team A's ten would give them away.
        for team in ("Voksenteam A", "Voksenteam B"):
            assert row(page(made), "Opkald", team)[:2] == ["skjult", "skjult"]

    def test_a_share_with_a_small_side_is_bounded(self, made: Clerk) -> None:
        # Eleven of thirteen were rung: the two others could be known.
        rung = row(page(made), "Ringet tilbage inden målet", "Hele kontoret")
        assert rung == ["mindst 69 %", "13", "70 %", "20", "kan ikke sammenlignes"]

    def test_deadlines_are_told_by_paragraph_too(self, made: Clerk) -> None:
        # Six of eight: of fewer than ten one side is always small, so not even a bound is told.
        kept = row(page(made), "Lovens frister", "serviceloven-85: overholdt")
        assert kept[:2] == ["skjult", "8"]

    def test_how_long_decisions_took_is_told_by_paragraph_too(self, made: Clerk) -> None:
        # Received the 10th of August and decided the 30th of September, all six.
        for name in ("Hele kontoret", "serviceloven-85"):
            assert row(page(made), "Sagsbehandlingstid", name) == ["–", "0", "51 dage", "6", NOT_COMPARED]
        assert "serviceloven-85" not in str(rows_of(report_of(made, A), Figure.LEAD_TIME))
        assert parts_of(report_of(made, A), Figure.LEAD_TIME) == []

    def test_outcomes_are_named_in_danish(self, made: Clerk) -> None:
        # Four granted and two refused in September: both small, so both hidden, and the six are told.
        assert row(page(made), "Afgørelser", "Hele kontoret: Bevilling")[2:4] == ["skjult", "skjult"]
        assert row(page(made), "Afgørelser", "Hele kontoret")[2:4] == ["6", "6"]

    def test_says_when_it_was_made_and_how_to_read_it(self, made: Clerk) -> None:
        text = page(made)
        assert "trukket 2. november 2026 kl. 9:14 og sammenlignet med september 2026" in text
        assert "Tal fra 1 til 4 er skjult" in text
        assert "oreløbig" not in text

    def test_every_picture_is_there_and_is_told_in_words(self, made: Clerk) -> None:
        shown = re.findall(r"!\[(.*?)\]\((.*?)\)", page(made))
        assert len(shown) >= 5
        for alt, file in shown:
            assert alt.startswith("Kurve: ")
            assert (made.folder / "ud" / file).is_file()

    def test_nothing_about_a_person_is_in_it(self, made: Clerk) -> None:
        everything = page(made) + "".join(str(cell) for sheet in book(made) for cell in cells(sheet))
        assert not any(word in everything for word in ("U0", "22334455", "Karim", "@"))


class TestTheFiguresThemselves:
    def test_are_those_the_database_gives(self, made: Clerk) -> None:
        report = report_of(made)
        counted = made.office.figures(date(2026, 10, 1), date(2026, 11, 1))
        for figure in Figure:
            shown = report.now(figure)[TOTAL]
            assert shown.told is not Told.EXACTLY or shown.number == main(counted[figure]), figure

    def test_exactly_told_are_most_of_the_offices(self, made: Clerk) -> None:
        report = report_of(made)
        exact = [one for one in Figure if report.now(one)[TOTAL].told is Told.EXACTLY]
        assert len(exact) >= 8

    def test_the_month_before_is_the_report_of_that_month(self, made: Clerk) -> None:
        now, before = report_of(made), report_of(made, month=Month(2026, 9))
        assert all(now.before(figure) == before.now(figure) for figure in Figure)

    def test_json_gives_the_files_and_every_n(self, made: Clerk) -> None:
        assert made.told["figures"]["calls"] == {"office": 13, A: None, B: None}
        assert set(made.told["figures"]) == set(Figure)
        assert {Path(file).name for file in made.told["files"]} == {
            one.name for one in (made.folder / "ud").iterdir()
        }

    def test_a_teams_report_hides_what_the_offices_does(self, made: Clerk) -> None:
        office, team = report_of(made), report_of(made, A)
        assert list(team.teams) == [A]
        assert all(office.now(figure)[A] == team.now(figure)[A] for figure in Figure)


def main(value: Any) -> float | None:
    """The value a figure is known by, worked out anew."""
    match value:
        case Count(n):
            return n
        case Share(n, of):
            return n / of
        case Mean(total, of):
            return total / of
        case Median(middle, _) | LeadTimes(Middle(middle, _), _):
            return middle
        case Parts(parts):
            return sum(parts.values())
        case Paragraphs():
            return value.total[Kept.KEPT] / sum(value.total.values())
    raise AssertionError(value)


def book(one: Clerk) -> list[Worksheet]:
    return list(load_workbook(one.folder / "ud" / f"{STEM}.xlsx").worksheets)


class TestTheWorkbook:
    def test_has_a_front_and_a_sheet_for_each_figure(self, made: Clerk) -> None:
        appeals = ["Omgørelsesprocent", "Fuldt medhold ved genvurdering"]
        figures = [sheet_name(figure) for figure in Figure]
        assert [one.title for one in book(made)] == ["Forside", *figures, *appeals]

    def test_the_front_has_period_and_extraction_as_dates_and_every_definition(self, made: Clerk) -> None:
        front = book(made)[0]
        facts = {str(front.cell(line, 1).value): front.cell(line, 2) for line in range(1, 9)}
        assert facts["Periodens sidste dag"].value == datetime(2026, 10, 31)  # noqa: DTZ001 - as Excel has them
        assert facts["Trukket"].value == datetime(2026, 11, 2, 9, 14)  # noqa: DTZ001
        assert facts["Periodens første dag"].number_format == "dd-mm-yyyy"
        every = (*DEFINITIONS.values(), *APPEAL_DEFINITIONS.values())
        assert {str(one.text) for one in every} <= set(cells(front))

    def test_numbers_are_numbers_with_a_format(self, made: Clerk) -> None:
        sheet = next(one for one in book(made) if one.title == "Ringet tilbage inden målet")
        assert (sheet["D4"].value, sheet["D4"].number_format) == (0.7, "0 %")
        assert (sheet["B4"].value, sheet["C4"].value, sheet["B5"].value) == ("mindst 69 %", 13, "skjult")

    def test_months_are_dates_and_the_last_one_is_the_reported(self, made: Clerk) -> None:
        sheet = book(made)[1]
        months = [cell.value for cell in sheet["A"] if isinstance(cell.value, datetime)]
        assert [one.date() for one in months] == [month.first for month in OCTOBER.year_up_to()]

    def test_is_set_up_for_printing_with_a_frozen_header(self, made: Clerk) -> None:
        for sheet in book(made):
            assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
            assert sheet.freeze_panes is not None

    def test_no_column_is_too_narrow_for_what_stands_in_it(self, made: Clerk) -> None:
        for sheet in book(made)[1:]:
            for line in sheet.iter_rows(min_row=3):
                for cell in line:
                    if isinstance(cell.value, str) and not cell.font.i:
                        width = sheet.column_dimensions[cell.column_letter].width
                        assert width >= min(len(cell.value), 60)

    def test_a_name_that_looks_like_a_formula_is_text(self, made: Clerk, tmp_path: Path) -> None:
        report = report_of(made)
        write_workbook(replace(report, teams={TOTAL: "=1+1", A: "@sum", B: "-2"}), tmp_path / "x.xlsx")
        sheet = load_workbook(tmp_path / "x.xlsx").worksheets[1]
        assert [(sheet.cell(line, 1).value, sheet.cell(line, 1).data_type) for line in (4, 5, 6)] == [
            ("=1+1", "s"),
            ("@sum", "s"),
            ("-2", "s"),
        ]
        assert sheet.cell(4, 1).quotePrefix


class TestThePictures:
    def test_say_in_the_file_itself_what_they_show(self, made: Clerk) -> None:
        with Image.open(made.folder / "ud" / f"{STEM}-calls.png") as picture:
            told = picture.info["Description"]
        assert told == alt_text(shown(report_of(made), Figure.CALLS))
        assert "13 i oktober 2026" in told

    def test_are_black_and_white(self, made: Clerk) -> None:
        with Image.open(made.folder / "ud" / f"{STEM}-calls.png") as picture:
            colours = picture.convert("RGB").getcolors(1 << 24) or []
        assert all(max(rgb) - min(rgb) < 3 for _, rgb in colours if isinstance(rgb, tuple))

    def test_begin_where_the_office_began_to_count(self, made: Clerk) -> None:
        assert shown(report_of(made), Figure.CALLS).months[0] == Month(2026, 8)

    def test_leave_hidden_months_out(self, made: Clerk) -> None:
        lines = {line.name: line.points for line in shown(report_of(made), Figure.CALLS).lines}
        assert lines["Hele kontoret"] == [0, 20, 13]
        assert lines["Voksenteam A"] == [0, 12, None]

    def test_tell_the_days_the_office_has_marked(self, made: Clerk) -> None:
        told = alt_text(shown(report_of(made), Figure.CALLS))
        assert "Lodrette linjer: 1. september 2026: fælles telefontid." in told
        assert "ny medarbejder" not in told  # in June, before there were any figures

    def test_a_figure_with_one_month_has_none_and_says_why(self, made: Clerk) -> None:
        assert trend(report_of(made), Figure.RUNG_WITHIN_GOAL) is None
        part = page(made).split("### Ringet tilbage inden målet")[1].split("\n### ")[0]
        assert "ikke tal fra to måneder" in part

    def test_names_that_would_lie_upon_each_other_are_moved_apart(self) -> None:
        placed = apart({"a": 0.99, "b": 1.0, "c": 0.2}, 0.1)
        assert placed == {"a": pytest.approx(0.9), "b": 1.0, "c": 0.2}


def test_the_drawing_library_leaves_nothing_in_the_environment(made: Clerk) -> None:
    assert made.told["files"]
    assert "MPLCONFIGDIR" not in os.environ
