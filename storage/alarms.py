"""What the engine has left undone, found by looking rather than by trusting the engine.

A trouble counts when two looks in a row have found it: the first may have met another process at work. Two
processes that look at nearly the same moment are one look.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, case, delete, or_, select, update
from sqlalchemy.orm import Session

from rules.office import Office
from storage import notices
from storage.complaint_models import Complaint, Stage
from storage.figure_models import Alarm
from storage.models import CALLBACK, LIVE, Callback, Deadline, Outbox, Sending, State
from storage.upsert import insert_if_new

# A step or a message may be this late before it is called forgotten.
STEP_LATE = timedelta(minutes=5)
SENDING_LATE = timedelta(minutes=15)
# A clock the engine cannot move is put off by an hour each time; its limit passes all the same.
LIMIT_LATE = timedelta(hours=2)


class What(StrEnum):
    """The kinds of trouble."""

    CLOCKS = "clocks"  # open items whose next step is missing, overdue, or never took place
    TEAMLESS = "teamless"  # open items and complaints of a team that has left the office file
    MESSAGES = "messages"  # messages that should have left


@dataclass(frozen=True, slots=True)
class Found:
    """One trouble of one team. `numbers` are items' numbers, or for messages the outbox's own ids."""

    what: What
    team_key: str
    numbers: tuple[int, ...]
    oldest: datetime  # since when the oldest of them has been waiting; aware UTC


def found(session: Session, office: Office, now: datetime) -> list[Found]:
    """Every trouble there is at `now`."""
    teams = [team.key for team in office.teams]
    return [
        *_of_items(session, What.CLOCKS, now, _forgotten(now), Deadline.team_key.in_(teams)),
        *_of_no_team(session, teams, now),
        *_of_messages(session, now),
    ]


def _forgotten(now: datetime) -> ColumnElement[bool]:
    unrung = select(Callback.deadline_id).where(Callback.first_attempt_at.is_(None))
    unnoticed = and_(
        Deadline.state == State.OPEN,
        Deadline.due_at < now - LIMIT_LATE,
        Deadline.breached_at.is_(None),
        or_(Deadline.kind != CALLBACK, Deadline.id.in_(unrung)),
    )
    return or_(Deadline.next_step_at.is_(None), Deadline.next_step_at < now - STEP_LATE, unnoticed)


def _of_items(session: Session, what: What, now: datetime, *which: ColumnElement[bool]) -> list[Found]:
    return _by_team(what, session.execute(_live(now, *which)).all())


def _live(now: datetime, *which: ColumnElement[bool]) -> Select[str, int, datetime]:
    due = [(moment < now, moment) for moment in (Deadline.next_step_at, Deadline.due_at)]
    since = case(*due, else_=Deadline.logged_at)
    live = select(Deadline.team_key, Deadline.id, since).where(Deadline.state.in_(LIVE), *which)
    return live.order_by(Deadline.id)


def _of_no_team(session: Session, teams: Collection[str], now: datetime) -> list[Found]:
    """Clocks, and the complaints that wait without one: at Ankestyrelsen none of ours runs."""
    clocks = session.execute(_live(now, Deadline.team_key.not_in(teams))).all()
    waiting = (
        select(Complaint.team_key, Complaint.id, Deadline.logged_at)
        .join(Deadline, Deadline.id == Complaint.latest_id)
        .where(Complaint.stage != Stage.ENDED, Complaint.team_key.not_in(teams))
        .where(Deadline.state.not_in(LIVE))
    )
    complaints = session.execute(waiting.order_by(Complaint.id)).all()
    return _by_team(What.TEAMLESS, sorted([*clocks, *complaints], key=lambda row: row[1]))


def _of_messages(session: Session, now: datetime) -> list[Found]:
    query = select(Outbox.team_key, Outbox.id, Outbox.not_before).where(late(now)).order_by(Outbox.id)
    return _by_team(What.MESSAGES, session.execute(query))


def late(now: datetime) -> ColumnElement[bool]:
    """Messages that should have left a good while ago; what waits for quiet hours to end is not due."""
    unsent = Outbox.state.in_((Sending.WAITING, Sending.SENDING))
    # What tells of the trouble is no trouble of its own.
    return and_(unsent, Outbox.not_before < now - SENDING_LATE, Outbox.kind != notices.ILL)


def _by_team(what: What, rows: Iterable[tuple[str, int, datetime]]) -> list[Found]:
    teams: dict[str, list[tuple[int, datetime]]] = {}
    for team_key, number, since in rows:
        teams.setdefault(team_key, []).append((number, since))
    return [
        Found(what, key, tuple(number for number, _ in theirs), min(since for _, since in theirs))
        for key, theirs in teams.items()
    ]


def confirmed(
    session: Session, troubles: Collection[Found], now: datetime, *, apart: timedelta
) -> list[Found]:
    """Note what was found; returns those to be told of now: seen `apart` ago or more, and not told of yet."""
    fresh = [one for one in troubles if insert_if_new(session, Alarm, **_key(one), since=now)]
    lasting = [one for one in troubles if one not in fresh]
    tellable = [one for one in lasting if _can_be_told(session, one, now)]
    return [one for one in tellable if _claim(session, one, now, apart)]


def _can_be_told(session: Session, trouble: Found, now: datetime) -> bool:
    """While Slack takes nothing, nobody can be told; what is late is sent by itself when it is back."""
    if trouble.what is not What.MESSAGES:
        return True
    taken = (Outbox.sent_at > trouble.oldest, Outbox.sent_at < now - SENDING_LATE)
    others = select(Outbox.id).where(Outbox.state == Sending.SENT, *taken)
    return session.scalars(others.limit(1)).first() is not None


def _claim(session: Session, trouble: Found, now: datetime, apart: timedelta) -> bool:
    """Whether telling of it is ours: two processes may have found it at the same time."""
    row = session.scalars(
        update(Alarm)
        .where(_is(trouble.what, trouble.team_key), Alarm.told_at.is_(None), Alarm.since <= now - apart)
        .values(told_at=now)
        .returning(Alarm.since)
    )
    return row.one_or_none() is not None


def over(session: Session, troubles: Iterable[Found]) -> list[tuple[str, str]]:
    """Forget the alarms whose trouble is gone; returns (what, team key) of those that had been told of."""
    lasting = {(one.what.value, one.team_key) for one in troubles}
    gone = [one for one in session.scalars(select(Alarm)) if (one.what, one.team_key) not in lasting]
    for one in gone:
        session.execute(delete(Alarm).where(_is(one.what, one.team_key)))
    return [(one.what, one.team_key) for one in gone if one.told_at is not None]


def any_alarm(session: Session) -> bool:
    """Whether a trouble has been noted and not yet seen to be gone."""
    return session.scalars(select(Alarm.what).limit(1)).first() is not None


def of_team(troubles: Iterable[Found], team_key: str) -> Sequence[Found]:
    """Those a team's lead is told of; items without a team are everybody's."""
    return [one for one in troubles if one.what is What.TEAMLESS or one.team_key == team_key]


def _key(trouble: Found) -> dict[str, str]:
    return {"team_key": trouble.team_key, "what": trouble.what.value}


def _is(what: str, team_key: str) -> ColumnElement[bool]:
    return and_(Alarm.what == what, Alarm.team_key == team_key)
