"""CSV as a Danish Excel opens it: UTF-8 with a mark in front, semicolons, decimal commas, and no formula."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

from rules.row_guard import harmless

DELIMITER, ENCODING = ";", "utf-8-sig"
Value: TypeAlias = str | int | float | date | datetime | None


def write_csv(path: Path, zone: ZoneInfo, header: Sequence[str], rows: Iterable[Sequence[Value]]) -> int:
    """Write the rows as they come; times are told by the clock of `zone`. Returns how many there were."""
    written = 0
    with path.open("w", encoding=ENCODING, newline="") as file:
        writer = csv.writer(file, delimiter=DELIMITER, lineterminator="\r\n")
        writer.writerow([cell(name, zone) for name in header])
        for row in rows:
            writer.writerow([cell(value, zone) for value in row])
            written += 1
    return written


def cell(value: Value, zone: ZoneInfo) -> str:
    """The value as it is written: "1,5", "01-10-2026", "01-10-2026 13:05"; text stays text."""
    match value:
        case None:
            return ""
        case str():
            return harmless(" ".join(value.replace("\0", "").split()))
        case datetime():
            return f"{value.astimezone(zone):%d-%m-%Y %H:%M}"
        case date():
            return f"{value:%d-%m-%Y}"
        case float():
            return f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",")
        case int():
            return str(value)
