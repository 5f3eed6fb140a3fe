"""What the lead opens from /status, and what the figures mean."""

from collections.abc import Mapping, Sequence
from datetime import date

from rules.callback import CallbackPolicy
from rules.figures import DEFINITIONS, Count, Figure, LeadTimes, Paragraphs, Parts, Value
from storage.overview import PERIOD_DAYS, Details, Overview
from views import ids
from views.blocks import Block, context, divider, header, inert, modal, section
from views.figures import (
    Numbers,
    decisions,
    defined,
    definition,
    lead_times,
    listed,
    per_paragraph,
    title,
)
from views.leads_home import days_ahead
from views.load import of_team, per_person
from views.status import within
from views.texts import Texts

OF_CALLS = (
    Figure.CALLS,
    Figure.REPEAT_CALLS,
    Figure.RUNG_WITHIN_GOAL,
    Figure.RUNG_WITHIN_LIMIT,
    Figure.REACHED_WITHIN_GOAL,
    Figure.REACHED_WITHIN_LIMIT,
    Figure.WAIT,
    Figure.CONTACT_RATE,
    Figure.ATTEMPTS_PER_CONTACT,
    Figure.IN_TELEPHONE_HOURS,
)
OPEN = (Figure.OPEN_CALLS, Figure.OPEN_DEADLINES)
# One block and up to four pieces each: the modal has room for so many teams.
MOST_TEAMS = 8


def details(t: Texts, found: Details, policy: CallbackPolicy, team_names: Mapping[str, str]) -> Block:
    """The modal: the days ahead, who has what, the figures and what they mean, and the weeks behind."""
    overview = found.overview
    blocks = [
        section(f"*{inert(', '.join(team_names.values()))}*"),
        counted(t, overview),
        *_ahead(t, found, team_names),
        *_people(t, found, team_names),
        divider(),
        header(t("Opkald")),
        *call_figures(t, overview, policy),
        divider(),
        header(t("Frister og afgørelser")),
        *deadline_figures(t, overview),
        *decision_figures(t, overview),
        divider(),
        *_contacts(t, found.contacts),
    ]
    return modal(ids.STATUS_DETAILED, t("Detaljer"), blocks, close=t("Luk"))


def meaning(t: Texts, policy: CallbackPolicy) -> Block:
    """The modal with every definition."""
    every = [section(f"*{title(t, figure)}*\n{definition(t, figure)}") for figure in DEFINITIONS]
    return modal(
        ids.STATUS_MEANT, t("Hvad tallene betyder"), [context(_promise(t, policy)), *every], close=t("Luk")
    )


def counted(t: Texts, found: Overview) -> Block:
    """When, and over which days."""
    return context(
        t("Opgjort {when}, de sidste {days} dage, i dag med.", when=t.moment(found.now), days=PERIOD_DAYS)
    )


def _promise(t: Texts, policy: CallbackPolicy) -> str:
    return t(
        "Målet er at ringe tilbage {goal} og altid {limit}.",
        goal=within(t, policy.goal, policy.unit),
        limit=within(t, policy.limit, policy.unit),
    )


def call_figures(t: Texts, found: Overview, policy: CallbackPolicy) -> list[Block]:
    """Everything about calls, each with its definition."""
    shown = [defined(t, figure, found.values[figure]) for figure in (*OF_CALLS, Figure.OPEN_CALLS)]
    return [context(_promise(t, policy)), *shown]


def deadline_figures(t: Texts, found: Overview) -> list[Block]:
    """Kept, announced and missed, in all and per paragraph."""
    kept = found.values[Figure.DEADLINES]
    paragraphs = per_paragraph(t, kept, found.rules) if isinstance(kept, Paragraphs) else []
    running = defined(t, Figure.OPEN_DEADLINES, found.values[Figure.OPEN_DEADLINES])
    return [running, defined(t, Figure.DEADLINES, kept), *paragraphs]


def decision_figures(t: Texts, found: Overview) -> list[Block]:
    """How many, how they came out, how long they took, and whether relatives were involved."""
    made, took = found.values[Figure.DECISIONS], found.values[Figure.LEAD_TIME]
    outcomes = decisions(Numbers(t), made) if isinstance(made, Parts) else ""
    return [
        defined(t, Figure.DECISIONS, made),
        *([section(outcomes)] if outcomes else []),
        defined(t, Figure.LEAD_TIME, took),
        *(lead_times(t, took, found.rules) if isinstance(took, LeadTimes) else []),
        defined(t, Figure.RELATIVES, found.values[Figure.RELATIVES]),
    ]


def _people(t: Texts, found: Details, team_names: Mapping[str, str]) -> list[Block]:
    blocks = [
        header(t("Hvem har hvad")),
        context(t("Kun teamets ledere ser det. At du så det, står i loggen.")),
    ]
    for key, name in list(team_names.items())[:MOST_TEAMS]:
        lines = per_person(t, of_team(found.load, key), found.overview.now)
        blocks += [section(f"*{inert(name)}*"), *(listed(t, lines) or [section(t("Intet åbent."))])]
    return [*blocks, *more_teams(t, len(team_names) - MOST_TEAMS)]


def more_teams(t: Texts, more: int) -> list[Block]:
    """What there was no room for."""
    return [context(t.count("… og 1 team til.", "… og {n} team til.", more))] if more > 0 else []


def _ahead(t: Texts, found: Details, team_names: Mapping[str, str]) -> list[Block]:
    weeks = [days_ahead(t, week, team_names.get(week.team_key, week.team_key)) for week in found.weeks]
    return [header(t("De næste fem arbejdsdage")), *weeks[:MOST_TEAMS]] if weeks else []


def _contacts(t: Texts, weeks: Sequence[tuple[date, Value]]) -> list[Block]:
    lines = [
        t("Uge {week}: *{n}*", week=monday.isocalendar().week, n=value.n)
        for monday, value in weeks
        if isinstance(value, Count)
    ]
    head = t("{title} pr. uge, den sidste til og med i dag", title=title(t, Figure.CONTACTS))
    return [
        header(title(t, Figure.CONTACTS)),
        context(definition(t, Figure.CONTACTS)),
        section("\n".join([head, *lines])),
    ]
