"""An initiative's window: what is planned and told, and for those who answer for it the form to tell more."""

from collections.abc import Mapping, Sequence
from datetime import date

from rules.initiative import Initiative, month_after
from storage.initiatives import Now
from storage.register_models import MOST_STATUS, InitiativeNote
from views import ids
from views.blocks import (
    Block,
    context,
    divider,
    field_of,
    inert,
    modal,
    option,
    section,
    select,
    text_input,
)
from views.plan import dates
from views.texts import Texts

UNKNOWN = "-"
MONTHS_BACK, MONTHS_AHEAD = 48, 24  # what a menu offers; Slack takes a hundred
MOST_TOLD = 6


def form(t: Texts, one: Now, told: Sequence[InitiativeNote], names: Mapping[str, str], today: date) -> Block:
    """For who may write: the newest status stands in the field."""
    initiative = one.initiative
    fields = [
        field_of(
            ids.PLAN_STATUS,
            t("Status"),
            text_input(ids.PLAN_STATUS, value=initiative.status, most=MOST_STATUS, multiline=True),
            hint=t("Skriv om indsatsen, ikke om borgere eller kolleger."),
            optional=True,
        ),
        _month(t, ids.PLAN_EXPECTED, t("Ventet start"), initiative.expected, today),
        _month(t, ids.PLAN_STARTED, t("Faktisk start"), initiative.started, today),
        _month(t, ids.PLAN_ENDED, t("Slut"), initiative.ended, today),
    ]
    return modal(
        ids.PLAN_FORM,
        t("Indsats"),
        [*_facts(t, initiative, names, today), *fields, *_history(t, told, names)],
        submit=t("Gem"),
        close=t("Annuller"),
        private_metadata=f"{initiative.key}:{one.version}",
    )


def shown(t: Texts, one: Now, told: Sequence[InitiativeNote], names: Mapping[str, str], today: date) -> Block:
    """For everybody else."""
    status = inert(one.initiative.status) or t("Der er ikke skrevet nogen status.")
    blocks = [*_facts(t, one.initiative, names, today), section(status), *_history(t, told, names)]
    return modal(ids.PLAN_SHOWN, t("Indsats"), blocks, close=t("Luk"))


def _facts(t: Texts, one: Initiative, names: Mapping[str, str], today: date) -> list[Block]:
    owner = t("Ejer: {name}", name=inert(names.get(one.owner, one.owner)))
    said = [f"*{inert(one.title)}*", *dates(t, one, today), owner]
    if one.answers:
        said.append(t("Svarer på: {point}", point=inert(one.answers)))
    return [section("\n".join(said)), *([context(inert(one.note))] if one.note else [])]


def _month(t: Texts, block: str, label: str, chosen: date | None, today: date) -> Block:
    months = {month_after(today.replace(day=1), n) for n in range(-MONTHS_BACK, MONTHS_AHEAD + 1)}
    offered = sorted(months | ({chosen} if chosen else set()))
    options = [option(t("Ikke sat"), UNKNOWN), *(option(t.month(one), f"{one:%Y-%m}") for one in offered)]
    return field_of(block, label, select(block, options, chosen=f"{chosen:%Y-%m}" if chosen else UNKNOWN))


def _history(t: Texts, told: Sequence[InitiativeNote], names: Mapping[str, str]) -> list[Block]:
    if not told:
        return []
    lines = [
        t(
            "{day}, {name}: {status}",
            day=t.day(note.at),
            name=inert(names.get(note.by, note.by)),
            status=inert(note.status) or t("ingen tekst"),
        )
        for note in told[:MOST_TOLD]
    ]
    if len(told) > MOST_TOLD:
        lines.append(t("{n} tidligere står i udtrækket.", n=len(told) - MOST_TOLD))
    return [divider(), section(t("*Skrevet tidligere*")), *(context(line) for line in lines)]
