"""The windows of standing meetings: which come next, and the agenda of one with what was noted of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from rules.meeting import ItemKind, ItemResult
from storage.agenda_lines import Agenda, Line
from storage.agenda_models import Meeting, MeetingState
from storage.agendas import Planned
from views import ids
from views.agenda_lines import Seen, line_text
from views.agenda_words import register_name, state
from views.blocks import Block, actions, button, confirm, context, divider, inert, modal, section
from views.texts import Texts

# Two blocks an item, and a window has room for a hundred: the rest is on the next page.
PAGE = 40
MOST_MEETINGS = 40


def meetings(t: Texts, planned: Sequence[Planned], now: datetime, *, older: int = 0) -> Block:
    """The list: what nobody has noted yet, what was held last, and what comes.

    `older` meetings nobody has noted are only counted: what they left is on a later agenda.
    """
    lines = [_meeting(t, one, now) for one in planned[:MOST_MEETINGS]]
    nothing = section(t("Der er ingen faste møder, du er med i. De står i kontorfilen."))
    more = len(planned) - MOST_MEETINGS
    return modal(
        ids.AGENDA_LIST,
        t("Møder"),
        [
            *(lines or [nothing]),
            *([context(t.count("… og 1 møde til.", "… og {n} møder til.", more))] if more > 0 else []),
            *([context(_older(t, older))] if older else []),
            divider(),
            actions("precedents", [button(ids.PRECEDENTS, t("Principafgørelser"), ids.ALL)]),
        ],
        close=t("Luk"),
    )


def _older(t: Texts, many: int) -> str:
    return t.count(
        "… og 1 ældre møde er ikke noteret. Det åbner fra beskeden i kanalen.",
        "… og {n} ældre møder er ikke noteret. De åbner fra beskederne i kanalen.",
        many,
    )


def _meeting(t: Texts, one: Planned, now: datetime) -> Block:
    at = one.occurrence
    text = f"*{inert(at.series.name)}*\n{t.moment(at.starts_at)}"
    standing = _standing(t, one, now)
    if one.meeting is not None:
        opening = button(ids.AGENDA_OPEN, t("Åbn"), str(one.meeting.id))
    else:
        opening = button(ids.AGENDA_PLANNED, t("Åbn"), f"{at.series.key}:{at.planned_on.isoformat()}")
    return section(f"{text} · {standing}" if standing else text, accessory=opening)


def _standing(t: Texts, one: Planned, now: datetime) -> str:
    if one.meeting is None:
        return ""
    if one.to_come and one.occurrence.starts_at <= now:
        return t("ikke noteret, om det blev holdt")
    moved = t("flyttet fra {when}", when=t.moment(one.meeting.moved_from)) if one.meeting.moved_from else ""
    return " · ".join(part for part in (state(t, one.meeting.state), moved) if part)


def agenda(t: Texts, found: Agenda, now: datetime, *, by: str, chairs: bool, page: int = 0) -> Block:
    """The window: when, how it stands, and each item with its buttons for whoever leads the meeting.

    `by` is who looks, by Slack id.
    """
    meeting = found.planned.meeting
    number = meeting.id if meeting is not None else 0
    seen = Seen(t, now.astimezone(t.zone).date(), found.names)
    page = max(0, min(page, (len(found.lines) - 1) // PAGE))
    shown = found.lines[page * PAGE : (page + 1) * PAGE]
    blocks = [
        section(_head(seen, found, now)),
        *(_chairs(t, meeting, now) if chairs and meeting is not None else []),
        *(
            _items(seen, found, shown, chairs=chairs)
            if found.series.sources
            else _there(seen, found, now, by, chairs=chairs)
        ),
        *_pages(t, number, page, len(found.lines)),
        context(_foot(t, found)),
        actions("back", [button(ids.AGENDA_MEETINGS, t("Alle møder"), ids.ALL)]),
    ]
    return modal(
        ids.AGENDA_SHOWN, t("Dagsorden"), blocks, close=t("Luk"), private_metadata=f"{number}:{page}"
    )


def _head(seen: Seen, found: Agenda, now: datetime) -> str:
    t, at = seen.t, found.planned.occurrence
    chair = seen.name(found.series.chair)
    facts = [
        t.moment(at.starts_at),
        t("mødeleder {name}", name=chair) if chair else "",
        _standing(t, found.planned, now),
    ]
    return f"*{inert(found.series.name)}*\n" + " · ".join(fact for fact in facts if fact)


def _chairs(t: Texts, meeting: Meeting, now: datetime) -> list[Block]:
    number, buttons = str(meeting.id), list[Block]()
    if meeting.starts_at <= now and meeting.state is not MeetingState.HELD:
        buttons.append(button(ids.AGENDA_HELD, t("Mødet er holdt"), number))
    if meeting.state is not MeetingState.HELD:
        buttons.append(button(ids.AGENDA_MOVE, t("Flyt"), number))
    if meeting.state is not MeetingState.SKIPPED:
        buttons.append(button(ids.AGENDA_SKIPPED, t("Aflys"), number, confirm=_sure(t)))
    return [actions("chair", buttons)]


def _sure(t: Texts) -> Block:
    return confirm(
        t("Aflys mødet?"),
        t("Alt, der ikke har et resultat, kommer på det næste møde."),
        t("Aflys"),
        t("Fortryd"),
    )


def _items(seen: Seen, found: Agenda, shown: Sequence[Line], *, chairs: bool) -> Iterator[Block]:
    """In the order they are taken up; what always stands there does so also when it is empty."""
    t = seen.t
    empty = [kind for kind in found.fixed if not any(one.kind is kind for one in found.lines)]
    for kind in empty:
        yield section(t("*{what}*: intet", what=register_name(t, kind)))
    if not found.lines and not empty:
        yield section(t("Der er intet åbent at tage op."))
    for kind, lines in groupby(shown, key=lambda one: one.kind):
        yield section(f"*{_counted(t, found, kind)}*")
        for line in lines:
            yield section(line_text(seen, line))
            if chairs and line.item is not None and line.result is not ItemResult.ACTION:
                yield _results(t, line.item)


def _counted(t: Texts, found: Agenda, kind: ItemKind) -> str:
    many = sum(one.kind is kind for one in found.lines)
    return t("{what} ({n})", what=register_name(t, kind), n=many)


def _results(t: Texts, item: int) -> Block:
    return actions(
        f"item_{item}",
        [
            button(ids.AGENDA_DECIDED, t("Besluttet"), str(item)),
            button(ids.AGENDA_ACTION, t("Handling"), str(item)),
            button(ids.AGENDA_AGAIN, t("Igen næste gang"), str(item)),
        ],
    )


def _there(seen: Seen, found: Agenda, now: datetime, by: str, *, chairs: bool) -> list[Block]:
    """Who took part: names for whoever leads the meeting, a count for the others."""
    t, meeting = seen.t, found.planned.meeting
    many = t.count("1 har deltaget.", "{n} har deltaget.", len(found.attendees))
    names = ", ".join(sorted(seen.name(one) for one in found.attendees))
    blocks = [section(f"{many} {names}".strip() if chairs else many)]
    if meeting is None or meeting.starts_at > now or meeting.state is MeetingState.SKIPPED:
        return blocks
    noted = by in found.attendees
    buttons = [
        *([] if noted else [button(ids.AGENDA_ATTEND, t("Deltog"), str(meeting.id))]),
        *([button(ids.AGENDA_TICK, t("Vælg deltagere"), str(meeting.id))] if chairs else []),
    ]
    return [
        *blocks,
        *([section(t("Du er noteret som deltager."))] if noted else []),
        *([actions("there", buttons)] if buttons else []),
    ]


def _pages(t: Texts, number: int, page: int, lines: int) -> list[Block]:
    last = (lines - 1) // PAGE
    if last < 1:
        return []
    said = context(t("Side {page} af {pages}.", page=page + 1, pages=last + 1))
    buttons = [
        button(ids.AGENDA_PAGE, label, f"{number}:{to}")
        for label, to in ((t("Forrige side"), page - 1), (t("Næste side"), page + 1))
        if 0 <= to <= last
    ]
    # One name cannot stand twice in a window with the same id, so each stands in a block of its own.
    return [said, *(actions(f"page_{n}", [one]) for n, one in enumerate(buttons))]


def _foot(t: Texts, found: Agenda) -> str:
    if not found.series.sources:
        return t("Her står kun datoer og deltagere, aldrig hvad der blev talt om.")
    if not found.planned.made:
        return t(
            "Sådan ser det ud nu. Dagsordenen bliver lavet {when}, og alt, der er åbent til den tid, "
            "kommer med.",
            when=t.moment(found.planned.occurrence.agenda_at),
        )
    return t(
        "Lavet af registrene: alt, der er åbent, står her. Hvad der blev sagt, hører til på sagen. "
        "At du så det, står i loggen."
    )
