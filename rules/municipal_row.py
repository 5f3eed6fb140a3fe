"""One row of a municipality's published table of deadlines, read but not yet placed in the catalogue."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rules.duration import lengths_mentioned, read_length, unit_of
from rules.errors import FristvagtError
from rules.row_guard import refuse_personal
from rules.rule_search import LAWS
from rules.statute import Ends, Length, Unit
from rules.tables import Known, Row, folded
from rules.written_dates import written_date

COLUMNS: Known = {
    "law": ("Lov", "law", "lovgrundlag", "lovgivning", "act"),
    "paragraph": ("Paragraf", "paragraph", "par", "section", "paragraffer"),
    "benefit": ("Ydelse", "benefit", "indsats", "område", "sagsområde", "tilbud", "navn", "name", "service"),
    "variant": ("Variant", "type", "sagstype"),
    "least": ("Mindst", "length_min", "længde fra", "minimum", "fra", "least"),
    "length": ("Frist", "length", "længde", "antal", "amount", "sagsbehandlingsfrist", "sagsbehandlingstid"),
    "unit": ("Enhed", "unit"),
    "starts": ("Regnes fra", "start_event", "starthændelse", "begynder", "start", "starts"),
    "ends": ("Slut", "end_event", "sluthændelse", "slutter", "ends", "end"),
    "raw": ("Ordlyd", "raw_text", "tekst", "rå tekst", "raw", "text"),
    "note": ("Bemærkning", "note", "bemærkninger", "noter", "anmærkning", "remark"),
    "source": ("Kilde", "source_url", "source", "url", "adresse"),
    "valid_from": ("Gælder fra", "valid_from"),
    "valid_to": ("Gælder til", "valid_to"),
}
REQUIRED = ("law", "paragraph")
LONGEST = 200
FULL_NAMES = {"lovomsocialservice": "serviceloven", "servicelov": "serviceloven"}
_PARAGRAPH = re.compile(r"(?:§+\s*)?(\d{1,3})\s*([a-zæøå]?)(?:[\s,]*stk\.?\s*(\d{1,2}))?\.?", re.IGNORECASE)


class RowError(FristvagtError):
    """What is wrong with a row, and what to do."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A row as it was meant; `variant` is only what the row itself says of it."""

    line: int
    law: str
    paragraph: str
    name: str
    variant: str
    length: Length
    starts: str
    ends: Ends
    raw: str
    note: str
    source: str
    valid_from: date | None
    valid_to: date | None


def draft_of(row: Row, columns: Mapping[str, str], today: date) -> Draft:
    """The row, with `columns` from `rules.tables.matched`. Raises a `FristvagtError` saying what is wrong."""
    refuse_personal(row.cells.values())
    if row.problem:
        raise RowError(row.problem.text, **row.problem.facts)
    cells = {name: row.cells.get(header, "").strip() for name, header in columns.items()}
    law, paragraph = _law(_cell(cells, "law")), _paragraph(_cell(cells, "paragraph"))
    return Draft(
        line=row.line,
        law=law,
        paragraph=paragraph,
        name=_cell(cells, "benefit") or f"{law} § {paragraph}",
        variant=_cell(cells, "variant"),
        length=_agreed_length(cells),
        starts=_cell(cells, "starts") or "ansøgning modtaget",
        ends=_ends(_cell(cells, "ends")),
        raw=_raw(cells),
        note=_cell(cells, "note"),
        source=_cell(cells, "source"),
        valid_from=_begun(_day(_cell(cells, "valid_from"), today), today),
        valid_to=_day(_cell(cells, "valid_to"), today),
    )


def _begun(valid_from: date | None, today: date) -> date | None:
    """Whoever registers a case today needs today's figure, so tomorrow's is imported tomorrow."""
    if valid_from is not None and valid_from > today:
        raise RowError(
            "Fristen gælder først fra {day:%d.%m.%Y}. Læg tabellen ind den dag, så de sager, der kommer "
            "inden da, får den frist, der gælder nu.",
            day=valid_from,
        )
    return valid_from


def raw_of(row: Row, columns: Mapping[str, str]) -> str:
    """What the row said of its length, for a report; never a cell nobody has looked at."""
    return _raw({name: row.cells.get(header, "").strip() for name, header in columns.items()})


def _cell(cells: Mapping[str, str], name: str) -> str:
    cell = cells.get(name, "")
    if name not in ("raw", "note", "source") and len(cell) > LONGEST:
        raise RowError(
            "»{start}…« er længere end {most} tegn. Gør det kortere.", start=cell[:40], most=LONGEST
        )
    return cell


