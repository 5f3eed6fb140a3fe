"""What the person sees when a listener fails in a way nobody foresaw: a sentence and a reference."""

import logging
import secrets

from slack_bolt import Ack, App, BoltResponse

from handlers import kept_text
from handlers.answers import say, unavailable
from handlers.desk import Desk
from handlers.payload import Body, Surface, surface
from storage.database import UNAVAILABLE
from views.replies import failed

logger = logging.getLogger(__name__)


def register(app: App, desk: Desk) -> None:
    """Answer instead of Bolt, which would leave the person without a word."""

    @app.error
    def answer(error: Exception, body: Body, ack: Ack) -> BoltResponse:
        reference = secrets.token_hex(3).upper()
        # The type and place of an error, never its text: that may hold what somebody typed.
        logger.error(
            "listener failed, reference %s: %s at %s", reference, type(error).__name__, _place(error)
        )
        if surface(body) is Surface.EVENT:
            return BoltResponse(status=200)
        text = unavailable(desk, body) if isinstance(error, UNAVAILABLE) else failed(desk.texts, reference)
        kept_text.keep(desk, body, text)
        return say(desk, body, ack, text)


def _place(error: Exception) -> str:
    trace = error.__traceback__
    places = []
    while trace is not None:
        places.append(f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(places[-6:])
