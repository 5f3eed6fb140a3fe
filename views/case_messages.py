"""What the messages say about statutory deadlines, in counts."""

from collections.abc import Sequence

from rules.order import breached
from rules.statute import ANNOUNCED
from storage.caselist import CaseItem
from views.lines import Reader
from views.texts import Texts


def to_look_at(t: Texts, cases: Sequence[CaseItem], more: int, more_late: int, reader: Reader) -> str:
    """The person's own deadlines in one sentence; `more` beyond `cases`, and `more_late` of those over."""
    how_many = t.count("Du har 1 frist at se på", "Du har {n} frister at se på", len(cases) + more)
    late = sum(breached(item, reader.now) for item in cases) + more_late
    if late == len(cases) + more:
        return t.count(
            "{how_many}, og den er over fristen.",
            "{how_many}, og alle er over fristen.",
            late,
            how_many=how_many,
        )
    if late:
        return t.count(
            "{how_many}, heraf 1 over fristen.",
            "{how_many}, heraf {n} over fristen.",
            late,
            how_many=how_many,
        )
    today = reader.now.astimezone(t.zone).date()
    first = min(item.goal_at for item in cases).astimezone(t.zone).date()
    if first <= today:
        return t("{how_many}, den første i dag.", how_many=how_many)
    return t("{how_many}, den første {day}.", how_many=how_many, day=t.on(first, today))


def of_the_team(t: Texts, unowned: int, over: int) -> list[str]:
    """What waits for an owner, and what the lead sees."""
    said = [
        (unowned, t.count("1 frist på teamets liste.", "{n} frister på teamets liste.", unowned)),
        (over, t.count("1 frist i teamet er overskredet.", "{n} frister i teamet er overskredet.", over)),
    ]
    return [sentence for n, sentence in said if n]


def last_day(t: Texts, cases: Sequence[CaseItem]) -> str:
    """The one interruption: today is the last working day."""
    if not any(_may_be_announced(item) for item in cases):
        return t.count(
            "Sidste arbejdsdag i dag for 1 frist.", "Sidste arbejdsdag i dag for {n} frister.", len(cases)
        )
    return t.count(
        "Sidste arbejdsdag i dag for 1 frist. Kan den ikke nås, så send et fristbrev.",
        "Sidste arbejdsdag i dag for {n} frister. Kan de ikke nås, så send fristbreve.",
        len(cases),
    )


def _may_be_announced(item: CaseItem) -> bool:
    """Whether a letter still helps: where the law has a longest extension, the first one has used it."""
    extended = item.statute.extension is not None and item.announced_to is not None
    return item.statute.kind in ANNOUNCED and not extended
