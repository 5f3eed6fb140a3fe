"""Giving a call to somebody else, or back to the team. The promise to the citizen never restarts."""

from datetime import datetime

from sqlalchemy.orm import Session

from rules.office import Office
from storage import clocks, events, notices, outbox, people
from storage.models import Deadline
from storage.working import still_open


def reassign(
    session: Session,
    office: Office,
    number: int,
    *,
    team_key: str,
    owner_id: str | None,
    by: str,
    now: datetime,
) -> Deadline:
    """Make somebody else, or the team, responsible; the limit stays. Raises `ClosedError`.

    Giving it to whom it already belongs changes nothing.
    """
    deadline = still_open(session, office, number)
    if (deadline.team_key, deadline.owner_id) == (team_key, owner_id):
        return deadline
    before = notices.watchers(office, deadline)
    deadline.team_key, deadline.owner_id = team_key, owner_id
    # The new owner starts afresh: nobody has taken it, and nobody asked to be reminded later.
    deadline.taken_by = deadline.taken_at = deadline.snoozed_until = None
    session.flush()
    clocks.plan(session, office, deadline, now)
    notices.told_of_new(session, office, deadline, now)
    outbox.touch(session, number)
    events.record(session, at=now, actor=by, action="reassigned", item=number, team=team_key, owner=owner_id)
    people.want_home(session, (by, *before, *notices.watchers(office, deadline)))
    return deadline
