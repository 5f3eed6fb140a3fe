"""The lines of the first visible sheet of an Excel file, read as they come and never as a whole."""

import warnings
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any, BinaryIO, TypeVar

from rules import table_limits
from rules.table_errors import BrokenTableError, NotATableError, TableError, TooLargeError
from rules.table_limits import MEGABYTE

_BLOCK = 200
_BOOK = "xl/workbook.xml"
_STRINGS = "xl/sharedStrings.xml"
_Read = TypeVar("_Read")


def xlsx_lines(name: str, content: BinaryIO, unread: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Row number in the sheet and cells as text: dates in ISO form, 2.5 as "2.5". Raises `TableError`.

    With the first line, `unread` gets the titles of the other sheets that have something on them.
    """
    _refuse_what_takes_too_much(name, content)
    rows = _quietly(name, lambda: _rows(content, unread))
    while block := _quietly(name, lambda: list(islice(rows, _BLOCK))):
        yield from block


def _refuse_what_takes_too_much(name: str, content: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(content) as archive:
            sizes = {part.filename: part.file_size for part in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as why:
        raise BrokenTableError(name) from why
    if _BOOK not in sizes:
        raise NotATableError(name)
    if sum(sizes.values()) > table_limits.UNPACKED * MEGABYTE:
        raise TooLargeError(name, table_limits.UNPACKED)
    if sizes.get(_STRINGS, 0) > table_limits.STRINGS * MEGABYTE:
        raise TooLargeError(name, table_limits.STRINGS)


def _rows(content: BinaryIO, unread: list[str]) -> Iterator[tuple[int, list[str]]]:
    # It takes long to import, and most starts see no workbook.
    from openpyxl import load_workbook  # noqa: PLC0415

    content.seek(0)
    book = load_workbook(content, read_only=True, data_only=True, keep_links=False)
    seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not seen:
        return
    for sheet in seen:
        # What the sheet says about its own size is not to be trusted.
        sheet.reset_dimensions()
    unread.extend(str(sheet.title) for sheet in seen[1:] if _has_something(sheet))
    rows = seen[0].iter_rows(max_row=table_limits.ROWS, max_col=table_limits.COLUMNS + 1, values_only=True)
    for number, cells in enumerate(rows, start=1):
        if any(cell is not None for cell in cells):
            yield number, [_written(cell) for cell in cells]


def _has_something(sheet: Any) -> bool:
    top = sheet.iter_rows(max_row=_BLOCK, max_col=table_limits.COLUMNS, values_only=True)
    return any(cell is not None for cells in top for cell in cells)


def _quietly(name: str, read: Callable[[], _Read]) -> _Read:
    """What `read` gives, without openpyxl's warnings about styles and the like."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read()
    except TableError:
        raise
    except Exception as why:  # a broken file breaks openpyxl wherever it happens to be reading
        raise BrokenTableError(name) from why


def _written(value: Any) -> str:
    """As somebody would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return value.isoformat(timespec="minutes") if isinstance(value, time) else str(value)
