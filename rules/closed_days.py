"""Why a day does not count, so that it can be said in the reader's language."""

from collections.abc import Mapping
from datetime import date

from rules.sentence import Sentence
from rules.worktime import WorkCalendar

NAMED: Mapping[str, Sentence] = {
    str(day): day
    for day in (
        Sentence("lørdag"),
        Sentence("søndag"),
        Sentence("ingen åbningstid"),
        Sentence("Nytårsdag"),
        Sentence("Skærtorsdag"),
        Sentence("Langfredag"),
        Sentence("Påskedag"),
        Sentence("Anden påskedag"),
        Sentence("Store bededag"),
        Sentence("Kristi himmelfartsdag"),
        Sentence("Pinsedag"),
        Sentence("Anden pinsedag"),
        Sentence("Juledag"),
        Sentence("Anden juledag"),
    )
}


def why_no_hverdag(calendar: WorkCalendar, day: date) -> str | None:
    """None on a day the law counts."""
    why = calendar.why_no_hverdag(day)
    return None if why is None else NAMED.get(why, why)


def why_closed(calendar: WorkCalendar, day: date) -> str | None:
    """None on a working day; the office's own closing days keep the office's own word."""
    why = calendar.why_closed(day)
    return None if why is None else NAMED.get(why, why)
