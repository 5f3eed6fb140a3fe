"""A citizen who rings again: said at once, with owner and promised time, and noted by one press."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.worklist import WorkItem
from views import ids, words
from views.blocks import Block, field_of, inert, modal, option, radio, section, unformatted
from views.call_form import Draft, fields
from views.home import fate
from views.texts import Texts
from views.who_rings import Hands, in_whose_hands, instead, who_rings

NEW = "new"
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Unkept:
    """What was typed beside a repeat and the open call does not say; `whom` is a name, the others keys."""

    whom: str = ""
    topic: str = ""
    best_time: str = ""
    extras: tuple[str, ...] = ()
    note: str = ""


def repeat_form(
    t: Texts,
    draft: Draft,
    items: Sequence[WorkItem],
    hands: Hands,
    now: datetime,
    *,
    urgent: bool = False,
) -> Block:
    """The call form with what is open on top; *Gem* notes "ringede igen" unless one says otherwise.

    What is `urgent` becomes a call of its own, unless one that is urgent too is open.
    """
    shown = sorted(items, key=lambda item: urgent and not item.urgent)[:MOST_SHOWN]
    more = t.count("… og 1 til.", "… og {n} til.", len(items) - len(shown)) if len(items) > len(shown) else ""
    said = "\n".join([*(_open(t, item, hands, now) for item in shown), *([more] if more else [])])
    return modal(
        ids.REPEAT_FORM,
        t("Ringer igen"),
        [
            section(said),
            field_of(
                ids.REPEAT,
                t("Hvad skal der ske"),
                radio(ids.REPEAT, _options(t, shown, urgent=urgent)),
                hint=t(
                    "»Notér« gemmer kun, at borgeren ringede igen. "
                    "Resten af felterne gemmes kun i et nyt opkald."
                ),
            ),
            *fields(t, draft, whom_optional=True),
        ],
        submit=t("Gem"),
        close=t("Annuller"),
    )


def _options(t: Texts, items: Sequence[WorkItem], *, urgent: bool) -> list[Block]:
    """The first is chosen until somebody says otherwise: never one that lets something urgent wait."""
    fit = [_note_on(t, item) for item in items if item.urgent or not urgent]
    unfit = [_note_on(t, item) for item in items if urgent and not item.urgent]
    return [*fit, option(t("Log det som et nyt opkald"), NEW), *unfit]


def _note_on(t: Texts, item: WorkItem) -> Block:
    label = t("Notér på nr. {number}, at borgeren ringede igen", number=item.number)
    return option(label, str(item.number))


def _open(t: Texts, item: WorkItem, hands: Hands, now: datetime) -> str:
    again = (
        t.count("ringede igen 1 gang", "ringede igen {n} gange", item.repeat_calls)
        if item.repeat_calls
        else ""
    )
    parts = [part for part in (fate(t, item, now), again) if part]
    return t(
        "Der er allerede et åbent opkald fra nummeret: nr. {number}, {who}, {fate}.",
        number=item.number,
        who=in_whose_hands(t, item, hands),
        fate=", ".join(parts),
    )


def noted_view(t: Texts, item: WorkItem, hands: Hands, now: datetime, unkept: Unkept) -> Block:
    """The promise to read aloud, and what was typed and not kept, to be logged if it matters."""
    blocks = [section(_noted(t, item, hands, now))]
    if unkept != Unkept():
        blocks.append(section("\n".join(_unkept(t, unkept))))
    if unkept.note:
        blocks.append(unformatted(unkept.note))
    return modal(ids.RECEIPT, t("Noteret"), blocks, close=t("Luk"))


def _unkept(t: Texts, unkept: Unkept) -> list[str]:
    """Why it is shown, then line by line what the fields held; the note itself stands below."""
    ticks = ", ".join(words.tick(t, key) for key in unkept.extras)
    lines = (
        (t("Til hvem"), inert(unkept.whom)),
        (t("Hvad drejer det sig om"), unkept.topic and words.topic(t, unkept.topic)),
        (t("Træffes bedst"), unkept.best_time and words.best_time(t, unkept.best_time)),
        (t("Særligt"), ticks),
    )
    return [
        t("Det her er ikke gemt. Log det som et nyt opkald, hvis det skal med."),
        *(f"{label}: {value}" for label, value in lines if value),
        *([t("Besked") + ":"] if unkept.note else []),
    ]


def _noted(t: Texts, item: WorkItem, hands: Hands, now: datetime) -> str:
    """What the message taker reads aloud."""
    times = t.count("ringet igen 1 gang", "ringet igen {n} gange", item.repeat_calls)
    said = [t("Noteret på nr. {number}: {times}.", number=item.number, times=times)]
    said.append(_promise(t, item, hands, now))
    stand_in = hands.stand_ins.get(item.number)
    # The team's name stands there when nobody of it is at work.
    if stand_in and item.owner_name and stand_in != hands.team_names.get(item.team_key):
        said.append(instead(t, item.owner_name, stand_in))
    return " ".join(said)


def _promise(t: Texts, item: WorkItem, hands: Hands, now: datetime) -> str:
    """What the citizen may count on; a time that has passed is not promised anew."""
    who, due = who_rings(t, item, hands), t.moment(item.due_at)
    if item.agreed_at is not None:
        when = t.moment(item.agreed_at)
        if item.agreed_at > now:
            return t("Aftalt: {who} ringer {when}.", who=who, when=when)
        return t("Det var aftalt {when}; {who} har opkaldet.", who=who, when=when)
    if item.due_at <= now:
        return t("Fristen var {when}; {who} har opkaldet.", who=who, when=due)
    return t("{who} ringer senest {when}.", who=who, when=due)
