"""What a person has chosen for themselves, changed by themselves."""

from datetime import datetime, time

from sqlalchemy.orm import Session

from rules.office import Office, may_notify
from storage import events, notices, outbox, people
from storage.models import Person, Sending


def choose(
    session: Session, office: Office, person: str, language: str, list_time: time | None, now: datetime
) -> None:
    """Store the choice; today's list follows it as far as it has not left. The same choice changes nothing.

    `list_time` is by the office's clock; None: whenever the office's list comes.
    """
    row = session.get_one(Person, person, with_for_update=True)
    if (row.language, row.list_time) == (language, list_time):
        return
    people.forget(session)
    moved = row.list_time != list_time
    row.language, row.list_time = language, list_time
    session.flush()
    if moved:
        _move_todays_list(session, office, person, now)
    at = list_time.isoformat("minutes") if list_time else None
    events.record(session, at=now, actor=person, action="settings_changed", language=language, list_time=at)
    people.want_home(session, [person])


def _move_todays_list(session: Session, office: Office, person: str, now: datetime) -> None:
    for team in office.teams_of(person):
        local = team.calendar.local(now)
        comes_at = notices.list_at(session, office, team, person, local.date())
        row = outbox.by_key(session, notices.list_key(person, local))
        if row is not None and row.state is Sending.WAITING:
            row.not_before = max(comes_at, now)
        elif row is None and comes_at <= now and may_notify(office, team, now) == now:
            # Its time has just become one that is past: nothing else would ask for it today.
            notices.the_list(session, team, person, local, now)
