"""What the owner's modals send back: the answer to the duty to take notes, and *Senere*."""

from datetime import datetime

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers.desk import Desk
from handlers.form_values import WhenError, chosen, own_time, ticked
from handlers.payload import Body
from handlers.press import Act, Press, on_form, the_first_time
from rules.rights import Action
from storage import working
from storage.models import Note
from views import ids
from views.later_form import OTHER


def register(app: App, desk: Desk) -> None:
    """Take the submissions."""

    @app.view(ids.NOTE_FORM)
    def noted(body: Body, ack: Ack) -> BoltResponse:
        answer = chosen(body, ids.ANSWER)
        if answer not in set(Note):
            return ack(response_action="errors", errors={ids.ANSWER: desk.texts("Vælg en af de to.")})
        return on_form(desk, body, ack, Action.WORK, ids.ANSWER, _note(desk, Note(answer)))

    @app.view(ids.LATER_FORM)
    def later(body: Body, ack: Ack) -> BoltResponse:
        try:
            until = _until(desk, body)
        except ValueError:
            wrong = desk.texts("Vælg både dato og klokkeslæt, eller et af forslagene.")
            return ack(response_action="errors", errors={ids.DATE: wrong})
        where = ids.DATE if chosen(body, ids.CHOICE) == OTHER else ids.CHOICE
        act = agreed(desk, until) if ticked(body, ids.AGREED) else _snooze(desk, until)
        return on_form(desk, body, ack, Action.WORK, where, act)

    @app.view(ids.CITIZEN)
    def read(ack: Ack) -> BoltResponse:
        return ack()


def _note(desk: Desk, answer: Note) -> Act:
    def do(session: Session, press: Press) -> None:
        working.noted(session, desk.office, press.number, answer, by=press.by, now=press.now)

    return the_first_time(do)


def _snooze(desk: Desk, until: datetime) -> Act:
    def do(session: Session, press: Press) -> None:
        working.snooze(session, desk.office, press.number, until, by=press.by, now=press.now)

    return the_first_time(do)


def agreed(desk: Desk, at: datetime) -> Act:
    """The act of noting a time agreed with the citizen."""

    def do(session: Session, press: Press) -> None:
        working.agreed(session, desk.office, press.number, at, by=press.by, now=press.now)

    return the_first_time(do)


def _until(desk: Desk, body: Body) -> datetime:
    choice = chosen(body, ids.CHOICE)
    return own_time(body, desk.office.zone) if choice == OTHER else _offered(choice)


def _offered(choice: str) -> datetime:
    at = datetime.fromisoformat(choice)
    if at.tzinfo is None:
        raise WhenError
    return at
