"""Who may review a decision that was drawn: never whose it was."""

from dataclasses import dataclass

from rules.office import Office, Role
from rules.rights import Action, may

# Those who follow every team's decisions; a lead follows the own teams'.
ALL_TEAMS = frozenset({Role.JURIST, Role.COORDINATOR})


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the right to review a decision depends on: its team, and the people who worked on it."""

    team_key: str
    workers: frozenset[str]


def may_see(office: Office, person: str, drawn: Drawn) -> bool:
    """Whether it stands in the person's window."""
    ours = bool(office.roles_of(person) & ALL_TEAMS) or drawn.team_key in office.led_by(person)
    return ours and may(office, person, Action.SAMPLE)


def may_review(office: Office, person: str, drawn: Drawn) -> bool:
    """Whether they may review it."""
    return may_see(office, person, drawn) and person not in drawn.workers


def asked(office: Office) -> list[str]:
    """Who is told that a sample was drawn: the coordinators, else the jurists, else the leads."""
    for role in (Role.COORDINATOR, Role.JURIST):
        if people := office.roles.get(role):
            return sorted(people)
    return sorted({team.lead for team in office.teams})
