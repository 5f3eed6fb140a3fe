"""The receipt: a sentence to read aloud while the citizen is still on the line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.phone import pretty_phone
from views import ids
from views.blocks import Block, actions, button, confirm, context, inert, modal, section
from views.texts import Texts


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was promised. `urgent_text` is said for acute calls that nobody would hear of now.

    `told_at`: when an urgent call's owner hears of it, None at once. `child_text`: what to do when an
    acute call concerns a child; empty when nobody has to be asked. `child`: what was answered.
    """

    number: int
    who: str  # the owner's or the team's name
    due_at: datetime
    line: str  # the team's own number, E.164
    withheld: bool
    working_days: bool
    corrected: bool = False
    urgent_text: str = ""
    urgent: bool = False
    told_at: datetime | None = None
    child_text: str = ""
    child: bool | None = None
    leave: str = ""  # the owner is away: until when, and who rings instead
    starts_clock: bool = False  # what the call is about may start a statutory deadline
    started: int | None = None  # the deadline the call has started
    nobody: str = ""  # the team's name, when nobody of it is at work


def sentence(t: Texts, receipt: Receipt) -> str:
    """What the message taker reads aloud."""
    saved = t("Rettet.") if receipt.corrected else t("Gemt som nr. {number}.", number=receipt.number)
    return f"{saved} {_promise(t, receipt)}"


def _promise(t: Texts, receipt: Receipt) -> str:
    facts = {"who": inert(receipt.who), "when": t.moment(receipt.due_at), "line": pretty_phone(receipt.line)}
    if receipt.withheld:
        return t("Ring selv igen på {line}. {who} får besked om, at du har ringet.", **facts)
    if receipt.urgent and receipt.told_at is not None and not receipt.nobody:
        return t(
            "{who} ringer senest {when} og får besked {told}, når der igen er nogen på arbejde. "
            "Hører du ikke fra os, så ring igen på {line}.",
            told=t.moment(receipt.told_at),
            **facts,
        )
    if receipt.urgent and not receipt.nobody:
        return t(
            "{who} ringer senest {when} og får besked med det samme, fordi det haster. "
            "Hører du ikke fra os, så ring igen på {line}.",
            **facts,
        )
    return t("{who} ringer senest {when}. Hører du ikke fra os, så ring igen på {line}.", **facts)


def blocks(t: Texts, receipt: Receipt) -> list[Block]:
    """The receipt as blocks, with Correct and Undo."""
    number = str(receipt.number)
    return [
        section(sentence(t, receipt)),
        *([section(receipt.leave)] if receipt.leave else []),
        *([section(_nobody(t, receipt))] if receipt.nobody else []),
        *([section(receipt.urgent_text)] if receipt.urgent_text else []),
        *_about_a_child(t, receipt, number),
        context(_basis(t, receipt)),
        actions(
            f"receipt:{number}",
            [
                button(ids.CORRECT, t("Ret"), number),
                button(ids.UNDO, t("Fortryd"), number, confirm=_sure(t, receipt)),
                *([button(ids.START_ON_RECEIPT, t("Start frist"), number)] if receipt.starts_clock else []),
            ],
        ),
    ]


def _nobody(t: Texts, receipt: Receipt) -> str:
    """For the message taker, who may know another way."""
    team = inert(receipt.nobody)
    if receipt.urgent:
        return t(
            "*Ingen i {team} er på arbejde.* Det haster: stil om til et andet team, eller ring til en leder.",
            team=team,
        )
    return t("Ingen i {team} er på arbejde. Teamets kanal får besked.", team=team)


def _about_a_child(t: Texts, receipt: Receipt, number: str) -> list[Block]:
    """An acute call may be about a child at risk, and then minutes count (domain.md §4)."""
    if not receipt.child_text or receipt.child is False:
        return []
    if receipt.child:
        return [section(t("*Det handler om et barn.* {text}", text=t.say(receipt.child_text)))]
    return [
        section(t("*Handler det om et barn?* {text}", text=t.say(receipt.child_text))),
        actions(
            f"child:{number}",
            [
                button(ids.CHILD, t("Ja, om et barn"), number, style="primary"),
                button(ids.NOT_CHILD, t("Nej"), number),
            ],
        ),
    ]


def _basis(t: Texts, receipt: Receipt) -> str:
    if receipt.working_days:
        return t("Fristen er regnet i arbejdsdage. Ret og Fortryd virker i 10 minutter.")
    return t("Fristen er regnet i kalenderdage. Ret og Fortryd virker i 10 minutter.")


def sure(t: Texts, started: int | None = None) -> Block:
    """Undo the call? A deadline it has `started` is on a case and goes on."""
    return _confirm(t, _goes_on(t, [started]) if started is not None else "")


def _sure(t: Texts, receipt: Receipt) -> Block:
    if not receipt.starts_clock:
        return sure(t, receipt.started)
    # The receipt stays as it was drawn when a deadline is started from it.
    return _confirm(t, t("En frist, som opkaldet har startet, løber stadig."))


def _confirm(t: Texts, what_stays: str) -> Block:
    goes = t("Opkaldet slettes, og ingen bliver mindet om at ringe.")
    text = f"{goes} {what_stays}".strip()
    return confirm(t("Fortryd opkaldet?"), text, t("Fortryd"), t("Behold"))


def _goes_on(t: Texts, started: Sequence[int]) -> str:
    return t.count(
        "Frist nr. {numbers}, som opkaldet startede, løber stadig.",
        "Fristerne nr. {numbers}, som opkaldet startede, løber stadig.",
        len(started),
        numbers=", ".join(map(str, started)),
    )


def view(t: Texts, receipt: Receipt) -> Block:
    """The receipt in place of the form."""
    return modal(ids.RECEIPT, t("Gemt"), blocks(t, receipt), close=t("Luk"))


def undone(t: Texts, number: int, started: Sequence[int] = ()) -> str:
    """The call is gone; the deadlines it had `started` are not."""
    if started:
        gone = t("Nr. {number} er fortrudt og slettet.", number=number)
        return f"{gone} {_goes_on(t, started)}"
    return t("Nr. {number} er fortrudt og slettet. Ingen bliver mindet om det.", number=number)


def undone_view(t: Texts, number: int, started: Sequence[int] = ()) -> Block:
    return modal(ids.RECEIPT, t("Fortrudt"), [section(undone(t, number, started))], close=t("Luk"))
