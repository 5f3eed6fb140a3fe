"""`/agenda`: the meetings one is in, and the agenda of one of them, from the channel's button or the list."""

from datetime import date

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers.agenda_desk import At, at, numbers, on_press, page_of, window
from handlers.answers import say, show
from handlers.desk import Desk
from handlers.payload import Body, ForgedError, number_in, text_of, user_of, value_of
from handlers.permission import NotYoursError, perform
from handlers.precedents import precedents_window
from rules.meeting_days import occurrences
from rules.meeting_rights import may_open, opened_by
from rules.rights import Action
from storage import agenda_notes, agendas
from views import ids
from views.agenda import meetings
from views.agenda_help import help_text
from views.blocks import Block

HELP = frozenset({"help", "hjælp", "hjaelp", "?"})
PRECEDENTS = frozenset({"principafgørelser", "principafgoerelser", "principafgørelse", "precedents"})


def register(app: App, desk: Desk) -> None:
    """Answer the command, and the buttons that open something."""

    @app.command(desk.office.commands.agenda)
    def asked(body: Body, ack: Ack) -> BoltResponse:
        return _asked(desk, body, ack, " ".join(text_of(body).casefold().split()))

    @app.action(ids.AGENDA_MEETINGS)
    def listed(body: Body, ack: Ack) -> BoltResponse:
        return on_press(desk, body, ack, lambda session: _list(desk, session, body))

    @app.action(ids.AGENDA_OPEN)
    def opened(body: Body, ack: Ack) -> BoltResponse:
        def act(session: Session) -> Block:
            which = at(desk, session, body, number_in(value_of(body)))
            return window(desk, session, which, opening=True)

        return on_press(desk, body, ack, act)

    @app.action(ids.AGENDA_PLANNED)
    def planned(body: Body, ack: Ack) -> BoltResponse:
        return on_press(desk, body, ack, lambda session: _open_planned(desk, session, body))

    @app.action(ids.AGENDA_PAGE)
    def turned(body: Body, ack: Ack) -> BoltResponse:
        def act(session: Session) -> Block:
            number, page = numbers(value_of(body))
            return window(desk, session, at(desk, session, body, number, page=page))

        return on_press(desk, body, ack, act)

    @app.action(ids.AGENDA_ATTEND)
    def attended(body: Body, ack: Ack) -> BoltResponse:
        return on_press(desk, body, ack, lambda session: _attend(desk, session, body))


def _asked(desk: Desk, body: Body, ack: Ack, typed: str) -> BoltResponse:
    def act(session: Session) -> Block | None:
        if typed in HELP:
            return None
        if typed in PRECEDENTS:
            return precedents_window(desk, session, user_of(body))
        return _list(desk, session, body)

    view, problem = perform(desk, body, Action.AGENDA, act)
    if view is None:
        return say(desk, body, ack, problem or help_text(desk.texts, desk.office.commands.agenda))
    show(desk, body, view)
    return ack()


def _list(desk: Desk, session: Session, body: Body) -> Block:
    series, now = opened_by(desk.office, user_of(body)), desk.clock()
    found = agendas.upcoming(session, desk.office, series, now)
    return meetings(desk.texts, found.shown, now, older=found.older)


def _open_planned(desk: Desk, session: Session, body: Body) -> Block:
    """One nobody has touched yet gets its row when it is opened, so that it can be moved or skipped."""
    key, _, day = value_of(body).partition(":")
    series = desk.office.series_or_none(key)
    if series is None:
        raise agendas.NoSuchMeetingError
    if not may_open(desk.office, user_of(body), series):
        raise NotYoursError
    planned_on = _day(day)
    found = occurrences(desk.office, series, planned_on, planned_on)
    if not found:
        raise agendas.NoSuchMeetingError
    meeting = agendas.row_of(session, found[0])
    return window(desk, session, At(series, meeting, user_of(body), desk.clock()), opening=True)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ForgedError from None


def _attend(desk: Desk, session: Session, body: Body) -> Block | None:
    """In a window it shows at once; in a channel the message is redrawn."""
    which = at(desk, session, body, number_in(value_of(body)), page=page_of(body))
    agenda_notes.attended(session, which.place, [which.by], by=which.by, now=which.now)
    return window(desk, session, which) if isinstance(body.get("view"), dict) else None
