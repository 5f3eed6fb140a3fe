"""The closed lists a complaint is described with, as people read them."""

from rules.reversal import BoardOutcome
from storage.complaint_models import CorrectWhy, Stage
from storage.models import Result
from views.blocks import inert
from views.texts import Texts


def stage(t: Texts, where: Stage) -> str:
    """Where a complaint stands."""
    return {
        Stage.REASSESSMENT: t("genvurderes"),
        Stage.ANSWER: t("delvist medhold: borgeren svarer"),
        Stage.FORWARDING: t("skal sendes til Ankestyrelsen"),
        Stage.BOARD: t("hos Ankestyrelsen"),
        Stage.ENDED: t("afsluttet"),
    }[where]


def reassessed(t: Texts) -> dict[Result, str]:
    """How a reassessment can come out."""
    return {
        Result.MEDHOLD: t("Fuldt medhold: ny afgørelse, og klagen slutter"),
        Result.PARTLY: t("Delvist medhold: borgeren siger, om klagen står ved magt"),
        Result.UPHELD: t("Fastholdt: klage og sag er sendt til Ankestyrelsen"),
    }


def answered(t: Texts) -> dict[Result, str]:
    """What the citizen says to a partial medhold."""
    return {
        Result.COMPLAINED: t("Klagen står ved magt"),
        Result.LAPSED: t("Klagen står ikke ved magt"),
    }


def outcome(t: Texts, what: BoardOutcome) -> str:
    """How Ankestyrelsen decided."""
    return {
        BoardOutcome.REVOKED: t("ophævet"),
        BoardOutcome.CHANGED: t("ændret"),
        BoardOutcome.REMITTED: t("hjemvist"),
        BoardOutcome.UPHELD: t("stadfæstet"),
        BoardOutcome.DISMISSED: t("afvist"),
        BoardOutcome.REFERRED: t("henvist"),
    }[what]


def why(t: Texts, reason: CorrectWhy) -> str:
    """Why a closed chain is corrected."""
    return {
        CorrectWhy.OUTCOME: t("Udfaldet var forkert"),
        CorrectWhy.DATE: t("En dato var forkert"),
        CorrectWhy.PARAGRAPH: t("Paragraffen var forkert"),
        CorrectWhy.OTHER_CASE: t("Det hørte til en anden sag"),
        CorrectWhy.AGAIN: t("Sagen er taget op igen"),
    }[reason]


def plain_of_what(t: Texts, law: str, paragraph: str) -> str:
    """ "§ 85, serviceloven"; nobody has said of what when both are empty."""
    if not law and not paragraph:
        return t("paragraf ikke oplyst")
    sign = f"§ {paragraph}" if paragraph[:1].isdigit() else paragraph
    return ", ".join(part for part in (sign, law) if part)


def of_what(t: Texts, law: str, paragraph: str) -> str:
    """The same, as it may stand in a message."""
    return inert(plain_of_what(t, law, paragraph))
