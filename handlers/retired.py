"""Buttons of earlier versions, still standing in old messages: they say so, and change nothing."""

import re

from slack_bolt import Ack, App, BoltResponse

from handlers.answers import say
from handlers.desk import Desk
from handlers.payload import Body, user_of
from storage import events
from views.replies import retired


def register(app: App, desk: Desk) -> None:
    """Catch every button no other listener knows. Register this one last."""

    @app.action(re.compile(".*"))
    def old(body: Body, ack: Ack) -> BoltResponse:
        with desk.database.write() as session:
            events.refused(
                session, at=desk.clock(), actor=user_of(body), action="retired_button", why="unknown"
            )
        return say(desk, body, ack, retired(desk.texts))

    @app.view(re.compile(".*"))
    def old_view(body: Body, ack: Ack) -> BoltResponse:
        return say(desk, body, ack, retired(desk.texts))
