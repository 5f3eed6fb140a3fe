"""*Giv videre*: to somebody else, or back to the team."""

from datetime import datetime

from views import ids
from views.blocks import Block, field_of, modal, search, section
from views.texts import Texts


def reassign_form(t: Texts, number: int, due_at: datetime, *, ring: bool = True) -> Block:
    """For whom instead. The limit is said, because it stays. `ring`: it is a call, and no deadline."""
    stays = (
        t("Fristen flytter sig ikke: ring senest {when}.", when=t.moment(due_at))
        if ring
        else t("Fristen flytter sig ikke: den er {when}.", when=t.day(due_at))
    )
    return modal(
        ids.REASSIGN_FORM,
        t("Giv nr. {number} videre", number=number),
        [
            section(stays),
            field_of(
                ids.WHOM, t("Til hvem"), search(ids.WHOM, placeholder=t("Skriv et navn, eller vælg teamet"))
            ),
        ],
        submit=t("Giv videre"),
        close=t("Annuller"),
        private_metadata=str(number),
    )
