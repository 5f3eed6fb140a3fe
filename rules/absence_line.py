"""`/absence` in one line: `24/11-1/12 @maja`, `@karim i morgen formiddag @maja`."""

import re
from dataclasses import dataclass
from datetime import date

from rules.absence import Half
from rules.danish_dates import BadDateError, parse_period

_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_HALF = re.compile(r"\b(formiddag|eftermiddag|morning|afternoon)(?:en)?\b", re.IGNORECASE)
_HALVES = {
    "formiddag": Half.MORNING,
    "morning": Half.MORNING,
    "eftermiddag": Half.AFTERNOON,
    "afternoon": Half.AFTERNOON,
}
_FILLER = re.compile(
    r"\b(?:fra|væk|ferie|syg|fri|fravær|stedfortræder|vikar|den|d\."
    r"|from|away|holiday|ill|sick|off|absent|deputy|the|in|this)\b:?",
    re.IGNORECASE,
)


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

    Raises `BadDateError` for dates that cannot be read or meant, and for a half day over several days.
    """
    mentions = list(_MENTION.finditer(text))
    written = _FILLER.sub(" ", _MENTION.sub(" ", text))
    half = _HALF.search(written)
    first, last = parse_period(_HALF.sub(" ", written), today)
    if half and first != last:
        raise BadDateError("En halv dag kan kun være én dag. Skriv to fravær, eller hele dage.")
    starts = _dates_start(text)
    before = [match[1] for match in mentions if match.start() < starts]
    after = [match[1] for match in mentions if match.start() > starts]
    return AbsenceLine(
        person=before[0] if before else None,
        first=first,
        last=last,
        half=_HALVES[half[1].casefold()] if half else None,
        deputy=after[0] if after else None,
    )


def _dates_start(text: str) -> int:
    """Where the first date begins, mentions left out."""
    blank = _MENTION.sub(lambda match: " " * len(match.group()), text)
    found = re.search(r"\d|\bi ?(?:dag|morgen|overmorgen)\b|\b(?:today|tomorrow)\b", blank, re.IGNORECASE)
    return found.start() if found else len(text)
