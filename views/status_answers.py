"""What the words after /status answer: one's own, calls, deadlines, load, decisions, and help."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from rules.callback import CallbackPolicy
from storage.figures import Load
from storage.health import Health
from storage.overview import Overview
from storage.workload import Due
from views.blocks import Block, Message, context, inert, section
from views.engine_health import engine_health, headline
from views.figures import listed
from views.leads_home import falls_due
from views.load import load_line, of_team, per_person, per_team
from views.status_details import call_figures, counted, deadline_figures, decision_figures, more_teams
from views.texts import Texts

# Up to six blocks each, in a message of fifty.
MOST_LED = 6


def own(t: Texts, load: Sequence[Load], days: Sequence[Due], now: datetime, *, questions: int = 0) -> Message:
    """The asker's own open items, the oldest of them, and their next five working days.

    `questions` are those a jurist has not answered.
    """
    asked = t.count("1 spørgsmål til juristen venter.", "{n} spørgsmål til juristen venter.", questions)
    waiting = [section(asked)] if questions else []
    if not load:
        text = t("Du har ingen åbne opkald eller frister.")
        return Message(text, [section(text), *waiting])
    line = load_line(t, t("Dit arbejde"), load, now)
    ahead = [falls_due(t, day) for day in days]
    note = t("Kun du kan se det. Hvad det er, står på dit Hjem. Opgjort {when}.", when=t.moment(now))
    return Message(line.replace("*", ""), [section(line), section("\n".join(ahead)), *waiting, context(note)])


def calls(t: Texts, found: Overview, policy: CallbackPolicy, teams: str) -> Message:
    """Every figure about calls."""
    return _answer(t, t("Opkald, {teams}", teams=teams), found, call_figures(t, found, policy))


def deadlines(t: Texts, found: Overview, teams: str) -> Message:
    """Deadlines kept, per paragraph."""
    return _answer(t, t("Frister, {teams}", teams=teams), found, deadline_figures(t, found))


def decided(t: Texts, found: Overview, teams: str) -> Message:
    """Decisions by outcome."""
    return _answer(t, t("Afgørelser, {teams}", teams=teams), found, decision_figures(t, found))


def _answer(t: Texts, title: str, found: Overview, blocks: Sequence[Block]) -> Message:
    return Message(title, [section(f"*{inert(title)}*"), *blocks, counted(t, found)])


def load(
    t: Texts, found: Sequence[Load], names: Mapping[str, str], led: Sequence[str], now: datetime
) -> Message:
    """Open items per team, and per person in the teams that the asker leads."""
    title = t("Åbent arbejde lige nu")
    blocks = [section(f"*{title}*"), *listed(t, per_team(t, found, names, now))]
    for key in led[:MOST_LED]:
        people = listed(t, per_person(t, of_team(found, key), now))
        if people:
            blocks += [section(t("*Hvem har hvad i {team}*", team=inert(names[key]))), *people]
    blocks += more_teams(t, len(led) - MOST_LED)
    return Message(title, [*blocks, context(_who_sees(t, led, now))])


def _who_sees(t: Texts, led: Sequence[str], now: datetime) -> str:
    if led:
        return t(
            "Opgjort {when}. Kun teamets ledere ser, hvem der har hvad, og at du så det, står i loggen.",
            when=t.moment(now),
        )
    return t("Opgjort {when}. Hvem der har hvad, ser kun teamets ledere.", when=t.moment(now))


def engine(t: Texts, health: Health, now: datetime) -> Message:
    """How the bot itself is."""
    return Message(headline(t, health), engine_health(t, health, now))


def help_text(t: Texts, command: str) -> str:
    """Every word it knows."""
    return t(
        "*{command}* viser tallene kun for dig. *{command} vis i kanalen* viser dem for alle i kanalen.\n"
        "*{command} mig* er dit eget åbne arbejde.\n"
        "*{command} opkald*, *{command} frister* og *{command} afgørelser* er tallene hver for sig.\n"
        "*{command} belastning* er det åbne arbejde i hvert team.\n"
        "*{command} klager* er åbne klager og omgørelsesprocenten.\n"
        "*{command} drift* siger, om botten er rask.\n"
        "I teamets egen kanal er det teamets tal, ellers alle teams.",
        command=command,
    )


def unknown(t: Texts, command: str, typed: str, meant: str) -> str:
    """A word it does not know, with the nearest one it does."""
    facts = {"typed": inert(typed), "command": command}
    if meant:
        first = t("Jeg kender ikke »{typed}«. Mente du *{command} {meant}*?", meant=meant, **facts)
    else:
        first = t("Jeg kender ikke »{typed}«.", **facts)
    return f"{first}\n{help_text(t, command)}"


def outsiders(t: Texts, command: str) -> str:
    """Where somebody from outside reads along, nothing is told; not to the asker alone either."""
    return t(
        "Her er der nogen udefra, eller kanalen er delt med andre, så jeg viser ingen tal. "
        "Skriv *{command}* i teamets kanal eller i en besked til dig selv.",
        command=command,
    )


def not_looked_at(t: Texts) -> str:
    """Why the counts were not put into the channel."""
    return t(
        "Kun du kan se det: jeg kan ikke se, hvem der læser med her. Skriv */invite @Fristvagt* i kanalen, "
        "og prøv igen."
    )


def no_channel(t: Texts) -> str:
    """The same in a conversation."""
    return t("Kun du kan se det: her er ingen kanal at vise det i.")


def only_you(t: Texts, command: str) -> str:
    """Private first."""
    return t("Kun du kan se det. *{command} vis i kanalen* viser det for alle.", command=command)
