"""Logging a call in one transaction, and the receipt that says so."""

from datetime import datetime

from sqlalchemy.orm import Session

from handlers.desk import Desk
from handlers.repeat import Earlier, earlier
from rules.absence import Away
from rules.callback import Promise, Unit, promise
from rules.office import may_interrupt
from rules.rule_search import kinds_started_by
from rules.topics import Topic
from storage import absences, handled, in_place, intake, notices, people
from storage.cases import started_from
from storage.intake import Call
from storage.models import Callback, Deadline
from views.blocks import inert
from views.receipt import Receipt
from views.who_rings import instead


def log(desk: Desk, call: Call, *, by: str, key: str) -> Receipt | Earlier:
    """Store the call and return its receipt; or what is open from its number already, and nothing is stored.

    A second delivery of `key` returns the first receipt.
    """
    now = desk.clock()

    def act(session: Session) -> Receipt | Earlier:
        desk.remind(session)
        found = earlier(desk, session, call.phone, by=by, unless=key, now=now)
        if found is not None:
            return found
        if handled.claim(session, now, key):
            stored = _logged(desk, session, call, by=by, now=now, key=key)
        else:
            stored = intake.already(session, key)
        return receipt(desk, session, stored, now)

    return desk.database.done(act)


def log_form(
    desk: Desk, call: Call, *, by: str, key: str, form: str, second: bool = False
) -> Receipt | Earlier:
    """The same for a form: sent again it changes nothing, and sent again with changes it corrects.

    A form stays open when Slack did not hear our answer, though the call is saved. A `second` call from one
    number is stored whatever is open.
    """
    now = desk.clock()

    def act(session: Session) -> Receipt | Earlier:
        desk.remind(session)
        found = None if second else earlier(desk, session, call.phone, by=by, unless=form, now=now)
        if found is not None:
            # Delivered once more when the form is saved, it must not pass for a correction of that.
            handled.claim(session, now, key)
            return found
        new = handled.claim(session, now, key, form)
        if form in new:
            return receipt(desk, session, _logged(desk, session, call, by=by, now=now, key=form), now)
        stored = intake.already(session, form)
        if key in new:
            correct(desk, session, stored, call, by=by, now=now)
        return receipt(desk, session, stored, now)

    return desk.database.done(act)


def _logged(desk: Desk, session: Session, call: Call, *, by: str, now: datetime, key: str) -> Deadline:
    """A new clock; the `key` is claimed."""
    kept = _promise(desk, call, now)
    return intake.enter(session, desk.office, desk.vault, call, kept, by=by, now=now, key=key)


def correct(desk: Desk, session: Session, deadline: Deadline, call: Call, *, by: str, now: datetime) -> None:
    """Replace what was written down, counted from the time of the call. Raises `TooLateToAmendError`."""
    call = intake.kept(deadline, call)
    again = _promise(desk, call, deadline.logged_at)
    intake.correct(session, desk.office, desk.vault, deadline.id, call, by=by, now=now, promise=again)


def _promise(desk: Desk, call: Call, received: datetime) -> Promise:
    return promise(desk.office.team(call.team_key).calendar, desk.office.callback, received)


def receipt(
    desk: Desk, session: Session, deadline: Deadline, now: datetime, *, corrected: bool = False
) -> Receipt:
    """The receipt of a stored call."""
    team = desk.office.team(deadline.team_key)
    who, leave = _who_rings(desk, session, deadline, now)
    callback = session.get_one(Callback, deadline.id)
    nobody = notices.worker(session, desk.office, deadline, now) is None
    unheard = deadline.urgent and (nobody or not team.calendar.is_open(now))
    told_at = may_interrupt(desk.office, team, deadline.logged_at)
    # What was logged this moment can have started nothing yet.
    started = started_from(session, deadline.id) if deadline.logged_at < now else None
    return Receipt(
        number=deadline.id,
        who=who,
        leave=leave,
        due_at=deadline.due_at,
        line=team.number,
        withheld=callback.withheld,
        working_days=desk.office.callback.unit is Unit.WORKING_DAYS,
        corrected=corrected,
        urgent=deadline.urgent,
        urgent_text=desk.office.urgent_text if unheard else "",
        nobody=team.name if nobody else "",
        told_at=told_at if told_at > now else None,
        child_text=desk.office.child_text if callback.topic == Topic.URGENT else "",
        child=callback.child,
        starts_clock=bool(kinds_started_by(callback.topic)) and started is None,
        started=started,
    )


def _who_rings(desk: Desk, session: Session, deadline: Deadline, now: datetime) -> tuple[str, str]:
    """Whose name the promise carries, and why when it is not the owner's alone."""
    team, owner = desk.office.team(deadline.team_key), deadline.owner_id
    name = people.names(session, [owner]).get(owner or "", team.name)
    stand_in = in_place.of_owner(session, desk.office, team.key, owner, now)
    if stand_in is not None:
        # The team's name stands there when nobody of it is at work, and that is said by itself.
        return stand_in, "" if stand_in == team.name else instead(desk.texts, name, stand_in)
    away = absences.roster(session, desk.office, now).absence(owner or "", deadline.due_at)
    if away is None:
        return name, ""
    later = in_place.of_owner(session, desk.office, team.key, owner, deadline.due_at)
    return _either(desk, name, later or team.name, away)


def _either(desk: Desk, name: str, later: str, away: Away) -> tuple[str, str]:
    """The owner has the call until leaving, and the stand-in then: the citizen hears of both."""
    t = desk.texts
    return (
        t("{who} eller {other}", who=name, other=later),
        t("{away} er væk fra {day}.", away=inert(name), day=t.day(away.starts)),
    )
