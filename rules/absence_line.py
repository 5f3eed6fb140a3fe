"""`/absence` in one line: `24/11-1/12 @maja`, `@karim mandag formiddag @maja`, `@karim slut`."""

import re
from dataclasses import dataclass
from datetime import date

from rules.absence import Half
from rules.danish_dates import BadDateError
from rules.danish_periods import parse_first_day, parse_period, says_last_day
from rules.past_dates import WEEKDAYS
from rules.typed_text import beside

END = frozenset({"slut", "slet", "tilbage", "rask", "end", "back", "well"})

_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_HALF = re.compile(r"(?:\bi\s+)?\b(formiddag|eftermiddag|morning|afternoon)(?:en)?\b", re.IGNORECASE)
_HALVES = {
    "formiddag": Half.MORNING,
    "morning": Half.MORNING,
    "eftermiddag": Half.AFTERNOON,
    "afternoon": Half.AFTERNOON,
}
_FILLER = re.compile(
    r"\b(?:jeg|er|har|holder|på|væk|ferie|kursus|syg|fri|fravær|(?<!og )med|som|stedfortræder|vikar"
    r"|fra(?: og med)?|den|hele(?: dagen)?|from|away|holiday|ill|sick|off|absent|deputy|all day|with|as|the"
    r"|in|on|this|is|bliver|for|min|sin|hans|hendes|my|his|her)\b:?|\bd\.|\bf\.?o\.?m\b\.?",
    re.IGNORECASE,
)
# What makes whoever is mentioned beside it the deputy, wherever in the line that stands.
_DEPUTY = r"(?:stedfortræder|vikar|deputy)(?:en)?"
_IS = r"(?:er|bliver|som|is|as)"
_CALLED_BEFORE = re.compile(
    rf"\b(?:{_DEPUTY}(?:\s*:|\s+{_IS})?|(?<!og )med|with)\s*\Z",
    re.IGNORECASE,
)
_CALLED_AFTER = re.compile(
    rf",?\s*(?:{_IS}\s+)?(?:(?:min|sin|hans|hendes|my|his|her|the)\s+)?{_DEPUTY}\b(?!\s*:?\s*(?:{_IS}\s+)?<@)",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\d|\bi ?(?:dag|morgen|overmorgen)\b|\b(?:today|tomorrow|uge|week)\b"
    rf"|{_HALF.pattern}|\b(?:{'|'.join(WEEKDAYS)})\b",
    re.IGNORECASE,
)
_EDGES = " .,;:!-"
# What says that the absence goes on, and not until when.
_ON = r"(?:(?:og|and) )?(?:frem(?:ad|efter|over)?|onwards?)|indtil videre|until further notice"
_ONWARDS = re.compile(rf"\b(?:{_ON}|af)\b", re.IGNORECASE)
_OPEN_ENDED = re.compile(rf"\b(?:{_ON}|fra|from|f\.?o\.?m)\b", re.IGNORECASE)
_HOUR = r"\d{1,2}(?:[.:]\d\d)?"
_CLOCK = re.compile(rf"\b(?:(?:kl\.?|klokken|at) ?{_HOUR}(?: ?[-–] ?{_HOUR})?|nu|now)\b", re.IGNORECASE)


class OpenEndedError(BadDateError):
    """The line says when the absence begins, and not when it ends: that is asked for, never guessed."""

    def __init__(self, first: date, *, part: bool) -> None:
        """`part`: it may begin in the middle of the `first` day."""
        if part:
            super().__init__(
                "Fraværet begynder {day:%d.%m.%Y}. Er det midt på dagen, så gem først den halve dag for sig. "
                "Vælg sidste dag, eller et skøn; det kan afsluttes før tid.",
                day=first,
            )
        else:
            super().__init__(
                "Fraværet begynder {day:%d.%m.%Y}. "
                "Vælg sidste dag, eller et skøn; det kan afsluttes før tid.",
                day=first,
            )
        self.first = first


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """What the line says. `person` None: the writer themselves."""

    person: str | None
    first: date
    last: date
    half: Half | None
    deputy: str | None


def parse_absence(text: str, today: date) -> AbsenceLine:
    """Read the line. Whoever stands before the dates is away, whoever stands after is the deputy.

    Whoever is called the deputy is that, wherever they stand.

    Raises `BadDateError` for dates that cannot be read or meant, and for a half day over several days;
    `OpenEndedError` for a beginning without an end.
    """
    half = parse_half(text)
    days = _HALF.sub(" ", _without_people(text)).strip(_EDGES)
    if not days and half is None:
        raise BadDateError("Skriv også hvornår: for eksempel i dag, fredag eller 24/11-1/12.")
    beginning = _beginning(text)
    if beginning is not None:
        part = half is Half.AFTERNOON or bool(_CLOCK.search(text))
        raise OpenEndedError(parse_first_day(beginning or "i dag", today), part=part)
    first, last = parse_period(days or "i dag", today)
    if half and first != last:
        raise BadDateError("En halv dag kan kun være én dag. Skriv to fravær, eller hele dage.")
    person, deputy = parse_people(text)
    return AbsenceLine(person=person, first=first, last=last, half=half, deputy=deputy)


def parse_people(text: str) -> tuple[str | None, str | None]:
    """Who is away, and who is the deputy; also of a line whose dates cannot be read."""
    mentions, starts = list(_MENTION.finditer(text)), _days_start(text)
    called = [match[1] for match in mentions if _is_called_deputy(match)]
    away = [match[1] for match in mentions if match.start() < starts and not _is_called_deputy(match)]
    deputies = called + [match[1] for match in mentions if match.start() > starts]
    return (away[0] if away else None), (deputies[0] if deputies else None)


def _is_called_deputy(mention: re.Match[str]) -> bool:
    before, after = beside(mention)
    return bool(_CALLED_BEFORE.search(before) or _CALLED_AFTER.match(after))


def parse_half(text: str) -> Half | None:
    """The half day, also of a line whose dates cannot be read."""
    found = _HALF.search(_without_people(text))
    half = _HALVES[found[1].casefold()] if found else None
    # From a morning on is from the beginning of that day.
    return None if half is Half.MORNING and _beginning(text) is not None else half


def says_ended(text: str) -> bool:
    """Whether the line ends an absence, the writer's own or that of whoever is mentioned."""
    return _without_people(text).strip(_EDGES).casefold() in END


def _without_people(text: str) -> str:
    return " ".join(_FILLER.sub(" ", _MENTION.sub(" ", text)).split())


def _beginning(text: str) -> str | None:
    """What says when it begins, "" for today, in a line that does not say when it ends; None in any other."""
    bare = _MENTION.sub(" ", text)
    if not _OPEN_ENDED.search(bare):
        return None
    days = _ONWARDS.sub(" ", _CLOCK.sub(" ", _HALF.sub(" ", bare)))
    beginning = _without_people(days).strip(_EDGES)
    return None if beginning and says_last_day(beginning) else beginning


def _days_start(text: str) -> int:
    """Where the first day begins, mentions left out; else where the first word stands that says something."""
    blank = _MENTION.sub(_blank, text)
    found = _DAY.search(blank) or re.search(r"\w", _FILLER.sub(_blank, blank))
    return found.start() if found else len(text)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
