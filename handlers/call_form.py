"""The form a call is logged or corrected with, and the people it suggests."""

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers import call_input, repeat, whom
from handlers.answers import say, unavailable
from handlers.call_input import Typed
from handlers.desk import Desk
from handlers.payload import Body, form_key_of, key_of, number_in_form, user_of
from handlers.permission import permitted
from handlers.press import Press, new, perform
from handlers.saving import correct, log_form, receipt
from rules.rights import Action, may
from storage.database import UNAVAILABLE
from storage.intake import TooLateToAmendError
from storage.models import Deadline
from views import ids
from views.blocks import Block
from views.call_form import Draft
from views.receipt import view
from views.replies import not_yours


def register(app: App, desk: Desk) -> None:
    """Take submissions of the form, and suggest for whom."""

    @app.view(ids.CALL_FORM)
    def submitted(body: Body, ack: Ack) -> BoltResponse:
        fields = call_input.typed(body)
        return _not_stored(desk, body, ack, fields) or _log(desk, body, ack, fields)

    @app.view(ids.REPEAT_FORM)
    def rang_again(body: Body, ack: Ack) -> BoltResponse:
        if repeat.wants_new(body):
            fields = call_input.typed(body)
            return _not_stored(desk, body, ack, fields) or _log(desk, body, ack, fields, second=True)
        if not permitted(desk, body, Action.LOG):
            return say(desk, body, ack, not_yours(desk.texts))
        return repeat.note(desk, body, ack)

    @app.view(ids.CORRECT_FORM)
    def corrected(body: Body, ack: Ack) -> BoltResponse:
        fields = call_input.typed(body)
        return _not_stored(desk, body, ack, fields) or _correct(desk, body, ack, fields)

    @app.options(ids.WHOM)
    def suggest(body: Body, ack: Ack) -> BoltResponse:
        if not may(desk.office, user_of(body), Action.LOG):
            return ack(options=[])
        typed = str(body.get("value", ""))
        with desk.database.read() as session:
            return ack(options=whom.options(session, desk.texts, desk.office, typed, desk.clock()))


def _not_stored(desk: Desk, body: Body, ack: Ack, fields: Typed) -> BoltResponse | None:
    """The answer to a form that may not or cannot be stored; None when it can."""
    if not permitted(desk, body, Action.LOG):
        return say(desk, body, ack, not_yours(desk.texts))
    known = {person for person, _ in whom.at_hand(desk.office, desk.staff())}
    wrong = call_input.mistakes(desk.texts, desk.office, known, fields)
    return ack(response_action="errors", errors=wrong) if wrong else None


def _log(desk: Desk, body: Body, ack: Ack, fields: Typed, *, second: bool = False) -> BoltResponse:
    """Store the call; what is already open from the number comes first, unless this is a `second` one."""
    call = call_input.call(desk.office, fields)
    form = form_key_of(body)
    try:
        saved = log_form(desk, call, by=user_of(body), key=key_of(body), form=form, second=second)
        if isinstance(saved, repeat.Earlier):
            return ack(response_action="update", view=repeat.offer(desk, _typed_again(desk, fields), saved))
    except UNAVAILABLE:
        return say(desk, body, ack, unavailable(desk, body))
    except TooLateToAmendError as error:
        return say(desk, body, ack, desk.texts.say(error))
    desk.nudge()
    return ack(response_action="update", view=view(desk.texts, saved))


def _typed_again(desk: Desk, fields: Typed) -> Draft:
    with desk.database.read() as session:
        person = whom.option_for(session, desk.texts, desk.office, fields.whom, desk.clock())
    return Draft(
        phone=fields.phone,
        whom=person,
        name=fields.name,
        topic=fields.topic,
        best_time=fields.best_time,
        extras=fields.extras,
        note=fields.note,
    )


def _correct(desk: Desk, body: Body, ack: Ack, fields: Typed) -> BoltResponse:
    call = call_input.call(desk.office, fields)

    def act(session: Session, press: Press) -> Block:
        deadline = session.get_one(Deadline, press.number)
        if new(session, press):
            correct(desk, session, deadline, call, by=press.by, now=press.now)
        return view(desk.texts, receipt(desk, session, deadline, press.now, corrected=True))

    result = perform(desk, body, Action.AMEND, number_in_form(body), act)
    if result.shown is None:
        return say(desk, body, ack, result.problem or result.late)
    desk.nudge()
    return ack(response_action="update", view=result.shown)
