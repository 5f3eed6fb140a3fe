"""The report as an Excel workbook: a front sheet, and a sheet a figure, and numbers that are numbers."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as Place
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from bot import report_words as words
from bot.report_cells import Cell, Told
from bot.report_markdown import (
    PARAGRAPHS,
    appeal_heads,
    few,
    heads,
    how_to_read,
    moment,
    provisional,
    whom,
)
from bot.report_rows import PART, Row, appeal_rows, appeals_by_paragraph, parts_of, rows_of
from bot.report_trend import alt_text, trend
from bot.report_values import Report
from bot.report_words import Unit
from rules.appeal_figures import APPEAL_DEFINITIONS, AppealFigure
from rules.figures import DEFINITIONS, Definition, Figure

# Excel writes thousands and decimals as the reader's own Excel does: "1.234,5" in a Danish one.
FORMATS: Mapping[Unit, str] = {
    Unit.COUNT: "#,##0",
    Unit.SHARE: "0 %",
    Unit.HOURS: "#,##0.00",
    Unit.AVERAGE: "#,##0.0",
    Unit.DAYS: "#,##0",
}
DAY, MONTH, MOMENT = "dd-mm-yyyy", "[$-406]mmmm yyyy", "dd-mm-yyyy hh:mm"
FRONT = "Forside"
_BOLD, _TITLE, _FAINT = Font(bold=True), Font(bold=True, size=14), Font(italic=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_A4 = 9  # as Excel numbers paper
_LEAST, _MOST = 12, 60  # characters wide
_NOTE_COLUMNS, _NOTE_WIDTH = 3, 60  # a note lies across so many columns, about so many characters
Value = str | int | float | date | None


def write_workbook(report: Report, path: Path) -> None:
    """Write the file. Nothing in it is a formula."""
    book = Workbook()
    front = book.active
    if not isinstance(front, Worksheet):
        raise TypeError("a new workbook begins with a sheet")
    front.title = FRONT
    _front(report, front)
    for figure in Figure:
        _sheet(report, figure, book.create_sheet(sheet_name(figure)))
    for appeal in AppealFigure:
        _appeal_sheet(report, appeal, book.create_sheet(tab(APPEAL_DEFINITIONS[appeal])))
    book.properties.creator = "Fristvagt"
    book.properties.title = f"{report.office}: {report.month.name}"
    book.save(path)


def sheet_name(figure: Figure) -> str:
    """The name of the figure's sheet."""
    return tab(DEFINITIONS[figure])


def tab(definition: Definition) -> str:
    """At most 31 characters, as Excel wants it."""
    return str(definition.title)[:31]


def _front(report: Report, sheet: Worksheet) -> None:
    _put(sheet, 1, 1, f"{report.office}: {report.month.name}").font = _TITLE
    facts: list[tuple[str, Value, str]] = [
        ("Måned", report.month.first, MONTH),
        ("Periodens første dag", report.month.period.starts, DAY),
        ("Periodens sidste dag", report.month.last, DAY),
        ("Sammenlignet med", report.previous.first, MONTH),
        ("Trukket", report.made_at.replace(tzinfo=None), MOMENT),
        ("Gælder", whom(report), ""),
    ]
    for line, (name, value, style) in enumerate(facts, start=2):
        _put(sheet, line, 1, name).font = _BOLD
        _put(sheet, line, 2, value, style).alignment = Alignment(horizontal="left")
    line = len(facts) + 2
    for note in [*provisional(report), how_to_read(report)]:
        _note(sheet, line, note)
        line += 1
    _definitions(sheet, line + 1)
    _finish(sheet, frozen=line + 2, widths={1: 32, 2: 80, 3: 32})


def _definitions(sheet: Worksheet, line: int) -> None:
    _heads(sheet, line, ("Tal", "Hvad der er talt", "Mål i handleplanen"))
    every = [*DEFINITIONS.values(), *APPEAL_DEFINITIONS.values()]
    for below, definition in enumerate(every, start=line + 1):
        place = _put(sheet, below, 1, str(definition.title))
        place.hyperlink = f"#'{tab(definition)}'!A1"
        place.font = Font(underline="single")
        for column, text in ((2, definition.text), (3, words.GOALS[definition.goal])):
            _put(sheet, below, column, str(text)).alignment = _WRAPPED


def _sheet(report: Report, figure: Figure, sheet: Worksheet) -> None:
    _put(sheet, 1, 1, words.title(figure)).font = _TITLE
    _note(sheet, 2, str(DEFINITIONS[figure].text))
    _heads(sheet, 3, ("Team", *heads(report)))
    line = _rows(sheet, 4, report, rows_of(report, figure))
    if parts := parts_of(report, figure):
        _heads(sheet, line + 1, (PART[figure], *heads(report)))
        line = _rows(sheet, line + 2, report, parts)
    _months(sheet, line + 1, report, figure)
    _finish(sheet, frozen=4, widths=_widths(sheet))


