"""What every press on a meeting goes through: the right is asked, then it is done and logged."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from slack_bolt import Ack, BoltResponse
from sqlalchemy.orm import Session

from handlers.answers import redraw, say
from handlers.desk import Desk
from handlers.payload import Body, ForgedError, number_in, number_in_form, user_of
from handlers.permission import NotYoursError, perform
from rules.meeting import Series
from rules.meeting_days import occurrence
from rules.meeting_rights import may_chair, may_open
from rules.rights import Action
from storage import agenda_lines, agendas
from storage.agenda_models import Meeting
from storage.agendas import Planned
from views.agenda import agenda
from views.blocks import Block


@dataclass(frozen=True, slots=True)
class At:
    """A meeting somebody pressed on. `now` is aware UTC; `page` is where their window stood."""

    series: Series
    meeting: Meeting
    by: str
    now: datetime
    page: int = 0

    @property
    def place(self) -> tuple[Series, Meeting]:
        return self.series, self.meeting


# What a press does inside the transaction; the window it gives is shown after the commit.
Act = Callable[[Session], Block | None]


def on_press(desk: Desk, body: Body, ack: Ack, act: Act, *, action: Action = Action.AGENDA) -> BoltResponse:
    """Do it, say what hinders it, and show the window."""
    view, problem = perform(desk, body, action, act)
    if problem:
        return say(desk, body, ack, problem)
    if view is not None:
        redraw(desk, body, view)
    desk.nudge()
    return ack()


def on_form(desk: Desk, body: Body, ack: Ack, field: str, act: Act) -> BoltResponse:
    """The same for a submitted form; what hinders it is said at `field`."""
    view, problem = perform(desk, body, Action.AGENDA, act)
    if problem:
        return ack(response_action="errors", errors={field: problem})
    desk.nudge()
    return ack(response_action="update", view=view) if view else ack()


def at(desk: Desk, session: Session, body: Body, number: int, *, page: int = 0, chairs: bool = False) -> At:
    """The meeting with that number, if it is theirs to open, or to lead; raises `NotYoursError`."""
    series, meeting = agendas.found(session, desk.office, number)
    allowed = may_chair if chairs else may_open
    if not allowed(desk.office, user_of(body), series):
        raise NotYoursError
    return At(series, meeting, user_of(body), desk.clock(), page)


def window(desk: Desk, session: Session, which: At, *, opening: bool = False) -> Block:
    """The agenda's window as it is now. `opening`: it is brought up to date, and the reading is logged."""
    session.flush()
    planned = Planned(
        occurrence(desk.office, which.series, which.meeting.planned_on, which.meeting.starts_at),
        which.meeting,
    )
    if opening:
        found = agenda_lines.opened(session, desk.office, planned, by=which.by, now=which.now)
    else:
        found = agenda_lines.read(session, desk.office, planned, which.now)
    chairs = may_chair(desk.office, which.by, which.series)
    return agenda(desk.texts, found, which.now, by=which.by, chairs=chairs, page=which.page)


def numbers(text: str) -> tuple[int, int]:
    """ "12:3": the number of a meeting or an item, and the page; raises `ForgedError`."""
    number, _, page = text.partition(":")
    return number_in(number), number_in(page or "0")


def page_of(body: Body) -> int:
    """The page of the window the press came from."""
    try:
        return numbers(number_in_form(body))[1] if isinstance(body.get("view"), dict) else 0
    except ForgedError:
        return 0
