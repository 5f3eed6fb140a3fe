"""Periods as Danes write them: 24/11-1/12, mandag til onsdag, 1.-5. december, til fredag, uge 49."""

import re
from datetime import date, timedelta

from rules.danish_dates import FARTHEST, WORDS, BadDateError, parse_date
from rules.past_dates import A_WEEK, DAYS_BACK, WEEKDAYS

LONGEST = timedelta(days=370)
A_DAY = timedelta(days=1)

_TO = r"(?:\b(?:(?:ind|frem )?til(?: og med)?|to|until)\b|\bt\.?o\.?m\b\.?)"
_UNTIL = re.compile(rf"\s*(?:--|–|—|{_TO}|-)\s*", re.IGNORECASE)
_ONLY_UNTIL = re.compile(rf"\A{_TO}\s*(?=\S)", re.IGNORECASE)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_AND = re.compile(r"\s(?:og|and)\s", re.IGNORECASE)
_NAMED_DATE = re.compile(rf"(?P<weekday>{'|'.join(WEEKDAYS)}),? (?P<date>.*\d.*)", re.IGNORECASE)
_DAY_OF_MONTH = re.compile(r"(\d{1,2})\.?")
_WEEKS = re.compile(
    rf"(?:i )?(?:uge|week) ?(?P<first>\d{{1,2}})"
    rf"(?: ?(?:-|–|og|and|{_TO}) ?(?:uge |week )?(?P<last>\d{{1,2}}))?",
    re.IGNORECASE,
)


def parse_period(text: str, today: date) -> tuple[date, date]:
    """First and last day, both included; one date is a period of one day. Raises `BadDateError`.

    A period that has begun is fine; one that is over is not. A weekday is the next one, `today` included.
    "til fredag" begins today. A week is from Monday to Sunday.
    """
    written = " ".join(text.split()).strip(" ,.")
    weeks = _WEEKS.fullmatch(written)
    first, last = _weeks(weeks, today) if weeks else _days(_halves(written), today)
    if not (weeks or _UNTIL.search(written)) and last - first > A_DAY:
        raise BadDateError("Der ligger andre dage imellem. Skriv to fravær, eller perioden som 24/11-1/12.")
    if last < today:
        raise BadDateError("{day:%d.%m.%Y} er allerede passeret. Skriv en senere dato.", day=last)
    if last < first:
        raise BadDateError("Perioden slutter, før den begynder. Skriv den som 24/11-1/12.")
    if last - first > LONGEST:
        raise BadDateError("Perioden er længere end et år. Del den op, eller se efter årstallet.")
    return first, last


def says_last_day(text: str) -> bool:
    """Whether it names an end beside a beginning: two days, two weeks, or "til fredag"."""
    written = " ".join(text.split()).strip(" ,.")
    weeks = _WEEKS.fullmatch(written)
    if weeks:
        return bool(weeks["last"])
    try:
        return len(_halves(written)) > 1
    except BadDateError:  # more than two days, whatever they are
        return True


def parse_first_day(text: str, today: date) -> date:
    """The day a period begins whose end is not said: the nearest such date, or the next such weekday.

    Raises `BadDateError`.
    """
    written = " ".join(text.split()).strip(" ,.")
    weeks = _WEEKS.fullmatch(written)
    return _monday(weeks["first"], today) if weeks else _begun_or_ahead(written, today, today)


def _halves(text: str) -> list[str]:
    """The one day, or the first and the last, as they are written."""
    iso = _ISO.findall(text)
    if iso:
        return iso[:2]
    text = _ONLY_UNTIL.sub("i dag - ", text, count=1)
    cut = _UNTIL if _UNTIL.search(text) else _AND
    halves = [half for half in cut.split(text) if half]
    if len(halves) not in (1, 2):
        raise BadDateError("Skriv perioden som 24/11-1/12, eller én dato.")
    return halves


def _days(halves: list[str], today: date) -> tuple[date, date]:
    last = _ahead(halves[-1], today)
    if len(halves) == 1:
        return last, last
    if _weekday(halves[1]) is None:
        return _first(halves[0], last, today), last
    # A weekday says no more than that it comes after the first day.
    first = _begun_or_ahead(halves[0], last, today)
    again = _weekday(halves[0]) == _weekday(halves[1])
    return first, _ahead(halves[1], max(first + timedelta(days=again), today))


def _weekday(text: str) -> int | None:
    return WEEKDAYS.get(text.strip(" ,.").casefold())


def _ahead(text: str, today: date) -> date:
    """The next such day, `today` included."""
    weekday = _weekday(text)
    if weekday is None:
        return _date(text, today)
    return today + timedelta(days=(weekday - today.weekday()) % A_WEEK)


def _first(text: str, last: date, today: date) -> date:
    """The first day lies before the last: without a year it is the nearest such date."""
    if _weekday(text) is not None:
        ahead = _ahead(text, today)
        return ahead if ahead <= last else ahead - timedelta(days=A_WEEK)
    if day := _DAY_OF_MONTH.fullmatch(text):
        return parse_date(f"{day[1]}/{last.month}/{last.year}", today)
    if text.casefold() in WORDS or text.casefold() in DAYS_BACK:
        return _date(text, today)
    try:
        return _date(text, last - FARTHEST)
    except BadDateError:
        # It only lies beyond the last day, and has not passed.
        return _date(text, today)


def _date(text: str, today: date) -> date:
    """A date, perhaps with its weekday: "mandag 30. november"; or "i går", since one may have begun."""
    if text.casefold() in DAYS_BACK:
        return today - timedelta(days=DAYS_BACK[text.casefold()])
    named = _NAMED_DATE.fullmatch(text)
    day = parse_date(named["date"] if named else text, today)
    if named and day.weekday() != WEEKDAYS[named["weekday"].casefold()]:
        raise BadDateError(
            "{day:%d.%m.%Y} er ikke en {weekday}. Ret den ene af dem.",
            day=day,
            weekday=named["weekday"].casefold(),
        )
    return day


def _begun_or_ahead(text: str, last: date, today: date) -> date:
    """The first day before a weekday: a weekday is ahead, a date is the nearest, ahead or begun."""
    try:
        ahead = _ahead(text, today)
    except BadDateError:
        return _first(text, last, today)
    if _weekday(text) is not None:
        return ahead
    try:
        begun = _first(text, last, today)
    except BadDateError:
        return ahead
    return min(ahead, begun, key=lambda day: abs(day - today))


def _weeks(written: re.Match[str], today: date) -> tuple[date, date]:
    monday = _monday(written["first"], today)
    last = _monday(written["last"], monday) if written["last"] else monday
    return monday, last + timedelta(days=A_WEEK - 1)


def _monday(week: str, today: date) -> date:
    """The Monday of the next such week, the running one included."""
    begun = today - timedelta(days=today.weekday())
    years = range(begun.isocalendar().year, begun.isocalendar().year + 2)
    mondays = [monday for year in years if (monday := _monday_of(week, year)) and monday >= begun]
    if not mondays:
        raise BadDateError("{typed} er ikke en dato, der findes.", typed=f"uge {week}")
    if mondays[0] - today > FARTHEST:
        raise BadDateError(
            "Uge {week} er passeret. Skriv datoerne, hvis du mener {year}.",
            week=week,
            year=mondays[0].isocalendar().year,
        )
    return mondays[0]


def _monday_of(week: str, year: int) -> date | None:
    try:
        return date.fromisocalendar(year, int(week), 1)
    except ValueError:
        return None
