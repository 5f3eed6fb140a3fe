"""What was registered: the number, the legal date, and the day to work towards. No case (trust.md P5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rules.length_words import in_words
from rules.statute import ANNOUNCED, Kind, Rule, Unit, Whose
from storage.caselist import CaseItem
from views import case_words, ids
from views.blocks import Block, actions, button, confirm, context, inert, modal, section
from views.case_lines import case_line
from views.lines import Reader
from views.texts import Texts

# Each deadline takes two blocks of the hundred a modal holds.
MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Receipt:
    """One registered deadline. `who` has it, "" when the reader does; `instead_of` is what it replaces."""

    number: int
    rule: Rule
    legal_on: date
    legal_at: datetime
    aim_on: date
    now: datetime
    who: str = ""
    remitted: bool = False
    instead_of: int | None = None


def sentence(t: Texts, receipt: Receipt) -> str:
    """What was saved, and until when."""
    said = [_saved(t, receipt), _date(t, receipt), *_aim(t, receipt)]
    if receipt.who:
        said.append(t("{who} har den.", who=inert(receipt.who)))
    return " ".join(said)


def _saved(t: Texts, receipt: Receipt) -> str:
    rule = case_words.title(receipt.rule)
    if receipt.instead_of is not None:
        return t(
            "Rettet: nr. {number} i stedet for nr. {before}: {rule}.",
            number=receipt.number,
            before=receipt.instead_of,
            rule=rule,
        )
    if receipt.rule.length.unit is Unit.CHOSEN:
        return t("Gemt som nr. {number}: {rule}.", number=receipt.number, rule=rule)
    length = t.say(in_words(receipt.rule.length))
    return t("Gemt som nr. {number}: {rule}, {length}.", number=receipt.number, rule=rule, length=length)


def _date(t: Texts, receipt: Receipt) -> str:
    if receipt.rule.length.unit is Unit.HOURS:
        return t("Fristen er {when}.", when=t.moment(receipt.legal_at))
    day = _day(t, receipt, receipt.legal_on)
    if receipt.rule.whose is Whose.CITIZEN:
        return t("Borgerens frist er {day}.", day=day)
    if receipt.legal_at <= receipt.now:
        return _passed(t, receipt.rule, day)
    return t("Fristen er {day}.", day=day)


def _passed(t: Texts, rule: Rule, day: str) -> str:
    """What is left to do after the date; a letter only where there is one, and the law lets it come late."""
    if rule.kind is Kind.INQUIRY:
        return t("Fristen var {day}: svar i dag, eller giv borgerrådgiveren besked.", day=day)
    if rule.kind not in ANNOUNCED:
        return t("Fristen var {day}: gør det i dag, hvis det ikke er gjort.", day=day)
    if rule.extension is not None:
        return t("Fristen var {day}: svar i dag, hvis der ikke er besvaret.", day=day)
    if rule.kind in case_words.DECIDED:
        return t("Fristen var {day}: send et fristbrev i dag, hvis der ikke er afgjort.", day=day)
    if rule.kind is Kind.ACCESS:
        return t("Fristen var {day}: send et fristbrev i dag, hvis der ikke er besvaret.", day=day)
    return t("Fristen var {day}: send et fristbrev i dag, hvis det ikke er gjort.", day=day)


def _aim(t: Texts, receipt: Receipt) -> list[str]:
    passed, hours = receipt.legal_at <= receipt.now, receipt.rule.length.unit is Unit.HOURS
    if receipt.aim_on == receipt.legal_on or receipt.rule.whose is Whose.CITIZEN or passed or hours:
        return []
    return [t("Arbejd hen mod {day}.", day=_day(t, receipt, receipt.aim_on))]


def _day(t: Texts, receipt: Receipt, day: date) -> str:
    return t.on(day, receipt.now.astimezone(t.zone).date())


def blocks(t: Texts, receipt: Receipt) -> list[Block]:
    """The receipt, with how it was counted, Correct and Undo."""
    number = str(receipt.number)
    remitted = [section(t("Sagen er hjemvist: samme frist igen (RSL § 3 a)."))] if receipt.remitted else []
    return [
        section(sentence(t, receipt)),
        *remitted,
        context(t("Ret og Fortryd virker i 10 minutter.")),
        actions(
            f"deadline:{number}",
            [
                button(ids.DEADLINE_COUNTED, t("Sådan er der talt"), number),
                button(ids.DEADLINE_CORRECT, t("Ret"), number),
                button(ids.DEADLINE_UNDO, t("Fortryd"), number, confirm=_sure(t)),
            ],
        ),
    ]


def _sure(t: Texts) -> Block:
    return confirm(
        t("Fortryd fristen?"),
        t("Fristen slettes, og ingen bliver mindet om den."),
        t("Fortryd"),
        t("Behold"),
    )


def view(t: Texts, receipt: Receipt) -> Block:
    """The receipt in place of the form."""
    return modal(ids.DEADLINE_RECEIPT, t("Gemt"), blocks(t, receipt), close=t("Luk"))


def no_such(t: Texts, number: int) -> str:
    """Nothing to open: it is not there, or it is not for the reader."""
    return t("Der er ingen frist nr. {number}, du kan se.", number=number)


def undone(t: Texts, number: int) -> str:
    return t("Nr. {number} er fortrudt. Ingen bliver mindet om fristen.", number=number)


def undone_view(t: Texts, number: int) -> Block:
    """The same in place of the receipt."""
    return modal(ids.DEADLINE_RECEIPT, t("Fortrudt"), [section(undone(t, number))], close=t("Luk"))


def already(t: Texts, said: str, number: int) -> list[Block]:
    """The deadline is there already; whoever may can look at it."""
    return [
        section(said),
        actions(f"already:{number}", [button(ids.CASE_VIEW, t("Vis"), str(number))]),
    ]


def list_view(t: Texts, items: Sequence[CaseItem], more: int, reader: Reader, command: str) -> Block:
    """One's own running deadlines, in the order to work; there are `more`, later than these."""
    lines = [block for item in items[:MOST_LINES] for block in case_line(t, item, reader)]
    left_out = len(items[MOST_LINES:]) + more
    if left_out:
        rest = t.count("Der er 1 frist mere, længere ude.", "Der er {n} frister mere, længere ude.", left_out)
        lines.append(context(rest))
    if not lines:
        lines = [section(t("Du har ingen frister, der løber. *{command}* starter en.", command=command))]
    return modal(ids.DEADLINE_LIST, t("Dine frister"), lines, close=t("Luk"))


def help_text(t: Texts, command: str, callback: str) -> str:
    """/deadline help."""
    return t(
        "*{command}* åbner et skema, så du kan starte en frist på en sag.\n"
        "*{command} §85 sag 23-1234 @karim modtaget 20/11* gør det på én linje; rækkefølgen er fri.\n"
        "*{command} partsaktindsigt sag 23-1234 modtaget i går* går også: uden navn er fristen din.\n"
        "*{command} tidsbegrænset indsats 1/3 sag 23-1234* er en frist uden fast længde: datoen er fristen.\n"
        "*{command} list* viser dine frister.\n"
        "*{command} 143* åbner frist nr. 143.\n"
        "Skriv aldrig CPR-numre. Opkald logger du med *{callback}*.",
        command=command,
        callback=callback,
    )
