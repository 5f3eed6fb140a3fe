"""The lines of a CSV file as spreadsheets write them; encoding and delimiter are found out."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from rules import table_limits
from rules.table_errors import EncodingError, NotATableError, TooLongLineError

DELIMITERS = (";", ",", "\t")
_BLOCK = 1 << 16
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_SAYS_DELIMITER = "sep="  # a first line that Excel writes and reads


def csv_lines(name: str, content: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Line number (of the row's first line) and cells. Raises `TableError`."""
    encoding = _encoding(name, content)
    text = io.TextIOWrapper(content, encoding=encoding, newline="")
    try:
        yield from _rows(name, _Lines(text))
    except UnicodeDecodeError as why:
        raise EncodingError(name) from why
    finally:
        if not content.closed:
            text.detach()


class _Lines:
    """Lines no longer than a row can be, counted."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._kept: list[str] = []
        self.number = 0
        self.record = 0

    def first(self) -> str:
        """The first line with anything on it, left to be read again; "" when there is none."""
        skipped: list[str] = []
        for line in self:
            skipped.append(line)
            if line.strip():
                break
        self._kept, self.number = skipped, 0
        return skipped[-1] if skipped else ""

    def skip(self) -> None:
        """Past the line that `first` showed."""
        self.number += len(self._kept)
        self._kept = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._kept.pop(0) if self._kept else self._text.readline(table_limits.LINE + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self.record += 1
        if len(line) > table_limits.LINE or self.record > table_limits.RECORD:
            raise TooLongLineError(self.number - self.record + 1)
        return line


def _rows(name: str, lines: _Lines) -> Iterator[tuple[int, list[str]]]:
    delimiter = _delimiter(lines)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.record, begins = 0, lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as why:
            raise TooLongLineError(begins) from why
        if any("\0" in cell for cell in cells):
            raise NotATableError(name)
        yield begins, cells


def _delimiter(lines: _Lines) -> str:
    first = lines.first()
    if first.casefold().startswith(_SAYS_DELIMITER):
        lines.skip()
        said = first[len(_SAYS_DELIMITER) :][:1]
        return said if said in DELIMITERS else DELIMITERS[0]
    outside = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def _encoding(name: str, content: BinaryIO) -> str:
    """UTF-8 when the whole file is, else what Danish Windows writes. Leaves the file at its beginning."""
    start = content.read(len(codecs.BOM_UTF8))
    content.seek(0)
    for bom, encoding in _BOMS.items():
        if start.startswith(bom):
            return encoding
    return "utf-8" if _is_utf8(name, content) else "cp1252"


def _is_utf8(name: str, content: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := content.read(_BLOCK):
            if b"\0" in block:
                raise NotATableError(name)
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        content.seek(0)
    return True
