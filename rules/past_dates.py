"""The day something was received, as people write it: 20/11, i går, i mandags, 20. november."""

import re
from datetime import date, timedelta

from rules.danish_dates import FARTHEST, BadDateError, parse_date

DAYS_BACK = {
    "i dag": 0,
    "idag": 0,
    "today": 0,
    "i går": 1,
    "igår": 1,
    "i gaar": 1,
    "yesterday": 1,
    "i forgårs": 2,
    "iforgårs": 2,
}
AHEAD = frozenset({"i morgen", "imorgen", "i overmorgen", "tomorrow"})
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            ("mandag", "monday"),
            ("tirsdag", "tuesday"),
            ("onsdag", "wednesday"),
            ("torsdag", "thursday"),
            ("fredag", "friday"),
            ("lørdag", "saturday"),
            ("søndag", "sunday"),
        )
    )
    for name in names
}
A_WEEK = 7
# "20-11-2026" and "20/11-26" as parse_date reads them; the year comes last, or it is another format.
_DASHED = re.compile(r"(\d{1,2})[-./](\d{1,2})-((?:20)?\d\d)\.?")
_DAY_AND_MONTH = re.compile(r"(\d{1,2})-(\d{1,2})")
_MONTH_FIRST = re.compile(r"([a-zæøå]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?", re.IGNORECASE)
_WEEKDAY = re.compile(rf"(?P<last>i |last |sidste )?(?P<name>{'|'.join(WEEKDAYS)})s?")


def parse_ahead(text: str, today: date) -> date:
    """The next such day, `today` included. Raises `BadDateError`, which says it as it was typed."""
    try:
        return parse_date(_as_danes_write(text), today)
    except BadDateError as error:
        raise _of_what_was_typed(error, text) from None


def says_when_past(text: str) -> bool:
    """Whether the word itself says that the day lies behind, or is today: i går, i mandags."""
    written = " ".join(text.split()).strip(" ,.").casefold()
    weekday = _WEEKDAY.fullmatch(written)
    return written in DAYS_BACK or bool(weekday and weekday["last"])


def parse_past_date(text: str, today: date) -> date:
    """The latest such day, `today` included. Raises `BadDateError` for what lies ahead or cannot be read.

    Without a year a day up to 300 days back is meant; with one it may be any day that has been.
    """
    written = " ".join(text.split()).strip(" ,.").casefold()
    if written in DAYS_BACK:
        return today - timedelta(days=DAYS_BACK[written])
    weekday = _WEEKDAY.fullmatch(written)
    if weekday:
        return _last(weekday, today, text)
    if written in AHEAD:
        raise BadDateError(
            "»{typed}« ligger ude i fremtiden. Skriv den dag, I modtog det.", typed=text.strip()[:40]
        )
    found = _behind(text, today)
    if found is None or found > today:
        raise BadDateError(
            "»{typed}« ligger ude i fremtiden. Skriv den dag, I modtog det; skriv årstallet med, "
            "hvis det er mere end ti måneder siden.",
            typed=text.strip()[:40],
        )
    return found


def _last(weekday: re.Match[str], today: date, text: str) -> date:
    back = (today.weekday() - WEEKDAYS[weekday["name"]]) % A_WEEK
    if back == 0 and not weekday["last"]:
        raise BadDateError(
            "Er »{typed}« i dag eller for en uge siden? Skriv datoen.", typed=text.strip()[:40]
        )
    return today - timedelta(days=back or A_WEEK)


def _behind(text: str, today: date) -> date | None:
    """The day, if it can be read as one; None when it can only lie ahead."""
    written = _as_danes_write(text)
    try:
        return parse_date(written, today - FARTHEST)
    except BadDateError:
        parse_ahead(text, today)
        return None


def _as_danes_write(text: str) -> str:
    written = " ".join(text.split()).strip(" ,")
    named = _MONTH_FIRST.fullmatch(written)
    if named:
        return " ".join(part for part in (named[2], named[1], named[3]) if part)
    dashed = _DASHED.fullmatch(written) or _DAY_AND_MONTH.fullmatch(written)
    return ".".join(dashed.groups()) if dashed else written


def _of_what_was_typed(error: BadDateError, text: str) -> BadDateError:
    facts = error.sentence.facts
    typed = {"typed": text.strip()[:40]} if "typed" in facts else {}
    return BadDateError(error.sentence.text, **{**facts, **typed})
