"""Dates in a table: with their year, and perhaps with a time of day."""

import re
from datetime import date, time, timedelta
from functools import lru_cache

from rules.danish_dates import BadDateError, parse_date

# Read from two days so far apart, a date means the same only when its year is written.
FAR_APART = timedelta(days=550)
# As Danish spreadsheets write a date unless told otherwise.
_DASHED = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4}|\d{2})")
_TIME = re.compile(r"(?<=\d)(?:T|,? +(?:kl\.? ?)?)(\d{1,2})[:.](\d{2})(?:[:.]\d{2})?$")


class YearMissingError(BadDateError):
    """In a table nobody can tell which year is meant."""

    def __init__(self, typed: str) -> None:
        super().__init__("»{typed}« mangler årstal. Skriv for eksempel 20/11/2026.", typed=typed.strip()[:40])


@lru_cache(maxsize=20_000)
def written_date(text: str, today: date) -> tuple[date, time | None]:
    """The day, and the time where one was written. Raises `BadDateError`."""
    clock = _TIME.search(text.strip())
    day = text.strip()[: clock.start()] if clock else text.strip()
    dashed = _DASHED.fullmatch(day)
    found = _day(".".join(dashed.groups()) if dashed else day, today)
    return found, _time(clock, text) if clock else None


def _day(written: str, today: date) -> date:
    now, earlier = _read(written, today), _read(written, today - FAR_APART)
    if isinstance(now, BadDateError) and isinstance(earlier, BadDateError):
        raise now
    if isinstance(now, BadDateError) or now != earlier:
        raise YearMissingError(written)
    return now


def _read(written: str, today: date) -> date | BadDateError:
    try:
        return parse_date(written, today)
    except BadDateError as error:
        return error


def _time(clock: re.Match[str], text: str) -> time:
    try:
        return time(int(clock[1]), int(clock[2]))
    except ValueError:
        raise BadDateError("»{typed}« har et klokkeslæt, der ikke findes.", typed=text.strip()[:40]) from None
