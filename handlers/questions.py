"""*Spørg juristen* in an opened call or case, and the jurist's *Besvaret*."""

from datetime import datetime

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers.answers import redraw, say, show
from handlers.case_desk import reader_of
from handlers.desk import Desk
from handlers.payload import Body, in_modal, user_of, value_of
from handlers.permission import perform
from handlers.press import Press, What, new, on_call
from rules.rights import Action
from storage import questions
from storage.questions import Asking
from views import ids
from views.blocks import Block
from views.questions import questions_list
from views.replies import notice_view
from views.texts import Texts


def register(app: App, desk: Desk) -> None:
    """Listen to both buttons."""

    @app.action(ids.JURIST_ASK)
    def ask(body: Body, ack: Ack) -> BoltResponse:
        def act(session: Session, press: Press) -> Block | None:
            return _ask(desk, session, press) if new(session, press) else None

        return on_call(desk, body, ack, Action.WORK, value_of(body), act, what=What.EITHER)

    @app.action(ids.JURIST_ANSWERED)
    def answered(body: Body, ack: Ack) -> BoltResponse:
        def act(session: Session, press: Press) -> Block | None:
            if new(session, press):
                questions.answer(session, desk.office, press.number, by=press.by, now=press.now)
            return _list(desk, session, press.by, press.now) if in_modal(body) else None

        return on_call(desk, body, ack, Action.ANSWER, value_of(body), act, where=redraw, what=What.EITHER)

    @app.action(ids.JURIST_QUESTIONS)
    def listed(body: Body, ack: Ack) -> BoltResponse:
        view, problem = perform(
            desk, body, Action.QUESTIONS, lambda session: _list(desk, session, user_of(body), desk.clock())
        )
        if view is None:
            return say(desk, body, ack, problem)
        show(desk, body, view)
        return ack()


def _list(desk: Desk, session: Session, person: str, now: datetime) -> Block:
    return questions_list(desk.texts, questions.waiting(session), reader_of(session, desk, person, now))


def _ask(desk: Desk, session: Session, press: Press) -> Block:
    t, asking = desk.texts, questions.ask(session, desk.office, press.number, by=press.by, now=press.now)
    return notice_view(t, ids.RECEIPT, t("Spørg juristen"), _receipt(t, asking, press.number))


def _receipt(t: Texts, asking: Asking, number: int) -> str:
    match asking:
        case Asking.ASKED:
            return t("Juristen er spurgt om nr. {number}. Du får besked, når der er svaret.", number=number)
        case Asking.PASSED_ON:
            return t(
                "Din kollegas spørgsmål om nr. {number} er sendt til en anden jurist. Kollegaen får besked, "
                "når der er svaret.",
                number=number,
            )
        case Asking.ALREADY:
            return t("Juristen er allerede spurgt om nr. {number}.", number=number)
