"""*Venter* and *Udskyd*: the legal date stays where it is."""

from collections.abc import Sequence
from datetime import date

from storage.caselist import CaseItem
from storage.models import Waiting
from views import case_words as words
from views import ids
from views.blocks import Block, date_picker, field_of, modal, option, radio, section
from views.later_form import OTHER
from views.texts import Texts


def wait_form(t: Texts, item: CaseItem, *, today: date, aim_on: date) -> Block:
    """On whom it waits, and until when it may."""
    whom = [option(_capital(words.waiting(t, one)), one.value) for one in Waiting]
    stays = t(
        "Fristen løber imens: {legal}. Ventes der længere end til {aim}, så skal der sendes et fristbrev.",
        legal=t.on(item.legal_on, today),
        aim=t.on(aim_on, today),
    )
    return modal(
        ids.CASE_WAIT_FORM,
        t("Nr. {number}: venter", number=item.number),
        [
            section(stays),
            field_of(ids.WAITING_ON, t("Der ventes på"), radio(ids.WAITING_ON, whom, first=False)),
            field_of(ids.UNTIL, t("Til og med"), date_picker(ids.UNTIL)),
        ],
        submit=t("Gem"),
        close=t("Annuller"),
        private_metadata=str(item.number),
    )


def waits_too_long(t: Texts, item: CaseItem, *, today: date, until: date, aim_on: date) -> str:
    """The answer to a wait beyond the day we work towards."""
    facts = {"number": item.number, "until": t.on(until, today), "aim": t.on(aim_on, today)}
    if aim_on <= today:
        return t(
            "Nr. {number} venter til {until}. Det er for længe til at nå fristen: send et fristbrev i dag, "
            "og tryk »Fristbrev sendt«.",
            **facts,
        )
    return t(
        "Nr. {number} venter til {until}. Det er for længe til at nå fristen: send et fristbrev "
        "senest {aim}, og tryk »Fristbrev sendt«.",
        **facts,
    )


def postpone_form(t: Texts, item: CaseItem, choices: Sequence[date], *, today: date, last: date) -> Block:
    """Off the list until a day. `choices` are later than `today`, and none beyond `last`."""
    options = [option(_capital(t.on(day, today)), day.isoformat()) for day in choices]
    options.append(option(t("En anden dag, valgt herunder"), OTHER))
    stays = t(
        "Fristen flytter sig ikke. Den kommer på din liste igen den dag, du vælger, senest {last}.",
        last=t.on(last, today),
    )
    return modal(
        ids.CASE_POSTPONE_FORM,
        t("Nr. {number}: udskyd", number=item.number),
        [
            section(stays),
            field_of(ids.CHOICE, t("Udskyd til"), radio(ids.CHOICE, options)),
            field_of(ids.DATE, t("Dato"), date_picker(ids.DATE), optional=True),
        ],
        submit=t("Gem"),
        close=t("Annuller"),
        private_metadata=str(item.number),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
