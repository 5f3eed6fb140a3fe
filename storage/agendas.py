"""Standing meetings as they come: planned by the office file, made into agendas, posted in counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from rules.errors import FristvagtError
from rules.meeting import ItemKind, Occurrence, Series
from rules.meeting_days import ends, occurrence, occurrences
from rules.office import Office, may_notify
from storage import events, outbox, schedule
from storage.agenda_models import AgendaItem, Attendance, Meeting, MeetingState
from storage.agenda_sources import topics
from storage.upsert import insert_if_new, insert_new

KIND = "agenda"  # of the message to a team's channel, and of the job that makes it
# How far back a meeting nobody has noted is looked for, and how far ahead one is shown.
BEHIND, AHEAD = timedelta(days=45), timedelta(days=100)


class NoSuchMeetingError(FristvagtError):
    """The button names no meeting of the office file."""

    def __init__(self) -> None:
        super().__init__("Mødet findes ikke længere. Intet er ændret. Åbn møderne igen.")


@dataclass(frozen=True, slots=True)
class Planned:
    """One time a meeting comes, and its row when it has one."""

    occurrence: Occurrence
    meeting: Meeting | None

    @property
    def made(self) -> bool:
        return self.meeting is not None and self.meeting.made_at is not None

    @property
    def to_come(self) -> bool:
        """Whether it is neither held nor skipped, as far as anybody has said."""
        return self.meeting is None or self.meeting.state is MeetingState.PLANNED


def planned(session: Session, office: Office, series: Series, first: date, last: date) -> list[Planned]:
    """Those whose day by the rule lies there, and those moved from elsewhere, in the order they come."""
    known = select(Meeting).where(Meeting.series == series.key)
    rows = {one.planned_on: one for one in session.scalars(known.where(_near(office, first, last)))}
    found = {
        one.planned_on: Planned(one, None)
        for one in occurrences(office, series, first, last)
        if one.planned_on not in rows
    }
    for row in rows.values():
        found[row.planned_on] = Planned(occurrence(office, series, row.planned_on, row.starts_at), row)
    return sorted(found.values(), key=lambda one: (one.occurrence.starts_at, one.occurrence.planned_on))


def _near(office: Office, first: date, last: date) -> ColumnElement[bool]:
    begins = datetime.combine(first, datetime.min.time(), tzinfo=office.zone)
    stops = datetime.combine(last, datetime.max.time(), tzinfo=office.zone)
    return or_(Meeting.planned_on.between(first, last), Meeting.starts_at.between(begins, stops))


def around(session: Session, office: Office, series: Series, now: datetime) -> list[Planned]:
    """Those of the weeks before and the months after `now`."""
    today = now.astimezone(office.zone).date()
    return planned(session, office, series, today - BEHIND, today + AHEAD)


def to_make(session: Session, office: Office, series: Series, now: datetime) -> list[Planned]:
    """Those whose agenda is due and not made.

    After downtime the newest is made although the meeting has been: what it left must be on the next. A
    series that has just begun has none to catch up with.
    """
    due = [one for one in around(session, office, series, now) if one.occurrence.agenda_at <= now]
    ahead = [one for one in due if one.occurrence.starts_at > now]
    if not ahead and schedule.last_run(session, job_of(series)) is not None:
        ahead = due[-1:]
    return [one for one in ahead if one.to_come and not one.made]


def job_of(series: Series) -> str:
    """The job whose rows say at which hours an agenda of the series was made."""
    return f"{KIND}:{series.key}"


def row_of(session: Session, which: Occurrence) -> Meeting:
    """The row of that occurrence, locked; made when there is none yet."""
    insert_if_new(
        session,
        Meeting,
        series=which.series.key,
        planned_on=which.planned_on,
        starts_at=which.starts_at,
        state=MeetingState.PLANNED,
    )
    this = Meeting.series == which.series.key, Meeting.planned_on == which.planned_on
    return session.scalars(select(Meeting).where(*this).with_for_update()).one()


def found(session: Session, office: Office, number: int) -> tuple[Series, Meeting]:
    """The meeting with its series, locked; raises `NoSuchMeetingError`."""
    meeting = session.get(Meeting, number, with_for_update=True, populate_existing=True)
    series = office.series_or_none(meeting.series) if meeting is not None else None
    if meeting is None or series is None:
        raise NoSuchMeetingError
    return series, meeting


def make(session: Session, office: Office, series: Series, meeting: Meeting, now: datetime) -> bool:
    """Make the agenda of what is open now, and ask for it to be posted; a second time changes nothing.

    The meeting's row is locked. Returns whether it was made now.
    """
    if meeting.made_at is not None:
        return False
    meeting.made_at = now
    session.flush()
    items = _filled(session, office, series, meeting, now)
    _post(session, office, series, meeting, now)
    events.record(
        session,
        at=now,
        actor=events.ENGINE,
        action="agenda_made",
        meeting=meeting.id,
        series=series.key,
        items=items,
    )
    return True


def brought_up_to_date(
    session: Session, office: Office, series: Series, meeting: Meeting, now: datetime
) -> None:
    """What has come since the agenda was made is on it too, until the meeting is held or skipped."""
    if meeting.made_at is None or meeting.state is not MeetingState.PLANNED:
        return
    if _filled(session, office, series, meeting, now):
        redraw(session, series, meeting)


def _filled(session: Session, office: Office, series: Series, meeting: Meeting, now: datetime) -> int:
    """Put on the agenda what is not there yet. Returns how many that were."""
    there = select(AgendaItem.kind, AgendaItem.subject).where(AgendaItem.meeting_id == meeting.id)
    known = {(kind, subject) for kind, subject in session.execute(there)}
    new = [
        one for one in topics(session, office, series, meeting, now) if (one.kind, one.subject) not in known
    ]
    rows = [
        {"meeting_id": meeting.id, "kind": one.kind, "subject": one.subject, "carried": one.carried}
        for one in new
    ]
    insert_new(session, AgendaItem, rows)
    return len(rows)


def _post(session: Session, office: Office, series: Series, meeting: Meeting, now: datetime) -> None:
    for key in series.team_keys:
        team = office.team(key)
        outbox.enqueue(
            session,
            key=message_key(meeting, key),
            kind=KIND,
            recipient=team.channel,
            team_key=key,
            not_before=may_notify(office, team, now),
            expires_at=ends(office, meeting.starts_at),
        )


def message_key(meeting: Meeting, team_key: str) -> str:
    """The key of the message that tells a team's channel of the meeting."""
    return f"{KIND}:{meeting.id}:{team_key}"


