"""*Vis* and *Sådan er der talt*: the case behind a deadline, its dates, and where they come from."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from rules.period import Counted
from rules.statute import Mark
from storage.case_file import CaseFile
from storage.case_trail import SentLetter
from storage.caselist import CaseItem
from storage.models import State
from views import case_words as words
from views import ids
from views.blocks import Block, actions, button, context, header, inert, modal, section
from views.case_lines import outcome, reopen
from views.lines import Reader
from views.questions import ask_jurist
from views.texts import Texts

# Long counts name their first and last days; the middle is of no use to anybody.
MOST_STEPS, LAST_STEPS = 40, 4
STEPS_IN_A_PART = 20  # so that no part outgrows a section


@dataclass(frozen=True, slots=True)
class Shown:
    """A deadline opened for one reader. `counted` is None when its rule can no longer be counted."""

    item: CaseItem
    counted: Counted | None
    reader: Reader
    may_reopen: bool = False
    started: int | None = field(default=None)  # the newest clock this one has started
    letters: Sequence[SentLetter] = ()
    complaint: int | None = None  # the complaint it belongs to, when the reader may open that
    may_complain: bool = False  # a decision one can complain of, and nobody has
    may_work: bool = True
    asked: bool = False  # the jurist is asked about it, and has not answered
    origin: str = ""  # the button that opens what started it; empty when the reader may not

    def today(self, t: Texts) -> date:
        return self.reader.now.astimezone(t.zone).date()


def details(t: Texts, file: CaseFile, shown: Shown) -> Block:
    """*Vis*: whose case, every date, how it was counted, and the rule's source."""
    presses = _presses(t, file, shown)
    return modal(
        ids.CASE,
        t("Nr. {number}", number=shown.item.number),
        [
            # A header shows what was typed as it was typed.
            header(t("Sag {reference}", reference=file.case_ref) if file.case_ref else t("Uden sagsnummer")),
            section("\n".join(_dates(t, shown))),
            *_counting(t, shown),
            section("\n".join(_source(t, shown))),
            *([actions(f"opened:{shown.item.number}", presses)] if presses else []),
            *([context(t("Juristen er spurgt og har ikke svaret endnu."))] if shown.asked else []),
            context(t("Det er skrevet i loggen, at du har åbnet sagen.")),
        ],
        close=t("Luk"),
    )


def _presses(t: Texts, file: CaseFile, shown: Shown) -> list[Block]:
    """What can be done from here and has no room on the line."""
    item, number = shown.item, str(shown.item.number)
    label = t("Ret sagsnummer") if file.case_ref else t("Skriv sagsnummer")
    presses = []
    if item.state is State.OPEN and shown.may_work:
        presses.append(button(ids.CASE_NAME, label, number))
        presses += [] if shown.asked else [ask_jurist(t, number)]
    if shown.origin and item.started_by is not None:
        opens = t("Åbn nr. {number}", number=item.started_by)
        presses.append(button(shown.origin, opens, str(item.started_by)))
    if shown.complaint is not None:
        presses.append(button(ids.COMPLAINT_OPEN, t("Åbn klagen"), str(shown.complaint)))
    if shown.may_complain:
        presses.append(button(ids.APPEAL_FROM, t("Klage modtaget"), number))
    return [*presses, *([reopen(t, item)] if shown.may_reopen else [])]


def counting(t: Texts, shown: Shown) -> Block:
    """*Sådan er der talt*: step by step, without the case."""
    return modal(
        ids.CASE,
        t("Nr. {number}", number=shown.item.number),
        [*_counting(t, shown), section("\n".join(_source(t, shown)))],
        close=t("Luk"),
    )


def _dates(t: Texts, shown: Shown) -> list[str]:
    item, today = shown.item, shown.today(t)
    facts = [
        f"*{words.title(item.statute)}*",
        t("Modtaget {day}", day=_received(t, item, today)),
        t("Frist {day}", day=t.on(item.legal_on, today)),
    ]
    if item.remitted:
        facts.append(t("Hjemvist: samme frist igen, fra den dag Ankestyrelsens afgørelse kom"))
    if item.first_announced_on is not None and item.announced_to is not None:
        facts += _announced(t, shown, today)
    if item.live:
        facts.append(t("Arbejd hen mod {day}", day=t.moment(item.goal_at, today)))
        facts += _going_on(t, item, today)
    else:
        facts.append(_capital(outcome(t, item, shown.reader)))
    return [*facts, *_who(t, shown)]


