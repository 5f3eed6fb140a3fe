"""The rows an import refused, in a file that can be corrected and imported as it is."""

import csv
import os
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from rules.row_guard import MASKED, harmless, lost_zero
from rules.tables import Row, folded

LINE, WHY = "linje", "hvorfor"
# As the spreadsheets of Danish offices read and write it.
DELIMITER, ENCODING = ";", "utf-8-sig"


class Rejects:
    """Written from the first refused row on; no row, no file. Readable by its owner only."""

    def __init__(self, path: Path, header: tuple[str, ...]) -> None:
        self._path = path
        self._header = tuple(name for name in header if folded(name) not in (LINE, WHY))
        self._file: IO[str] | None = None
        self._writer: Any = None

    @property
    def path(self) -> Path | None:
        """The file, once there is one."""
        return self._path if self._file is not None else None

    def add(self, row: Row, why: str) -> None:
        """Personal numbers are masked, and nothing in it works as a formula."""
        if self._file is None:
            self._begin()
        cells = [row.cells.get(name, "") for name in self._header]
        self._writer.writerow([*map(_shown, cells), row.line, harmless(why)])

    def _begin(self) -> None:
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        # One that was there keeps the rights it had.
        os.fchmod(descriptor, 0o600)
        self._file = os.fdopen(descriptor, "w", encoding=ENCODING, newline="")
        self._writer = csv.writer(self._file, delimiter=DELIMITER)
        self._writer.writerow([*map(harmless, self._header), LINE, WHY])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()


def _shown(cell: str) -> str:
    return MASKED if lost_zero(cell) else harmless(cell)


def beside(file: Path) -> Path:
    """A name beside the file that is not taken: `sager.afvist.csv`."""
    stem = file.name.removesuffix(file.suffix)
    names = (f"{stem}.afvist{number}.csv" for number in ("", *(f"-{again}" for again in range(2, 1000))))
    return next(path for path in map(file.with_name, names) if not path.exists())
