"""What an ended deadline offers next. Nothing starts before somebody asks for it."""

from datetime import date

from rules.statute import Kind
from storage.caselist import CaseItem
from storage.models import Result
from views import case_words as words
from views import ids
from views.blocks import Block, checkboxes, field_of, modal, option, section
from views.complaint_form import reader_field
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
    unsent = [] if item.sent_on else [section(_unsent(t))]
    return _offer(t, ids.CASE_WINDOW_FORM, item, [section(text), *unsent], submit=t("Følg klagefristen"))


def _unsent(t: Texts) -> str:
    return t("Klagefristen er regnet fra afgørelsen; er den ikke sendt endnu, så ret, når den er.")


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
        [
            section(text),
            *([_notified(t, sooner, today)] if sooner else []),
            reader_field(t, optional=True),
        ],
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


def complaint_goes_on(t: Texts, item: CaseItem, *, today: date) -> str:
    """The next step of a complaint, which the law gives: its clock has begun."""
    facts = {"number": item.number, "until": t.on(item.legal_on, today)}
    if item.statute.kind is Kind.PARTIAL_ANSWER:
        return t(
            "Delvist medhold er gemt. Borgeren har til og med {until} til at sige, om klagen står ved magt; "
            "det følges som nr. {number}.",
            **facts,
        )
    return t(
        "Klagen står ved magt. Den skal sendes til Ankestyrelsen senest {until}; "
        "det følges som nr. {number}.",
        **facts,
    )


def at_the_board(t: Texts, number: int, command: str) -> str:
    """It is with Ankestyrelsen now, and no clock of ours runs."""
    return t(
        "Nr. {number} er gemt, og klagen er nu hos Ankestyrelsen. Når afgørelsen kommer, så skriv den: "
        "*{command} list*.",
        number=number,
        command=command,
    )


def complaint_known(t: Texts, number: int, known: int) -> str:
    """The complaint stands on the decision already: the letter is not written down twice."""
    return t(
        "Klagefristen nr. {number} er afsluttet. Klagen er allerede registreret som nr. {known}.",
        number=number,
        known=known,
    )


def complaint_alike(t: Texts, number: int, known: int, decision: int) -> str:
    """The case has a complaint that may be this one: whoever knows says so on the decision."""
    return t(
        "Klagefristen nr. {number} er afsluttet. Sagen har allerede klagen nr. {known}. "
        "Er det en anden klage, så vælg *Klage modtaget* på nr. {decision}.",
        number=number,
        known=known,
        decision=decision,
    )


def what_follows(t: Texts, item: CaseItem) -> str:
    """What it followed from was taken up again: what became of that clock."""
    match item.statute.kind:
        case Kind.COMPLAINT_WINDOW if not item.live:
            return t("Klagefristen nr. {number} er taget tilbage.", number=item.number)
        case _ if not item.live:
            return t("Fristen nr. {number} er taget tilbage.", number=item.number)
        case Kind.COMPLAINT_WINDOW:
            return t("Klagefristen nr. {number} løber stadig.", number=item.number)
        case Kind.REASSESSMENT:
            return t("Genvurderingen nr. {number} løber stadig.", number=item.number)
        case _:
            return t("Fristen nr. {number} løber stadig.", number=item.number)


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
