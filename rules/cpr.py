"""Finds Danish personal identification numbers (CPR) in free text, so that they are never stored.

A number counts by its shape and a possible date (day + 60 too), never by its checksum: since 2007
valid numbers are issued without one (cpr.dk, "Personnumre uden kontrolciffer"). When in doubt it is
a CPR number: a refused phone number costs a second, a stored CPR number is a breach.
"""

import html
import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rules.phone import find_international
from rules.sentence import Sentence

REFUSAL = Sentence("Det ligner et CPR-nummer. Skriv sagsnummer eller telefonnummer i stedet. Intet er gemt.")
REFUSAL_IN_COMMAND = Sentence(
    "Det ligner et CPR-nummer. Skriv sagsnummer eller telefonnummer i stedet. Intet er gemt. "
    "Men teksten nåede Slack, før jeg kunne afvise den. "
    "Slet den, hvis den står i en besked, og giv jeres databeskyttelsesansvarlige besked."
)

_BETWEEN = r"[ ./\-_*~`()|\\]{0,4}"
_TEN_DIGITS = re.compile(rf"(?<!\d)(?=(\d(?:{_BETWEEN}\d){{9}})(?!\d))")
_TWELVE_DIGITS = re.compile(rf"(?<!\d)(?=(\d(?:{_BETWEEN}\d){{11}})(?!\d))")
# Looked for from every digit group on: what begins like one and is none may hold one.
_UNPADDED = re.compile(
    r"(?<!\d)(?=((?P<day>\d{1,2})[./\-](?P<month>\d{1,2})[./\-](?:\d\d)?(?P<year>\d\d)"
    rf"{_BETWEEN}\d{{4}})(?!\d))"
)
_ANY_MARK_BETWEEN = re.compile(
    rf"(?<!\d)(?=((?P<day>\d\d){_BETWEEN}(?P<month>\d\d){_BETWEEN}(?P<year>\d\d)[\W_]{{1,4}}\d{{4}})(?!\d))"
)
# Commas and colons stand in lists, times and amounts as well ("§ 85, 03.08.2026"): both must be the same.
_SAME_MARK = re.compile(
    r"(?<!\d)(?=((?P<day>\d\d?) ?(?P<mark>[,:]) ?(?P<month>\d\d?) ?(?P=mark) ?"
    r"(?:(?:18|19|20)(?=\d\d\D))?(?P<year>\d\d)"
    r"(?:[ ./\-_*~`()|\\,:]{0,4}\d\d ?\d\d|(?:(?P=mark)\d\d){2}))(?!\d))"
)
# Anything the five above find has one of these in it; a short look that spares most texts the long one.
_POSSIBLE = re.compile(
    rf"\d(?:{_BETWEEN}\d){{9}}"
    rf"|\d[./\-]\d{{1,2}}[./\-](?:\d\d){{1,2}}{_BETWEEN}\d{{4}}"
    rf"|\d\d{_BETWEEN}\d\d{_BETWEEN}\d\d[\W_]{{1,4}}\d{{4}}"
    r"|\d ?[,:] ?\d\d? ?[,:] ?\d\d"
)

# How the six digits of the date, and the whole number with the century, are split when people write them.
_DATE_SPLITS = {(6,), (2, 2, 2), (4, 2), (2, 4), (1, 1, 1, 1, 1, 1)}
_CENTURY_SPLITS = {(12,), (8, 4), (4, 4, 4), (2, 2, 4, 4)}
_CENTURIES = {"18", "19", "20"}

_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:(?:19|20)?\d\d)"
_DATE = rf"{_DAY}[./\-]{_MONTH}[./\-]{_YEAR}"
_TIME = r"(?:[01]?\d|2[0-3])[.:][0-5]\d"
_HARMLESS = tuple(
    re.compile(rf"(?<!\d)(?:{pattern})(?!\d)")
    for pattern in (
        rf"{_DATE}(?: *- *| +){_DATE}",
        rf"{_DAY}([./]){_MONTH} *- *{_DAY}\1{_MONTH}[./\-]{_YEAR}",
        rf"{_DAY}\.? *- *{_DAY}[./]{_MONTH}[./](?:19|20)\d\d",
        rf"{_DATE} +{_TIME}",
        rf"{_TIME} +{_DATE}",
        rf"{_TIME} *- *{_TIME}",
        r"(?:19|20)\d\d-\d\d-\d\d",
        r"\d\d\.\d\d(?:\.\d\d)?-[A-Za-zÆØÅæøå]\d\d-\d+-\d\d",
        # A Slack message's timestamp; for half of 2027 its first ten digits look like a date and more.
        r"\d{10}\.\d{6}",
    )
)
_PAIRS = re.compile(r"(?<!\d)\d\d([ .\-/])\d\d(?:\1\d\d)*(?!\d)")
_PHONE_PAIRS = 4
_WIDE_GAP = re.compile(r"\s{2,}")
# Letters and symbols by their Unicode category, yet nothing but room on the screen.
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"


