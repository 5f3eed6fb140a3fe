"""Who may open the action plan, and who may write what has become of an initiative."""

from rules.initiative import Initiative
from rules.office import Office, Role
from rules.rights import Action, may

# Those who answer for the plan as a whole, besides each initiative's owner.
FOR_ALL = frozenset({Role.LEAD, Role.CHIEF})


def may_update(office: Office, person: str, initiative: Initiative) -> bool:
    """Its owner, a lead and the head of the centre."""
    theirs = person == initiative.owner or bool(office.roles_of(person) & FOR_ALL)
    return theirs and may(office, person, Action.PLAN)
