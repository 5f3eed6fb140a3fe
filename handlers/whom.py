"""For whom a call is: the team first, then its people, found by typing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from rules.absence import Roster
from rules.errors import FristvagtError
from rules.office import Office, Team
from rules.topics import plain
from storage import absences, people
from storage.people import Staff
from views.absence import until
from views.blocks import Block, option
from views.texts import Texts

PERSON, TEAM = "person", "team"
MOST_OPTIONS = 100


class UnknownWhomError(FristvagtError):
    """The choice is not one of ours."""

    def __init__(self) -> None:
        super().__init__("Vælg en person eller et team på listen.")


@dataclass(frozen=True, slots=True)
class Whom:
    """A team, and the person in it when one was chosen."""

    team: Team
    owner_id: str | None


def known_people(session: Session, office: Office) -> list[tuple[str, str]]:
    """(Slack id, name) of everybody a call can be for, by name."""
    return at_hand(office, people.staff(session, office))


def other_colleagues(session: Session, office: Office, known: Mapping[str, str]) -> list[tuple[str, str]]:
    """(Slack id, name) of everybody of the office who is not among the `known`: nothing can be for them."""
    staff = people.staff(session, office)
    return [(one, who.name) for one, who in staff.items() if who.here and one not in known]


def at_hand(office: Office, staff: Mapping[str, Staff]) -> list[tuple[str, str]]:
    """The same of `staff`, by Slack id."""
    ids = {person for team in office.teams for person in team.people()}
    here = [(one, staff[one].name) for one in ids if one in staff and staff[one].here]
    return sorted(here, key=lambda pair: pair[1])


def chosen(office: Office, value: str) -> Whom:
    """What an option's value stands for; raises `UnknownWhomError`."""
    kind, _, key = value.partition(":")
    team = office.team_or_none(key) if kind == TEAM else home_team(office, key) if kind == PERSON else None
    if team is None:
        raise UnknownWhomError
    return Whom(team, None if kind == TEAM else key)


def home_team(office: Office, person: str) -> Team | None:
    """The team a person's calls belong to: where they are a member, else where they lead."""
    teams = office.teams_of(person)
    return next((team for team in teams if person in team.members), teams[0] if teams else None)


def option_for(session: Session, t: Texts, office: Office, value: str, now: datetime) -> Block | None:
    """The option with that value, to pre-fill the form."""
    return next((one for one in _options(session, t, office, "", now) if one["value"] == value), None)


def options(session: Session, t: Texts, office: Office, query: str, now: datetime) -> list[Block]:
    """Teams, then people, whose name holds a word that begins with what was typed.

    Whoever is away carries until when, and who gets the call instead.
    """
    return _options(session, t, office, query, now)[:MOST_OPTIONS]


def _options(session: Session, t: Texts, office: Office, query: str, now: datetime) -> list[Block]:
    teams = [option(team.name, f"{TEAM}:{team.key}") for team in office.teams if matches(team.name, query)]
    return [*teams, *_people(session, t, office, dict(known_people(session, office)), query, now)]


def person_options(
    session: Session, t: Texts, office: Office, names: Mapping[str, str], query: str, now: datetime
) -> list[Block]:
    """The same for these people only; `names` by Slack id."""
    return _people(session, t, office, names, query, now)[:MOST_OPTIONS]


def _people(
    session: Session, t: Texts, office: Office, names: Mapping[str, str], query: str, now: datetime
) -> list[Block]:
    roster = absences.roster(session, office, now)
    deputies = {**dict(known_people(session, office)), **names}
    return [
        option(_label(t, office, roster, person, deputies, now), f"{PERSON}:{person}")
        for person, name in sorted(names.items(), key=lambda pair: pair[1])
        if matches(name, query)
    ]


def _label(
    t: Texts, office: Office, roster: Roster, person: str, names: Mapping[str, str], now: datetime
) -> str:
    team = home_team(office, person)
    away = leave(t, roster, person, names, now)
    if away:
        return f"{names[person]} · {away}"
    return f"{names[person]} · {team.name}" if team else names[person]


def leave(t: Texts, roster: Roster, person: str, names: Mapping[str, str], now: datetime) -> str:
    """ "væk til og med 1. december → Maja Lund"; empty for whoever is at work."""
    absence, team = roster.absence(person, now), home_team(roster.office, person)
    if absence is None or team is None:
        return ""
    stand_in = roster.stand_in(team, person, now)
    return t(
        "væk {until} → {who}", until=until(t, absence.ends, now), who=names.get(stand_in or "", team.name)
    )


def matches(name: str, query: str) -> bool:
    wanted, words = plain(query.lstrip("@")), plain(name)
    return words.startswith(wanted) or f" {wanted}" in words
