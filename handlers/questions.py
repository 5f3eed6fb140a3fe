"""*Spørg juristen* in an opened call or case, and the jurist's *Besvaret*."""

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers.desk import Desk
from handlers.payload import Body, value_of
from handlers.press import Press, What, new, on_call
from rules.rights import Action
from storage import questions
from views import ids
from views.blocks import Block
from views.replies import notice_view


def register(app: App, desk: Desk) -> None:
    """Listen to both buttons."""

    @app.action(ids.JURIST_ASK)
    def ask(body: Body, ack: Ack) -> BoltResponse:
        def act(session: Session, press: Press) -> Block | None:
            return _ask(desk, session, press) if new(session, press) else None

        return on_call(desk, body, ack, Action.WORK, value_of(body), act, what=What.EITHER)

    @app.action(ids.JURIST_ANSWERED)
    def answered(body: Body, ack: Ack) -> BoltResponse:
        def act(session: Session, press: Press) -> None:
            if new(session, press):
                questions.answer(session, desk.office, press.number, by=press.by, now=press.now)

        return on_call(desk, body, ack, Action.ANSWER, value_of(body), act, what=What.EITHER)


def _ask(desk: Desk, session: Session, press: Press) -> Block:
    t, asked = desk.texts, questions.ask(session, desk.office, press.number, by=press.by, now=press.now)
    text = (
        t("Juristen er spurgt om nr. {number}. Du får besked, når der er svaret.", number=press.number)
        if asked
        else t("Juristen er allerede spurgt om nr. {number}.", number=press.number)
    )
    return notice_view(t, ids.RECEIPT, t("Spørg juristen"), text)
