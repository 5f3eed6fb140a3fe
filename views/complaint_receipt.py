"""What was registered of a complaint: its number and when it is to be reassessed. No case (trust.md P5)."""

from dataclasses import dataclass
from datetime import date, datetime

from views import complaint_words as words
from views import ids
from views.blocks import Block, actions, button, confirm, context, inert, modal, section
from views.texts import Texts


@dataclass(frozen=True, slots=True)
class ComplaintReceipt:
    """One registered complaint. `who` has it, "" when the reader does; `reader` is the second one's name.

    `jurist_told_at`: when a jurist hears of it (aware); None when there is none but who reads this.
    """

    number: int
    law: str
    paragraph: str
    legal_on: date
    now: datetime
    jurist_told_at: datetime | None = None
    notified: bool = False
    late: bool = False
    who: str = ""
    reader: str = ""


def sentence(t: Texts, receipt: ComplaintReceipt) -> str:
    """What was saved, until when, and what is missing."""
    said = [_saved(t, receipt)]
    if receipt.who:
        said.append(t("{who} har den.", who=inert(receipt.who)))
    said.append(
        t("Anden læser er {name}.", name=inert(receipt.reader))
        if receipt.reader
        else t("Anden læser mangler: vælg en, før genvurderingen slutter.")
    )
    if receipt.jurist_told_at is not None:
        said.append(_jurist_told(t, receipt.jurist_told_at, receipt.now))
    if receipt.late:
        said.append(t("Klagen er kommet for sent; afvis den ikke selv."))
    return " ".join(said)


def _saved(t: Texts, receipt: ComplaintReceipt) -> str:
    today = receipt.now.astimezone(t.zone).date()
    facts = {
        "number": receipt.number,
        "what": words.of_what(t, receipt.law, receipt.paragraph),
        "until": t.on(receipt.legal_on, today),
    }
    if receipt.legal_on < today:
        return t(
            "Klage gemt som nr. {number}: {what}. Fristen for at genvurdere var {until}: "
            "send et fristbrev i dag, hvis der ikke er genvurderet.",
            **facts,
        )
    if receipt.notified:
        return t("Klage gemt som nr. {number}: {what}. Varslingssag: genvurderes senest {until}.", **facts)
    return t("Klage gemt som nr. {number}: {what}. Genvurderes senest {until}.", **facts)


def _jurist_told(t: Texts, at: datetime, now: datetime) -> str:
    return t("Juristen får besked nu.") if at <= now else t("Juristen får besked {when}.", when=t.moment(at))


def blocks(t: Texts, receipt: ComplaintReceipt) -> list[Block]:
    """The receipt, with what can be done from it."""
    number = str(receipt.number)
    sure = confirm(t("Fortryd klagen?"), t("Ingen bliver mindet om den."), t("Fortryd"), t("Behold"))
    return [
        section(sentence(t, receipt)),
        context(t("Fortryd virker i 10 minutter.")),
        actions(
            f"complaint:{number}",
            [
                button(ids.COMPLAINT_OPEN, t("Åbn klagen"), number),
                button(ids.DEADLINE_COUNTED, t("Sådan er der talt"), number),
                button(ids.DEADLINE_UNDO, t("Fortryd"), number, confirm=sure),
            ],
        ),
    ]


def view(t: Texts, receipt: ComplaintReceipt) -> Block:
    """The receipt in place of the form."""
    return modal(ids.APPEAL_RECEIPT, t("Gemt"), blocks(t, receipt), close=t("Luk"))


def help_text(t: Texts, command: str, status: str) -> str:
    """/appeal help."""
    return t(
        "*{command}* åbner et skema, så du kan registrere en klage.\n"
        "*{command} sag 23-1234 §85 modtaget 20/11 @karim* gør det på én linje; rækkefølgen er fri.\n"
        "*… læser @maja* er anden læser, *varslingssag* giver to uger, *for sent* er efter klagefristen.\n"
        "*{command} list* viser de åbne klager, du har med at gøre.\n"
        "*{command} 143* åbner klage nr. 143.\n"
        "*{status} klager* viser omgørelsesprocenten.\n"
        "Skriv aldrig CPR-numre.",
        command=command,
        status=status,
    )
