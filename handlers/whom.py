"""For whom a call is: the team first, then its people, found by typing."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from rules.errors import FristvagtError
from rules.office import Office, Team
from rules.topics import plain
from storage import people
from views.blocks import Block, option

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
    ids = {person for team in office.teams for person in team.people()}
    return sorted(people.names(session, ids).items(), key=lambda pair: pair[1])


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


def option_for(session: Session, office: Office, value: str) -> Block | None:
    """The option with that value, to pre-fill the form."""
    return next((one for one in options(session, office, "") if one["value"] == value), None)


def options(session: Session, office: Office, query: str) -> list[Block]:
    """Teams, then people, whose name holds a word that begins with what was typed."""
    teams = [option(team.name, f"{TEAM}:{team.key}") for team in office.teams if matches(team.name, query)]
    found = [
        option(_label(office, person, name), f"{PERSON}:{person}")
        for person, name in known_people(session, office)
        if matches(name, query)
    ]
    return [*teams, *found][:MOST_OPTIONS]


def _label(office: Office, person: str, name: str) -> str:
    team = home_team(office, person)
    return f"{name} · {team.name}" if team else name


def matches(name: str, query: str) -> bool:
    wanted, words = plain(query.lstrip("@")), plain(name)
    return words.startswith(wanted) or f" {wanted}" in words
