"""What is noted of a meeting: held, moved or skipped, who was there, and what came of each item."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from rules.errors import FristvagtError
from rules.meeting import ItemKind, ItemResult, Series
from rules.meeting_days import calendars_of, occurrence
from rules.meeting_rights import people_of
from rules.office import Office
from storage import agendas, catalogue, events
from storage.agenda_models import AgendaItem, Attendance, Meeting, MeetingState, Precedent
from storage.cases import NewCase, register
from storage.models import Deadline
from storage.upsert import insert_if_new
from storage.vault import Vault

RULE = "moede-handling"
MOVED_WITHIN = timedelta(days=60)


class NotBegunError(FristvagtError):
    """Nobody can have been at a meeting that is still to come."""

    def __init__(self) -> None:
        super().__init__("Mødet er ikke begyndt endnu. Prøv igen, når det er i gang.")


class MeetingOverError(FristvagtError):
    """It was held: there is nothing to move."""

    def __init__(self) -> None:
        super().__init__("Mødet er noteret som holdt og kan ikke flyttes.")


class NotThenError(FristvagtError):
    """A meeting moved into the past, too far away, or to a day on which a team is closed."""

    def __init__(self) -> None:
        super().__init__("Vælg en arbejdsdag inden for de næste {days} dage.", days=MOVED_WITHIN.days)


class NotOnAgendaError(FristvagtError):
    """The button names no item of an agenda."""

    def __init__(self) -> None:
        super().__init__("Punktet står ikke på dagsordenen længere. Intet er ændret.")


class AlreadyActionError(FristvagtError):
    """The item became an action, which runs as `number`."""

    def __init__(self, number: int) -> None:
        super().__init__("Punktet er blevet til handling nr. {number}, og den løber.", number=number)


class NotOfTheMeetingError(FristvagtError):
    """Somebody outside the meeting's teams."""

    def __init__(self) -> None:
        super().__init__("Vælg en fra mødets team på listen.")


@dataclass(frozen=True, slots=True)
class Place:
    """An item where it stands."""

    series: Series
    meeting: Meeting
    item: AgendaItem


def item(session: Session, office: Office, number: int) -> Place:
    """The item, its meeting locked; raises `NotOnAgendaError` and `NoSuchMeetingError`."""
    known = session.get(AgendaItem, number, populate_existing=True)
    if known is None:
        raise NotOnAgendaError
    series, meeting = agendas.found(session, office, known.meeting_id)
    session.refresh(known)
    return Place(series, meeting, known)


def held(session: Session, place: tuple[Series, Meeting], *, by: str, now: datetime) -> None:
    """It took place; said twice, it changes nothing. Raises `NotBegunError`."""
    series, meeting = place
    if meeting.starts_at > now:
        raise NotBegunError
    if _settle(meeting, MeetingState.HELD, by, now):
        events.record(session, at=now, actor=by, action="meeting_held", meeting=meeting.id)
        agendas.redraw(session, series, meeting)


def skipped(session: Session, place: tuple[Series, Meeting], *, by: str, now: datetime) -> None:
    """It did not; everything on it is on the next one."""
    series, meeting = place
    if _settle(meeting, MeetingState.SKIPPED, by, now):
        events.record(session, at=now, actor=by, action="meeting_skipped", meeting=meeting.id)
        agendas.redraw(session, series, meeting)


def _settle(meeting: Meeting, state: MeetingState, by: str, now: datetime) -> bool:
    if meeting.state is state:
        return False
    meeting.state, meeting.settled_by, meeting.settled_at = state, by, now
    return True


def moved(
    session: Session, office: Office, place: tuple[Series, Meeting], to: datetime, *, by: str, now: datetime
) -> None:
    """Another day or hour; its agenda is made when it would have been. Raises `NotThenError`."""
    series, meeting = place
    if meeting.state is MeetingState.HELD:
        raise MeetingOverError
    on = to.astimezone(office.zone).date()
    working = all(calendar.is_working_day(on) for calendar in calendars_of(office, series))
    if not now < to < now + MOVED_WITHIN or not working:
        raise NotThenError
    if to != meeting.starts_at:
        meeting.moved_from, meeting.starts_at = meeting.moved_from or meeting.starts_at, to
        meeting.state, meeting.settled_by, meeting.settled_at = MeetingState.PLANNED, None, None
        when = to.isoformat()
        events.record(session, at=now, actor=by, action="meeting_moved", meeting=meeting.id, to=when)
    session.flush()
    if occurrence(office, series, meeting.planned_on, to).agenda_at <= now:
        agendas.make(session, office, series, meeting, now)
    agendas.redraw(session, series, meeting)


