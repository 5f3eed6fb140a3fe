"""The modals that end a statutory deadline, or announce that it will be late."""

from datetime import date

from rules.statute import Ends, Kind
from storage.caselist import CaseItem
from storage.models import LateWhy
from views import case_words as words
from views import complaint_words, ids
from views.blocks import Block, checkboxes, date_picker, field_of, modal, option, radio, section
from views.case_state import announced_in_time, citizens
from views.complaint_form import reader_field
from views.texts import Texts


def end_form(t: Texts, item: CaseItem, *, today: date, ask_reader: bool = False) -> Block:
    """*Afgjort* with outcome and dates; *Besvaret*, *Sendt*, *Udført*, *Klage modtaget* with one date.

    A reassessment has an outcome too, and with `ask_reader` its second reader is asked for.
    """
    decided = item.statute.kind in words.DECIDED
    fields = _decision(t, item, today) if decided else [*_chosen(t, item), _one_date(t, item, today)]
    if ask_reader:
        fields.append(reader_field(t, optional=False))
    return _form(t, ids.CASE_END_FORM, item, words.end_button(t, item.statute), fields, today=today)


def drop_form(t: Texts, item: CaseItem, *, today: date) -> Block:
    """*Bortfaldet*: there is nothing left to decide."""
    picker = date_picker(ids.DECIDED_ON, chosen=today)
    fields = [field_of(ids.DECIDED_ON, t("Hvornår er den trukket tilbage"), picker)]
    return _form(t, ids.CASE_DROP_FORM, item, t("Bortfaldet"), fields, today=today)


def notice_form(t: Texts, item: CaseItem, *, today: date, longest: date | None) -> Block:
    """*Fristbrev sendt*: when, the new date and why. `longest` is the last date the law allows."""
    whys = [option(words.late_why(t, one), one.value) for one in LateWhy]
    fields = [
        *_known_letter(t, item, today),
        section(_what_a_letter_does(t, item, today, longest)),
        field_of(ids.SENT_ON, t("Brevet er sendt"), date_picker(ids.SENT_ON, chosen=today)),
        field_of(ids.NEW_DATE, t("Ny dato, som den står i brevet"), date_picker(ids.NEW_DATE)),
        field_of(ids.LATE_WHY, t("Begrundelse"), radio(ids.LATE_WHY, whys, first=False)),
    ]
    return _form(t, ids.CASE_NOTICE_FORM, item, t("fristbrev"), fields, today=today)


def _decision(t: Texts, item: CaseItem, today: date) -> list[Block]:
    outcomes = [option(label, result.value) for result, label in words.outcomes(t).items()]
    sent = item.statute.ends is Ends.SENT
    hint = (
        t("Fristen slutter, når afgørelsen er sendt.")
        if sent
        else t("Kan være tom, hvis den ikke er sendt endnu.")
    )
    return [
        field_of(ids.OUTCOME, t("Afgørelsen"), radio(ids.OUTCOME, outcomes, first=False)),
        field_of(ids.DECIDED_ON, t("Afgjort"), date_picker(ids.DECIDED_ON, chosen=today)),
        field_of(ids.SENT_ON, t("Sendt"), date_picker(ids.SENT_ON), hint=hint, optional=not sent),
        _relatives(t),
    ]


def _relatives(t: Texts) -> Block:
    box = option(t("Pårørende eller netværk er inddraget"), ids.RELATIVES)
    return field_of(ids.RELATIVES, t("Inddragelse"), checkboxes(ids.RELATIVES, [box]), optional=True)


def _chosen(t: Texts, item: CaseItem) -> list[Block]:
    """How a step of a complaint came out; nothing for what is only done or not."""
    match item.statute.kind:
        case Kind.REASSESSMENT:
            label, outcomes = t("Genvurderingen"), complaint_words.reassessed(t)
        case Kind.PARTIAL_ANSWER:
            label, outcomes = t("Borgerens svar"), complaint_words.answered(t)
        case _:
            return []
    options = [option(text, result.value) for result, text in outcomes.items()]
    return [field_of(ids.OUTCOME, label, radio(ids.OUTCOME, options, first=False))]


def _one_date(t: Texts, item: CaseItem, today: date) -> Block:
    if citizens(item):
        complaint = item.statute.kind is Kind.COMPLAINT_WINDOW
        label = t("Hvornår er klagen modtaget") if complaint else t("Hvornår er svaret modtaget")
    elif item.statute.ends is Ends.SENT:
        label = t("Hvornår er det sendt")
    else:
        label = t("Hvornår er det gjort")
    return field_of(ids.DECIDED_ON, label, date_picker(ids.DECIDED_ON, chosen=today))


def _form(
    t: Texts, callback_id: str, item: CaseItem, what: str, fields: list[Block], *, today: date
) -> Block:
    return modal(
        callback_id,
        t("Nr. {number}: {what}", number=item.number, what=what.lower()),
        [section(_known(t, item, today)), *fields],
        submit=t("Gem"),
        close=t("Annuller"),
        private_metadata=str(item.number),
    )


def _known(t: Texts, item: CaseItem, today: date) -> str:
    """The rule, and the dates that stand already."""
    facts = {"received": t.on(item.received_on, today), "legal": t.on(item.legal_on, today)}
    if citizens(item):
        return t(
            "*{rule}*\nBegyndt {received}. Borgerens frist til {legal}.",
            rule=words.title(item.statute),
            **facts,
        )
    return t("*{rule}*\nModtaget {received}. Frist {legal}.", rule=words.title(item.statute), **facts)


def _what_a_letter_does(t: Texts, item: CaseItem, today: date, longest: date | None) -> str:
    if longest is not None:
        return t(
            "Fristen kan forlænges til senest {longest}, og kun med et brev, der er sendt senest {legal}.",
            longest=t.on(longest, today),
            legal=t.on(item.legal_on, today),
        )
    if today > item.legal_on and not announced_in_time(item):
        return t(
            "Fristen er passeret og bliver ved med at tælle som overskredet. "
            "Brevet siger borgeren, hvornår der så kan ventes svar."
        )
    return t(
        "Fristen bliver stående som varslet. Brevet skal sige hvorfor, og hvornår der kan ventes svar "
        "(retssikkerhedslovens § 3, stk. 2, og tilsvarende regler)."
    )


def _known_letter(t: Texts, item: CaseItem, today: date) -> list[Block]:
    if item.announced_on is None or item.announced_to is None:
        return []
    text = t(
        "Borgeren har allerede fået et fristbrev {sent} med datoen {to}. "
        "Den nye dato kan ikke være tidligere.",
        sent=t.on(item.announced_on, today),
        to=t.on(item.announced_to, today),
    )
    return [section(text)]


def announced(t: Texts, item: CaseItem, *, today: date) -> str:
    """The answer to *Fristbrev sendt*: whether the letter came in time, and what is worked towards now."""
    facts = {
        "number": item.number,
        "legal": t.on(item.legal_on, today),
        "new": t.on(item.announced_to or item.legal_on, today),
    }
    if announced_in_time(item):
        return t(
            "Noteret på nr. {number}: fristbrevet er sendt i tide, senest {legal}. "
            "Der arbejdes nu hen mod {new}, og fristen {legal} står som varslet.",
            **facts,
        )
    return t(
        "Noteret på nr. {number}: fristbrevet er sendt efter fristen {legal}, som bliver stående som "
        "overskredet. Der arbejdes nu hen mod {new}.",
        **facts,
    )