def told_of(session: Session, key: str) -> Meeting | None:
    """The meeting a message tells of."""
    number = key.split(":")[1]
    return session.get(Meeting, int(number)) if number.isdigit() else None


def redraw(session: Session, series: Series, meeting: Meeting) -> None:
    """Let the messages in the channels show how it stands."""
    for key in series.team_keys:
        row = outbox.by_key(session, message_key(meeting, key))
        if row is not None:
            outbox.want(session, row.id)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a channel is told of a meeting: numbers, and whether it was held."""

    meeting: Meeting
    series: Series
    open: Mapping[ItemKind, int]  # by register, in the order of the agenda
    settled: int
    attended: int

    @property
    def items(self) -> int:
        return sum(self.open.values())


def counts(session: Session, series: Series, meeting: Meeting) -> Counts:
    """The agenda in numbers; what always stands there is counted even when there is none."""
    rows = session.execute(
        select(AgendaItem.kind, func.count(), func.count(AgendaItem.result))
        .where(AgendaItem.meeting_id == meeting.id)
        .group_by(AgendaItem.kind)
    ).all()
    many = {kind: count for kind, count, _ in rows}
    shown = [kind for kind in ItemKind if kind in many or kind in series.fixed]
    return Counts(
        meeting=meeting,
        series=series,
        open={kind: many.get(kind, 0) for kind in shown},
        settled=sum(settled for _, _, settled in rows),
        attended=len(attendees(session, meeting)),
    )


def attendees(session: Session, meeting: Meeting) -> Sequence[str]:
    """Who was there, by Slack id."""
    there = select(Attendance.person_id).where(Attendance.meeting_id == meeting.id)
    return session.scalars(there.order_by(Attendance.person_id)).all()


@dataclass(frozen=True, slots=True)
class Coming:
    """The meetings of a list, in order, and how many older ones nobody has noted."""

    shown: Sequence[Planned]
    older: int


def upcoming(session: Session, office: Office, all_series: Iterable[Series], now: datetime) -> Coming:
    """Of each series the newest that nobody has noted, the newest that is over, and the next.

    What older ones left has gone on to the newest one's agenda.
    """
    shown: list[Planned] = []
    older = 0
    for series in all_series:
        every = around(session, office, series, now)
        begun = [one for one in every if one.occurrence.starts_at <= now and one.meeting is not None]
        waiting = [one for one in begun if one.to_come and one.made]
        settled = [one for one in every if not one.to_come][-1:]
        ahead = [one for one in every if one.occurrence.starts_at > now][:2]
        older += len(waiting[:-1])
        for one in (*waiting[-1:], *settled, *ahead):
            if one not in shown:
                shown.append(one)
    shown.sort(key=lambda one: (one.occurrence.starts_at, one.occurrence.series.key))
    return Coming(shown, older)
