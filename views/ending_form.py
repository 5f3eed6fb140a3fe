"""*Kan ikke nås*: after enough attempts the owner chooses; nothing ends by itself (domain.md §5)."""

from datetime import datetime

from storage.models import Ending
from storage.worklist import WorkItem
from views import ids
from views.blocks import Block, field_of, modal, option, radio, section
from views.later_form import day_and_time
from views.texts import Texts

AGAIN, AGREED = "again", "agreed"


def ending_form(t: Texts, item: WorkItem, *, now: datetime) -> Block:
    """Try again, a letter, an agreed time, or *forgæves*; trying again until somebody says otherwise."""
    options = [
        option(_again(t, item, now), AGAIN),
        option(t("Der er sendt et brev i stedet"), Ending.LETTER.value),
        option(t("Nyt tidspunkt aftalt med borgeren, valgt herunder"), AGREED),
        option(t("Afslut som forgæves"), Ending.IN_VAIN.value),
    ]
    return modal(
        ids.ENDING_FORM,
        t("Nr. {number}: ikke nået", number=item.number),
        [
            section(_tried(t, item)),
            field_of(ids.ENDING, t("Hvad skal der ske"), radio(ids.ENDING, options)),
            *day_and_time(t),
        ],
        submit=t("Gem"),
        close=t("Luk"),
        private_metadata=str(item.number),
    )


def _tried(t: Texts, item: WorkItem) -> str:
    if item.wrong_number:
        return t(
            "Nummeret er noteret som forkert. Du vælger, hvad der skal ske; intet afsluttes af sig selv."
        )
    return t(
        "{n} forsøg på {days} dage uden at nå borgeren. Du vælger, hvad der skal ske; "
        "intet afsluttes af sig selv.",
        n=item.attempts,
        days=item.attempt_days,
    )


def _again(t: Texts, item: WorkItem, now: datetime) -> str:
    if item.snoozed_until is not None and item.snoozed_until > now:
        return t("Prøv igen {when}", when=t.near(item.snoozed_until, now))
    return t("Prøv igen; opkaldet bliver på listen")