def _law(written: str) -> str:
    """The law as the catalogue writes it, where it is one we know by another name."""
    if not written:
        raise RowError("Loven mangler. Skriv den i kolonnen Lov: serviceloven.")
    short = folded(written)
    known = {folded(law): law for law in LAWS.values()}
    return LAWS.get(short) or FULL_NAMES.get(short) or known.get(short) or written


def _paragraph(written: str) -> str:
    if not written:
        raise RowError("Paragraffen mangler. Skriv den i kolonnen Paragraf: 85.")
    found = _PARAGRAPH.fullmatch(written)
    if found is None:
        raise RowError(
            "»{written}« kan ikke læses som én paragraf. Skriv én række for hver: 85, 82 b eller 36 stk. 2.",
            written=written[:40],
        )
    letter = f" {found[2].lower()}" if found[2] else ""
    part = f" stk. {found[3]}" if found[3] else ""
    return f"{int(found[1])}{letter}{part}"


def _ends(written: str) -> Ends:
    if not written:
        return Ends.DECIDED
    meant = [end for end, words in _ENDS.items() if any(word in folded(written) for word in words)]
    if len(meant) != 1:
        raise RowError(
            "»{written}« siger ikke, om fristen slutter, når afgørelsen er truffet eller sendt. "
            "Skriv truffet eller sendt.",
            written=written[:40],
        )
    return meant[0]


_ENDS = {Ends.DECIDED: ("truffet", "traeffes", "decided", "made"), Ends.SENT: ("sendt", "sendes", "sent")}


def _day(written: str, today: date) -> date | None:
    return written_date(written, today)[0] if written else None


def _raw(cells: Mapping[str, str]) -> str:
    """The table's own words; without such a column the length as it stood."""
    if cells.get("raw"):
        return cells["raw"]
    number = "-".join(filter(None, (cells.get("least"), cells.get("length"))))
    return f"{number} {cells.get('unit', '')}".strip()


def _agreed_length(cells: Mapping[str, str]) -> Length:
    raw = cells.get("raw", "")
    if not (cells.get("length") or cells.get("unit") or cells.get("least")):
        return read_length(raw)
    length = _length(cells.get("least", ""), cells.get("length", ""), cells.get("unit", ""))
    said = lengths_mentioned(raw)
    if said and not any(_alike(length, one) for one in said):
        raise RowError(
            "Kolonnerne siger et, og teksten »{raw}« noget andet. Ret den, der er forkert.", raw=raw[:80]
        )
    return length


def _length(least: str, length: str, unit: str) -> Length:
    if not unit:
        return read_length(f"{least}-{length}" if least else length)
    meant = unit_of(unit)
    if meant is None:
        raise RowError(
            "Enheden »{unit}« kender jeg ikke. "
            "Skriv timer, dage, arbejdsdage, uger, måneder, straks eller ingen.",
            unit=unit[:40],
        )
    if meant in (Unit.AT_ONCE, Unit.CHOSEN):
        return _without_number(meant, f"{least}{length}", unit)
    if not length:
        raise RowError("Tallet mangler i rækken. Skriv det, eller skriv ingen som enhed.")
    if any(letter.isalpha() for letter in length):
        return _said_twice(read_length(length), meant, unit)
    return read_length(f"{least}-{length} {unit}" if least else f"{length} {unit}")


def _without_number(meant: Unit, number: str, unit: str) -> Length:
    if number.strip("0., "):
        raise RowError("Enheden »{unit}« kan ikke have et tal. Slet tallet, eller ret enheden.", unit=unit)
    return Length(meant)


def _said_twice(length: Length, meant: Unit, unit: str) -> Length:
    if length.unit is not meant:
        raise RowError("Fristen og enheden »{unit}« siger ikke det samme. Ret en af dem.", unit=unit)
    return length


def _alike(length: Length, said: Length) -> bool:
    """A text that says "dage" may mean working days, when the unit says so; two weeks are fourteen days."""
    if said.unit is Unit.DAYS and length.unit is Unit.WORKING_DAYS:
        return said.amount == length.amount
    return (_days(said) or (said.unit, said.amount)) == (_days(length) or (length.unit, length.amount))


def _days(length: Length) -> Decimal | None:
    each = {Unit.DAYS: 1, Unit.WEEKS: 7}.get(length.unit)
    return length.amount * each if each else None