def _received(t: Texts, item: CaseItem, today: date) -> str:
    return t.on(item.received_on, today)


def _announced(t: Texts, shown: Shown, today: date) -> list[str]:
    item = shown.item
    facts = [_earlier(t, letter, today) for letter in shown.letters[:-1]]
    if not facts and item.first_announced_on not in (None, item.announced_on):
        # The log was cleared since; the first letter's day stands on the deadline.
        first = t.on(item.first_announced_on or today, today)
        facts.append(t("Det første fristbrev blev sendt {day}", day=first))
    facts.append(t("Fristbrev sendt {day}", day=t.on(item.announced_on or today, today)))
    if item.announced_to is not None:
        facts.append(t("Varslet til {day}", day=t.on(item.announced_to, today)))
    if item.announced_why is not None:
        facts.append(t("Begrundelse: {why}", why=words.late_why(t, item.announced_why)))
    return facts


def _earlier(t: Texts, letter: SentLetter, today: date) -> str:
    return t(
        "Tidligere fristbrev sendt {day}, med datoen {to}",
        day=t.on(letter.sent_on, today),
        to=t.on(letter.to, today),
    )


def _going_on(t: Texts, item: CaseItem, today: date) -> list[str]:
    facts = []
    if item.waiting_on is not None and item.waiting_until is not None:
        until = t.on(item.waiting_until, today)
        facts.append(t("Venter på {whom} til {day}", whom=words.waiting(t, item.waiting_on), day=until))
    if item.postponed_to is not None:
        facts.append(t("Udskudt til {day}", day=t.on(item.postponed_to, today)))
    if item.turn is not None:
        facts.append(_capital(words.turn(t, item.turn)))
    return facts


def _who(t: Texts, shown: Shown) -> list[str]:
    item = shown.item
    facts = [t("Ejer: {name}", name=inert(item.owner_name))] if item.owner_name else [t("Uden ejer")]
    if item.started_by is not None:
        facts.append(t("Startet af nr. {number}", number=item.started_by))
    if shown.started is not None:
        facts.append(t("Har startet nr. {number}", number=shown.started))
    return facts


def _counting(t: Texts, shown: Shown) -> list[Block]:
    if shown.counted is None:
        return []
    today = shown.today(t)
    steps = [
        t("{day}: {what}", day=t.on(step.day, today), what=inert(t.say(step.text)))
        for step in shown.counted.steps
    ]
    listed = [f"• {one}" for one in _shortened(t, steps)]
    parts = [listed[at : at + STEPS_IN_A_PART] for at in range(0, len(listed), STEPS_IN_A_PART)]
    return [section(f"*{t('Sådan er der talt')}*"), *(section("\n".join(part)) for part in parts)]


def _shortened(t: Texts, steps: list[str]) -> list[str]:
    left_out = len(steps) - MOST_STEPS
    if left_out <= 0:
        return steps
    gap = t.count("… og 1 dag mere, talt på samme måde", "… og {n} dage mere, talt på samme måde", left_out)
    return [*steps[: MOST_STEPS - LAST_STEPS], gap, *steps[-LAST_STEPS:]]


def _source(t: Texts, shown: Shown) -> list[str]:
    rule = shown.item.statute
    facts = [t("Hjemmel: {law}", law=words.law(t, rule))]
    if rule.raw:
        facts.append(t("I tabellen står der: {raw}", raw=inert(rule.raw)))
    if rule.late:
        facts.append(t("Kan den ikke nås: {late}", late=inert(t.shipped(rule.late))))
    if rule.mark is Mark.RECALLED:
        facts.append(t("Kontoret har selv slået denne frist til; den er ikke efterprøvet i en kilde."))
    if rule.source:
        facts.append(t("Kilde: {source}", source=inert(rule.source)))
    return facts


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
