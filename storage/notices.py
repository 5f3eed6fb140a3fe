"""Which messages a change asks for. Only intentions are written here; the outbox sends them."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.office import Office, Team, may_notify
from storage import absences, clocks, outbox, people
from storage.models import Deadline, Outbox, Sending

LIST = "list"  # the day's list: one a person and day, changing in place
TELEPHONE = "telephone"  # one line when the own telephone hours begin
WARN = "warn"  # the one interruption before a limit
WAKE = "wake"  # a snooze that ended
URGENT = "urgent"
URGENT_LEAD = "urgent_lead"
AGAIN = "again"  # the citizen rang again
NOBODY = "nobody"  # to the team's channel: everybody is away
UNDELIVERED = "undelivered"  # tells a lead that somebody cannot be reached in Slack


def worker(session: Session, office: Office, deadline: Deadline, now: datetime) -> str | None:
    """Who works on it now: the owner or the team's duty person, or whoever stands in; None: nobody."""
    team = office.team(deadline.team_key)
    return absences.roster(session, office, now).stand_in(team, deadline.owner_id or team.duty, now)


def watchers(office: Office, deadline: Deadline) -> tuple[str, ...]:
    """Whose Home tab may show this clock: the whole team's, because anybody may stand in for the owner."""
    owner = {deadline.owner_id} if deadline.owner_id else set()
    return tuple(sorted(office.team(deadline.team_key).people() | owner | {deadline.logged_by}))


def told_of_new(session: Session, office: Office, deadline: Deadline, now: datetime) -> None:
    """Tell who shall ring: at once when urgent, else through the day's list."""
    team = office.team(deadline.team_key)
    person = worker(session, office, deadline, now)
    if person is None:
        nobody_left(session, team, now)
        return
    if deadline.urgent:
        duty = absences.roster(session, office, now).duty_of(team, now)
        for recipient in dict.fromkeys((person, duty or person)):
            urgent(session, deadline, recipient, URGENT, now)
    if person != deadline.logged_by:
        _onto_todays_list(session, office, team, person, deadline, now)


def nobody_left(session: Session, team: Team, now: datetime) -> None:
    """Everybody who could ring is away: the team's channel is told once a day, in counts."""
    outbox.enqueue(
        session,
        key=f"{NOBODY}:{team.key}:{team.calendar.local(now).date().isoformat()}",
        kind=NOBODY,
        recipient=team.channel,
        team_key=team.key,
        not_before=now,
    )


def move_to_stand_in(session: Session, office: Office, person: str, now: datetime) -> None:
    """Somebody is away from now on: what they had open today goes onto their stand-ins' lists."""
    if absences.roster(session, office, now).at_work(person, now):
        return
    for number in clocks.live_of(session, person):
        deadline = session.get_one(Deadline, number)
        stand_in = worker(session, office, deadline, now)
        team = office.team(deadline.team_key)
        if stand_in is None:
            nobody_left(session, team, now)
        else:
            _onto_todays_list(session, office, team, stand_in, deadline, now)
            people.want_home(session, [stand_in])


def urgent(session: Session, deadline: Deadline, recipient: str, kind: str, now: datetime) -> None:
    """One message at once, outside the daily budget and the quiet hours."""
    outbox.enqueue(
        session,
        key=f"{kind}:{deadline.id}:{recipient}",
        kind=kind,
        recipient=recipient,
        team_key=deadline.team_key,
        not_before=now,
        items=[deadline.id],
        urgent=True,
    )


def _onto_todays_list(
    session: Session, office: Office, team: Team, person: str, deadline: Deadline, now: datetime
) -> None:
    # Before the morning list, or after hours, the next morning's list says it.
    local = team.calendar.local(now)
    if local.time() < office.ladder.digest or may_notify(office, team, now) != now:
        return
    key = list_key(person, local)
    if not the_list(session, team, person, local, now):
        _again(session, key, now)
    row = outbox.by_key(session, key)
    if row is not None:
        outbox.speak_of(session, row.id, [deadline.id])
        outbox.want(session, row.id)


def _again(session: Session, key: str, now: datetime) -> None:
    """A list that had nothing to say this morning has something to say now."""
    row = outbox.by_key(session, key)
    if row is not None and row.state is Sending.DROPPED:
        row.state, row.not_before = Sending.WAITING, now
        session.flush()


def list_key(person: str, local: datetime) -> str:
    return f"{LIST}:{person}:{local.date().isoformat()}"


def the_list(session: Session, team: Team, person: str, local: datetime, not_before: datetime) -> bool:
    """Ask for the person's list of that day. Returns whether it was not yet asked for."""
    midnight = datetime.combine(local.date() + timedelta(days=1), time.min, tzinfo=local.tzinfo)
    return outbox.enqueue(
        session,
        key=list_key(person, local),
        kind=LIST,
        recipient=person,
        team_key=team.key,
        not_before=not_before,
        expires_at=midnight,
    )


def telephone_hours(session: Session, team: Team, person: str, start: datetime, expires_at: datetime) -> bool:
    """Ask for the one line at the start of telephone hours. It is worthless once they are over."""
    return outbox.enqueue(
        session,
        key=f"{TELEPHONE}:{person}:{start.isoformat()}",
        kind=TELEPHONE,
        recipient=person,
        team_key=team.key,
        not_before=start,
        expires_at=expires_at,
    )


def interrupt(session: Session, office: Office, deadline: Deadline, kind: str, now: datetime) -> None:
    """Ask for a warning or a wake-up; one that already waits for the same person takes this one along."""
    team = office.team(deadline.team_key)
    person = worker(session, office, deadline, now)
    if person is None:
        nobody_left(session, team, now)
        return
    # Locked, so that it cannot leave between our look and our addition.
    waiting = session.scalars(
        select(Outbox)
        .where(Outbox.recipient == person, Outbox.kind == kind, Outbox.state == Sending.WAITING)
        .with_for_update()
    ).first()
    if waiting is not None:
        outbox.speak_of(session, waiting.id, [deadline.id])
        return
    outbox.enqueue(
        session,
        key=f"{kind}:{deadline.id}:{(deadline.next_step_at or now).isoformat()}",
        kind=kind,
        recipient=person,
        team_key=deadline.team_key,
        not_before=now,
        items=[deadline.id],
    )


def pass_on(
    session: Session, claim: outbox.Claim, recipient: str, items: Iterable[int], now: datetime
) -> None:
    """Send to somebody else what was meant for a person who is away."""
    outbox.enqueue(
        session,
        key=f"{claim.kind}:{claim.id}:for:{recipient}",
        kind=claim.kind,
        recipient=recipient,
        team_key=claim.team_key,
        not_before=now,
        items=items,
        urgent=claim.urgent,
        expires_at=claim.expires_at,
    )


def called_again(session: Session, office: Office, deadline: Deadline, by: str, now: datetime) -> None:
    """Tell who shall ring that the citizen rang again: once a call and day."""
    person = worker(session, office, deadline, now)
    if person is None or person == by:
        return
    day = office.team(deadline.team_key).calendar.local(now).date().isoformat()
    outbox.enqueue(
        session,
        key=f"{AGAIN}:{deadline.id}:{day}",
        kind=AGAIN,
        recipient=person,
        team_key=deadline.team_key,
        not_before=now,
        items=[deadline.id],
    )