def _appeal_sheet(report: Report, figure: AppealFigure, sheet: Worksheet) -> None:
    definition = APPEAL_DEFINITIONS[figure]
    _put(sheet, 1, 1, str(definition.title)).font = _TITLE
    _note(sheet, 2, f"{definition.text} Trukket {moment(report)}.")
    _heads(sheet, 3, ("Team", *appeal_heads(report)))
    rows = [row for team in report.teams for row in appeal_rows(report, figure, team)]
    line = _rows(sheet, 4, report, rows)
    parts = list(appeals_by_paragraph(report, figure))
    if parts:
        _heads(sheet, line + 1, (PARAGRAPHS, *appeal_heads(report)))
        line = _rows(sheet, line + 2, report, parts)
    for below, warning in enumerate(few([*rows, *parts]), start=line + 1):
        _note(sheet, below, warning)
    _finish(sheet, frozen=4, widths=_widths(sheet))


def _rows(sheet: Worksheet, line: int, report: Report, rows: Sequence[Row]) -> int:
    """The line after them."""
    for below, row in enumerate(rows, start=line):
        _put(sheet, below, 1, row.name)
        for column, cell in ((2, row.now), (4, row.before)):
            _cell(sheet, below, column, row.unit, cell)
        too_early = report.unfinished and not row.lasting
        _put(sheet, below, 6, words.change(row.unit, row.now, row.before, too_early=too_early))
    return line + len(rows)


def _months(sheet: Worksheet, line: int, report: Report, figure: Figure) -> None:
    """The twelve months, a row each and two columns a team."""
    unit = words.unit_of(figure)
    _heads(sheet, line, ("Måned", *(head for name in report.teams.values() for head in (name, "n"))))
    for column, team in enumerate(report.teams):
        for below, cell in enumerate(report.trend(figure, team)):
            _cell(sheet, line + 1 + below, 2 + 2 * column, unit, cell)
    for below, month in enumerate(report.months, start=line + 1):
        _put(sheet, below, 1, month.first, MONTH).alignment = Alignment(horizontal="left")
    if shown := trend(report, figure):
        _note(sheet, line + len(report.months) + 2, alt_text(shown))


def _cell(sheet: Worksheet, line: int, column: int, unit: Unit, cell: Cell) -> None:
    """The value and its n; a number where it is told exactly, else the words for it."""
    exactly = cell.told is Told.EXACTLY and cell.number is not None
    _put(sheet, line, column, cell.number if exactly else words.said(unit, cell), FORMATS[unit])
    _put(sheet, line, column + 1, words.HIDDEN if cell.n is None else cell.n, FORMATS[Unit.COUNT])
    for place in (column, column + 1):
        sheet.cell(line, place).alignment = Alignment(horizontal="right")


def _heads(sheet: Worksheet, line: int, names: Sequence[str]) -> None:
    for column, name in enumerate(names, start=1):
        place = _put(sheet, line, column, name)
        place.font = _BOLD
        place.alignment = Alignment(horizontal="left" if column == 1 else "right")


def _note(sheet: Worksheet, line: int, text: str) -> None:
    """A sentence across the sheet."""
    place = _put(sheet, line, 1, text)
    place.font, place.alignment = _FAINT, _WRAPPED
    sheet.merge_cells(start_row=line, end_row=line, start_column=1, end_column=_NOTE_COLUMNS)
    sheet.row_dimensions[line].height = 15 * (1 + len(text) // _NOTE_WIDTH)


def _put(sheet: Worksheet, line: int, column: int, value: Value, style: str = "") -> Place:
    """A cell whose text is text, whatever it begins with."""
    place = cast("Place", sheet.cell(line, column))  # none of ours lies under a merged one
    place.value = value
    if isinstance(value, str):
        place.data_type = "s"
        place.quotePrefix = True
    if style:
        place.number_format = style
    return place


def _widths(sheet: Worksheet) -> Mapping[int, int]:
    """As wide as what stands in the column, notes and title left out."""
    widths: dict[int, int] = {}
    for row in sheet.iter_rows(min_row=3):
        for place in row:
            if place.value is not None and place.font != _FAINT:
                length = len(str(place.value)) + 2
                widths[place.column] = max(widths.get(place.column, _LEAST), min(length, _MOST))
    return widths


def _finish(sheet: Worksheet, *, frozen: int, widths: Mapping[int, int]) -> None:
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = f"A{frozen}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{frozen - 1}:{frozen - 1}"
    if foot := sheet.HeaderFooter.oddFooter:
        foot.center.text = "&A, side &P af &N"
