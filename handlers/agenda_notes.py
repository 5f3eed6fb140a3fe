"""What whoever leads a meeting notes in its window: held, moved, skipped, who was there, and each item."""

from collections.abc import Callable
from datetime import date, timedelta

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers import whom
from handlers.agenda_desk import At, at, numbers, on_form, on_press, page_of, window
from handlers.desk import Desk
from handlers.form_values import WhenError, chosen, own_time, picked
from handlers.payload import Body, form_key_of, number_in, number_in_form, user_of, value_of, values_of
from handlers.permission import NotYoursError
from rules.errors import FristvagtError
from rules.meeting import ItemResult, Series
from rules.meeting_days import occurrence
from rules.meeting_rights import may_chair, people_of
from rules.rights import Action, may
from storage import agenda_lines, agenda_notes, agendas
from storage.agenda_notes import NotOnAgendaError, NotThenError, Place
from storage.agendas import Planned
from views import ids
from views.agenda_forms import action_form, move_form, tick_form
from views.agenda_lines import Seen
from views.blocks import Block

RESULTS = {ids.AGENDA_DECIDED: ItemResult.DECIDED, ids.AGENDA_AGAIN: ItemResult.AGAIN}
# When an action is due, until somebody chooses another day.
A_WEEK = timedelta(days=7)

Settle = Callable[[Desk, Session, At], object]


class NoSuchDayError(FristvagtError):
    """The form came back without a day, or with none that exists."""

    def __init__(self) -> None:
        super().__init__("Vælg en dag.")


def register(app: App, desk: Desk) -> None:
    """Listen to the chair's buttons, the results, and their forms."""
    for action_id, settle in ((ids.AGENDA_HELD, _held), (ids.AGENDA_SKIPPED, _skipped)):
        app.action(action_id)(_settling(desk, settle))
    for action_id, form in ((ids.AGENDA_MOVE, _move_form), (ids.AGENDA_TICK, _tick_form)):
        app.action(action_id)(_asking(desk, form))
    for action_id, result in RESULTS.items():
        app.action(action_id)(_noting(desk, result))

    @app.action(ids.AGENDA_ACTION)
    def asked(body: Body, ack: Ack) -> BoltResponse:
        return on_press(desk, body, ack, lambda session: _action_form(desk, session, body))

    @app.view(ids.AGENDA_MOVE_FORM)
    def moved(body: Body, ack: Ack) -> BoltResponse:
        return on_form(desk, body, ack, ids.DATE, lambda session: _move(desk, session, body))

    @app.view(ids.AGENDA_TICK_FORM)
    def ticked(body: Body, ack: Ack) -> BoltResponse:
        return on_form(desk, body, ack, f"{ids.AGENDA_PEOPLE}_0", lambda session: _tick(desk, session, body))

    @app.view(ids.AGENDA_ACTION_FORM)
    def agreed(body: Body, ack: Ack) -> BoltResponse:
        return on_form(desk, body, ack, ids.AGENDA_DUE, lambda session: _action(desk, session, body))

    @app.options(ids.AGENDA_OWNER)
    def suggest(body: Body, ack: Ack) -> BoltResponse:
        if not may(desk.office, user_of(body), Action.AGENDA):
            return ack(options=[])
        with desk.database.read() as session:
            found = whom.options(session, desk.texts, desk.office, str(body.get("value", "")), desk.clock())
        return ack(options=[one for one in found if one["value"].startswith(f"{whom.PERSON}:")])


def _settling(desk: Desk, settle: Settle) -> Callable[[Body, Ack], BoltResponse]:
    def pressed(body: Body, ack: Ack) -> BoltResponse:
        def act(session: Session) -> Block:
            which = _led(desk, session, body)
            settle(desk, session, which)
            return window(desk, session, which)

        return on_press(desk, body, ack, act)

    return pressed


def _asking(desk: Desk, form: Callable[[Desk, Session, At], Block]) -> Callable[[Body, Ack], BoltResponse]:
    def pressed(body: Body, ack: Ack) -> BoltResponse:
        return on_press(desk, body, ack, lambda session: form(desk, session, _led(desk, session, body)))

    return pressed


def _noting(desk: Desk, result: ItemResult) -> Callable[[Body, Ack], BoltResponse]:
    def pressed(body: Body, ack: Ack) -> BoltResponse:
        def act(session: Session) -> Block:
            place = _item(desk, session, body, number_in(value_of(body)))
            agenda_notes.noted(session, place, result, by=user_of(body), now=desk.clock())
            return window(desk, session, _around(desk, body, place, page_of(body)))

        return on_press(desk, body, ack, act)

    return pressed


