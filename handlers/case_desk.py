"""What the handlers of statutory deadlines share: the item, the reader, the day, and dates from a form."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from handlers.desk import Desk
from handlers.form_values import picked
from handlers.payload import Body
from rules.complaint import appealable
from rules.errors import FristvagtError
from rules.period import Counted, count
from rules.rights import Action, may
from rules.sentence import Sentence
from storage import (
    absences,
    case_file,
    case_trail,
    caselist,
    cases,
    clocks,
    complaint_chain,
    pages,
    questions,
)
from storage.case_models import CaseClock
from storage.caselist import CaseItem
from storage.models import Callback, Deadline, Result, State
from views import ids
from views.blocks import Block
from views.case_details import Shown, details
from views.lines import Reader


class FieldError(FristvagtError):
    """What is wrong in one field of a form."""

    def __init__(self, field: str, sentence: Sentence) -> None:
        super().__init__(sentence.text, **sentence.facts)
        self.field = field


def item_of(session: Session, number: int) -> CaseItem:
    """The deadline as a line; the press has found it already."""
    return caselist.items(session, [number])[0]


def running_item(session: Session, desk: Desk, number: int) -> CaseItem:
    """The same, if it still runs; raises `ClosedError`."""
    cases.still_running(session, desk.office, number)
    return item_of(session, number)


def today(desk: Desk, item: CaseItem, now: datetime) -> date:
    return desk.office.team(item.team_key).calendar.local(now).date()


def aim_on(desk: Desk, item: CaseItem) -> date:
    """The day we work towards."""
    return desk.office.team(item.team_key).calendar.local(item.goal_at).date()


def reader_of(session: Session, desk: Desk, person: str, now: datetime) -> Reader:
    """Whoever pressed, as the lines know them."""
    away = pages.away(absences.roster(session, desk.office, now), now)
    calendars = {team.key: team.calendar for team in desk.office.teams}
    return Reader(person, now, desk.team_names, away, desk.office.led_by(person), calendars)


def shown(session: Session, desk: Desk, number: int, by: str, now: datetime) -> Shown:
    """A deadline with its dates and how they were counted, for one reader."""
    item, reader = item_of(session, number), reader_of(session, desk, by, now)
    owns = by == item.owner_id or item.team_key in reader.leads
    return Shown(
        item,
        _counted(session, desk, item),
        reader,
        may_reopen=owns and item.state is State.CLOSED,
        started=cases.started_from(session, number),
        letters=case_trail.letters(session, number) if item.announced_on else (),
        origin=_origin(session, desk, item, by, now),
        complaint=_complaint(session, desk, number, by, now),
        may_complain=_may_complain(session, item),
        may_work=_may_work(session, desk, number, by, now),
        asked=questions.in_hand(session, desk.office, number, now),
    )


def _may_work(session: Session, desk: Desk, number: int, by: str, now: datetime) -> bool:
    facts = clocks.facts(session, desk.office, session.get_one(Deadline, number), None, now)
    return may(desk.office, by, Action.WORK, facts)


def _complaint(session: Session, desk: Desk, number: int, by: str, now: datetime) -> int | None:
    """The complaint the clock belongs to, if `by` may open it."""
    complaint = complaint_chain.of_clock(session, number)
    first = session.get(Deadline, complaint.id) if complaint is not None else None
    if complaint is None or first is None:
        return None
    facts = clocks.facts(session, desk.office, first, None, now)
    return complaint.id if may(desk.office, by, Action.COMPLAINT, facts) else None


def _may_complain(session: Session, item: CaseItem) -> bool:
    against = item.result in (Result.PARTIAL, Result.REFUSED) and appealable(item.statute)
    return against and complaint_chain.complained_of(session, item.number) is None


def opened(session: Session, desk: Desk, number: int, by: str, now: datetime) -> Block:
    """*Vis*, with the read in the log."""
    file = case_file.opened(session, desk.vault, number, by=by, now=now)
    return details(desk.texts, file, shown(session, desk, number, by, now))


def _origin(session: Session, desk: Desk, item: CaseItem, by: str, now: datetime) -> str:
    """The button that opens what started it, if `by` may open that; an undone call holds nothing."""
    started_by = session.get(Deadline, item.started_by) if item.started_by is not None else None
    if started_by is None or started_by.state is State.WITHDRAWN:
        return ""
    callback = session.get(Callback, started_by.id)
    if not may(desk.office, by, Action.OPEN, clocks.facts(session, desk.office, started_by, callback, now)):
        return ""
    return ids.CASE_VIEW if callback is None else ids.VIEW


def _counted(session: Session, desk: Desk, item: CaseItem) -> Counted | None:
    rule, calendar = item.statute, desk.office.team(item.team_key).calendar
    received = session.get_one(CaseClock, item.number).received_at or item.received_on
    try:
        return count(rule, calendar, received, item.legal_on)
    except FristvagtError:
        return None


def day_in(body: Body, field: str) -> date | None:
    """The picked day; None when nothing was picked."""
    try:
        return date.fromisoformat(picked(body, field, "selected_date"))
    except ValueError:
        return None


def needed_day(body: Body, field: str) -> date:
    """The same; raises `FieldError` when nothing was picked."""
    day = day_in(body, field)
    if day is None:
        raise FieldError(field, Sentence("Vælg en dato."))
    return day
