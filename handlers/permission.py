"""What a role allows, asked before anything that is not about one call; a refusal is written to the log."""

from handlers.desk import Desk
from handlers.payload import Body, user_of
from rules.rights import Action, may
from storage import events


def permitted(desk: Desk, body: Body, action: Action) -> bool:
    """Whether the person's roles allow `action`."""
    if may(desk.office, user_of(body), action):
        return True
    with desk.database.write() as session:
        events.refused(session, at=desk.clock(), actor=user_of(body), action=action.value, why="role")
    return False
