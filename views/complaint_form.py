"""The modals of a complaint: registered, given a second reader, decided by Ankestyrelsen, corrected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rules.reversal import BoardOutcome
from storage.complaint_models import MOST_LEARNING, CorrectWhy
from views import complaint_words as words
from views import ids
from views.blocks import (
    Block,
    checkboxes,
    date_picker,
    field_of,
    inert,
    modal,
    option,
    radio,
    search,
    section,
    text_input,
    unformatted,
)
from views.texts import Texts

MOST_CASE = 3_000


@dataclass(frozen=True, slots=True)
class AppealDraft:
    """What stands in the form when it opens. `rule`, `whom` and `reader` are options of the searches.

    `known_case`: the case is that of what the complaint came of, and is not asked for.
    """

    received: date | None
    rule: Block | None = None
    case_ref: str = ""
    whom: Block | None = None
    reader: Block | None = None
    notified: bool = False
    late: bool = False
    known_case: bool = False
    case_optional: bool = False


def appeal_form(
    t: Texts, draft: AppealDraft, *, private_metadata: str = "", say: Sequence[str] = (), rest: str = ""
) -> Block:
    """A complaint to register; `say` stands above, `rest` is what found no field."""
    return modal(
        ids.APPEAL_FORM,
        t("Ny klage"),
        [
            *([section("\n".join(inert(one) for one in say))] if say else []),
            *([section(t("*Det skrev du også:*")), unformatted(rest)] if rest else []),
            *_what(t, draft),
            *_who(t, draft),
            field_of(
                ids.APPEAL_EXTRAS,
                t("Gælder noget af dette?"),
                _extras(t, draft),
                optional=True,
            ),
        ],
        submit=t("Gem"),
        close=t("Annuller"),
        private_metadata=private_metadata,
    )


def _what(t: Texts, draft: AppealDraft) -> list[Block]:
    fields = [
        field_of(
            ids.APPEAL_RULE,
            t("Afgørelsen, der klages over"),
            search(ids.APPEAL_RULE, chosen=draft.rule, placeholder=t("Skriv 85, merudgifter …"))
            | {"focus_on_load": True},
        )
    ]
    if not draft.known_case:
        fields.append(
            field_of(
                ids.CASE_REF,
                t("Sagsnummer"),
                text_input(ids.CASE_REF, value=draft.case_ref[:MOST_CASE], most=MOST_CASE),
                hint=t("Nummeret i fagsystemet. Aldrig et CPR-nummer eller et navn."),
                optional=draft.case_optional,
            )
        )
    picker = date_picker(ids.RECEIVED_ON, chosen=draft.received)
    return [*fields, field_of(ids.RECEIVED_ON, t("Klagen modtaget i kommunen"), picker)]


def _who(t: Texts, draft: AppealDraft) -> list[Block]:
    return [
        field_of(
            ids.CASE_WHOM,
            t("Hvem genvurderer"),
            search(ids.CASE_WHOM, chosen=draft.whom, placeholder=t("Skriv et navn, eller vælg teamet")),
        ),
        reader_field(t, draft.reader, optional=True),
    ]


def reader_field(t: Texts, chosen: Block | None = None, *, optional: bool) -> Block:
    """Who else reads it."""
    return field_of(
        ids.SECOND_READER,
        t("Anden læser"),
        search(ids.SECOND_READER, chosen=chosen, placeholder=t("Skriv et navn")),
        hint=t(
            "En, der ikke har sagen og ikke traf afgørelsen. Skal være valgt, før genvurderingen slutter."
        ),
        optional=optional,
    )


def _extras(t: Texts, draft: AppealDraft) -> Block:
    options = [
        option(t("Varslingssag (§§ 95, 96, 98, 114): to uger"), ids.NOTIFIED),
        option(t("Klagen kom efter klagefristen"), ids.LATE),
        option(t("Endnu en klage i sagen, over en anden afgørelse"), ids.ANOTHER),
    ]
    chosen = [name for name, on in ((ids.NOTIFIED, draft.notified), (ids.LATE, draft.late)) if on]
    return checkboxes(ids.APPEAL_EXTRAS, options, chosen=chosen)


def reader_form(t: Texts, number: int, chosen: Block | None) -> Block:
    """*Vælg anden læser*."""
    return modal(
        ids.COMPLAINT_READER_FORM,
        t("Klage nr. {number}", number=number),
        [reader_field(t, chosen, optional=False)],
        submit=t("Gem"),
        close=t("Annuller"),
        private_metadata=str(number),
    )


@dataclass(frozen=True, slots=True)
class BoardDraft:
    """What stands in the form of Ankestyrelsen's decision when it opens; `rule` is an option."""

    number: int
    today: date
    rule: Block | None
    parts: Sequence[BoardOutcome] = ()
    decided_on: date | None = None
    received_on: date | None = None
    learning: str = ""


