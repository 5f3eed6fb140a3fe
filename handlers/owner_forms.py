"""What the owner's modals send back: the answer to the duty to take notes, and *Senere*."""

from datetime import date, datetime, time

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers.desk import Desk
from handlers.payload import Body, values_of
from handlers.press import Act, Press, new, on_form
from rules.errors import FristvagtError
from rules.rights import Action
from storage import working
from storage.models import Note
from views import ids
from views.later_form import OTHER


def register(app: App, desk: Desk) -> None:
    """Take the submissions."""

    @app.view(ids.NOTE_FORM)
    def noted(body: Body, ack: Ack) -> BoltResponse:
        answer = _chosen(body, ids.ANSWER)
        if answer not in set(Note):
            return ack(response_action="errors", errors={ids.ANSWER: desk.texts("Vælg en af de to.")})
        return on_form(desk, body, ack, Action.WORK, ids.ANSWER, _note(desk, Note(answer)))

    @app.view(ids.LATER_FORM)
    def later(body: Body, ack: Ack) -> BoltResponse:
        try:
            until = _until(desk, body)
        except (ValueError, WhenError):
            wrong = desk.texts("Vælg både dato og klokkeslæt, eller et af forslagene.")
            return ack(response_action="errors", errors={ids.DATE: wrong})
        where = ids.DATE if _chosen(body, ids.CHOICE) == OTHER else ids.CHOICE
        return on_form(desk, body, ack, Action.WORK, where, _snooze(desk, until))

    @app.view(ids.CITIZEN)
    def read(ack: Ack) -> BoltResponse:
        return ack()


class WhenError(FristvagtError):
    """Date or time is missing."""


def _note(desk: Desk, answer: Note) -> Act:
    def act(session: Session, press: Press) -> None:
        if new(session, press):
            working.noted(session, desk.office, press.number, answer, by=press.by, now=press.now)

    return act


def _snooze(desk: Desk, until: datetime) -> Act:
    def act(session: Session, press: Press) -> None:
        if new(session, press):
            working.snooze(session, desk.office, press.number, until, by=press.by, now=press.now)

    return act


def _until(desk: Desk, body: Body) -> datetime:
    choice = _chosen(body, ids.CHOICE)
    if choice != OTHER:
        return _offered(choice)
    day, clock = _picked(body, ids.DATE, "selected_date"), _picked(body, ids.TIME, "selected_time")
    if not day or not clock:
        raise WhenError
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), tzinfo=desk.office.zone)


def _offered(choice: str) -> datetime:
    at = datetime.fromisoformat(choice)
    if at.tzinfo is None:
        raise WhenError
    return at


def _element(body: Body, block: str) -> Body:
    found: Body = values_of(body).get(block, {}).get(block) or {}
    return found


def _chosen(body: Body, block: str) -> str:
    return str((_element(body, block).get("selected_option") or {}).get("value") or "")


def _picked(body: Body, block: str, what: str) -> str:
    return str(_element(body, block).get(what) or "")
