"""Absence: the form, what it led to, and what is coming."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rules.absence import Half
from views import ids
from views.blocks import (
    Block,
    button,
    context,
    divider,
    field_of,
    inert,
    modal,
    option,
    search,
    section,
    select,
)
from views.texts import Texts

WHOLE = "hele"


@dataclass(frozen=True, slots=True)
class Spell:
    """One absence as it is shown. `ends` is not included; `mine` when it is the reader's own.

    `takes`: who has the calls when it begins; None when nobody is at work. `deputy_away`: not the deputy.
    """

    id: int
    who: str
    starts: datetime
    ends: datetime
    deputy: str | None
    mine: bool
    takes: str | None = None
    deputy_away: bool = False


def period(t: Texts, starts: datetime, ends: datetime) -> str:
    """ "fra tirsdag 24. november til tirsdag 1. december", halves named."""
    first, last = starts.astimezone(t.zone), (ends - timedelta(seconds=1)).astimezone(t.zone)
    if first.date() != last.date():
        return t("fra {first} til {last}", first=_edge(t, first), last=_edge(t, last))
    if first.hour:
        return t("{day} eftermiddag", day=t.day(first))
    if ends.astimezone(t.zone).hour:
        return t("{day} formiddag", day=t.day(first))
    return t.day(first)


def until(t: Texts, ends: datetime, now: datetime) -> str:
    """ "til og med 1. december", so that nobody is expected back that day; "til kl. 12" for a half day."""
    if ends.astimezone(t.zone).time() == time.min:
        return t("til og med {day}", day=t.date(ends - timedelta(seconds=1)))
    return t("til {when}", when=t.near(ends, now))


def _edge(t: Texts, at: datetime) -> str:
    return t.day(at)


def saved(t: Texts, spell: Spell) -> str:
    """The receipt: who is away, when, and who rings in the meantime."""
    when = period(t, spell.starts, spell.ends)
    first = (
        t("Gemt. Du er væk {when}.", when=when)
        if spell.mine
        else t("Gemt. {who} er væk {when}.", who=inert(spell.who), when=when)
    )
    return f"{first} {_meanwhile(t, spell)}"


def _meanwhile(t: Texts, spell: Spell) -> str:
    if spell.deputy is not None and not spell.deputy_away:
        return t("{deputy} tager opkaldene. Fristerne flytter sig ikke.", deputy=inert(spell.deputy))
    if spell.deputy is not None and spell.takes is not None:
        return t(
            "{deputy} er selv væk, når fraværet begynder; så længe tager {who} opkaldene.",
            deputy=inert(spell.deputy),
            who=inert(spell.takes),
        )
    if spell.takes is not None:
        return t("Der er ingen stedfortræder; {who} tager opkaldene.", who=inert(spell.takes))
    return t("Der er ingen på arbejde til at tage opkaldene; teamets kanal får besked.")


def line(t: Texts, spell: Spell) -> str:
    """One absence in a list."""
    who = spell.takes if spell.deputy_away else spell.deputy or spell.takes
    deputy = t("{deputy} tager opkaldene", deputy=inert(who)) if who else t("ingen tager opkaldene")
    when = period(t, spell.starts, spell.ends)
    return t("{who} er væk {when}; {deputy}.", who=inert(spell.who), when=when, deputy=deputy)


def form(
    t: Texts,
    coming: Sequence[Spell],
    *,
    first: date | None,
    last: date | None,
    for_others: bool,
    person: Block | None = None,
    deputy: Block | None = None,
    half: Half | None = None,
    say: str = "",
) -> Block:
    """The form. `for_others`: a lead may choose whom it is for. `first`, `last` None: no day is suggested."""
    blocks = [section(say)] if say else []
    if for_others:
        who = search(ids.ABSENT, chosen=person, placeholder=t("Dig selv, eller en i dit team"))
        blocks.append(field_of(ids.ABSENT, t("Hvem er væk"), who, optional=True))
    blocks += [
        field_of(ids.FIRST_DAY, t("Første dag"), _day(ids.FIRST_DAY, first)),
        field_of(ids.LAST_DAY, t("Sidste dag"), _day(ids.LAST_DAY, last)),
        field_of(ids.HALF, t("Hele eller halve dage"), _halves(t, half)),
        field_of(
            ids.DEPUTY,
            t("Stedfortræder"),
            search(ids.DEPUTY, chosen=deputy, placeholder=t("Skriv et navn")),
            hint=t("Uden stedfortræder går opkaldene til teamets vagt. Er vagten væk, tager lederen dem."),
            optional=True,
        ),
    ]
    return modal(
        ids.ABSENCE_FORM,
        t("Fravær"),
        [*blocks, *_coming(t, coming)],
        submit=t("Gem"),
        close=t("Annuller"),
    )


def _day(action_id: str, day: date | None) -> Block:
    suggested = {"initial_date": day.isoformat()} if day else {}
    return {"type": "datepicker", "action_id": action_id, **suggested}


def _halves(t: Texts, half: Half | None) -> Block:
    options = [
        option(t("Hele dage"), WHOLE),
        option(t("Kun formiddag (én dag)"), Half.MORNING.value),
        option(t("Kun eftermiddag (én dag)"), Half.AFTERNOON.value),
    ]
    return select(ids.HALF, options, chosen=half.value if half else WHOLE)


def _coming(t: Texts, coming: Sequence[Spell]) -> list[Block]:
    if not coming:
        return [context(t("Du har ikke noget fravær stående."))]
    lines = [
        section(line(t, spell), accessory=button(ids.END_ABSENCE, t("Slet"), str(spell.id)))
        for spell in coming[:10]
    ]
    return [divider(), *lines]


def ended(t: Texts) -> str:
    return t("Fraværet er slettet. Opkaldene går igen til den, der ejer dem.")


def help_text(t: Texts, command: str) -> str:
    """/absence help."""
    return t(
        "*{command}* åbner et skema.\n"
        "*{command} 24/11-1/12 @maja* melder dig væk med Maja som stedfortræder.\n"
        "*{command} mandag til onsdag*, *uge 49* og *til fredag* kan også læses.\n"
        "*{command} i eftermiddag* eller *i morgen formiddag* er en halv dag.\n"
        "*{command} @karim 24/11 @maja* melder Karim væk; det kan teamlederen.\n"
        "*{command} slut* afslutter dit fravær nu; *{command} @karim slut* afslutter Karims.",
        command=command,
    )
