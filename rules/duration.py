"""Reads a length as people write it: "2½ måned", "1-2 uger", "12 mdr.", "straks", "ingen frist".

In Danish or English. What cannot be read for certain is said, never guessed.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from rules.danish_dates import ENGLISH_MONTHS, MONTHS
from rules.errors import FristvagtError
from rules.rule_data import exists, length_faults
from rules.statute import Length, Unit


class UnreadableLengthError(FristvagtError):
    """Nothing, or more than one thing, that can be counted."""

    def __init__(self, written: str) -> None:
        super().__init__(
            "»{written}« kan ikke læses som en frist. "
            "Skriv et tal og en enhed (8 uger, 2½ måned, 10 arbejdsdage), straks eller ingen frist.",
            written=written[:80],
        )


class WrongLengthError(FristvagtError):
    """It can be read, and cannot be a length; the sentence says why."""


_UNITS: Mapping[Unit, str] = {
    Unit.HOURS: "time timer hour hours",
    Unit.DAYS: "dag dage døgn kalenderdag kalenderdage day days calendar-day calendar-days",
    Unit.WORKING_DAYS: "arbejdsdag arbejdsdage hverdag hverdage arb.dage working-day working-days "
    "workday workdays business-day business-days weekday weekdays",
    Unit.WEEKS: "uge uger week weeks",
    Unit.MONTHS: "måned måneder måneders md md. mdr mdr. mdr.s maaned maaneder month months",
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_NUMBERS = (
    *("nul", "en et én ét one", "to two", "tre three", "fire four", "fem five", "seks six", "syv seven"),
    *("otte eight", "ni nine", "ti ten", "elleve eleven", "tolv twelve", "tretten", "fjorten fourteen"),
)
_NUMBER_WORDS = {word: f"{number}" for number, words in enumerate(_NUMBERS) for word in words.split()} | {
    "halvanden": "1.5",
    "halv": "0.5",
}
_AT_ONCE = "straks|omgående|med det samme|samme dag|dag til dag|at once|immediately|same day|the same day"
_NONE = (
    "ingen|ingen frist|ingen fast frist|ingen kommunal frist|ingen sagsbehandlingsfrist|ingen tidsfrist|"
    "no deadline|none|no time limit"
)
_NUMBER = r"\d+(?:\.\d{1,2})?"
_UNIT = "|".join(sorted(map(re.escape, _UNIT_OF), key=len, reverse=True))
_AMOUNT = (
    rf"(?P<one>{_NUMBER})(?: ?(?P<sooner>{_UNIT}))?"
    rf"(?: ?(?:-|til|eller|or) ?(?P<two>{_NUMBER}))? ?(?P<unit>{_UNIT})"
)
_LIMIT = (
    "senest efter |senest |inden for |indenfor |inden |op til |højst |højest |maks\\.? |max\\.? |"
    "maksimalt |within |at most |up to |no later than |at the latest "
)
_WITH_AMOUNT = re.compile(rf"(?:{_LIMIT})*{_AMOUNT}(?: at the latest)?")
_AT_ONCE_OR_LATER = re.compile(
    rf"(?:{_AT_ONCE})(?:,| eller| og| or)* ?(?:{_LIMIT})+(?P<two>{_NUMBER}) ?(?P<unit>{_UNIT})"
)
_MENTIONED = re.compile(rf"(?<![\w.]){_AMOUNT}(?!\w)")
_MENTIONED_AT_ONCE = re.compile(rf"(?<!\w)(?:{_AT_ONCE})(?!\w)")
_YEARLY = re.compile(r"(?:hvert år |senest |inden |den |every year |by |on )*(\d{1,2})\.? ([a-zæøå]{3,9})\.?")
_REMARK = re.compile(r"\(([^()]*)\)")


def read_length(written: str) -> Length:
    """The one length the text means. Raises `UnreadableLengthError`, `WrongLengthError`.

    A remark in brackets is passed over unless it names a length itself. "Dage" are calendar days.
    """
    text = _plain(written)
    if any(list(_mentions_in(remark)) for remark in _REMARK.findall(text)):
        raise UnreadableLengthError(written)
    text = " ".join(_REMARK.sub(" ", text).split()).strip(" .,;:")
    length = _whole(text)
    if length is None:
        raise UnreadableLengthError(written)
    for fault in length_faults(length):
        raise WrongLengthError(fault.text, **fault.facts)
    return length


def lengths_mentioned(written: str) -> list[Length]:
    """Every length the text names, wherever it stands."""
    return list(_mentions_in(_plain(written)))


def unit_of(word: str) -> Unit | None:
    """The unit a word of a table's unit column means; None when it is none."""
    plain = _plain(word).strip()
    if re.fullmatch(_AT_ONCE, plain):
        return Unit.AT_ONCE
    if re.fullmatch(_NONE, plain):
        return Unit.CHOSEN
    return _UNIT_OF.get(plain) or _UNIT_OF.get(plain.rstrip("."))


def _whole(text: str) -> Length | None:
    if re.fullmatch(_NONE, text):
        return Length(Unit.CHOSEN)
    if re.fullmatch(_AT_ONCE, text):
        return Length(Unit.AT_ONCE)
    if found := _AT_ONCE_OR_LATER.fullmatch(text):
        return Length(_UNIT_OF[found["unit"]], Decimal(found["two"]), Decimal(0))
    if found := _WITH_AMOUNT.fullmatch(text):
        return _amount(found)
    found = _YEARLY.fullmatch(text)
    return _yearly(int(found[1]), found[2]) if found else None


def _amount(found: re.Match[str]) -> Length | None:
    """None when the two ends of a range are counted in different things."""
    unit = _UNIT_OF[found["unit"]]
    if found["sooner"] and (_UNIT_OF[found["sooner"]] is not unit or not found["two"]):
        return None
    if not found["two"]:
        return Length(unit, Decimal(found["one"]))
    return Length(unit, Decimal(found["two"]), Decimal(found["one"]))


def _yearly(day: int, month: str) -> Length | None:
    name = ENGLISH_MONTHS.get(month[:3], month[:3])
    found = (MONTHS.index(name) + 1, day) if name in MONTHS else None
    return Length(Unit.YEARLY, day=found) if found and exists(*found) else None


def _mentions_in(text: str) -> Iterator[Length]:
    if _MENTIONED_AT_ONCE.search(text):
        yield Length(Unit.AT_ONCE)
    for found in _MENTIONED.finditer(text):
        length = _amount(found)
        if length:
            yield length


def _plain(written: str) -> str:
    """One way to write dashes, halves, decimal commas, and numbers that are words."""
    text = " ".join(written.casefold().split())
    text = re.sub(r"[‐‑‒–—−]", "-", text)
    text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    text = re.sub(r"(?<=\d) ?(?:½|1/2)", ".5", text)
    text = re.sub(r"½|(?<![\d/])1/2(?!\d)", "0.5", text)
    text = re.sub(r"(?<=\d) to (?=\d)", "-", text)
    text = re.sub(r"\bog en halv\b", "½", text)
    text = re.sub(r"\b(working|business|calendar) (days?)\b", r"\1-\2", text)
    text = re.sub(r"\b(?:en |et )(?=halv)", "", text)
    text = re.sub(r"\bhalv(?:t|e)?\b", "halv", text)
    words = re.sub(r"[a-zæøåé-]+", lambda word: _NUMBER_WORDS.get(word[0], word[0]), text)
    return re.sub(r"(?<=\d) ½", ".5", words)
