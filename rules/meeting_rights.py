"""Who may open a meeting's agenda, and who leads it."""

from rules.meeting import Series
from rules.office import Office, Role
from rules.rights import Action, may

# Those who follow every team's complaints and practice.
ALL_MEETINGS = frozenset({Role.JURIST, Role.COORDINATOR})


def may_open(office: Office, person: str, series: Series) -> bool:
    """The people of its teams, the chair, the jurist and the coordinator."""
    if not may(office, person, Action.AGENDA):
        return False
    return person in (series.chair, *people_of(office, series)) or bool(
        office.roles_of(person) & ALL_MEETINGS
    )


def may_chair(office: Office, person: str, series: Series) -> bool:
    """Note results, and whether it was held: the chair and whoever leads one of its teams."""
    leads = any(person in office.team(key).leads() for key in series.team_keys)
    return may(office, person, Action.AGENDA) and (leads or person == series.chair)


def people_of(office: Office, series: Series) -> frozenset[str]:
    """Everybody in its teams."""
    return frozenset().union(*(office.team(key).people() for key in series.team_keys))


def opened_by(office: Office, person: str) -> list[Series]:
    """The meetings whose agendas the person may open, as the office file lists them."""
    return [one for one in office.meetings if may_open(office, person, one)]
