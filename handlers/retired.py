"""Whatever no other listener knows: buttons and forms of earlier versions, and what was never ours."""

import re

from slack_bolt import Ack, App, BoltResponse

from handlers.answers import say
from handlers.desk import Desk
from handlers.payload import Body, Surface, surface, user_of
from storage import events
from views.replies import retired, retired_form, unknown_command

ANY = re.compile(".*", re.DOTALL)


def register(app: App, desk: Desk) -> None:
    """Answer in a sentence and change nothing. Register this one last.

    Without an answer Slack shows an error, and Bolt writes into its log what was typed.
    """

    def old(body: Body, ack: Ack) -> BoltResponse:
        with desk.database.write() as session:
            events.refused(session, at=desk.clock(), actor=user_of(body), action=_name(body), why="unknown")
        return say(desk, body, ack, _sentence(desk, body))

    for listen in (app.action, app.view, app.command, app.shortcut, app.options):
        listen(ANY)(old)

    @app.event(ANY)
    def unheard(ack: Ack) -> BoltResponse:
        return ack()

    @app.view_closed(ANY)
    def closed(ack: Ack) -> BoltResponse:
        return ack()


def _name(body: Body) -> str:
    return "retired_button" if surface(body) is Surface.ACTION else f"unknown_{surface(body).value}"


def _sentence(desk: Desk, body: Body) -> str:
    match surface(body):
        case Surface.COMMAND:
            return unknown_command(desk.texts, desk.office.commands)
        case Surface.SUBMISSION:
            return retired_form(desk.texts)
        case _:
            return retired(desk.texts)
