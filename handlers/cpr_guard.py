"""No CPR number comes past here: commands and forms are read before any listener (trust.md P1, P3)."""

import logging
from collections.abc import Callable

from slack_bolt import Ack, App, BoltResponse

from handlers import kept_text
from handlers.answers import say
from handlers.desk import Desk
from handlers.payload import Body, Surface, surface, text_of, typed_texts, user_of
from rules.cpr import REFUSAL, REFUSAL_IN_COMMAND, contains_cpr
from rules.typed_text import TypedText
from storage import events
from storage.database import UNAVAILABLE

logger = logging.getLogger(__name__)


def register(app: App, desk: Desk) -> None:
    """Put the guard after the gate and before every listener."""

    @app.middleware
    def guard(body: Body, ack: Ack, next: Callable[[], BoltResponse]) -> BoltResponse:
        match surface(body):
            case Surface.COMMAND if _command_has_cpr(body):
                return _refuse_command(desk, body, ack)
            case Surface.SUBMISSION if fields := _fields_with_cpr(body):
                _count(desk, body, "form")
                return ack(response_action="errors", errors=dict.fromkeys(fields, desk.texts.say(REFUSAL)))
        return next()


def _command_has_cpr(body: Body) -> bool:
    """As it was sent, and as it will be read."""
    text = text_of(body)
    return contains_cpr(text) or contains_cpr(str(TypedText.from_slack(text)))


def _refuse_command(desk: Desk, body: Body, ack: Ack) -> BoltResponse:
    _count(desk, body, "command")
    kept_text.give_back(desk, body)
    return say(desk, body, ack, desk.texts.say(REFUSAL_IN_COMMAND))


def _fields_with_cpr(body: Body) -> list[str]:
    return [block for block, text in typed_texts(body) if contains_cpr(text)]


def _count(desk: Desk, body: Body, where: str) -> None:
    """Note that a CPR number was refused: who and where, never the digits."""
    try:
        with desk.database.write() as session:
            events.refused(session, at=desk.clock(), actor=user_of(body), action="cpr_refused", why=where)
    except UNAVAILABLE:
        # It is refused all the same; only the count is missing.
        logger.warning("a refused CPR number in a %s could not be counted", where)
