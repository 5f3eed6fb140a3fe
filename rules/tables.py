"""Tables that people send: CSV or XLSX, row by row, with columns found by their Danish or English headers."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Self

from rules import table_limits
from rules.csv_lines import csv_lines
from rules.sentence import Sentence
from rules.table_errors import (
    EmptyTableError,
    MissingColumnError,
    NotATableError,
    OldWorkbookError,
    RepeatedColumnError,
    TableError,
    TooWideError,
    TwoColumnsError,
)
from rules.xlsx_lines import xlsx_lines

__all__ = ["Known", "Row", "Table", "TableError", "folded", "matched", "read_table"]

# What a column is for, and the headers it may have: the first is the one we tell people to use.
Known = Mapping[str, tuple[str, ...]]

_WORKBOOK = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_PDF = b"%PDF"
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "§": "paragraf"})


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `line` is where it begins in the file; keys of `cells` are the headers as written.

    `problem` says why the row cannot be what its writer meant; whoever imports refuses it with that.
    """

    line: int
    cells: Mapping[str, str]
    problem: Sentence | None = None


class Table(Iterator[Row]):
    """The rows below a header, read as they are asked for. Empty rows are skipped.

    `unread`: titles of a workbook's other sheets.
    """

    def __init__(
        self, header: tuple[str, ...], lines: Iterator[tuple[int, list[str]]], unread: Iterable[str] = ()
    ) -> None:
        self.header = header
        self.unread = tuple(unread)
        self._lines = lines

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Row:
        for line, cells in self._lines:
            if any(cell.strip() for cell in cells):
                return self._row(line, [cell.strip() for cell in cells])
        raise StopIteration

    def _row(self, line: int, written: list[str]) -> Row:
        short = [cell[: table_limits.CELL] for cell in written]
        padded = short + [""] * (len(self.header) - len(short))
        return Row(line, dict(zip(self.header, padded, strict=False)), self._problem(written))

    def _problem(self, written: list[str]) -> Sentence | None:
        if any(written[len(self.header) :]):
            return Sentence(
                "Rækken har flere felter end overskriften. Sæt anførselstegn om tekst med skilletegn i."
            )
        if any(len(cell) > table_limits.CELL for cell in written):
            return Sentence("Et felt er længere end {most} tegn. Gør det kortere.", most=table_limits.CELL)
        return None


def read_table(name: str, content: BinaryIO) -> Table:
    """The table in a CSV or XLSX file; `content` can seek, and stays open while rows are read.

    `name` is only said in errors. CSV: `;`, `,` or tab; UTF-8, UTF-16 with its byte order mark, else
    Windows-1252. XLSX: the first visible sheet. Raises `TableError` here and while rows are read.
    """
    unread: list[str] = []
    lines = _lines(name, content, unread)
    for _, cells in lines:
        if any(cell.strip() for cell in cells):
            return Table(_header(cells), lines, unread)
    raise EmptyTableError(name)


def matched(header: Iterable[str], known: Known, required: Iterable[str] = ()) -> dict[str, str]:
    """Which header, as written, each known column has; unknown headers are left out.

    Raises `TwoColumnsError` when two headers mean the same, `MissingColumnError` for a required one.
    """
    meant = {folded(alias): column for column, aliases in known.items() for alias in aliases}
    written = tuple(header)
    found: dict[str, str] = {}
    for name in written:
        column = meant.get(folded(name))
        if column is None:
            continue
        if column in found:
            raise TwoColumnsError(found[column], name)
        found[column] = name
    for column in required:
        if column not in found:
            raise MissingColumnError(known[column], written)
    return found


def folded(text: str) -> str:
    """For comparing: no case, no accents, only letters and digits; "Modtaget den" is "modtaget_den"."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    letters = re.sub(r"[^a-z0-9]", "", plain)
    # å and ø are also written aa and oe where a keyboard has neither.
    return letters.replace("aa", "a").replace("oe", "o")


def _lines(name: str, content: BinaryIO, unread: list[str]) -> Iterator[tuple[int, list[str]]]:
    content.seek(0)
    start = content.read(len(_WORKBOOK))
    content.seek(0)
    if start == _WORKBOOK:
        return xlsx_lines(name, content, unread)
    if start == _OLD_WORKBOOK:
        raise OldWorkbookError(name)
    if start == _PDF:
        raise NotATableError(name)
    return csv_lines(name, content)


def _header(cells: list[str]) -> tuple[str, ...]:
    written = [" ".join(cell.split()) for cell in cells]
    while not written[-1]:
        written.pop()
    if len(written) > table_limits.COLUMNS:
        raise TooWideError(table_limits.COLUMNS)
    names = tuple(cell or f"kolonne {number}" for number, cell in enumerate(written, start=1))
    for name in names:
        if names.count(name) > 1:
            raise RepeatedColumnError(name)
    return names