def board_form(t: Texts, draft: BoardDraft) -> Block:
    """*Ankestyrelsens afgørelse*: outcome, dates, paragraph and what is to be learned."""
    return modal(
        ids.COMPLAINT_BOARD_FORM,
        t("Klage nr. {number}", number=draft.number),
        _board(t, draft, optional=False),
        submit=t("Gem"),
        close=t("Annuller"),
        private_metadata=str(draft.number),
    )


def correct_form(t: Texts, draft: BoardDraft, *, decided: bool) -> Block:
    """*Ret*: what is true now, and why; what was written before stays in the log."""
    whys = [option(words.why(t, one), one.value) for one in CorrectWhy]
    text = (
        t("Det, der står nu, bliver i loggen. Uden udfald tages afgørelsen tilbage, og klagen er åben igen.")
        if decided
        else t("Klagen sluttede uden Ankestyrelsen. Når du retter, åbnes det sidste trin igen.")
    )
    return modal(
        ids.COMPLAINT_CORRECT_FORM,
        t("Ret klage nr. {number}", number=draft.number),
        [
            section(text),
            field_of(ids.CORRECT_WHY, t("Hvorfor"), radio(ids.CORRECT_WHY, whys, first=False)),
            *(_board(t, draft, optional=True) if decided else []),
        ],
        submit=t("Ret"),
        close=t("Annuller"),
        private_metadata=str(draft.number),
    )


def _board(t: Texts, draft: BoardDraft, *, optional: bool) -> list[Block]:
    outcomes = [option(words.outcome(t, one).capitalize(), one.value) for one in BoardOutcome]
    parts = [one.value for one in draft.parts]
    return [
        field_of(
            ids.BOARD_OUTCOMES,
            t("Ankestyrelsens afgørelse"),
            checkboxes(ids.BOARD_OUTCOMES, outcomes, chosen=parts),
            hint=t("Er dele af sagen afgjort forskelligt, så vælg dem alle. Den mest vidtgående tæller."),
            optional=optional,
        ),
        field_of(
            ids.BOARD_DECIDED_ON, t("Afgjort"), date_picker(ids.BOARD_DECIDED_ON, chosen=draft.decided_on)
        ),
        field_of(
            ids.BOARD_RECEIVED_ON,
            t("Modtaget i kommunen"),
            date_picker(ids.BOARD_RECEIVED_ON, chosen=draft.received_on or draft.today),
            hint=t("Er sagen hjemvist, løber paragraffens frist igen fra den dag."),
        ),
        field_of(
            ids.APPEAL_RULE,
            t("Paragraf"),
            search(ids.APPEAL_RULE, chosen=draft.rule, placeholder=t("Skriv 85, merudgifter …")),
        ),
        field_of(
            ids.CHOSEN_DATE,
            t("Ny frist, hvis sagen er hjemvist"),
            date_picker(ids.CHOSEN_DATE),
            hint=t("Kun når paragraffen ikke har en fast længde."),
            optional=True,
        ),
        field_of(
            ids.LEARNING,
            t("Læring"),
            text_input(ids.LEARNING, value=draft.learning, most=MOST_LEARNING, multiline=True),
            hint=t("Kort, til mødet: hvad gør I anderledes næste gang? Intet om borgeren."),
            optional=True,
        ),
    ]
