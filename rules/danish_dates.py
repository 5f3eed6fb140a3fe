"""Dates as Danes write them: 24/11, 24.11.26, 24. november, i morgen.

A colleague who writes English may say today, tomorrow, or 24 November.
"""

import re
from calendar import isleap
from datetime import date, timedelta

from rules.errors import FristvagtError

MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
ENGLISH_MONTHS = {"may": "maj", "oct": "okt"}
WORDS = {"i dag": 0, "idag": 0, "i morgen": 1, "imorgen": 1, "i overmorgen": 2, "today": 0, "tomorrow": 1}
# A date without a year lies ahead, but not so far that the writer must have meant the one just past.
FARTHEST = timedelta(days=300)

_NUMBERS = re.compile(r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})(?:[./](?P<year>\d{4}|\d{2}))?\.?")
_NAMED = re.compile(
    r"(?P<day>\d{1,2})(?:\.|st|nd|rd|th)?\s*(?P<month>[a-zæøå]{3,9})\.?(?:\s+(?P<year>\d{4}))?", re.IGNORECASE
)
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")


class BadDateError(FristvagtError):
    """A date that cannot be read or cannot be meant; the sentence says why and how to write it."""


def parse_date(text: str, today: date) -> date:
    """One date. Without a year it is the next one from `today` on. Raises `BadDateError`."""
    written = " ".join(text.split()).strip(" ,.").casefold()
    if written in WORDS:
        return today + timedelta(days=WORDS[written])
    for pattern in (_ISO, _NUMBERS, _NAMED):
        match = pattern.fullmatch(written) or pattern.fullmatch(f"{written}.")
        if match:
            return _date(match, text, today)
    raise BadDateError(
        "»{typed}« kan ikke læses som en dato. Skriv for eksempel 24/11 eller 24/11/2026.",
        typed=text.strip()[:40],
    )


def _date(match: re.Match[str], text: str, today: date) -> date:
    month = _month(match["month"], text)
    if match["year"]:
        year = int(match["year"])
        return _real(year + 2000 if year < 100 else year, month, int(match["day"]), text)  # noqa: PLR2004
    ahead = _next(today, month, int(match["day"]), text)
    if ahead - today > FARTHEST:
        raise BadDateError(
            "{typed} er passeret. Skriv årstallet med, hvis du mener {year}.",
            typed=text.strip(),
            year=ahead.year,
        )
    return ahead


def _month(written: str, text: str) -> int:
    if written.isdigit():
        return int(written)
    name = ENGLISH_MONTHS.get(written[:3], written[:3])
    if name not in MONTHS:
        raise BadDateError(
            "»{typed}« har ingen måned, jeg kender. Skriv for eksempel 24/11.", typed=text.strip()[:40]
        )
    return MONTHS.index(name) + 1


def _next(today: date, month: int, day: int, text: str) -> date:
    """The next such date from `today` on."""
    if (month, day) == (2, 29):
        years = range(today.year, today.year + 9)
        return next(one for year in years if isleap(year) and (one := date(year, 2, 29)) >= today)
    this_year = _real(today.year, month, day, text)
    return this_year if this_year >= today else _real(today.year + 1, month, day, text)


def _real(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise BadDateError("{typed} er ikke en dato, der findes.", typed=text.strip()[:40]) from None
