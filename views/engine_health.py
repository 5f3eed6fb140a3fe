"""How the bot is, in words a receptionist understands: first whether it is well, then what is to be done."""

from collections.abc import Sequence
from datetime import datetime

from rules.sentence import Sentence
from storage.health import Health, Pile
from views.blocks import Block, context, divider, inert, section
from views.texts import Texts

# Each stands in a block of its own, and a message has room for so many.
MOST_SAID = 12


def engine_health(t: Texts, health: Health, now: datetime) -> list[Block]:
    """Troubles, holes in the set-up, and the facts behind them. No person's name, no citizen."""
    return [
        section(f"*{headline(t, health)}*"),
        *_said(t, health.troubles, ":red_circle:"),
        *_said(t, health.holes, ":warning:"),
        divider(),
        section("\n".join(facts(t, health, now))),
        context(t("Opgjort {when}.", when=t.moment(now))),
    ]


def headline(t: Texts, health: Health) -> str:
    """The whole in one sentence, for the notification and for being read aloud."""
    if health.troubles:
        return t.count(
            "Botten er ikke rask: 1 ting skal gøres.",
            "Botten er ikke rask: {n} ting skal gøres.",
            len(health.troubles),
        )
    if health.holes:
        return t.count(
            "Botten er rask. Der er 1 hul i opsætningen.",
            "Botten er rask. Der er {n} huller i opsætningen.",
            len(health.holes),
        )
    return t("Botten er rask.")


def _said(t: Texts, sentences: Sequence[Sentence], mark: str) -> list[Block]:
    shown = [section(f"{mark} {inert(t.say(one))}") for one in sentences[:MOST_SAID]]
    more = len(sentences) - MOST_SAID
    return [*shown, context(t.count("… og 1 til.", "… og {n} til.", more))] if more > 0 else shown


def facts(t: Texts, health: Health, now: datetime) -> list[str]:
    """What was looked at, a line each."""
    living, store = health.processes, health.store
    silent = living.silent
    return [
        t("Så sidst efter, hvad der skal gøres: {when}", when=_when(t, living.ticked_at, now)),
        t("Hørte sidst fra Slack: {when}", when=_when(t, living.slack_at, now)),
        t.count("I gang: 1 proces", "I gang: {n} processer", living.alive),
        *([t.count("Tavs: 1 proces", "Tavse: {n} processer", silent)] if silent else []),
        _waiting(t, health.unsent, now),
        t("Lagt til side, fordi Slack ikke tog imod: {n}", n=_pile(t, health.set_aside, now)),
        t("Modtageren kan ikke nås i Slack: {n}", n=_pile(t, health.undeliverable, now)),
        t("Opkald og frister uden næste trin: {n}", n=health.astray),
        t(
            "Database: {kind}, revision {revision}",
            kind=_KINDS.get(store.kind, store.kind),
            revision=store.revision,
        ),
        t("Sidste sikkerhedskopi: {when}", when=_when(t, health.last_backup, now)),
    ]


_KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def _waiting(t: Texts, unsent: Pile, now: datetime) -> str:
    return t("Beskeder, der venter på at blive sendt: {n}", n=_pile(t, unsent, now))


def _pile(t: Texts, pile: Pile, now: datetime) -> str:
    if pile.oldest is None:
        return str(pile.n)
    return t("{n}, den ældste fra {when}", n=pile.n, when=t.near(pile.oldest, now))


def _when(t: Texts, at: datetime | None, now: datetime) -> str:
    return t.near(at, now) if at is not None else t("aldrig")
