"""Principafgørelser: the list with *Læst*, and the form that puts one into it."""

from collections.abc import Sequence
from datetime import datetime

from storage.agenda_models import MOST_GIST, MOST_LINK
from storage.precedents import READ_WITHIN, Known
from views import ids
from views.agenda_lines import link_to
from views.blocks import (
    Block,
    actions,
    button,
    confirm,
    context,
    field_of,
    inert,
    modal,
    section,
    text_input,
)
from views.texts import Texts

# Two blocks each; those nobody is looking for any more are still in the register.
MOST = 45


def precedent_list(t: Texts, known: Sequence[Known], *, keeps: bool, leads: bool, now: datetime) -> Block:
    """The newest first. `keeps`: may put in and take out; `leads`: sees how many have read each."""
    shown, more = known[:MOST], len(known) - MOST
    unread = sum(not one.read for one in known)
    head = t.count("Du mangler at læse 1.", "Du mangler at læse {n}.", unread) if unread else ""
    nothing = section(t("Der er ingen principafgørelser i registret endnu."))
    new = [actions("new", [button(ids.PRECEDENT_NEW, t("Læg en ind"), ids.ALL)])] if keeps else []
    blocks = [
        *([section(head)] if head else []),
        *new,
        *([block for one in shown for block in _one(t, one, keeps=keeps, leads=leads, now=now)] or [nothing]),
        *([context(t.count("… og 1 ældre.", "… og {n} ældre.", more))] if more > 0 else []),
    ]
    return modal(ids.PRECEDENT_LIST, t("Principafgørelser"), blocks, close=t("Luk"))


def _one(t: Texts, one: Known, *, keeps: bool, leads: bool, now: datetime) -> list[Block]:
    precedent, number = one.precedent, str(one.precedent.id)
    parts = [f"*{inert(precedent.number)}*", _paragraph(precedent.paragraph), inert(precedent.gist)]
    lines = [
        " · ".join(part for part in parts if part),
        link_to(precedent),
        _read(t, one, leads=leads, now=now),
    ]
    buttons = [] if one.read else [button(ids.PRECEDENT_READ, t("Læst"), number)]
    if keeps:
        buttons.append(button(ids.PRECEDENT_OUT, t("Tag ud"), number, confirm=_sure(t)))
    text = section("\n".join(line for line in lines if line))
    return [text, *([actions(f"precedent_{number}", buttons)] if buttons else [])]


def _read(t: Texts, one: Known, *, leads: bool, now: datetime) -> str:
    own = t("Du har læst den.") if one.read else ""
    if not leads:
        return own
    over = now >= one.precedent.registered_at + READ_WITHIN
    facts = {"n": one.within, "of": one.of, "days": READ_WITHIN.days}
    said = (
        t("{n} af {of} i dine team læste den inden {days} dage.", **facts)
        if over
        else t("{n} af {of} i dine team har læst den; de {days} dage er ikke gået.", **facts)
    )
    return f"{own} {said}".strip()


def _paragraph(written: str) -> str:
    return inert(f"§ {written}" if written[:1].isdigit() else written)


def _sure(t: Texts) -> Block:
    return confirm(
        t("Tag den ud?"), t("Den forsvinder fra listen og fra dagsordener."), t("Tag ud"), t("Fortryd")
    )


def precedent_form(t: Texts) -> Block:
    """Number, paragraph, one line and where it stands."""
    fields = (
        (ids.PRECEDENT_NUMBER, t("Nummer"), 20, t("Som Ankestyrelsen skriver det: 12-26."), False),
        (ids.PRECEDENT_PARAGRAPH, t("Paragraf"), 60, t("For eksempel 85."), False),
        (
            ids.PRECEDENT_GIST,
            t("Hvad den siger, på én linje"),
            MOST_GIST,
            t("Uden personer og sager."),
            False,
        ),
        (ids.PRECEDENT_LINK, t("Adresse"), MOST_LINK, t("Begynder med https://."), True),
    )
    return modal(
        ids.PRECEDENT_FORM,
        t("Principafgørelse"),
        [
            field_of(name, label, text_input(name, most=most, focus=n == 0), hint=hint, optional=optional)
            for n, (name, label, most, hint, optional) in enumerate(fields)
        ],
        submit=t("Gem"),
        close=t("Annuller"),
    )