@dataclass(frozen=True, slots=True)
class _Plain:
    """Text with one spelling of digits, dashes and spaces; `origin[i]` is where `text[i]` came from."""

    text: str
    origin: tuple[int, ...]


def find_cpr(text: str) -> list[tuple[int, int]]:
    """Where CPR numbers stand, as (start, end) in `text`; in order and not overlapping."""
    if not _POSSIBLE.search(_plain_text(text)):
        return []
    plain = _plain(text)
    searched = _without_harmless(plain.text)
    found = sorted({*_ten_digits(searched), *_with_century(searched), *_loose(searched)})
    return [(plain.origin[start], plain.origin[end - 1] + 1) for start, end in _merged(found)]


def contains_cpr(text: str) -> bool:
    """Also where it stands only once the text is read as it will be: without escapes and wide gaps."""
    read = _WIDE_GAP.sub(" ", html.unescape(text))
    return bool(find_cpr(text) or (read != text and find_cpr(read)))


def mask_cpr(text: str) -> str:
    """The text with the last four digits of every CPR number replaced by dots: `DDMMYY-••••`."""
    for start, end in reversed(find_cpr(text)):
        digits = re.sub(r"\D", "", _plain(text[start:end]).text)
        text = f"{text[:start]}{digits[:-4][:6]}-••••{text[end:]}"
    return text


def _plain_text(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text  # nothing of it has another spelling
    return "".join(map(_spelled, text))


def _plain(text: str) -> _Plain:
    pairs = [(char, index) for index, raw in enumerate(text) for char in _spelled(raw)]
    return _Plain("".join(char for char, _ in pairs), tuple(index for _, index in pairs))


@lru_cache(maxsize=1_000)
def _spelled(raw: str) -> str:
    """One character as we compare it; nothing for characters that take no room on the screen."""
    if raw.isspace() or raw in _BLANKS:
        return " "
    if unicodedata.category(raw) in {"Cf", "Cc", "Mn", "Me"}:
        return ""
    if unicodedata.category(raw) == "Pd" or raw in "−⁃":
        return "-"
    if raw in "·•∙⋅․":
        return "."
    digit = unicodedata.digit(raw, None)
    return str(digit) if digit is not None else unicodedata.normalize("NFKC", raw)


def _without_harmless(text: str) -> str:
    """The text with dates, times, case numbers and phone numbers made unreadable, same length."""
    for start, end in _phone_spans(text):
        text = _blotted(text, start, end)
    for pattern in _HARMLESS:
        text = pattern.sub(lambda match: "x" * len(match.group()), text)
    return text


def _blotted(text: str, start: int, end: int) -> str:
    return text[:start] + "x" * (end - start) + text[end:]


def _phone_spans(text: str) -> Iterator[tuple[int, int]]:
    yield from find_international(text)
    for pairs in _PAIRS.finditer(text):
        groups = pairs.group().split(pairs.group(1))
        # A fifth pair might make it a CPR number; only whole phone numbers are let through.
        if len(groups) % _PHONE_PAIRS == 0 and all(first[0] >= "2" for first in groups[::_PHONE_PAIRS]):
            yield pairs.span()


def _ten_digits(text: str) -> Iterator[tuple[int, int]]:
    for match in _TEN_DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match.group(1))
        if _splits_like_cpr(_split(match.group(1))) and _is_date(digits[:2], digits[2:4], digits[4:6]):
            yield match.span(1)


def _with_century(text: str) -> Iterator[tuple[int, int]]:
    for match in _TWELVE_DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match.group(1))
        if digits[4:6] not in _CENTURIES or _split(match.group(1)) not in _CENTURY_SPLITS:
            continue
        if _is_date(digits[:2], digits[2:4], digits[6:8]) and not _phone_and_number(match.group(1)):
            yield match.span(1)


def _loose(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_UNPADDED, _ANY_MARK_BETWEEN, _SAME_MARK):
        for match in pattern.finditer(text):
            if _is_date(match["day"], match["month"], match["year"]):
                yield match.span(1)


def _split(written: str) -> tuple[int, ...]:
    return tuple(len(group) for group in re.findall(r"\d+", written))


def _splits_like_cpr(split: tuple[int, ...]) -> bool:
    if split in {(10,), (3, 3, 4), (2, 2, 6)}:
        return True
    return any(split[:count] in _DATE_SPLITS for count in range(1, len(split)))


def _phone_and_number(written: str) -> bool:
    """Eight digits that can be a Danish phone number, a space, and four more."""
    apart = not set(written) & set("./-_")
    return apart and written[0] >= "2" and _split(written) in {(8, 4), (4, 4, 4)}


def _is_date(day: str, month: str, year: str) -> bool:
    """Whether some century has the date; day + 60 marks a replacement number."""
    number = int(day) - 60 if int(day) > 60 else int(day)  # noqa: PLR2004  (the register's own offset)
    if not 1 <= int(month) <= 12:  # noqa: PLR2004  (months)
        return False
    return 1 <= number <= monthrange(2000 + int(year), int(month))[1]


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
