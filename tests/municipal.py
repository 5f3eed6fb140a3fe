"""Municipal tables for tests: the three published ones, and small ones made up on the spot."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

FOLDER = Path(__file__).parent / "data" / "municipal"
GREVE = FOLDER / "frister_greve.csv"
SOENDERBORG = FOLDER / "frister_soenderborg.csv"
SVENDBORG = FOLDER / "frister_svendborg.csv"
PUBLISHED = (GREVE, SOENDERBORG, SVENDBORG)
HEADER = ("Lov", "Paragraf", "Ydelse", "Frist", "Enhed", "Ordlyd")


def rows_of(path: Path) -> Sequence[Mapping[str, str]]:
    """The file's rows, read without our own reader."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def table(*rows: Sequence[str], header: Sequence[str] = HEADER) -> BinaryIO:
    """A CSV file with those rows."""
    return io.BytesIO(written(*rows, header=header).encode())


def written(*rows: Sequence[str], header: Sequence[str] = HEADER) -> str:
    """The same as text."""
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([header, *rows])
    return out.getvalue()
