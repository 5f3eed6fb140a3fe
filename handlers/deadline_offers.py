"""What is offered around a registration: its receipt's buttons, and the calls that may start a clock."""

from collections.abc import Callable

from slack_bolt import Ack, App, BoltResponse, Respond
from sqlalchemy.orm import Session

from handlers import appeal_draft as appeals
from handlers import deadline_draft as drafts
from handlers.answers import attempt, redraw
from handlers.case_desk import shown
from handlers.desk import Desk
from handlers.payload import Body, in_modal, value_of
from handlers.press import Press, What, on_call
from rules.rights import Action
from rules.statute import Rule
from rules.topics import Topic
from storage import case_file, cases, complaint_windows, worklist
from storage.case_models import CaseClock
from storage.intake import TooLateToAmendError
from storage.models import Deadline, Turn
from views import ids
from views.blocks import Block
from views.case_details import counting
from views.case_words import title
from views.complaint_form import appeal_form
from views.deadline_form import Draft, form
from views.deadline_receipt import undone, undone_view
from views.texts import Texts

DeskAct = Callable[[Desk, Session, Press], Block | None]


def register(app: App, desk: Desk) -> None:
    """Listen to the buttons."""

    @app.action(ids.DEADLINE_COUNTED)
    def counted(body: Body, ack: Ack) -> BoltResponse:
        return on_call(
            desk,
            body,
            ack,
            Action.REGISTER,
            value_of(body),
            lambda session, press: _counting(desk, session, press),
            what=What.CASE,
        )

    @app.action(ids.DEADLINE_CORRECT)
    def correct(body: Body, ack: Ack) -> BoltResponse:
        return on_call(
            desk,
            body,
            ack,
            Action.REGISTER,
            value_of(body),
            lambda session, press: _correcting(desk, session, press),
            # In place of the receipt, which will not hold once it is corrected.
            where=redraw,
            what=What.CASE,
        )

    @app.action(ids.DEADLINE_UNDO)
    def undo(body: Body, ack: Ack, respond: Respond) -> BoltResponse:
        def act(session: Session, press: Press) -> None:
            complaint_windows.undo(session, desk.office, press.number, by=press.by, now=press.now)

        def then(number: int) -> None:
            t = desk.texts
            desk.later(lambda: _say_undone(desk, t, body, respond, number))

        return on_call(desk, body, ack, Action.REGISTER, value_of(body), act, then=then, what=What.CASE)

    for action_id, action in ((ids.START_ON_RECEIPT, Action.REGISTER), (ids.START, Action.WORK)):
        app.action(action_id)(_starter(desk, action))


def _starter(desk: Desk, action: Action) -> Callable[[Body, Ack], BoltResponse]:
    """*Start frist*, for whoever logged the call or sees to it."""

    def listener(body: Body, ack: Ack) -> BoltResponse:
        return on_call(
            desk, body, ack, action, value_of(body), lambda session, press: _starting(desk, session, press)
        )

    return listener


def _starting(desk: Desk, session: Session, press: Press) -> Block:
    t = desk.texts
    call = worklist.items(session, [press.number])[0]
    if call.topic == Topic.COMPLAINT:
        return _complaining(desk, session, call)
    said = [
        t("Opkald nr. {number}, modtaget {when}.", number=call.number, when=t.moment(call.logged_at)),
        *_already_started(t, session, press.number),
    ]
    return form(
        t,
        drafts.from_call(session, desk, press.number),
        private_metadata=f"{drafts.CALL}:{press.number}",
        say=said,
        case_optional=True,
    )


def _complaining(desk: Desk, session: Session, call: worklist.WorkItem) -> Block:
    """A complaint made by phone counts from the call."""
    t = desk.texts
    said = [t("Opkald nr. {number}, modtaget {when}.", number=call.number, when=t.moment(call.logged_at))]
    return appeal_form(
        t,
        appeals.from_call(session, desk, call.number),
        private_metadata=f"{appeals.CALL}:{call.number}",
        say=[*said, *_already_started(t, session, call.number)],
    )


def _already_started(t: Texts, session: Session, call: int) -> list[str]:
    number = cases.started_from(session, call)
    if number is None:
        return []
    rule = title(Rule.thawed(session.get_one(Deadline, number).rule))
    return [
        t(
            "Opkaldet har allerede startet nr. {number}: {rule}. Gem kun, hvis der skal en frist mere til.",
            number=number,
            rule=rule,
        )
    ]


def _counting(desk: Desk, session: Session, press: Press) -> Block:
    return counting(desk.texts, shown(session, desk, press.number, press.by, press.now))


def _correcting(desk: Desk, session: Session, press: Press) -> Block:
    if not cases.undoable(session.get_one(Deadline, press.number), press.by, press.now):
        raise TooLateToAmendError
    return form(
        desk.texts,
        _written(desk, session, press),
        private_metadata=str(press.number),
        correcting=press.number,
        case_optional=True,
    )


def _written(desk: Desk, session: Session, press: Press) -> Draft:
    """The deadline as it was registered."""
    file = case_file.opened(session, desk.vault, press.number, by=press.by, now=press.now)
    item, case = file.item, session.get_one(CaseClock, press.number)
    at = case.received_at.astimezone(desk.office.zone) if case.received_at else None
    return Draft(
        received=item.received_on,
        rule=drafts.rule_choice(desk, item.statute),
        case_ref=file.case_ref,
        clock=f"{at:%H:%M}" if at else "",
        whom=drafts.whom_option(session, desk, drafts.value_of(item.owner_id, item.team_key)),
        chosen=drafts.chosen_in(item),
        remitted=item.remitted,
        turn=(item.turn or Turn.ADMINISTRATIVE).value,
    )


def _say_undone(desk: Desk, t: Texts, body: Body, respond: Respond, number: int) -> None:
    if in_modal(body):
        attempt(desk.client.views_update, view_id=body["view"]["id"], view=undone_view(t, number))
    elif body.get("response_url"):
        attempt(respond, text=undone(t, number), blocks=[], replace_original=True)
