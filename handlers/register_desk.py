"""A window of a register is opened, or its form sent: the right is asked, then it is done and committed."""

from collections.abc import Callable
from typing import TypeVar

from slack_bolt import Ack, BoltResponse
from sqlalchemy.orm import Session

from handlers.answers import say, show, unavailable
from handlers.desk import Desk
from handlers.payload import Body
from handlers.permission import permitted
from rules.errors import FristvagtError
from rules.rights import Action
from storage.database import UNAVAILABLE
from views.blocks import Block
from views.replies import not_yours

Found = TypeVar("Found")


def opening(
    desk: Desk, body: Body, ack: Ack, action: Action, draw: Callable[[Session], Block | None]
) -> BoltResponse:
    """Show what `draw` gives; None: it is not theirs to open."""
    return _done(desk, body, ack, action, draw, lambda window: show(desk, body, window))


def saving(
    desk: Desk,
    body: Body,
    ack: Ack,
    action: Action,
    save: Callable[[Session], bool],
    then: Callable[[], None] = lambda: None,
) -> BoltResponse:
    """Save what was sent; False: it is not theirs. `then` after the commit."""

    def close(_saved: bool) -> None:
        then()
        desk.nudge()

    return _done(desk, body, ack, action, lambda session: save(session) or None, close)


def _done(
    desk: Desk,
    body: Body,
    ack: Ack,
    action: Action,
    act: Callable[[Session], Found | None],
    then: Callable[[Found], None],
) -> BoltResponse:
    if not permitted(desk, body, action):
        return say(desk, body, ack, not_yours(desk.texts))
    try:
        with desk.database.write() as session:
            found = act(session)
    except FristvagtError as error:
        return say(desk, body, ack, desk.texts.say(error))
    except UNAVAILABLE:
        return say(desk, body, ack, unavailable(desk, body))
    if found is None:
        return say(desk, body, ack, not_yours(desk.texts))
    then(found)
    return ack()
