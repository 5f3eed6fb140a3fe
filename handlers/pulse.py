"""The pulse: the month's two questions are opened and answered. Nothing ties an answer to whoever gave it."""

from datetime import date

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers.desk import Desk
from handlers.form_values import chosen
from handlers.payload import Body, ForgedError, number_in_form, user_of
from handlers.register_desk import opening, saving
from rules.pulse import SCORES
from rules.rights import Action
from storage import pulse_answers
from storage.pulse_answers import AnsweredBeforeError
from views import ids
from views.blocks import Block, Message
from views.pulse import FIELDS, form, told


def register(app: App, desk: Desk) -> None:
    """Listen to the message's button and to the form."""

    @app.action(ids.PULSE_OPEN)
    def opened(body: Body, ack: Ack) -> BoltResponse:
        return opening(desk, body, ack, Action.PULSE, lambda session: _form(desk, session, user_of(body)))

    @app.view(ids.PULSE_FORM)
    def answered(body: Body, ack: Ack) -> BoltResponse:
        return saving(desk, body, ack, Action.PULSE, lambda session: _answer(desk, session, body))


def message(desk: Desk, session: Session) -> Message:
    """What the counts' word for the pulse answers."""
    found = pulse_answers.results(session, _today(desk))
    return told(desk.texts, found, desk.clock(), on=desk.office.pulse.on)


def _today(desk: Desk) -> date:
    return desk.clock().astimezone(desk.office.zone).date()


def _form(desk: Desk, session: Session, reader: str) -> Block:
    today = _today(desk)
    questions = pulse_answers.questions(session, desk.office, today)
    if pulse_answers.has_answered(session, reader, today.replace(day=1)):
        raise AnsweredBeforeError
    return form(desk.texts, questions, today)


def _answer(desk: Desk, session: Session, body: Body) -> None:
    scores = [_score(chosen(body, block)) for block in FIELDS]
    month = _month(number_in_form(body))
    pulse_answers.answer(session, desk.office, _today(desk), month, scores, user_of(body))


def _score(value: str) -> int:
    if value not in {str(score) for score in SCORES}:
        raise ForgedError
    return int(value)


def _month(value: str) -> date:
    try:
        return date.fromisoformat(f"{value}-01")
    except ValueError:
        raise ForgedError from None
