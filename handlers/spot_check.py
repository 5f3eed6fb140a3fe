"""The auditor opens the month's spot check, and answers each read in it."""

from collections.abc import Callable

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers.answers import redraw, say, show, unavailable
from handlers.desk import Desk
from handlers.payload import Body, ForgedError, number_in, number_in_form, user_of, value_of
from handlers.permission import permitted
from rules.errors import FristvagtError
from rules.rights import Action
from storage import people, spot_checks
from storage.audit_models import Answer, SpotCheck
from storage.database import UNAVAILABLE
from views import ids
from views.blocks import Block
from views.replies import not_yours
from views.spot_check import shown

ANSWERS = {ids.SPOT_CONFIRM: Answer.CONFIRMED, ids.SPOT_INVESTIGATE: Answer.INVESTIGATE}


def register(app: App, desk: Desk) -> None:
    """Listen to the message's button and to the answers in its window."""

    @app.action(ids.SPOT_OPEN)
    def opened(body: Body, ack: Ack) -> BoltResponse:
        return _on_press(desk, body, ack, lambda session, number: session.get(SpotCheck, number), show)

    for action_id, answer in ANSWERS.items():
        app.action(action_id)(_answering(desk, answer))


def _answering(desk: Desk, answer: Answer) -> Callable[[Body, Ack], BoltResponse]:
    def answered(body: Body, ack: Ack) -> BoltResponse:
        def note(session: Session, number: int) -> SpotCheck | None:
            spot_checks.answer(session, desk.office, number, answer, by=user_of(body), now=desk.clock())
            # The window it was answered in, which also shows what was left from the draw before.
            return session.get(SpotCheck, number_in(number_in_form(body)))

        return _on_press(desk, body, ack, note, redraw)

    return answered


def _on_press(
    desk: Desk,
    body: Body,
    ack: Ack,
    act: Callable[[Session, int], SpotCheck | None],
    where: Callable[[Desk, Body, Block], None],
) -> BoltResponse:
    if not permitted(desk, body, Action.AUDIT):
        return say(desk, body, ack, not_yours(desk.texts))
    try:
        with desk.database.write() as session:
            check = act(session, number_in(value_of(body)))
            if check is None:
                raise ForgedError
            view = _window(desk, session, check)
    except FristvagtError as error:
        return say(desk, body, ack, desk.texts.say(error))
    except UNAVAILABLE:
        return say(desk, body, ack, unavailable(desk, body))
    where(desk, body, view)
    desk.nudge()
    return ack()


def _window(desk: Desk, session: Session, check: SpotCheck) -> Block:
    """The draw as it was asked about; a read left from the one before is answered in either."""
    reads = spot_checks.to_answer(session, check)
    names = people.names(session, [one.actor for one in reads])
    return shown(desk.texts, check, reads, names)
