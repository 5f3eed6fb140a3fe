"""The closed lists of agendas, as people read them."""

from rules.meeting import ItemKind, ItemResult
from rules.reversal import BoardOutcome
from storage.agenda_models import MeetingState
from storage.complaint_models import Stage
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


def stage(t: Texts, where: Stage) -> str:
    """Where a complaint stands."""
    return {
        Stage.REASSESSMENT: t("genvurderes"),
        Stage.ANSWER: t("delvist medhold, venter på borgerens svar"),
        Stage.FORWARDING: t("skal sendes til Ankestyrelsen"),
        Stage.BOARD: t("hos Ankestyrelsen"),
        Stage.ENDED: t("afsluttet"),
    }[where]


def outcome(t: Texts, what: BoardOutcome) -> str:
    """What Ankestyrelsen decided."""
    return {
        BoardOutcome.REVOKED: t("ophævet"),
        BoardOutcome.CHANGED: t("ændret"),
        BoardOutcome.REMITTED: t("hjemvist"),
        BoardOutcome.UPHELD: t("stadfæstet"),
        BoardOutcome.DISMISSED: t("afvist"),
        BoardOutcome.REFERRED: t("henvist"),
    }[what]


def state(t: Texts, what: MeetingState) -> str:
    """Whether a meeting took place; empty while it is planned."""
    words = {MeetingState.HELD: t("holdt"), MeetingState.SKIPPED: t("aflyst")}
    return words.get(what, "")
