"""The action plan as an Excel workbook: a row an initiative, months that are dates, and all that was told."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as Place
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from bot.plan_words import Plan, state

MONTH, MOMENT = "[$-406]mmm yyyy", "dd-mm-yyyy hh:mm"
HEADS: Mapping[str, int] = {
    "Indsats": 34,
    "Stand": 40,
    "Planlagt": 11,
    "Planlagt slut": 13,
    "Ventet start": 13,
    "Faktisk start": 13,
    "Slut": 11,
    "Svarer på": 34,
    "Status": 60,
    "Om datoerne": 46,
}
TOLD: Mapping[str, int] = {
    "Skrevet": 18,
    "Indsats": 34,
    "Ventet start": 13,
    "Faktisk start": 13,
    "Slut": 11,
    "Status": 70,
}
_BOLD, _TITLE = Font(bold=True), Font(bold=True, size=14)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_HEAD_LINE = 4
Value = str | date | datetime | None


def write_workbook(plan: Plan, path: Path) -> None:
    """Write the file. Nothing in it is a formula, and nobody is named in it."""
    book = Workbook()
    front = book.active
    if not isinstance(front, Worksheet):
        raise TypeError("a new workbook begins with a sheet")
    front.title = "Handleplan"
    _sheet(front, plan, HEADS, _rows(plan))
    _sheet(book.create_sheet("Skrevet"), plan, TOLD, _told(plan))
    book.properties.creator = "Fristvagt"
    book.properties.title = f"{plan.office}: handleplanen"
    book.save(path)


def _rows(plan: Plan) -> list[Sequence[Value]]:
    return [
        (
            one.title,
            state(plan, one),
            *(one.planned, one.planned_end, one.expected, one.started, one.ended),
            *(one.answers, one.status, one.note),
        )
        for one in plan.initiatives
    ]


def _told(plan: Plan) -> list[Sequence[Value]]:
    titles = {one.key: one.title for one in plan.initiatives}
    return [
        (
            note.at.astimezone(plan.texts.zone).replace(tzinfo=None),
            titles.get(note.key, note.key),
            *(note.expected_on, note.started_on, note.ended_on),
            note.status,
        )
        for note in plan.told
    ]


def _sheet(sheet: Worksheet, plan: Plan, heads: Mapping[str, int], rows: Sequence[Sequence[Value]]) -> None:
    _put(sheet, 1, 1, f"{plan.office}: handleplanen").font = _TITLE
    _put(sheet, 2, 1, f"{plan.counts} Opgjort {plan.moment}.").alignment = Alignment(wrap_text=False)
    for column, (name, width) in enumerate(heads.items(), start=1):
        _put(sheet, _HEAD_LINE, column, name).font = _BOLD
        sheet.column_dimensions[get_column_letter(column)].width = width
    for line, row in enumerate(rows, start=_HEAD_LINE + 1):
        for column, value in enumerate(row, start=1):
            _put(sheet, line, column, value)
    sheet.freeze_panes = f"B{_HEAD_LINE + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{_HEAD_LINE}:{_HEAD_LINE}"


def _put(sheet: Worksheet, line: int, column: int, value: Value) -> Place:
    """A cell whose text is text, whatever it begins with."""
    place = cast("Place", sheet.cell(line, column))  # none of ours lies under a merged one
    place.value, place.alignment = value or None, _WRAPPED
    if isinstance(value, str):
        place.data_type = "s"
        place.quotePrefix = True
    elif isinstance(value, datetime):
        place.number_format = MOMENT
    elif isinstance(value, date):
        place.number_format = MONTH
    return place
