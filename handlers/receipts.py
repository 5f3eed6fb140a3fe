"""The buttons on a receipt: Correct and Undo for ten minutes, and whether an acute call concerns a child."""

from collections.abc import Sequence

from slack_bolt import Ack, App, BoltResponse, Respond
from sqlalchemy.orm import Session

from handlers.answers import attempt, redraw
from handlers.desk import Desk
from handlers.payload import Body, in_modal, value_of
from handlers.press import Press, on_call
from handlers.saving import receipt
from handlers.whom import PERSON, TEAM, option_for
from rules.phone import pretty_phone
from rules.rights import Action
from storage import case_trail, citizen, intake
from storage.intake import Call, TooLateToAmendError
from storage.models import Callback, Deadline
from views import ids, words
from views.blocks import Block
from views.call_form import Draft, form
from views.receipt import Receipt, sentence, undone, undone_view
from views.receipt import blocks as receipt_blocks
from views.receipt import view as receipt_view
from views.texts import Texts


def register(app: App, desk: Desk) -> None:
    """Listen to the buttons."""

    @app.action(ids.CORRECT)
    def correct(body: Body, ack: Ack) -> BoltResponse:
        def act(session: Session, press: Press) -> Block:
            return _form(desk, session, press)

        # In place of the receipt, which will not hold once the call is corrected.
        return on_call(desk, body, ack, Action.AMEND, value_of(body), act, where=redraw)

    @app.action(ids.UNDO)
    def undo(body: Body, ack: Ack, respond: Respond) -> BoltResponse:
        runs_on: list[int] = []

        def act(session: Session, press: Press) -> None:
            intake.undo(session, desk.office, press.number, by=press.by, now=press.now)
            # Not added to: the transaction may have been begun anew.
            runs_on[:] = [one.number for one in case_trail.running_from(session, press.number)]

        def then(number: int) -> None:
            t = desk.texts
            desk.later(lambda: _say_undone(desk, t, body, respond, number, runs_on))

        return on_call(desk, body, ack, Action.AMEND, value_of(body), act, then=then)

    @app.action(ids.CHILD)
    def child(body: Body, ack: Ack, respond: Respond) -> BoltResponse:
        return _answered(desk, body, ack, respond, child=True)

    @app.action(ids.NOT_CHILD)
    def no_child(body: Body, ack: Ack, respond: Respond) -> BoltResponse:
        return _answered(desk, body, ack, respond, child=False)


def _answered(desk: Desk, body: Body, ack: Ack, respond: Respond, *, child: bool) -> BoltResponse:
    """Note the answer, and show the receipt anew with what to do."""
    shown: list[Receipt] = []

    def act(session: Session, press: Press) -> None:
        deadline = intake.about_a_child(session, desk.office, press.number, child, by=press.by, now=press.now)
        shown[:] = [receipt(desk, session, deadline, press.now)]

    def then(_number: int) -> None:
        t = desk.texts
        view, blocks, text = receipt_view(t, shown[0]), receipt_blocks(t, shown[0]), sentence(t, shown[0])
        if in_modal(body):
            modal = body["view"]["id"]
            desk.later(lambda: attempt(desk.client.views_update, view_id=modal, view=view))
        elif body.get("response_url"):
            desk.later(lambda: attempt(respond, text=text, blocks=blocks, replace_original=True))

    return on_call(desk, body, ack, Action.AMEND, value_of(body), act, then=then)


def _form(desk: Desk, session: Session, press: Press) -> Block:
    deadline = session.get_one(Deadline, press.number)
    if not intake.amendable(deadline, session.get_one(Callback, press.number), press.by, press.now):
        raise TooLateToAmendError
    call = citizen.as_written(session, desk.vault, press.number, by=press.by, now=press.now)
    return form(
        desk.texts,
        _draft(desk, session, call),
        private_metadata=str(press.number),
        correcting=press.number,
    )


def _draft(desk: Desk, session: Session, call: Call) -> Draft:
    value = f"{PERSON}:{call.owner_id}" if call.owner_id else f"{TEAM}:{call.team_key}"
    ticks = (
        (words.URGENT, call.urgent),
        (words.INTERPRETER, call.interpreter),
        (words.PROTECTED, call.protected),
    )
    return Draft(
        phone=pretty_phone(call.phone) if call.phone else desk.texts("ringer selv igen"),
        whom=option_for(session, desk.texts, desk.office, value, desk.clock()),
        name=call.name,
        topic=call.topic,
        best_time=call.best_time,
        extras=tuple(key for key, on in ticks if on),
        note=call.note,
    )


def _say_undone(
    desk: Desk, t: Texts, body: Body, respond: Respond, number: int, runs_on: Sequence[int]
) -> None:
    if in_modal(body):
        attempt(desk.client.views_update, view_id=body["view"]["id"], view=undone_view(t, number, runs_on))
    elif body.get("response_url"):
        attempt(respond, text=undone(t, number, runs_on), blocks=[], replace_original=True)
