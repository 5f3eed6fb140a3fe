"""Who works in the place of an owner who is away, by name."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from rules.office import Office
from storage import absences, people
from storage.models import State
from storage.worklist import WorkItem


def of_owner(session: Session, office: Office, team_key: str, owner: str | None, at: datetime) -> str | None:
    """Whoever has the owner's calls at `at` (aware); the team when nobody of it is at work.

    None when there is no owner, or the owner is at work.
    """
    roster, team = absences.roster(session, office, at), office.team_or_none(team_key)
    if owner is None or team is None or roster.at_work(owner, at):
        return None
    stand_in = roster.stand_in(team, owner, at)
    return people.names(session, [stand_in]).get(stand_in or "", team.name)


def of_owners(session: Session, office: Office, items: Iterable[WorkItem], now: datetime) -> dict[int, str]:
    """The same by number, for the calls that are still to be rung."""
    found = {
        item.number: of_owner(session, office, item.team_key, item.owner_id, now)
        for item in items
        if item.state is State.OPEN
    }
    return {number: name for number, name in found.items() if name is not None}
