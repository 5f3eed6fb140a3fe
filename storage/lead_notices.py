"""What whoever leads a team is told of it as a whole: the week in counts, and that the bot ails."""

from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from rules.office import Office, Team, may_notify
from storage import notices, outbox
from storage.outbox import Claim


def the_week(session: Session, team: Team, person: str, monday: date, not_before: datetime) -> bool:
    """Ask for the counts of the week that begins on `monday`; worthless once it is over.

    One a person and week, however many teams they lead. Returns whether it was not yet asked for.
    """
    return outbox.enqueue(
        session,
        key=week_key(person, monday),
        kind=notices.WEEK,
        recipient=person,
        team_key=team.key,
        not_before=not_before,
        expires_at=datetime.combine(monday + timedelta(days=7), time.min, tzinfo=team.calendar.zone),
    )


def week_key(person: str, monday: date) -> str:
    return f"{notices.WEEK}:{person}:{monday.isoformat()}"


def week_instead(session: Session, office: Office, claim: Claim, person: str, now: datetime) -> None:
    """The counts of the week for whoever leads in the recipient's place; one they have takes these along."""
    team = office.team(claim.team_key)
    monday = monday_of(team, now)
    if the_week(session, team, person, monday, now):
        return
    row = outbox.by_key(session, week_key(person, monday))
    if row is not None:
        outbox.want(session, row.id)


def monday_of(team: Team, now: datetime) -> date:
    """The Monday of the week, by the team's calendar."""
    today = team.calendar.local(now).date()
    return today - timedelta(days=today.weekday())


def ill(session: Session, office: Office, team: Team, person: str, about: str, now: datetime) -> None:
    """Tell whoever leads the team that the bot leaves something undone; `about` sets the occasion apart."""
    outbox.enqueue(
        session,
        key=f"{notices.ILL}:{about}:{person}",
        kind=notices.ILL,
        recipient=person,
        team_key=team.key,
        not_before=may_notify(office, team, now),
    )
