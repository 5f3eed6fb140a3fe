"""What is told at once: a complaint to the jurist, an inquiry of the ombudsman to whoever answers for it.

Number, team and time; the case opens on a press, for whoever may.
"""

from collections.abc import Callable, Sequence

from storage.caselist import CaseItem
from views import case_words, ids
from views.blocks import Block, Message, button, context, inert, section
from views.lines import Reader
from views.listed import Listed, cases_of
from views.texts import Texts

MOST_LINES = 20
Line = Callable[[Texts, CaseItem, Reader], Block]


def complaint_told(t: Texts, items: Sequence[Listed], reader: Reader) -> Message:
    """To the jurist."""
    found = cases_of(items)
    text = t.count("Der er kommet en klage.", "Der er kommet {n} klager.", len(found))
    return Message(text, [section(text), *_lines(t, found, reader, _complaint)])


def inquiry_told(t: Texts, items: Sequence[Listed], reader: Reader) -> Message:
    """To owner, jurist and centre chief."""
    found = cases_of(items)
    text = t.count(
        "Borgerrådgiveren har henvendt sig.", "Borgerrådgiveren har henvendt sig {n} gange.", len(found)
    )
    return Message(text, [section(text), *_lines(t, found, reader, _inquiry)])


def _lines(t: Texts, items: Sequence[CaseItem], reader: Reader, line: Line) -> list[Block]:
    shown = [line(t, one, reader) for one in items[:MOST_LINES]]
    more = len(items[MOST_LINES:])
    return [*shown, *([context(t.count("… og 1 til.", "… og {n} til.", more))] if more else [])]


def _complaint(t: Texts, item: CaseItem, reader: Reader) -> Block:
    return section(
        _what(t, item, reader), accessory=button(ids.COMPLAINT_OPEN, t("Åbn klagen"), str(item.number))
    )


def _inquiry(t: Texts, item: CaseItem, reader: Reader) -> Block:
    theirs = reader.slack_id == item.owner_id or item.team_key in reader.leads
    opens = button(ids.CASE_VIEW, t("Vis"), str(item.number)) if theirs else None
    return section(_what(t, item, reader), accessory=opens)


def _what(t: Texts, item: CaseItem, reader: Reader) -> str:
    today = reader.now.astimezone(t.zone).date()
    facts = {"number": item.number, "rule": case_words.title(item.statute), "team": _team(item, reader)}
    if not item.live:
        return t("~Nr. {number} · {rule}~ · {team} · afsluttet", **facts)
    return t(
        "*Nr. {number} · {rule}* · {team} · modtaget {received}, senest {until}",
        received=t.on(item.received_on, today),
        until=t.on(item.legal_on, today),
        **facts,
    )


def _team(item: CaseItem, reader: Reader) -> str:
    return inert(reader.team_names.get(item.team_key, item.team_key))
