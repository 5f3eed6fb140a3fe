"""Somebody goes away or comes back: who is told of what they have open."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from rules.absence import Roster
from rules.office import Office, may_notify
from storage import absences, caselist, notices, outbox, people, tidings
from storage.case_models import CaseClock
from storage.models import CALLBACK, LIVE, Deadline, State

A_DAY = timedelta(days=1)


def move_to_stand_in(session: Session, office: Office, person: str, now: datetime) -> None:
    """Somebody is away from now on: what they had to see to today goes onto their stand-ins' lists.

    An urgent call nobody has taken is told of at once: whoever shall ring now may not know of it. So is what
    only whoever leaves was warned of.
    """
    roster = absences.roster(session, office, now)
    absence = roster.absence(person, now)
    if absence is None:
        return
    before = replace(roster, absences=tuple(one for one in roster.absences if one.person != person))
    calls, cases = (
        _calls_of(session, office, before, person, now),
        _cases_of(session, office, before, person, now),
    )
    for deadline in (*calls, *cases):
        _tell_stand_in(session, office, deadline, absence.starts, now)


def _tell_stand_in(
    session: Session, office: Office, deadline: Deadline, since: datetime, now: datetime
) -> None:
    stand_in, team = notices.worker(session, office, deadline, now), office.team(deadline.team_key)
    if stand_in is None:
        notices.nobody_left(session, team, now, deadline.id if deadline.urgent else None)
        return
    if deadline.urgent and deadline.taken_at is None and not _knows(session, stand_in, deadline, now):
        notices.urgent(session, office, deadline, stand_in, notices.anew(notices.URGENT, since), now)
    notices.onto_todays_list(session, office, team, stand_in, deadline, now)
    if _warned_of(deadline, now) and not _was_warned(session, stand_in, deadline):
        notices.interrupt(session, office, deadline, notices.WARN, now)
    people.want_home(session, [stand_in])


def _warned_of(deadline: Deadline, now: datetime) -> bool:
    """Whether its one warning has been, and the limit is still ahead."""
    return deadline.state is State.OPEN and deadline.warned_at is not None and now < deadline.due_at


def _was_warned(session: Session, person: str, deadline: Deadline) -> bool:
    since = deadline.warned_at or deadline.logged_at
    return tidings.tells(session, person, (notices.WARN,), deadline.id, since)


def _knows(session: Session, person: str, deadline: Deadline, now: datetime) -> bool:
    """Whether the call is called out to them as it stands: the duty person hears of it anyhow, for one."""
    since = deadline.given_at or deadline.logged_at
    if since > now:
        # A clock that was ahead wrote it down; what was said of it since was said earlier than that.
        since = now - A_DAY
    return tidings.tells(session, person, (notices.URGENT,), deadline.id, since)


def _calls_of(
    session: Session, office: Office, before: Roster, person: str, now: datetime
) -> Iterator[Deadline]:
    """The calls that were the person's to see to until now: their own, and what they had for others."""
    away = {one.person for one in before.absences if one.covers(now)}
    teams = [team.key for team in office.teams_of(person)]
    unowned = Deadline.owner_id.is_(None) & Deadline.team_key.in_(teams)
    theirs = (Deadline.kind == CALLBACK, Deadline.state.in_(LIVE))
    maybe = select(Deadline).where(*theirs, or_(Deadline.owner_id.in_({person, *away}), unowned))
    for deadline in session.scalars(maybe.order_by(Deadline.id)):
        team = office.team_or_none(deadline.team_key)
        if team is not None and before.stand_in(team, deadline.owner_id or team.duty, now) == person:
            yield deadline


def _cases_of(
    session: Session, office: Office, before: Roster, person: str, now: datetime
) -> Iterator[Deadline]:
    """The statutory deadlines on the person's list of today, wanted afresh on somebody else's."""
    local = now.astimezone(office.zone)
    row = outbox.by_key(session, notices.list_key(person, local))
    ends = datetime.combine(local.date() + timedelta(days=1), time.min, tzinfo=office.zone)
    theirs = [person, *_stood_in_for(office, before, person, now)]
    found = caselist.on_list(session, theirs, now=now, today_ends=ends, outbox_id=row.id if row else 0)
    for one in found:
        deadline = session.get_one(Deadline, one.number)
        # Of a team that has left the office file the lead is told, not whoever stands in.
        if office.team_or_none(deadline.team_key) is not None:
            session.get_one(CaseClock, one.number).marked_at = now
            yield deadline


def _stood_in_for(office: Office, before: Roster, person: str, now: datetime) -> list[str]:
    away = {one.person for one in before.absences if one.covers(now)}
    return [
        one
        for one in sorted(away)
        if any(before.stand_in(team, one, now) == person for team in office.teams_of(one))
    ]


def back_at_work(session: Session, office: Office, person: str, now: datetime) -> None:
    """The next list for somebody back from an absence, today's if there is still time for it."""
    team = next(iter(office.teams_of(person)), None)
    if team is None:
        return
    at = team.calendar.local(may_notify(office, team, now))
    at = max(at, notices.list_at(session, office, team, person, at.date()))
    if not notices.the_list(session, team, person, at, at):
        notices.once_more(session, notices.list_key(person, at), at)
    people.want_home(session, [person])
