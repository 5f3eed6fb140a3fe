"""/status: six lines of counts with definition and time; no person, no citizen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.callback import CallbackPolicy, Unit
from rules.figures import Figure, Kept, Paragraphs, Parts, Share, Value
from rules.small_numbers import SMALLEST
from storage.overview import PERIOD_DAYS, Overview
from views import ids
from views.appeal_status import rate as reversal_rate
from views.appeal_status import rate_leaving
from views.blocks import Block, Message, actions, button, context, inert, section
from views.figures import Numbers, decisions, listed, rule_name, worst_first
from views.texts import Texts


@dataclass(frozen=True, slots=True)
class Shown:
    """How the six lines are shown.

    `leaving`: to others than the team, so that small numbers are hidden. `details`: with the lead's button.
    `note` is said last: who sees the lines, or why they are not in the channel.
    """

    policy: CallbackPolicy
    team_names: Sequence[str]
    leaving: bool = False
    details: bool = False
    note: str = ""


def status(t: Texts, found: Overview, shown: Shown) -> Message:
    """The counts of these teams at the overview's time."""
    numbers = Numbers(t, shown.leaving)
    lines = [*_calls(numbers, found, shown.policy), *_deadlines(numbers, found)]
    nobody = listed(t, [nobody_at_work(t, name) for name in found.deserted])
    title = section(t("*Opkald og frister, {teams}*", teams=inert(", ".join(shown.team_names))))
    blocks = [title, *nobody, section("\n".join(lines)), *_foot(t, found, shown)]
    return Message(_short(numbers, found), blocks)


def _short(numbers: Numbers, found: Overview) -> str:
    """What a lock screen reads."""
    now = found.standing
    return numbers.t(
        "Åbne opkald: {open}, heraf {today} med frist i dag og {over} over fristen.",
        open=numbers.number(now.open_calls),
        today=numbers.number(now.calls_due_today),
        over=numbers.number(now.calls_overdue),
    )


def nobody_at_work(t: Texts, team: str) -> str:
    """Said before the counts: nobody will ring until somebody is on duty."""
    return t(
        ":warning: Ingen i {team} er på arbejde. Ring til en leder, eller sæt en vagt på.", team=inert(team)
    )


def _calls(numbers: Numbers, found: Overview, policy: CallbackPolicy) -> list[str]:
    t, now = numbers.t, found.standing
    promise = {"goal": within(t, policy.goal, policy.unit), "limit": within(t, policy.limit, policy.unit)}

    return [
        t(
            "Åbne opkald: *{open}*. Frist i dag: *{today}*. Over fristen: *{over}*. Uden ejer: *{unowned}*.",
            open=numbers.number(now.open_calls),
            today=numbers.number(now.calls_due_today),
            over=numbers.number(now.calls_overdue),
            unowned=numbers.number(now.calls_unowned),
        ),
        _rung(numbers, found, promise),
        _reached(numbers, found, promise),
    ]


def _rung(numbers: Numbers, found: Overview, promise: Mapping[str, str]) -> str:
    goal, limit = found.values[Figure.RUNG_WITHIN_GOAL], found.values[Figure.RUNG_WITHIN_LIMIT]
    if _nothing_in(goal, limit):
        return numbers.t("Ringet tilbage: *{none}*.", none=numbers.value(goal))
    return numbers.t(
        "Ringet tilbage: *{at_goal}* {goal}, *{at_limit}* {limit}.",
        at_goal=numbers.value(goal),
        at_limit=numbers.value(limit),
        **promise,
    )


def _reached(numbers: Numbers, found: Overview, promise: Mapping[str, str]) -> str:
    goal, limit = found.values[Figure.REACHED_WITHIN_GOAL], found.values[Figure.REACHED_WITHIN_LIMIT]
    if _nothing_in(goal, limit):
        return numbers.t("Talt med borgeren: *{none}*.", none=numbers.value(goal))
    return numbers.t(
        "Talt med borgeren: *{at_goal}* {goal}, *{at_limit}* {limit}.",
        at_goal=numbers.value(goal),
        at_limit=numbers.value(limit),
        **promise,
    )


