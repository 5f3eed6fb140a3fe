"""What a role allows, asked before anything that is not about one call; a refusal is written to the log."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from handlers.answers import unavailable
from handlers.desk import Desk
from handlers.payload import Body, user_of
from rules.errors import FristvagtError
from rules.rights import Action, may
from storage import events
from storage.database import UNAVAILABLE
from views.replies import not_yours, not_yours_or_gone

Found = TypeVar("Found")


class NotYoursError(FristvagtError):
    """Their role allows it, but not this one: `why` is the kind of reason the log gets."""

    def __init__(self, why: str = "right", item: int | None = None) -> None:
        super().__init__("Det har du ikke adgang til.")
        self.why, self.item = why, item


def permitted(desk: Desk, body: Body, action: Action) -> bool:
    """Whether the person's roles allow `action`."""
    if may(desk.office, user_of(body), action):
        return True
    with desk.database.write() as session:
        events.refused(session, at=desk.clock(), actor=user_of(body), action=action.value, why="role")
    return False


def perform(
    desk: Desk, body: Body, action: Action, act: Callable[[Session], Found]
) -> tuple[Found | None, str]:
    """What `act` gave, or a sentence that says why nothing was done. `act` may raise `NotYoursError`."""
    if not permitted(desk, body, action):
        return None, not_yours(desk.texts)
    try:
        return _done(desk, body, action, act), ""
    except NotYoursError:
        return None, not_yours_or_gone(desk.texts)
    except FristvagtError as error:
        return None, desk.texts.say(error)
    except UNAVAILABLE:
        return None, unavailable(desk, body)


def _done(desk: Desk, body: Body, action: Action, act: Callable[[Session], Found]) -> Found:
    try:
        return desk.database.done(act)
    except NotYoursError as error:
        with desk.database.write() as session:
            events.refused(
                session,
                at=desk.clock(),
                actor=user_of(body),
                action=action.value,
                why=error.why,
                item=error.item,
            )
        raise
