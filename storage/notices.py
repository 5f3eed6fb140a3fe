"""Which messages a change asks for. Only intentions are written here; the outbox sends them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.complaint import with_complaints
from rules.ladder import list_on
from rules.office import Office, Team, may_interrupt, may_notify
from rules.statute import Kind
from storage import absences, outbox, people, tidings
from storage.models import Deadline, Outbox, Sending

LIST = "list"  # the day's list: one a person and day, changing in place
TELEPHONE = "telephone"  # one line when the own telephone hours begin
WARN = "warn"  # the one interruption before a limit
WAKE = "wake"  # a snooze that ended
AGREED = "agreed"  # a time agreed with a citizen has come
URGENT = "urgent"
URGENT_LEAD = "urgent_lead"
AGAIN = "again"  # the citizen rang again
NOBODY = "nobody"  # to the team's channel: everybody is away
UNDELIVERED = "undelivered"  # tells a lead that somebody cannot be reached in Slack
WELCOME = "welcome"  # the first time somebody opens the app, and never again

# Which messages have told already what an interruption would tell.
TELLING = {WARN: (WARN, LIST), WAKE: (WARN, AGREED, WAKE, LIST), AGREED: (AGREED, LIST)}
# The steps of a complaint, which is counted beyond its team too.
COMPLAINTS = frozenset({Kind.REASSESSMENT.value, Kind.PARTIAL_ANSWER.value, Kind.FORWARDING.value})
WEEK = "week"  # once a week to whoever leads a team, in counts
ILL = "ill"  # to whoever leads a team: the bot has left something undone


def worker(session: Session, office: Office, deadline: Deadline, now: datetime) -> str | None:
    """Who works on it now: the owner or the team's duty person, or whoever stands in; None: nobody."""
    team = office.team(deadline.team_key)
    return absences.roster(session, office, now).stand_in(team, deadline.owner_id or team.duty, now)


def _worker_if_any(session: Session, office: Office, deadline: Deadline, now: datetime) -> str | None:
    """The same; when there is nobody, the team's channel is asked for help."""
    person = worker(session, office, deadline, now)
    if person is None:
        nobody_left(session, office.team(deadline.team_key), now, deadline.id if deadline.urgent else None)
    return person


def watchers(office: Office, deadline: Deadline) -> tuple[str, ...]:
    """Whose Home tab may show this clock: the whole team's, because anybody may stand in for the owner.

    A complaint is counted for the jurist and the coordinator too.
    """
    owner = {deadline.owner_id} if deadline.owner_id else set()
    beside = with_complaints(office) if deadline.kind in COMPLAINTS else set()
    return tuple(sorted(office.team(deadline.team_key).people() | owner | beside | {deadline.logged_by}))


def told_of_new(
    session: Session, office: Office, deadline: Deadline, now: datetime, *, again: bool = False
) -> None:
    """Tell who shall ring: at once when urgent, else through the day's list.

    `again`: it is new to whoever shall ring now, who may have been told of it as somebody else's.
    """
    team, person = office.team(deadline.team_key), _worker_if_any(session, office, deadline, now)
    if person is None:
        return
    if deadline.urgent:
        duty = absences.roster(session, office, now).duty_of(team, now)
        for recipient in dict.fromkeys((person, duty or person)):
            kind = anew(URGENT, now) if again and recipient == person else URGENT
            urgent(session, office, deadline, recipient, kind, now)
    if person != deadline.logged_by:
        onto_todays_list(session, office, team, person, deadline, now)


def told_of_reopened(session: Session, office: Office, deadline: Deadline, by: str, now: datetime) -> None:
    """Put it back on the list of who shall ring, unless they took it up again themselves."""
    person = _worker_if_any(session, office, deadline, now)
    if person is not None and person != by:
        onto_todays_list(session, office, office.team(deadline.team_key), person, deadline, now)


def told_of_return(session: Session, office: Office, deadline: Deadline, now: datetime) -> None:
    """A claimed call lay untouched and is the team's again: its duty person hears of it."""
    team, person = office.team(deadline.team_key), _worker_if_any(session, office, deadline, now)
    if person is None:
        return
    if deadline.urgent:
        # What was said when it came in does not count as having said this.
        urgent(session, office, deadline, person, anew(URGENT, now), now)
    onto_todays_list(session, office, team, person, deadline, now)


def told_of_many(session: Session, office: Office, deadlines: Iterable[Deadline], now: datetime) -> None:
    """Put calls given in one go onto today's list of whoever shall ring."""
    shared: dict[tuple[str | None, str], list[int]] = {}
    for deadline in deadlines:
        person = worker(session, office, deadline, now)
        shared.setdefault((person, deadline.team_key), []).append(deadline.id)
    for (person, team_key), numbers in shared.items():
        if person is None:
            nobody_left(session, office.team(team_key), now)
        else:
            _speak_of_today(session, office, office.team(team_key), person, numbers, now)


def urgent_together(
    session: Session, office: Office, deadlines: Iterable[Deadline], *, key: str, by: str, now: datetime
) -> None:
    """One urgent message a person for all of these; `by` knows already. `key` sets the occasion apart."""
    shared: dict[str, list[Deadline]] = {}
    for deadline in deadlines:
        person = worker(session, office, deadline, now)
        if person is not None and person != by:
            shared.setdefault(person, []).append(deadline)
    for person, theirs in shared.items():
        team = office.team(theirs[0].team_key)
        outbox.enqueue(
            session,
            key=f"{URGENT}:{key}:{person}",
            kind=URGENT,
            recipient=person,
            team_key=team.key,
            not_before=may_interrupt(office, team, now),
            items=[deadline.id for deadline in theirs],
            urgent=True,
        )