def _nothing_in(*shares: Value) -> bool:
    """Twice "nothing to count yet" in one sentence is no sentence."""
    return not any(isinstance(share, Share) and share.of for share in shares)


def within(t: Texts, days: int, unit: Unit) -> str:
    """ "inden 2 arbejdsdage"."""
    if unit is Unit.WORKING_DAYS:
        return t.count("inden 1 arbejdsdag", "inden {n} arbejdsdage", days)
    return t.count("inden 1 dag", "inden {n} dage", days)


def _deadlines(numbers: Numbers, found: Overview) -> list[str]:
    t, now = numbers.t, found.standing
    kept, made = found.values[Figure.DEADLINES], found.values[Figure.DECISIONS]
    return [
        t(
            "Løbende frister: *{soon}* skal nås inden fem arbejdsdage. Over lovens dato: *{over}*, "
            "og *{announced}*, der er varslet.",
            soon=numbers.number(now.deadlines_soon),
            over=numbers.number(now.deadlines_overdue),
            announced=numbers.number(now.deadlines_announced),
        ),
        _kept(numbers, found, kept) if isinstance(kept, Paragraphs) else "",
        " ".join([_made(numbers, made) if isinstance(made, Parts) else "", *_complaints(numbers, found)]),
    ]


def _kept(numbers: Numbers, found: Overview, kept: Paragraphs) -> str:
    t = numbers.t
    said = t("Lovens frister: *{kept}*.", kept=numbers.kept(kept.total))
    worst, missed, of = _worst(kept)
    if not missed or of < SMALLEST or numbers.leaving:
        return said
    rule = rule_name(found.rules, worst)
    return t("{said} Flest overskredet: {rule}, {n} af {of}.", said=said, rule=rule, n=missed, of=of)


def _worst(kept: Paragraphs) -> tuple[str, int, int]:
    """The paragraph with most missed, how many, and of how many."""
    return next(
        ((key, counts.get(Kept.MISSED, 0), sum(counts.values())) for key, counts in worst_first(kept)),
        ("", 0, 0),
    )


def _made(numbers: Numbers, made: Parts) -> str:
    outcomes = decisions(numbers, made)
    if not outcomes:
        return numbers.t("Afgørelser: *{n}*.", n=numbers.total(made.parts))
    return numbers.t("Afgørelser: *{n}* ({outcomes}).", n=numbers.total(made.parts), outcomes=outcomes)


def _complaints(numbers: Numbers, found: Overview) -> list[str]:
    """Complaints under way and the reversal rate with its n; nothing where there are none."""
    t, rate = numbers.t, rate_leaving if numbers.leaving else reversal_rate
    said = []
    if found.complaints:
        said.append(t("Klager under behandling: *{n}*.", n=numbers.number(found.complaints)))
    if found.reversal.of:
        said.append(t("Omgjort de seneste tolv måneder: {rate}.", rate=rate(t, found.reversal)))
    return said


def _foot(t: Texts, found: Overview, shown: Shown) -> list[Block]:
    definition = t(
        "Opgjort {when}. Første og fjerde linje er lige nu, de andre de sidste {days} dage, i dag med. "
        "Ringet tilbage er første forsøg. Opkald tælles den dag, målet eller fristen falder, og lovens "
        "frister den dag, de falder.",
        when=t.moment(found.now),
        days=PERIOD_DAYS,
    )
    pressable = [button(ids.STATUS_MEANING, t("Hvad tallene betyder"), ids.ALL)]
    if shown.details:
        pressable.insert(0, button(ids.STATUS_DETAILS, t("Detaljer"), found.scope or ids.ALL))
    hidden = [t("Tal under {smallest} vises ikke her.", smallest=SMALLEST)] if shown.leaving else []
    said = " ".join([definition, *hidden, *([shown.note] if shown.note else [])])
    return [context(said), actions("status", pressable)]
