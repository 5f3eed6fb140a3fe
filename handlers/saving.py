"""Logging a call in one transaction, and the receipt that says so."""

from datetime import datetime

from sqlalchemy.orm import Session

from handlers.desk import Desk
from rules.callback import Promise, Unit, promise
from storage import events, intake, people
from storage.intake import Call
from storage.models import Deadline
from views.receipt import Receipt


def log(desk: Desk, call: Call, *, by: str, key: str) -> Receipt:
    """Store the call and return its receipt. A second delivery of `key` returns the first receipt."""
    now = desk.clock()
    with desk.database.write() as session:
        deadline = intake.log(
            session, desk.office, desk.vault, call, _promise(desk, call, now), by=by, now=now, key=key
        )
        return receipt(desk, session, deadline, call, now)


def correct(desk: Desk, number: int, call: Call, *, by: str) -> Receipt:
    """Replace what was written down, counted from the time of the call. Raises `TooLateToAmendError`."""
    now = desk.clock()
    with desk.database.write() as session:
        received = session.get_one(Deadline, number).logged_at
        deadline = intake.correct(
            session,
            desk.office,
            desk.vault,
            number,
            call,
            by=by,
            now=now,
            promise=_promise(desk, call, received),
        )
        return receipt(desk, session, deadline, call, now, corrected=True)


def count_cpr(desk: Desk, *, by: str, where: str) -> None:
    """Note that a CPR number was refused: who and where, never the digits (trust.md P3)."""
    with desk.database.write() as session:
        events.refused(session, at=desk.clock(), actor=by, action="cpr_refused", why=where)


def _promise(desk: Desk, call: Call, received: datetime) -> Promise:
    return promise(desk.office.team(call.team_key).calendar, desk.office.callback, received)


def receipt(
    desk: Desk, session: Session, deadline: Deadline, call: Call, now: datetime, *, corrected: bool = False
) -> Receipt:
    team = desk.office.team(deadline.team_key)
    names = people.names(session, [deadline.owner_id])
    outside_hours = deadline.urgent and not team.calendar.is_open(now)
    return Receipt(
        number=deadline.id,
        who=names.get(deadline.owner_id or "", team.name),
        due_at=deadline.due_at,
        line=team.number,
        withheld=call.phone is None,
        working_days=desk.office.callback.unit is Unit.WORKING_DAYS,
        corrected=corrected,
        urgent_text=desk.office.urgent_text if outside_hours else "",
    )
