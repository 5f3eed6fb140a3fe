"""Questions to the jurist as messages: number, paragraph, team and who asks; what is asked is said aloud."""

from collections.abc import Sequence

from storage.questions import Asked
from views import case_words, ids
from views.blocks import Block, Message, actions, button, context, inert, modal, section
from views.lines import Reader
from views.texts import Texts

MOST_LINES = 20


def ask_jurist(t: Texts, number: str) -> Block:
    """*Spørg juristen*."""
    return button(ids.JURIST_ASK, t("Spørg juristen"), number)


def to_the_jurist(t: Texts, found: Sequence[Asked], reader: Reader) -> Message:
    """What is asked, with *Åbn* and *Besvaret* for as long as it is open."""
    waiting = sum(one.open for one in found)
    text = (
        t.count("Der er et spørgsmål til juristen.", "Der er {n} spørgsmål til juristen.", waiting)
        if waiting
        else t("Ingen spørgsmål til juristen venter.")
    )
    note = t("Ring eller skriv til den, der spørger. Når du trykker Besvaret, får de besked.")
    lines = [block for one in found[:MOST_LINES] for block in _asked(t, one, reader)]
    return Message(text, [section(text), *lines, *_more(t, found), *([context(note)] if waiting else [])])


def questions_list(t: Texts, found: Sequence[Asked], reader: Reader) -> Block:
    """The questions that wait for an answer, in a window."""
    lines = [block for one in found[:MOST_LINES] for block in _asked(t, one, reader)]
    nothing = section(t("Ingen spørgsmål til juristen venter."))
    return modal(
        ids.JURIST_LIST,
        t("Spørgsmål til juristen"),
        [*(lines or [nothing]), *_more(t, found)],
        close=t("Luk"),
    )


def to_the_asker(t: Texts, found: Sequence[Asked], reader: Reader) -> Message:
    """That there is an answer; what it was, the jurist tells."""
    text = t.count("Juristen har svaret dig.", "Juristen har svaret dig på {n} spørgsmål.", len(found))
    note = t("Svaret står ikke her. Skriv det på sagen, hvis det betyder noget for den.")
    lines = [_answered(t, one, reader) for one in found[:MOST_LINES]]
    return Message(text, [section(text), *lines, *_more(t, found), context(note)])


def _more(t: Texts, found: Sequence[Asked]) -> list[Block]:
    more = len(found) - MOST_LINES
    return [context(t.count("… og 1 til.", "… og {n} til.", more))] if more > 0 else []


def _asked(t: Texts, one: Asked, reader: Reader) -> list[Block]:
    if not one.open:
        return [section(f"~{_what(t, one, reader)}~ · {_fate(t, one)}")]
    who = t("{name} spørger, {when}", name=inert(one.asked_by), when=t.moment(one.asked_at))
    shut = [context(t("Kun ejeren kan åbne den. Tal med den, der spørger."))]
    return [
        section(f"*{_what(t, one, reader)}* · {who}"),
        actions(f"question:{one.number}", _presses(t, one)),
        *(shut if one.protected else []),
    ]


def _presses(t: Texts, one: Asked) -> list[Block]:
    number = str(one.number)
    opens = [] if one.protected else [button(_opens(one), t("Åbn"), number)]
    return [*opens, button(ids.JURIST_ANSWERED, t("Besvaret"), number, style="primary")]


def _answered(t: Texts, one: Asked, reader: Reader) -> Block:
    opens = button(_opens(one), t("Vis"), str(one.number)) if one.live else None
    return section(f"*{_what(t, one, reader)}* · {_fate(t, one)}", accessory=opens)


def _fate(t: Texts, one: Asked) -> str:
    if one.answered_by is None or one.answered_at is None:
        return t("ikke besvaret") if one.live else t("afsluttet")
    return t("besvaret af {name} {when}", name=inert(one.answered_by), when=t.moment(one.answered_at))


def _what(t: Texts, one: Asked, reader: Reader) -> str:
    what = case_words.title(one.rule) if one.rule is not None else t("opkald")
    team = inert(reader.team_names.get(one.team_key, one.team_key))
    return t("Nr. {number} · {what} · {team}", number=one.number, what=what, team=team)


def _opens(one: Asked) -> str:
    return ids.VIEW if one.rule is None else ids.CASE_VIEW
