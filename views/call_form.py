"""The modal a call is logged with: phone, for whom, and the rest with defaults."""

from dataclasses import dataclass

from rules.topics import Topic
from views import ids, words
from views.blocks import (
    Block,
    checkboxes,
    field_of,
    modal,
    option,
    search,
    section,
    select,
    text_input,
)
from views.texts import Texts

MOST_NOTE = 140
MOST_NAME = 80
# More than may be saved, so that a long note is refused with its text still there.
MOST_TYPED = 3_000


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form when it opens. `phone` is as typed; `whom` an option of the search."""

    phone: str = ""
    whom: Block | None = None
    name: str = ""
    topic: str = Topic.OTHER
    best_time: str = "any"
    extras: tuple[str, ...] = ()
    note: str = ""


def form(
    t: Texts, draft: Draft, *, private_metadata: str, say: str = "", correcting: int | None = None
) -> Block:
    """The form, pre-filled. `say` stands at the top: what was unclear, or why nothing was saved."""
    title = t("Ret nr. {number}", number=correcting) if correcting else t("Log et opkald")
    return modal(
        ids.CORRECT_FORM if correcting else ids.CALL_FORM,
        title,
        [*(section(one) for one in (say, _cut(t, draft.note)) if one), *fields(t, draft)],
        submit=t("Gem"),
        close=t("Annuller"),
        private_metadata=private_metadata,
    )


def _cut(t: Texts, note: str) -> str:
    if len(note) <= MOST_TYPED:
        return ""
    return t("De sidste {n} tegn af teksten er der ikke plads til her.", n=len(note) - MOST_TYPED)


def fields(t: Texts, draft: Draft, *, whom_optional: bool = False) -> list[Block]:
    """What is asked about a call, phone first."""
    return [
        field_of(
            ids.PHONE,
            t("Telefonnummer"),
            text_input(ids.PHONE, value=draft.phone, most=60, focus=True),
            hint=t("Skriv »ringer selv igen«, hvis der ikke er et nummer at ringe til."),
        ),
        field_of(
            ids.WHOM,
            t("Til hvem"),
            search(ids.WHOM, chosen=draft.whom, placeholder=t("Skriv et navn, eller vælg teamet")),
            optional=whom_optional,
        ),
        field_of(
            ids.NAME,
            t("Borgerens navn"),
            text_input(ids.NAME, value=draft.name, most=MOST_NAME),
            optional=True,
        ),
        _topics(t, draft.topic),
        _best_times(t, draft.best_time),
        _extras(t, draft.extras),
        field_of(
            ids.NOTE,
            t("Besked"),
            text_input(ids.NOTE, value=draft.note[:MOST_TYPED], most=MOST_TYPED),
            hint=t("Højst {most} tegn. Ingen CPR-numre, diagnoser eller adresser.", most=MOST_NOTE),
            optional=True,
        ),
    ]


def _topics(t: Texts, chosen: str) -> Block:
    options = [option(words.topic(t, topic), topic.value) for topic in Topic]
    return field_of(ids.TOPIC, t("Hvad drejer det sig om"), select(ids.TOPIC, options, chosen=chosen))


def _best_times(t: Texts, chosen: str) -> Block:
    options = [option(words.best_time(t, key), key) for key in words.BEST_TIMES]
    return field_of(ids.BEST_TIME, t("Træffes bedst"), select(ids.BEST_TIME, options, chosen=chosen))


def _extras(t: Texts, chosen: tuple[str, ...]) -> Block:
    keys = (words.URGENT, words.INTERPRETER, words.PROTECTED)
    options = [option(words.tick(t, key), key) for key in keys]
    return field_of(ids.EXTRAS, t("Særligt"), checkboxes(ids.EXTRAS, options, chosen=chosen), optional=True)
