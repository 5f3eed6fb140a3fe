"""Makes rules of tables of plain values, and collects what is wrong with them instead of stopping."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from rules.length_words import HALF
from rules.sentence import Sentence
from rules.statute import Ends, Kind, Length, Mark, Rule, Unit, Whose

Values = Mapping[str, object]
Word = TypeVar("Word", bound=StrEnum)

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
KEY_LENGTH = 80
LENGTH_FIELDS = frozenset({"amount", "least", "unit", "day"})
KNOWN = LENGTH_FIELDS | {one.name for one in fields(Rule)} - {"length", "raw"}
# Longer ones are typing mistakes, and counting them would take its time.
MOST: Mapping[Unit, int] = {
    Unit.HOURS: 24 * 366,
    Unit.DAYS: 3660,
    Unit.WORKING_DAYS: 1000,
    Unit.WEEKS: 520,
    Unit.MONTHS: 120,
}
_YEARLY_DAY = re.compile(r"(\d\d)-(\d\d)")


@dataclass
class Faults:
    """What is wrong with one rule, each a sentence with its remedy."""

    found: list[Sentence] = field(default_factory=list)

    def add(self, fault: Sentence) -> None:
        self.found.append(fault)


def rule_of(values: Values, faults: Faults) -> Rule | None:
    """The rule those values describe; None, and the reasons in `faults`, when they describe none."""
    for name in sorted(set(values) - KNOWN):
        faults.add(Sentence("Feltet {name} kender jeg ikke. Slet det, eller ret navnet.", name=name))
    rule = _rule(values, faults)
    for fault in contradictions(rule):
        faults.add(fault)
    return None if faults.found else rule


def _rule(values: Values, faults: Faults) -> Rule:
    return Rule(
        key=_key(values, faults),
        name=_text(values, "name", faults, needed=True),
        law=_text(values, "law", faults, needed=True),
        paragraph=_text(values, "paragraph", faults),
        variant=_text(values, "variant", faults),
        kind=_word(values, "kind", Kind, Kind.DECISION, faults),
        length=_length(values, faults) or Length(Unit.CHOSEN),
        starts=_text(values, "starts", faults, needed=True),
        ends=_word(values, "ends", Ends, Ends.DECIDED, faults),
        whose=_word(values, "whose", Whose, Whose.AUTHORITY, faults),
        local=values.get("local") is True,
        late=_text(values, "late", faults),
        extension=_inner_length(values, "extension", faults),
        repeat=_inner_length(values, "repeat", faults),
        valid_from=_date(values, "valid_from", faults),
        valid_to=_date(values, "valid_to", faults),
        mark=_word(values, "mark", Mark, Mark.VERIFIED, faults),
        source=_text(values, "source", faults),
    )


def contradictions(rule: Rule) -> Iterator[Sentence]:
    """What one rule cannot be at the same time."""
    if rule.mark is Mark.VERIFIED and not rule.source.startswith(("https://", "http://")):
        yield Sentence('En frist med mærket V skal have sin kilde som adresse. Skriv source = "https://…".')
    if rule.valid_from and rule.valid_to and rule.valid_to < rule.valid_from:
        yield Sentence("Fristen gælder til en dag, før den gælder fra. Byt om på dem.")


def length_faults(length: Length) -> Iterator[Sentence]:
    """What is wrong with a length by itself."""
    most = MOST.get(length.unit)
    if most is None:
        if length.amount or length.least:
            yield Sentence("En frist uden tal kan ikke have et tal. Slet tallet, eller vælg en enhed.")
        return
    if not 0 < length.amount <= most:
        yield Sentence("Tallet skal være over 0 og højst {most}. Ret tallet eller enheden.", most=most)
    if length.least is not None and not 0 <= length.least <= length.amount:
        yield Sentence("Det mindste tal er større end det største. Byt om på dem.")
    if any(not _countable(length.unit, one) for one in (length.amount, length.least or Decimal(0))):
        yield Sentence("Kun måneder kan være halve; andet kan ikke tælles i hele dage. Skriv fristen i dage.")


def _countable(unit: Unit, amount: Decimal) -> bool:
    return amount % 1 == 0 or (unit is Unit.MONTHS and amount % 1 == HALF)


def _key(values: Values, faults: Faults) -> str:
    key = _text(values, "key", faults, needed=True)
    if key and (not KEY.fullmatch(key) or len(key) > KEY_LENGTH):
        faults.add(Sentence("Nøglen »{key}« må kun have små bogstaver a-z, tal og bindestreg.", key=key))
    return key


def _text(values: Values, name: str, faults: Faults, *, needed: bool = False) -> str:
    value = values.get(name, "")
    if not isinstance(value, str):
        faults.add(Sentence("Feltet {name} skal være en tekst. Skriv det i anførselstegn.", name=name))
        return ""
    if needed and not value.strip():
        faults.add(Sentence("Feltet {name} mangler. Skriv det.", name=name))
    return value.strip()


def _word(values: Values, name: str, known: type[Word], default: Word, faults: Faults) -> Word:
    value = values.get(name, default)
    if value in list(known):
        return known(str(value))
    faults.add(
        Sentence(
            "Feltet {name} kan ikke være »{value}«. Vælg mellem {choices}.",
            name=name,
            value=value,
            choices=", ".join(known),
        )
    )
    return default


def _date(values: Values, name: str, faults: Faults) -> date | None:
    value = values.get(name)
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    faults.add(Sentence("Feltet {name} skal være en dato: 2026-12-24.", name=name))
    return None


def _inner_length(values: Values, name: str, faults: Faults) -> Length | None:
    inner = values.get(name)
    if inner is None:
        return None
    if not isinstance(inner, Mapping) or set(inner) - LENGTH_FIELDS:
        faults.add(Sentence("Feltet {name} skal have et tal og en enhed.", name=name))
        return None
    return _length(inner, faults)


def _length(values: Values, faults: Faults) -> Length | None:
    if "unit" not in values:
        faults.add(Sentence("Feltet {name} mangler. Skriv det.", name="unit"))
        return None
    unit = _word(values, "unit", Unit, Unit.CHOSEN, faults)
    if values["unit"] not in list(Unit):
        return None
    length = Length(
        unit,
        _amount(values, "amount", faults) or Decimal(0),
        _amount(values, "least", faults),
        _yearly_day(values, unit, faults),
    )
    for fault in length_faults(length):
        faults.add(fault)
    return length


def _amount(values: Values, name: str, faults: Faults) -> Decimal | None:
    value = values.get(name)
    if value is None:
        return None
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    faults.add(Sentence("Feltet {name} skal være et tal: 4 eller 2.5.", name=name))
    return None


def _yearly_day(values: Values, unit: Unit, faults: Faults) -> tuple[int, int] | None:
    written = values.get("day")
    if written is None and unit is not Unit.YEARLY:
        return None
    found = _YEARLY_DAY.fullmatch(written) if isinstance(written, str) else None
    day = (int(found[1]), int(found[2])) if found else None
    if unit is not Unit.YEARLY or day is None or not exists(*day):
        faults.add(Sentence('En fast dag hvert år skrives som måned og dag: day = "12-31", unit = "yearly".'))
        return None
    return day


def exists(month: int, day: int) -> bool:
    """Whether some year has that day."""
    try:
        return date(2024, month, day) is not None  # a leap year: the 29th of February exists
    except ValueError:
        return False
