"""The modal a statutory deadline is registered with.

Every field stands there from the start, the rarely needed ones last and optional: a form that changes while
somebody tabs through it moves the cursor, and a screen reader says nothing of it. What a rule asks for and
is missing is told at its field when the form is sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rules.length_words import in_words
from rules.statute import Rule
from storage.models import Turn
from views import case_words, ids
from views.blocks import (
    MOST_SECTION_CHARACTERS,
    Block,
    checkboxes,
    context,
    date_picker,
    field_of,
    inert,
    modal,
    option,
    search,
    section,
    select,
    text_input,
    unformatted,
)
from views.texts import Texts

MOST_LABEL = 75
# Of the rules that what was typed may mean; the field's own list begins with them all.
MOST_NAMED = 5
# More than may be saved, so that a long case number is refused with its text still there.
MOST_TYPED = 3_000


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form when it opens. `rule` and `whom` are options of the searches."""

    received: date | None
    rule: Block | None = None
    case_ref: str = ""
    clock: str = ""  # "14:05"
    whom: Block | None = None
    chosen: date | None = None
    remitted: bool = False
    turn: str = Turn.ADMINISTRATIVE.value


def rule_option(t: Texts, rule: Rule) -> Block:
    return option(rule_name(t, rule), rule.key)


def rule_name(t: Texts, rule: Rule) -> str:
    """ "§ 85 · Socialpædagogisk bistand · 8 uger": the length always stands there, the name is cut."""
    length = t.say(in_words(rule.length))
    name, paragraph = rule.title, case_words.paragraph(rule)
    room = MOST_LABEL - len(length) - len(paragraph) - len(" · ") * 2
    shown = name if len(name) <= room else f"{name[: max(room - 1, 0)].rstrip()}…"
    return " · ".join(part for part in (paragraph, shown, length) if part)


def form(
    t: Texts,
    draft: Draft,
    *,
    private_metadata: str = "",
    say: Sequence[str] = (),
    rest: str = "",
    among: Sequence[Rule] = (),
    correcting: int | None = None,
    case_optional: bool = False,
) -> Block:
    """The form, pre-filled. `say` stands at the top; `rest` is what was typed and has no field.

    `among` are the rules it may mean, when they are several.
    """
    return modal(
        ids.DEADLINE_CORRECT_FORM if correcting else ids.DEADLINE_FORM,
        t("Ret nr. {number}", number=correcting) if correcting else t("Start en frist"),
        [
            *([section("\n".join(say))] if say else []),
            *_among(t, among),
            *_unplaced(t, rest),
            *_always(t, draft, case_optional=case_optional),
            *_sometimes(t, draft),
        ],
        submit=t("Gem"),
        close=t("Annuller"),
        private_metadata=private_metadata,
    )


def _among(t: Texts, rules: Sequence[Rule]) -> list[Block]:
    """Which rules it may be, as the field's list names them."""
    if len(rules) < 2:  # noqa: PLR2004
        return []
    named = [f"• {inert(rule_name(t, rule))}" for rule in rules[:MOST_NAMED]]
    more = len(rules) - len(named)
    return [
        section("\n".join(named)),
        *([context(t.count("… og 1 til.", "… og {n} til.", more))] if more else []),
    ]


def _unplaced(t: Texts, rest: str) -> list[Block]:
    """Nothing typed is lost: it stands here to be copied."""
    if not rest:
        return []
    parts = [rest[at : at + MOST_SECTION_CHARACTERS] for at in range(0, len(rest), MOST_SECTION_CHARACTERS)]
    return [section(t("*Det skrev du også:*")), *(unformatted(part) for part in parts)]


def _always(t: Texts, draft: Draft, *, case_optional: bool) -> list[Block]:
    return [
        field_of(
            ids.RULE,
            t("Paragraf eller frist"),
            search(ids.RULE, chosen=draft.rule, placeholder=t("Skriv 85, aktindsigt, borgerrådgiver …"))
            | {"focus_on_load": True},
        ),
        field_of(
            ids.CASE_REF,
            t("Sagsnummer"),
            text_input(ids.CASE_REF, value=draft.case_ref[:MOST_TYPED], most=MOST_TYPED),
            hint=t("Nummeret i fagsystemet. Aldrig et CPR-nummer eller et navn."),
            optional=case_optional,
        ),
        field_of(ids.RECEIVED_ON, t("Modtaget"), date_picker(ids.RECEIVED_ON, chosen=draft.received)),
        field_of(
            ids.CASE_WHOM,
            t("Hvem har sagen"),
            search(ids.CASE_WHOM, chosen=draft.whom, placeholder=t("Skriv et navn, eller vælg teamet")),
        ),
    ]


def _sometimes(t: Texts, draft: Draft) -> list[Block]:
    return [
        field_of(
            ids.CHOSEN_DATE,
            t("Fristens dato"),
            date_picker(ids.CHOSEN_DATE, chosen=draft.chosen),
            hint=t("Kun når fristen ikke har en fast længde: opfølgning, refusion, udløb og lignende."),
            optional=True,
        ),
        field_of(
            ids.RECEIVED_AT,
            t("Modtaget klokken"),
            _clock(draft.clock),
            hint=t("Kun for frister, der tælles i timer."),
            optional=True,
        ),
        field_of(ids.REMITTED, t("Hjemvist"), _remitted(t, on=draft.remitted), optional=True),
        field_of(
            ids.TURN,
            t("Første opfølgning"),
            select(ids.TURN, _turns(t), chosen=draft.turn),
            hint=t("Kun for opfølgning, der kommer igen; den næste er på den anden måde."),
            optional=True,
        ),
    ]


def _clock(chosen: str) -> Block:
    picker: Block = {"type": "timepicker", "action_id": ids.RECEIVED_AT}
    return picker | ({"initial_time": chosen} if chosen else {})


def _remitted(t: Texts, *, on: bool) -> Block:
    label = t("Sagen er hjemvist af Ankestyrelsen (RSL § 3 a)")
    chosen = (ids.REMITTED,) if on else ()
    return checkboxes(ids.REMITTED, [option(label, ids.REMITTED)], chosen=chosen)


def _turns(t: Texts) -> list[Block]:
    return [
        option(t("Administrativt"), Turn.ADMINISTRATIVE.value),
        option(t("Sammen med borgeren"), Turn.WITH_CITIZEN.value),
    ]
