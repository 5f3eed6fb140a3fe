"""Registering a deadline in one transaction, and the receipt that says so."""

from datetime import datetime

from sqlalchemy.orm import Session

from handlers.desk import Desk
from rules.statute import Rule
from storage import case_amend, cases, intake, notices, outbox, people
from storage.case_models import CaseClock
from storage.cases import NewCase
from storage.models import Deadline
from storage.working import once
from views.deadline_receipt import Receipt


def save(desk: Desk, case: NewCase, *, by: str, key: str) -> Receipt:
    """Register it. A second delivery of `key` returns the first receipt. Raises what `register` raises."""
    now = desk.clock()
    with desk.database.write() as session:
        return receipt(desk, session, _registered(desk, session, case, by=by, now=now, key=key), by, now)


def save_form(desk: Desk, case: NewCase, *, by: str, key: str, form: str) -> Receipt:
    """The same for a form: sent again it changes nothing, and sent again with changes it corrects.

    A form stays open when Slack did not hear our answer, though the deadline is registered.
    """
    now = desk.clock()
    with desk.database.write() as session:
        new, earlier = once(session, key, None, now), intake.logged_under(session, form)
        if earlier is None:
            deadline = _registered(desk, session, case, by=by, now=now, key=form)
            return receipt(desk, session, deadline, by, now)
        if not new:
            return receipt(desk, session, earlier, by, now)
        return amended(desk, session, earlier.id, case, by=by, now=now, key=f"{key}:amended")


def _registered(desk: Desk, session: Session, case: NewCase, *, by: str, now: datetime, key: str) -> Deadline:
    deadline = cases.register(session, desk.office, desk.vault, case, by=by, now=now, key=key)
    if case.started_by is not None:
        # Wherever the call stands, it offers this no longer.
        outbox.touch(session, case.started_by)
        people.want_home(session, notices.watchers(desk.office, session.get_one(Deadline, case.started_by)))
    return deadline


def amended(
    desk: Desk, session: Session, number: int, case: NewCase, *, by: str, now: datetime, key: str
) -> Receipt:
    """The receipt of the registration that takes the place of `number`."""
    deadline = case_amend.amend(session, desk.office, desk.vault, number, case, by=by, now=now, key=key)
    return receipt(desk, session, deadline, by, now, instead_of=number)


def receipt(
    desk: Desk,
    session: Session,
    deadline: Deadline,
    reader: str,
    now: datetime,
    *,
    instead_of: int | None = None,
) -> Receipt:
    """The receipt of a registered deadline, for whoever registered it."""
    case = session.get_one(CaseClock, deadline.id)
    return Receipt(
        number=deadline.id,
        rule=Rule.thawed(deadline.rule),
        legal_on=case.legal_on,
        legal_at=case.legal_at,
        aim_on=deadline.goal_at.astimezone(desk.office.zone).date(),
        now=now,
        who=_who(desk, session, deadline, reader),
        remitted=case.remitted,
        instead_of=instead_of,
    )


def _who(desk: Desk, session: Session, deadline: Deadline, reader: str) -> str:
    if deadline.owner_id == reader:
        return ""
    team = desk.office.team(deadline.team_key).name
    return people.names(session, [deadline.owner_id]).get(deadline.owner_id or "", team)
