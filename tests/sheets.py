"""Tables as people send them, made for tests: CSV text in some encoding, and workbooks."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from openpyxl import Workbook

from rules.tables import Row, Table, read_table


def csv_table(text: str, encoding: str = "utf-8") -> Table:
    return read_table("sager.csv", io.BytesIO(text.encode(encoding)))


def workbook(
    *rows: Sequence[Any],
    hidden: Iterable[Sequence[Any]] = (),
    beside: Mapping[str, Iterable[Sequence[Any]]] = MappingProxyType({}),
) -> bytes:
    """A workbook whose first visible sheet has these rows; `beside` are the sheets after it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    if hidden:
        sheet.sheet_state = "hidden"
        for row in hidden:
            sheet.append(list(row))
        sheet = book.create_sheet("Synlig")
    for row in rows:
        sheet.append(list(row))
    for title, others in beside.items():
        other = book.create_sheet(title)
        for row in others:
            other.append(list(row))
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def xlsx_table(content: bytes) -> Table:
    return read_table("sager.xlsx", io.BytesIO(content))


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The workbook with one part replaced, or added."""
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        new.writestr(name, part)
    return changed.getvalue()


def cells(rows: Iterable[Row]) -> list[tuple[int, list[str]]]:
    return [(row.line, list(row.cells.values())) for row in rows]