def nobody_left(session: Session, team: Team, now: datetime, urgent: int | None = None) -> None:
    """Everybody who could ring is away: the team's channel is told once a day, in counts.

    An `urgent` call, by its number, is told of at once, whatever the channel has heard that day.
    """
    about = "" if urgent is None else f":{urgent}"
    outbox.enqueue(
        session,
        key=f"{NOBODY}:{team.key}:{team.calendar.local(now).date().isoformat()}{about}",
        kind=NOBODY,
        recipient=team.channel,
        team_key=team.key,
        not_before=now,
        urgent=urgent is not None,
    )


def urgent(
    session: Session, office: Office, deadline: Deadline, recipient: str, kind: str, now: datetime
) -> None:
    """One message outside the daily budget: at once while anybody is at work, else when they are again.

    A `kind` followed by ":" and more is the same kind, said once more.
    """
    outbox.enqueue(
        session,
        key=f"{kind}:{deadline.id}:{recipient}",
        kind=kind.partition(":")[0],
        recipient=recipient,
        team_key=deadline.team_key,
        not_before=may_interrupt(office, office.team(deadline.team_key), now),
        items=[deadline.id],
        urgent=True,
    )


def urgent_to_lead(session: Session, office: Office, deadline: Deadline, now: datetime) -> None:
    """Nobody has taken it: the lead is told, once more when it has changed hands since."""
    kind = anew(URGENT_LEAD, deadline.given_at) if deadline.given_at else URGENT_LEAD
    urgent(session, office, deadline, office.team(deadline.team_key).lead, kind, now)


def anew(kind: str, since: datetime) -> str:
    """The kind under a name of its own, so that it is said once more."""
    return f"{kind}:{since.isoformat()}"


def onto_todays_list(
    session: Session, office: Office, team: Team, person: str, deadline: Deadline, now: datetime
) -> None:
    _speak_of_today(session, office, team, person, [deadline.id], now)


def _speak_of_today(
    session: Session, office: Office, team: Team, person: str, numbers: Sequence[int], now: datetime
) -> None:
    # Before the person's list of the day, or after hours, the next list says it.
    local = team.calendar.local(now)
    if local < list_at(session, office, team, person, local.date()) or may_notify(office, team, now) != now:
        return
    key = list_key(person, local)
    listed = outbox.want_keyed(session, key)
    if listed is None:
        row = once_more(session, key, now)
        if row is None:
            the_list(session, team, person, local, now)
            row = outbox.by_key(session, key)
        listed = row.id if row is not None else None
    if listed is not None:
        outbox.speak_of(session, listed, numbers)


def once_more(session: Session, key: str, now: datetime) -> Outbox | None:
    """The list with this key; one that had nothing to say this morning has something to say now."""
    row = outbox.by_key(session, key)
    if row is not None and row.state is Sending.DROPPED:
        row.state, row.not_before, row.attempted_at = Sending.WAITING, now, None
        session.flush()
    return row


def list_at(session: Session, office: Office, team: Team, person: str, day: date) -> datetime:
    """When that day's list comes to this person: at their own time, else at the office's."""
    return list_on(team.calendar, office.ladder, day, people.list_time(session, office, person))


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


def list_is_due(session: Session, team: Team, person: str, local: datetime, now: datetime) -> None:
    """Its time has come: ask for the list, even if a clock that was ahead had it leave the day before.

    One that left too early on its own day is redrawn: it may lack what came in between.
    """
    key, midnight = list_key(person, local), datetime.combine(local.date(), time.min, tzinfo=local.tzinfo)
    outbox.set_apart_if_posted_before(session, key, midnight)
    if not the_list(session, team, person, local, local):
        once_more(session, key, now)
        outbox.want_keyed(session, key)


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
    person = _worker_if_any(session, office, deadline, now)
    if person is None:
        return
    step_at = deadline.next_step_at or now
    if step_at < now and tidings.has_told(session, person, TELLING[kind], deadline.id, step_at):
        return  # We come to this step late, or once more after a restore.
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
        key=f"{kind}:{deadline.id}:{step_at.isoformat()}:{person}",
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
    about = f"{claim.kind}:{unreachable(claim)}" if claim.kind == UNDELIVERED else claim.kind
    outbox.enqueue(
        session,
        key=f"{about}:{claim.id}:for:{recipient}",
        kind=claim.kind,
        recipient=recipient,
        team_key=claim.team_key,
        not_before=now,
        items=items,
        urgent=claim.urgent,
        expires_at=claim.expires_at,
    )


def undelivered(
    session: Session, claim: outbox.Claim, recipient: str, about: str, items: Iterable[int], now: datetime
) -> bool:
    """Tell that the claim's recipient cannot be reached, once for each `about`. Returns whether it is new."""
    return outbox.enqueue(
        session,
        key=undelivered_key(claim.recipient, about, recipient),
        kind=UNDELIVERED,
        recipient=recipient,
        team_key=claim.team_key,
        not_before=now,
        items=items,
        urgent=claim.urgent,
    )


def undelivered_key(who: str, about: str, recipient: str) -> str:
    """The key of the message that tells `recipient` that `who` cannot be reached."""
    return f"{UNDELIVERED}:{who}:{about}:{recipient}"


def unreachable(claim: outbox.Claim) -> str:
    """The person or channel that an `UNDELIVERED` message tells of, by Slack id."""
    return claim.key.split(":")[1]


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


def welcome(session: Session, office: Office, person: str, now: datetime) -> None:
    """Greet whoever opens the app for the first time; the key makes it once ever."""
    teams = office.teams_of(person) or office.teams
    outbox.enqueue(
        session,
        key=f"{WELCOME}:{person}",
        kind=WELCOME,
        recipient=person,
        team_key=teams[0].key,
        not_before=now,
    )
