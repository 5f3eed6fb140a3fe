"""What belongs on a meeting's agenda: everything open in the registers, and what the meeting before left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from rules.meeting import ItemKind, ItemResult, Series
from rules.meeting_rights import people_of
from rules.office import Office
from rules.statute import Kind
from storage import complaints, precedents
from storage.agenda_models import AgendaItem, Meeting, MeetingState
from storage.complaints import BoardDecision
from storage.models import Deadline, State

# A decision may reach the office, and the bot, some weeks after it was made.
ARRIVES_WITHIN = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Topic:
    """Something to take up: a number in one of the registers. `carried` from the meeting before."""

    kind: ItemKind
    subject: int
    carried: bool = False


def topics(session: Session, office: Office, series: Series, meeting: Meeting, now: datetime) -> list[Topic]:
    """What the agenda of that meeting has to hold at `now`, in the order it is taken up."""
    found = {(one.kind, one.subject): one for one in left(session, series, meeting)}
    for kind in series.sources:
        for subject in _open(session, office, series, kind, meeting, now):
            found.setdefault((kind, subject), Topic(kind, subject))
    order = list(ItemKind)
    return sorted(found.values(), key=lambda one: (order.index(one.kind), one.subject))


def left(session: Session, series: Series, meeting: Meeting) -> list[Topic]:
    """What the last meeting before this one put off, or never got to."""
    earlier = Meeting.starts_at < meeting.starts_at, Meeting.id != meeting.id, Meeting.made_at.is_not(None)
    before = select(Meeting).where(Meeting.series == series.key, *earlier)
    last = session.scalars(before.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(1)).first()
    if last is None:
        return []
    put_off = AgendaItem.result == ItemResult.AGAIN
    if last.state is not MeetingState.HELD:
        put_off = or_(put_off, AgendaItem.result.is_(None))
    items = select(AgendaItem).where(AgendaItem.meeting_id == last.id, put_off)
    return [Topic(one.kind, one.subject, carried=True) for one in session.scalars(items)]


def board_decisions(
    session: Session, series: Series, meeting: Meeting | None, today: date
) -> list[BoardDecision]:
    """What Ankestyrelsen decided since these meetings began, taken up already or not."""
    return complaints.decided_by_board(session, series.team_keys, _since(session, series, meeting, today))


def _open(
    session: Session, office: Office, series: Series, kind: ItemKind, meeting: Meeting, now: datetime
) -> Iterable[int]:
    match kind:
        case ItemKind.COMPLAINT:
            return [one.id for one in complaints.open_complaints(session, office, series.team_keys, now)]
        case ItemKind.BOARD_DECISION:
            local = now.astimezone(office.zone)
            # A meeting that old is not kept, and so neither whether it has taken the decision up.
            kept = office.retention.audit_before(local).date()
            found = board_decisions(session, series, meeting, local.date())
            news = [one.id for one in found if one.decided_on > kept]
            return _not_taken_up(session, series, kind, news)
        case ItemKind.PRECEDENT:
            unread = precedents.unread(session, people_of(office, series))
            return _not_taken_up(session, series, kind, unread)
        case ItemKind.INQUIRY:
            return [one.number for one in complaints.open_inquiries(session, office, series.team_keys, now)]
        case ItemKind.ACTION:
            return open_actions(session, series)


def open_actions(session: Session, series: Series) -> Sequence[int]:
    """Actions of its teams that are not done, whichever meeting agreed on them."""
    ours = Deadline.kind == Kind.ACTION.value, Deadline.team_key.in_(series.team_keys)
    return session.scalars(select(Deadline.id).where(*ours, Deadline.state == State.OPEN)).all()


def _not_taken_up(session: Session, series: Series, kind: ItemKind, subjects: Sequence[int]) -> list[int]:
    """Those no meeting of the series that was held has dealt with."""
    done = session.scalars(
        select(AgendaItem.subject)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(
            Meeting.series == series.key,
            Meeting.state == MeetingState.HELD,
            AgendaItem.kind == kind,
            AgendaItem.subject.in_(subjects),
            or_(AgendaItem.result.is_(None), AgendaItem.result != ItemResult.AGAIN),
        )
    )
    taken_up = set(done)
    return [one for one in subjects if one not in taken_up]


def _since(session: Session, series: Series, meeting: Meeting | None, today: date) -> date:
    """Some weeks before the first of these meetings: what was decided earlier was never theirs."""
    first = session.scalar(select(func.min(Meeting.planned_on)).where(Meeting.series == series.key))
    begun = [one for one in (first, meeting.planned_on if meeting else None, today) if one is not None]
    return min(begun) - ARRIVES_WITHIN
