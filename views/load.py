"""Who has how much open: per team for everybody, per person for the team's lead and the person."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from storage.figures import Load
from views.blocks import inert
from views.texts import Texts


def load_line(t: Texts, name: str, items: Sequence[Load], now: datetime) -> str:
    """ "*Karim Aziz*: 4 opkald, 3 frister, 1 over fristen, det ældste fra 19. november"."""
    facts = [
        t.count("1 opkald", "{n} opkald", sum(one.calls for one in items)),
        t.count("1 frist", "{n} frister", sum(one.deadlines for one in items)),
    ]
    if overdue := sum(one.overdue for one in items):
        facts.append(t("{n} over fristen", n=overdue))
    if oldest := min((one.oldest for one in items if one.oldest is not None), default=None):
        facts.append(t("det ældste fra {day}", day=_day(t, oldest, now)))
    return f"*{inert(name)}*: {', '.join(facts)}"


def _day(t: Texts, at: datetime, now: datetime) -> str:
    return t.on(at.astimezone(t.zone).date(), now.astimezone(t.zone).date())


def of_team(load: Iterable[Load], team_key: str) -> list[Load]:
    return [one for one in load if one.team_key == team_key]


def per_team(t: Texts, load: Sequence[Load], names: Mapping[str, str], now: datetime) -> list[str]:
    """A line a team; those with nothing open too."""
    return [load_line(t, name, of_team(load, key), now) for key, name in names.items()]


def per_person(t: Texts, load: Iterable[Load], now: datetime) -> list[str]:
    """A line a person of one team, most first; the team's own list above them."""

    def order(one: Load) -> tuple[bool, int, int, str]:
        return one.person is not None, -one.overdue, -one.calls - one.deadlines, one.name or ""

    return [load_line(t, _whose(t, one), [one], now) for one in sorted(load, key=order)]


def _whose(t: Texts, one: Load) -> str:
    if one.person is None:
        return t("Teamets liste")
    return one.name or t("en kollega")