def attended(
    session: Session, place: tuple[Series, Meeting], people: Collection[str], *, by: str, now: datetime
) -> None:
    """They were there. Raises `NotBegunError`."""
    series, meeting = place
    if meeting.starts_at > now:
        raise NotBegunError
    new = [
        person
        for person in sorted(people)
        if insert_if_new(
            session, Attendance, meeting_id=meeting.id, person_id=person, noted_by=by, noted_at=now
        )
    ]
    if new:
        _attendance_changed(session, series, meeting, len(new), by, now)


def ticked(
    session: Session, place: tuple[Series, Meeting], people: Collection[str], *, by: str, now: datetime
) -> None:
    """The chair's list: these were there and nobody else. Raises `NotBegunError`."""
    series, meeting = place
    attended(session, place, people, by=by, now=now)
    gone = [one for one in agendas.attendees(session, meeting) if one not in people]
    theirs = Attendance.meeting_id == meeting.id, Attendance.person_id.in_(gone)
    if gone:
        session.execute(delete(Attendance).where(*theirs))
        _attendance_changed(session, series, meeting, -len(gone), by, now)


def _attendance_changed(
    session: Session, series: Series, meeting: Meeting, more: int, by: str, now: datetime
) -> None:
    events.record(session, at=now, actor=by, action="meeting_attended", meeting=meeting.id, more=more)
    agendas.redraw(session, series, meeting)


def noted(session: Session, place: Place, result: ItemResult, *, by: str, now: datetime) -> None:
    """Decided, or again next time; the newest word holds. Raises `AlreadyActionError`."""
    known = place.item
    if known.action_id is not None:
        raise AlreadyActionError(known.action_id)
    if known.result is not result:
        _noted(session, place, result, by, now)


def action(
    session: Session,
    office: Office,
    vault: Vault,
    place: Place,
    owner: str,
    on: date,
    *,
    by: str,
    now: datetime,
    key: str,
) -> Deadline:
    """The item becomes a clock of its owner's, whom the ladder reminds like of any other.

    Raises `AlreadyActionError`, `NotOfTheMeetingError`, and what a chosen date can be refused for.
    """
    if place.item.action_id is not None:
        raise AlreadyActionError(place.item.action_id)
    if owner not in people_of(office, place.series):
        raise NotOfTheMeetingError
    rule = catalogue.current(session, office).rule(RULE)
    today = now.astimezone(office.zone).date()
    case = NewCase(rule, _team_of(office, place.series, owner), owner, "", received_on=today, chosen=on)
    deadline = register(session, office, vault, case, by=by, now=now, key=key)
    # What it is about stands in its name: there are no words beside it.
    deadline.rule = replace(rule, variant=_about(session, place.item)).frozen()
    place.item.action_id = deadline.id
    _noted(session, place, ItemResult.ACTION, by, now)
    return deadline


def _about(session: Session, known: AgendaItem) -> str:
    if known.kind is not ItemKind.PRECEDENT:
        return f"nr. {known.subject}"
    precedent = session.get(Precedent, known.subject)
    return f"principafgørelse {precedent.number}" if precedent else ""


def _team_of(office: Office, series: Series, owner: str) -> str:
    """The team of the meeting they work in, else the one they lead or stand in for."""
    teams = [office.team(key) for key in series.team_keys]
    theirs = [one for one in teams if owner in one.members] or [one for one in teams if owner in one.people()]
    return theirs[0].key


def _noted(session: Session, place: Place, result: ItemResult, by: str, now: datetime) -> None:
    known = place.item
    known.result, known.settled_by, known.settled_at = result, by, now
    events.record(
        session,
        at=now,
        actor=by,
        action="agenda_noted",
        item=known.action_id,
        meeting=place.meeting.id,
        result_is=result.value,
    )
    agendas.redraw(session, place.series, place.meeting)


def items_of(session: Session, meeting: Meeting) -> Sequence[AgendaItem]:
    """Everything on it, in the order it is taken up."""
    rows = session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)).all()
    order = list(ItemKind)
    return sorted(rows, key=lambda one: (order.index(one.kind), one.subject))
