"""*Genåbn*: a call noted as answered or closed is taken up again, by mistake or because there is more."""

from storage.worklist import WorkItem
from views import ids
from views.blocks import Block, field_of, modal, option, radio, section
from views.texts import Texts

MISTAKE, MORE = "mistake", "more"


def reopen_form(t: Texts, item: WorkItem) -> Block:
    """Why, because a contact that never was must not count as the promise kept."""
    reasons = [
        option(t("Der er mere at ringe om"), MORE),
        option(t("Borgeren er ikke ringet op; det var en fejl"), MISTAKE),
    ]
    return modal(
        ids.REOPEN_FORM,
        t("Genåbn nr. {number}", number=item.number),
        [
            section(t("Fristen flytter sig ikke: den er {when}.", when=t.moment(item.due_at))),
            field_of(ids.WHY, t("Hvorfor"), radio(ids.WHY, reasons)),
        ],
        submit=t("Genåbn"),
        close=t("Annuller"),
        private_metadata=str(item.number),
    )
