"""*Venter* and *Udskyd*: the legal date stays where it is."""

from collections.abc import Sequence
from datetime import date

from rules.statute import ANNOUNCED, Kind
from storage.caselist import CaseItem
from storage.models import Waiting
from views import case_words as words
from views import ids
from views.blocks import Block, date_picker, field_of, modal, option, radio, section
from views.case_state import citizens, too_late_for_letters
from views.later_form import OTHER
from views.texts import Texts


def wait_form(t: Texts, item: CaseItem, *, today: date, aim_on: date) -> Block:
    """On whom it waits, and until when it may."""
    whom = [option(_capital(words.waiting(t, one)), one.value) for one in Waiting]
    return modal(
        ids.CASE_WAIT_FORM,
        t("Nr. {number}: venter", number=item.number),
        [
            section(_while_it_waits(t, item, today, aim_on)),
            field_of(ids.WAITING_ON, t("Der ventes på"), radio(ids.WAITING_ON, whom, first=False)),
            field_of(ids.UNTIL, t("Til og med"), date_picker(ids.UNTIL)),
        ],
        submit=t("Gem"),
        close=t("Annuller"),
        private_metadata=str(item.number),
    )


def _while_it_waits(t: Texts, item: CaseItem, today: date, aim_on: date) -> str:
    """Waiting stops no clock, and helps nothing once the time has passed."""
    ends = item.announced_to or item.legal_on
    if item.statute.kind not in ANNOUNCED:
        return t("Fristen er {day} og flytter sig ikke.", day=t.on(ends, today))
    if ends < today and too_late_for_letters(item, today):
        return t("Fristen er gået, også selv om sagen venter: svar i dag.")
    if ends < today:
        return t("Fristen er gået, også selv om sagen venter: send et fristbrev i dag med en ny dato.")
    if too_late_for_letters(item, today):
        return t("Fristen løber imens: {day}. Den kan ikke forlænges mere.", day=t.on(ends, today))
    return t(
        "Fristen løber imens: {legal}. Ventes der længere end til {aim}, så skal der sendes et fristbrev.",
        legal=t.on(ends, today),
        aim=t.on(aim_on, today),
    )


def waits_too_long(t: Texts, item: CaseItem, *, today: date, until: date, aim_on: date) -> str:
    """The answer to a wait beyond the day we work towards."""
    facts = {"number": item.number, "until": t.on(until, today), "aim": t.on(aim_on, today)}
    if too_late_for_letters(item, today):
        return t("Nr. {number} venter til {until}. Fristen kan ikke forlænges mere: svar i dag.", **facts)
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


def cannot_postpone(t: Texts, item: CaseItem, *, today: date) -> str:
    """The answer to *Udskyd* when the day we work towards has passed."""
    if citizens(item):
        return t("Borgerens frist er udløbet. Afslut den i stedet for at udskyde den.")
    if item.statute.kind is Kind.INQUIRY:
        return t("Fristen er gået, så den kan ikke udskydes: svar i dag, eller giv borgerrådgiveren besked.")
    if item.statute.kind not in ANNOUNCED:
        return t("Fristen er gået, så den kan ikke udskydes: gør det i dag.")
    if too_late_for_letters(item, today):
        return t("Fristen er gået, så den kan ikke udskydes: svar i dag.")
    if today <= (item.announced_to or item.legal_on):
        return t("Den sidste arbejdsdag er gået: send fristbrev i dag, før fristen udløber.")
    return t("Fristen er gået: send fristbrev i dag med en ny dato.")


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
