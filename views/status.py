"""/status: six lines of counts with definition and time; no person, no citizen."""

from collections.abc import Sequence
from datetime import datetime

from rules.callback import Unit
from rules.office import Office
from storage.counts import CallbackCounts, Kept
from views.blocks import Message, context, inert, section
from views.texts import Texts

PERIOD_DAYS = 30


def status(
    t: Texts,
    office: Office,
    team_names: Sequence[str],
    counts: CallbackCounts,
    now: datetime,
    *,
    deserted: Sequence[str] = (),
) -> Message:
    """The counts for these teams at `now`; `deserted` are the names of those where nobody is at work."""
    title = t("*Opkald, {teams}*", teams=inert(", ".join(team_names)))
    lines = [
        t("Åbne: *{n}*", n=counts.open),
        t("Skal ringes op i dag: *{n}*", n=counts.due_today),
        t("Over fristen uden forsøg: *{n}*", n=counts.overdue),
        t("Uden ejer, på teamets liste: *{n}*", n=counts.unowned),
        _kept(t, office.callback.goal, office.callback.unit, counts.within_goal),
        _kept(t, office.callback.limit, office.callback.unit, counts.within_limit),
    ]
    definition = t(
        "Opgjort {when}. Ringet tilbage: første forsøg inden fristen, opkald logget de sidste {days} dage, "
        "hvor svaret er kendt.",
        when=t.moment(now),
        days=PERIOD_DAYS,
    )
    text = t(
        "Opkald: {open} åbne, {today} med frist i dag, {over} over fristen.",
        open=counts.open,
        today=counts.due_today,
        over=counts.overdue,
    )
    nobody = [section(nobody_at_work(t, name)) for name in deserted]
    return Message(text, [section(title), *nobody, section("\n".join(lines)), context(definition)])


def nobody_at_work(t: Texts, team: str) -> str:
    """Said before the counts: nobody will ring until somebody is on duty."""
    return t(
        ":warning: Ingen i {team} er på arbejde. Ring til en leder, eller sæt en vagt på.", team=inert(team)
    )


def _kept(t: Texts, amount: int, unit: Unit, kept: Kept) -> str:
    if unit is Unit.WORKING_DAYS:
        within = t.count("Ringet tilbage inden 1 arbejdsdag", "Ringet tilbage inden {n} arbejdsdage", amount)
    else:
        within = t.count("Ringet tilbage inden 1 dag", "Ringet tilbage inden {n} dage", amount)
    if not kept.of:
        return t("{within}: ingen opkald at tælle endnu", within=within)
    percent = round(100 * kept.kept / kept.of)
    return t(
        "{within}: *{kept} af {of}* ({percent} %)", within=within, kept=kept.kept, of=kept.of, percent=percent
    )
