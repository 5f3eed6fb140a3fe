"""The form a call is logged or corrected with, and the people it suggests."""

from slack_bolt import Ack, App, BoltResponse

from handlers import call_input, whom
from handlers.answers import say
from handlers.desk import Desk
from handlers.payload import Body, key_of, number_in, user_of
from handlers.saving import correct, count_cpr, log
from rules.rights import Action, may
from storage import events
from storage.database import UNAVAILABLE
from storage.intake import TooLateToAmendError
from views import ids
from views.receipt import Receipt, view
from views.replies import not_saved, not_yours


def register(app: App, desk: Desk) -> None:
    """Take submissions of the form, and suggest for whom."""

    @app.view(ids.CALL_FORM)
    def submitted(body: Body, ack: Ack) -> BoltResponse:
        return _save(desk, body, ack, number=None)

    @app.view(ids.CORRECT_FORM)
    def corrected(body: Body, ack: Ack) -> BoltResponse:
        return _save(desk, body, ack, number=number_in(str(body["view"].get("private_metadata", ""))))

    @app.options(ids.WHOM)
    def suggest(body: Body, ack: Ack) -> BoltResponse:
        with desk.database.read() as session:
            return ack(options=whom.options(session, desk.office, str(body.get("value", ""))))


def _save(desk: Desk, body: Body, ack: Ack, *, number: int | None) -> BoltResponse:
    if not may(desk.office, user_of(body), Action.LOG):
        with desk.database.write() as session:
            events.refused(session, at=desk.clock(), actor=user_of(body), action="log", why="role")
        return say(desk, body, ack, not_yours(desk.texts))
    fields = call_input.typed(body["view"])
    wrong = call_input.mistakes(desk.texts, desk.office, fields)
    if wrong:
        if call_input.cpr_fields(fields):
            count_cpr(desk, by=user_of(body), where="form")
        return ack(response_action="errors", errors=wrong)
    return _store(desk, body, ack, fields, number)


def _store(desk: Desk, body: Body, ack: Ack, fields: call_input.Typed, number: int | None) -> BoltResponse:
    try:
        receipt = _receipt(desk, body, fields, number)
    except UNAVAILABLE:
        # Errors keep the form open with everything typed still in it.
        return ack(response_action="errors", errors={ids.PHONE: not_saved(desk.texts)})
    except TooLateToAmendError as error:
        return say(desk, body, ack, str(error))
    desk.nudge()
    return ack(response_action="update", view=view(desk.texts, receipt))


def _receipt(desk: Desk, body: Body, fields: call_input.Typed, number: int | None) -> Receipt:
    call = call_input.call(desk.office, fields)
    if number is None:
        return log(desk, call, by=user_of(body), key=key_of(body))
    return correct(desk, number, call, by=user_of(body))
