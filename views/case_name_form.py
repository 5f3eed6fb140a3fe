"""*Skriv sagsnummer*: the case behind a deadline that was registered without it, or with a wrong one."""

from rules.case_ref import MOST_CASE_REF
from storage.case_file import CaseFile
from views import ids
from views.blocks import Block, field_of, modal, text_input
from views.texts import Texts

# Spaces and the like are taken out before the length is judged.
MOST_TYPED = 2 * MOST_CASE_REF


def name_form(t: Texts, file: CaseFile) -> Block:
    """One field, with the number that stands already."""
    field = text_input(ids.CASE_REF, value=file.case_ref, most=MOST_TYPED, focus=True)
    return modal(
        ids.CASE_NAME_FORM,
        t("Nr. {number}: sagsnummer", number=file.item.number),
        [
            field_of(
                ids.CASE_REF,
                t("Sagsnummer"),
                field,
                hint=t("Nummeret i fagsystemet. Aldrig et CPR-nummer eller et navn."),
            )
        ],
        submit=t("Gem"),
        close=t("Annuller"),
        private_metadata=str(file.item.number),
    )
