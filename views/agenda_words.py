"""The closed lists of agendas, as people read them."""

from rules.meeting import ItemKind, ItemResult
from storage.agenda_models import MeetingState
from views.texts import Texts


def register_name(t: Texts, kind: ItemKind) -> str:
    """What a part of the agenda is called."""
    return {
        ItemKind.BOARD_DECISION: t("Nyt fra Ankestyrelsen"),
        ItemKind.COMPLAINT: t("Klager, der løber"),
        ItemKind.PRECEDENT: t("Principafgørelser, ikke alle har læst"),
        ItemKind.INQUIRY: t("Henvendelser fra borgerrådgiveren"),
        ItemKind.ACTION: t("Handlinger, der ikke er udført"),
    }[kind]


def result(t: Texts, what: ItemResult) -> str:
    """What came of an item."""
    return {
        ItemResult.DECIDED: t("besluttet"),
        ItemResult.ACTION: t("handling"),
        ItemResult.AGAIN: t("igen næste gang"),
    }[what]


def state(t: Texts, what: MeetingState) -> str:
    """Whether a meeting took place; empty while it is planned."""
    words = {MeetingState.HELD: t("holdt"), MeetingState.SKIPPED: t("aflyst")}
    return words.get(what, "")
