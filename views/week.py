"""The lead's week, in counts: what falls due against who is at work, what is late, and how last week went."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rules.figures import DEFINITIONS, Figure, Kept, Share
from storage.lead_week import TOLD, LeadWeek
from views import ids
from views.blocks import Block, Message, button, context, header, section
from views.leads_home import days_ahead
from views.texts import Texts

# Two blocks each, and a message has room for so many.
MOST_TEAMS = 20


def week(t: Texts, teams: Sequence[LeadWeek], now: datetime, at_hand: str = "") -> Message:
    """One message for all the teams a person leads, with what the office wants `at_hand` under it.

    No person, no citizen in it.
    """
    shown, more = teams[:MOST_TEAMS], len(teams) - MOST_TEAMS
    return Message(
        summary(t, teams),
        [
            header(t("Ugen i tal")),
            *(block for one in shown for block in _team(t, one)),
            *([context(t.count("… og 1 team til.", "… og {n} team til.", more))] if more > 0 else []),
            *([context(at_hand)] if at_hand else []),
            context(t("Opgjort {when}.", when=t.moment(now)), *_definitions(t)),
        ],
    )


def summary(t: Texts, teams: Sequence[LeadWeek]) -> str:
    """The week in one sentence, for the notification and for being read aloud."""
    days = [day for one in teams for day in one.coming.days]
    late = sum(one.standing.calls_overdue + one.standing.deadlines_overdue for one in teams)
    return t.count(
        "Ugen i tal: {calls} opkald og 1 sag har frist de næste fem arbejdsdage; {late} er over fristen.",
        "Ugen i tal: {calls} opkald og {n} sager har frist de næste fem arbejdsdage; {late} er over fristen.",
        sum(day.deadlines for day in days),
        calls=sum(day.due for day in days),
        late=late,
    )


def _team(t: Texts, one: LeadWeek) -> list[Block]:
    counts = "\n".join([*_standing(t, one), *_last_week(t, one)])
    details = button(ids.STATUS_DETAILS, t("Detaljer"), one.coming.team_key)
    return [days_ahead(t, one.coming, one.team), section(counts, accessory=details)]


def _standing(t: Texts, one: LeadWeek) -> Iterator[str]:
    now = one.standing
    yield t("Opkald over fristen, som ingen har ringet på: *{n}*", n=now.calls_overdue)
    yield t("Sager, hvis frist er gået: *{n}*", n=now.deadlines_overdue)
    yield t("Opkald uden ejer: *{n}*", n=now.calls_unowned)


def _last_week(t: Texts, one: LeadWeek) -> Iterator[str]:
    when = t("Sidste uge") if one.since is None else t("Siden {day}", day=t.on(one.since, one.since))
    yield from _calls_rung(t, one, when)
    kept = one.kept()
    if not any(kept.values()):
        yield t("{when}: ingen frister på sager at tælle", when=when)
        return
    yield t(
        "{when}: frister på sager *{kept}* overholdt, *{announced}* varslet, *{missed}* overskredet, af {of}",
        when=when,
        kept=kept.get(Kept.KEPT, 0),
        announced=kept.get(Kept.ANNOUNCED, 0),
        missed=kept.get(Kept.MISSED, 0),
        of=sum(kept.values()),
    )


def _calls_rung(t: Texts, one: LeadWeek, when: str) -> Iterator[str]:
    """Both shares are of the same calls, so that neither has any to count when the other has none."""
    if not one.share(Figure.RUNG_WITHIN_GOAL).of and not one.share(Figure.RUNG_WITHIN_LIMIT).of:
        yield t("{when}: ingen opkald at tælle", when=when)
        return
    yield t(
        "{when}: ringet tilbage {goal} inden målet, {limit} inden fristen",
        when=when,
        goal=_share(t, one.share(Figure.RUNG_WITHIN_GOAL)),
        limit=_share(t, one.share(Figure.RUNG_WITHIN_LIMIT)),
    )
    yield t(
        "{when}: talt med borgeren {goal} inden målet, {limit} inden fristen",
        when=when,
        goal=_share(t, one.share(Figure.REACHED_WITHIN_GOAL)),
        limit=_share(t, one.share(Figure.REACHED_WITHIN_LIMIT)),
    )


def _share(t: Texts, share: Share) -> str:
    return t("*{n} af {of}*", n=share.n, of=share.of) if share.of else t("ingen at tælle")


def _definitions(t: Texts) -> list[str]:
    known = [DEFINITIONS[figure] for figure in TOLD]
    return [f"{t.say(one.title)}: {t.say(one.text)}" for one in known]
