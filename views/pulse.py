"""The pulse in Slack: the month's question, its form, and what was answered when enough have."""

from collections.abc import Sequence
from datetime import date, datetime

from babel.numbers import format_decimal

from rules.pulse import HIGHEST, LOWEST, SCORES, Answered
from rules.small_numbers import SMALLEST
from views import ids
from views.blocks import (
    Block,
    Message,
    actions,
    button,
    context,
    field_of,
    inert,
    modal,
    option,
    radio,
    section,
)
from views.texts import Texts

FIELDS = (ids.PULSE_FIRST, ids.PULSE_SECOND)


def asked(t: Texts, month: date) -> Message:
    """To everybody who answers; looks the same before and after."""
    text = t(
        "To spørgsmål om arbejdet i {month}. Du svarer uden navn, og det tager et halvt minut.",
        month=t.month(month),
    )
    opening = button(ids.PULSE_OPEN, t("Svar"), f"{month:%Y-%m}")
    return Message(text, [section(text), actions("pulse", [opening]), context(_promise(t))])


def _promise(t: Texts) -> str:
    return t(
        "Kun antal bliver gemt. Svarene vises, når måneden er slut og mindst {n} har svaret. "
        "Det er frivilligt.",
        n=SMALLEST,
    )


def form(t: Texts, questions: Sequence[str], month: date) -> Block:
    """The two questions; nothing is chosen beforehand."""
    options = [option(_score(t, score), str(score)) for score in SCORES]
    fields = [
        field_of(block, t.shipped(question)[:150], radio(block, options, first=False))
        for block, question in zip(FIELDS, questions, strict=True)
    ]
    return modal(
        ids.PULSE_FORM,
        t("Månedens to spørgsmål"),
        [*fields, context(_promise(t))],
        submit=t("Send"),
        close=t("Annuller"),
        private_metadata=f"{month:%Y-%m}",
    )


def _score(t: Texts, score: int) -> str:
    if score == LOWEST:
        return t("1: slet ikke enig")
    if score == HIGHEST:
        return t("5: helt enig")
    return str(score)


def told(t: Texts, found: Sequence[Answered], now: datetime, *, on: bool) -> Message:
    """What the counts' word answers."""
    if not on:
        text = t("De to månedlige spørgsmål er slået fra. Kontorfilen slår dem til under [pulse].")
        return Message(text, [section(text)])
    if not found:
        text = t("Der er ingen svar endnu. De vises, når en måned er slut.")
        return Message(text, [section(text)])
    title = t("Månedens to spørgsmål, svar fra {lowest} til {highest}", lowest=LOWEST, highest=HIGHEST)
    lines = [section(_line(t, one)) for one in found]
    return Message(title, [section(f"*{title}*"), *lines, context(t("Opgjort {when}.", when=t.moment(now)))])


def _line(t: Texts, one: Answered) -> str:
    question, month = inert(t.shipped(one.question)), t.month(one.month)
    if one.n is None or one.mean is None:
        return t(
            "{question}\n{month}: færre end {few} svar, så de vises ikke",
            question=question,
            month=month,
            few=SMALLEST,
        )
    return t(
        "{question}\n{month}: {mean} i gennemsnit af {n} svar",
        question=question,
        month=month,
        mean=format_decimal(one.mean, format="0.0", locale=t.language),
        n=one.n,
    )
