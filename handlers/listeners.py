"""Listeners made from what a button or a form does, and the number that opens the same as a button."""

from collections.abc import Callable

from slack_bolt import Ack, BoltResponse
from sqlalchemy.orm import Session

from handlers.answers import say, show
from handlers.case_desk import FieldError
from handlers.desk import Desk
from handlers.payload import Body, value_of
from handlers.press import NO_FIELDS, Act, Fields, Press, Show, What, on_call, on_form, perform
from rules.rights import Action
from views.blocks import Block
from views.deadline_receipt import no_such

Listener = Callable[[Body, Ack], BoltResponse]
# What a button does, inside the transaction. It may return a modal to show after the commit.
DeskAct = Callable[[Desk, Session, Press], Block | None]
# What a form does, and the field where what hinders it is shown; raises `FieldError`.
Read = Callable[[Desk, Body], tuple[Act, str]]


def on_button(desk: Desk, action: Action, act: DeskAct, what: What = What.CALL) -> Listener:
    """Listens to a button whose value is the number it stands on."""

    def listener(body: Body, ack: Ack) -> BoltResponse:
        return pressed(desk, body, ack, action, value_of(body), act, what=what)

    return listener


def pressed(
    desk: Desk,
    body: Body,
    ack: Ack,
    action: Action,
    number: str,
    act: DeskAct,
    *,
    where: Show = show,
    what: What = What.CALL,
) -> BoltResponse:
    """The press itself, for a number that is read in another way."""
    return on_call(desk, body, ack, action, number, _at(desk, act), where=where, what=what)


def on_case_form(desk: Desk, action: Action, read: Read, fields: Fields = NO_FIELDS) -> Listener:
    """Listens to a modal about a statutory deadline; what is wrong in a field is said there.

    `fields`: where else than at the field `read` names a refusal is to be mended.
    """

    def listener(body: Body, ack: Ack) -> BoltResponse:
        try:
            act, field = read(desk, body)
        except FieldError as wrong:
            return ack(response_action="errors", errors={wrong.field: desk.texts.say(wrong)})
        return on_form(desk, body, ack, action, field, act, what=What.CASE, fields=fields)

    return listener


def open_by_number(
    desk: Desk, body: Body, ack: Ack, action: Action, number: int, opening: DeskAct
) -> BoltResponse:
    """One answer for what is not there and what is not theirs: the difference is nobody's business."""
    result = perform(desk, body, action, str(number), _at(desk, opening), What.CASE)
    if result.problem:
        return say(desk, body, ack, no_such(desk.texts, number) if result.denied else result.problem)
    if result.shown is not None:
        show(desk, body, result.shown)
    desk.nudge()
    return ack()


def _at(desk: Desk, act: DeskAct) -> Act:
    return lambda session, press: act(desk, session, press)
