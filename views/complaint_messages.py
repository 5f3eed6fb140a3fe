"""What is told of complaints: one that came, an inquiry of the ombudsman, being chosen as second reader.

Number, team and time; the case opens on a press, for whoever may.
"""

from collections.abc import Callable, Collection, Sequence

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


def chosen_to_read(t: Texts, items: Sequence[CaseItem], theirs: Collection[int], reader: Reader) -> Message:
    """To the second reader; `theirs` are the numbers of those they still are to read."""
    text = t.count(
        "Du er valgt som anden læser af en klage.", "Du er valgt som anden læser af {n} klager.", len(items)
    )

    def line(t: Texts, item: CaseItem, reader: Reader) -> Block:
        return _to_read(t, item, reader) if item.number in theirs else _not_theirs(t, item, reader)

    return Message(text, [section(text), *_lines(t, items, reader, line)])


def _to_read(t: Texts, item: CaseItem, reader: Reader) -> Block:
    facts = {"number": item.number, "team": _team(item, reader)}
    if item.live:
        said = t("*Nr. {number}* · {team}", **facts)
    else:
        said = t("~Nr. {number}~ · {team} · genvurderingen er afsluttet", **facts)
    return section(said, accessory=button(ids.COMPLAINT_OPEN, t("Åbn klagen"), str(item.number)))


def _not_theirs(t: Texts, item: CaseItem, reader: Reader) -> Block:
    facts = {"number": item.number, "team": _team(item, reader)}
    return section(t("~Nr. {number}~ · {team} · du er ikke længere anden læser", **facts))


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