def _led(desk: Desk, session: Session, body: Body) -> At:
    number = number_in(value_of(body))
    return at(desk, session, body, number, page=page_of(body), chairs=True)


def _held(desk: Desk, session: Session, which: At) -> None:
    agenda_notes.held(session, which.place, by=which.by, now=which.now)


def _skipped(desk: Desk, session: Session, which: At) -> None:
    agenda_notes.skipped(session, which.place, by=which.by, now=which.now)


def _move_form(desk: Desk, session: Session, which: At) -> Block:
    found = _read(desk, session, which)
    return move_form(desk.texts, found, number=which.meeting.id, page=which.page)


def _read(desk: Desk, session: Session, which: At) -> agenda_lines.Agenda:
    meeting = which.meeting
    planned = occurrence(desk.office, which.series, meeting.planned_on, meeting.starts_at)
    return agenda_lines.read(session, desk.office, Planned(planned, meeting), which.now)


def _move(desk: Desk, session: Session, body: Body) -> Block:
    number, page = numbers(number_in_form(body))
    which = at(desk, session, body, number, page=page, chairs=True)
    try:
        to = own_time(body, desk.office.zone)
    except (WhenError, ValueError):
        raise NotThenError from None
    agenda_notes.moved(session, desk.office, which.place, to, by=which.by, now=which.now)
    return window(desk, session, which)


def _tick_form(desk: Desk, session: Session, which: At) -> Block:
    if which.meeting.starts_at > which.now:
        raise agenda_notes.NotBegunError
    people = _people(desk, session, which.series)
    there = agendas.attendees(session, which.meeting)
    return tick_form(desk.texts, people, there, number=which.meeting.id)


def _people(desk: Desk, session: Session, series: Series) -> list[tuple[str, str]]:
    theirs = people_of(desk.office, series)
    return [(one, name) for one, name in whom.known_people(session, desk.office) if one in theirs]


def _tick(desk: Desk, session: Session, body: Body) -> Block:
    number, page = numbers(number_in_form(body))
    which = at(desk, session, body, number, page=page, chairs=True)
    offered = {person for person, _ in _people(desk, session, which.series)}
    named = {
        str(option.get("value"))
        for block, fields in values_of(body).items()
        if block.startswith(ids.AGENDA_PEOPLE)
        for option in (fields.get(block) or {}).get("selected_options") or ()
    }
    agenda_notes.ticked(session, which.place, named & offered, by=which.by, now=which.now)
    return window(desk, session, which)


def _item(desk: Desk, session: Session, body: Body, number: int) -> Place:
    place = agenda_notes.item(session, desk.office, number)
    if not may_chair(desk.office, user_of(body), place.series):
        raise NotYoursError
    return place


def _around(desk: Desk, body: Body, place: Place, page: int) -> At:
    return At(place.series, place.meeting, user_of(body), desk.clock(), page)


def _action_form(desk: Desk, session: Session, body: Body) -> Block:
    place = _item(desk, session, body, number_in(value_of(body)))
    if place.item.action_id is not None:
        raise agenda_notes.AlreadyActionError(place.item.action_id)
    which = _around(desk, body, place, page_of(body))
    found, today = _read(desk, session, which), which.now.astimezone(desk.office.zone).date()
    line = next((one for one in found.lines if one.item == place.item.id), None)
    if line is None:
        raise NotOnAgendaError
    owner = line.case.owner_id if line.case is not None else None
    theirs = owner if owner in people_of(desk.office, place.series) else None
    return action_form(
        Seen(desk.texts, today, found.names),
        line,
        item=place.item.id,
        page=which.page,
        owner=_option(desk, session, theirs),
        due=today + A_WEEK,
    )


def _option(desk: Desk, session: Session, person: str | None) -> Block | None:
    if person is None:
        return None
    return whom.option_for(session, desk.texts, desk.office, f"{whom.PERSON}:{person}", desk.clock())


def _action(desk: Desk, session: Session, body: Body) -> Block:
    number, page = numbers(number_in_form(body))
    place = _item(desk, session, body, number)
    kind, _, owner = chosen(body, ids.AGENDA_OWNER).partition(":")
    agenda_notes.action(
        session,
        desk.office,
        desk.vault,
        place,
        owner if kind == whom.PERSON else "",
        _day(picked(body, ids.AGENDA_DUE, "selected_date")),
        by=user_of(body),
        now=desk.clock(),
        key=form_key_of(body, "action_form", place.item.id),
    )
    return window(desk, session, _around(desk, body, place, page))


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise NoSuchDayError from None
