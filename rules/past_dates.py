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
_WEEKDAY = re.compile(rf"(?P<last>i |last |sidste )?(?P<name>{'|'.join(WEEKDAYS)})s?")


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
    found = None if written in AHEAD else _behind(text, today)
    if found is None or found > today:
        raise BadDateError(
            "{typed} ligger ude i fremtiden. Skriv den dag, I modtog det; skriv årstallet med, "
            "hvis det er mere end ti måneder siden.",
            typed=text.strip()[:40],
        )
    return found


def _last(weekday: re.Match[str], today: date, text: str) -> date:
    back = (today.weekday() - WEEKDAYS[weekday["name"]]) % A_WEEK
    if back == 0 and not weekday["last"]:
        raise BadDateError("Er {typed} i dag eller for en uge siden? Skriv datoen.", typed=text.strip()[:40])
    return today - timedelta(days=back or A_WEEK)


def _behind(text: str, today: date) -> date | None:
    """The day, if it can be read as one; None when it can only lie ahead."""
    try:
        return parse_date(text, today - FARTHEST)
    except BadDateError:
        parse_date(text, today)
        return None
