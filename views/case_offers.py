"""What an ended deadline offers next. Nothing starts before somebody asks for it."""

from datetime import date

from storage.caselist import CaseItem
from storage.models import Result
from views import case_words as words
from views import ids
from views.blocks import Block, checkboxes, field_of, modal, option, section
from views.texts import Texts


def window_offer(t: Texts, item: CaseItem, *, until: date, today: date) -> Block:
    """After a refusal or a partial grant: follow the citizen's time to complain?"""
    what = t("Afslaget") if item.result is Result.REFUSED else t("Den delvise bevilling")
    text = t(
        "{what} er gemt på nr. {number}. Borgeren kan klage til og med {until}. Vil du følge klagefristen?",
        what=what,
        number=item.number,
        until=t.on(until, today),
    )
    return _offer(t, ids.CASE_WINDOW_FORM, item, [section(text)], submit=t("Følg klagefristen"))


def reassessment_offer(t: Texts, item: CaseItem, *, until: date, sooner: date | None, today: date) -> Block:
    """After a complaint: follow the reassessment? `sooner` is its end in a case of notice (varslingssag)."""
    text = t(
        "Klagen er gemt på nr. {number}. Den skal genvurderes senest {until}. Vil du følge genvurderingen?",
        number=item.number,
        until=t.on(until, today),
    )
    return _offer(
        t,
        ids.CASE_REASSESS_FORM,
        item,
        [section(text), *([_notified(t, sooner, today)] if sooner else [])],
        submit=t("Følg genvurderingen"),
    )


def _notified(t: Texts, sooner: date, today: date) -> Block:
    label = t("Varslingssag: to uger, senest {day}", day=t.on(sooner, today))
    return field_of(
        ids.NOTIFIED,
        t("Er hjælpen sat ned eller stoppet i bevillingsperioden?"),
        checkboxes(ids.NOTIFIED, [option(label, ids.NOTIFIED)]),
        optional=True,
    )


def _offer(t: Texts, callback_id: str, item: CaseItem, blocks: list[Block], *, submit: str) -> Block:
    return modal(
        callback_id,
        t("Nr. {number}: hvad så", number=item.number),
        blocks,
        submit=submit,
        close=t("Nej tak"),
        private_metadata=str(item.number),
    )


def started(t: Texts, item: CaseItem, *, today: date) -> str:
    """The answer to an offer that was taken: the new clock's number and date."""
    return t(
        "{rule} følges som nr. {number} til og med {until}. Den står på listen, når tiden nærmer sig.",
        rule=words.title(item.statute),
        number=item.number,
        until=t.on(item.legal_on, today),
    )


def follow_up_started(t: Texts, done: int, item: CaseItem, *, today: date) -> str:
    """The recurrence that was registered went on by itself."""
    how = words.turn(t, item.turn) if item.turn else ""
    return t(
        "Opfølgningen nr. {done} er udført. Den næste er startet som nr. {number}, {how}, senest {until}.",
        done=done,
        number=item.number,
        how=how,
        until=t.on(item.legal_on, today),
    )
