"""*Giv videre*: the chosen person or team becomes responsible; the limit stays."""

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers import call_input, whom
from handlers.desk import Desk
from handlers.payload import Body
from handlers.press import Press, What, new, on_form
from rules.rights import Action
from storage import handover
from views import ids


def register(app: App, desk: Desk) -> None:
    """Take the form's submission."""

    @app.view(ids.REASSIGN_FORM)
    def reassigned(body: Body, ack: Ack) -> BoltResponse:
        wanted = call_input.typed(body).whom

        def act(session: Session, press: Press) -> None:
            to = whom.chosen(desk.office, wanted)
            if to.owner_id is not None and to.owner_id not in dict(whom.known_people(session, desk.office)):
                raise whom.UnknownWhomError
            if new(session, press):
                handover.reassign(
                    session,
                    desk.office,
                    press.number,
                    team_key=to.team.key,
                    owner_id=to.owner_id,
                    by=press.by,
                    now=press.now,
                )

        return on_form(desk, body, ack, Action.GIVE, ids.WHOM, act, what=What.EITHER)
