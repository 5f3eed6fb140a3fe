"""A window of a register is opened, or its form sent."""

from collections.abc import Callable

from slack_bolt import Ack, BoltResponse
from sqlalchemy.orm import Session

from handlers.answers import say, show
from handlers.desk import Desk
from handlers.payload import Body
from handlers.permission import perform
from rules.rights import Action
from views.blocks import Block


def opening(
    desk: Desk, body: Body, ack: Ack, action: Action, draw: Callable[[Session], Block]
) -> BoltResponse:
    """Show what `draw` gives."""
    window, problem = perform(desk, body, action, draw)
    if window is None:
        return say(desk, body, ack, problem)
    show(desk, body, window)
    return ack()


def saving(
    desk: Desk,
    body: Body,
    ack: Ack,
    action: Action,
    save: Callable[[Session], None],
    then: Callable[[], None] = lambda: None,
) -> BoltResponse:
    """Save what was sent; `then` after the commit."""
    _, problem = perform(desk, body, action, save)
    if problem:
        return say(desk, body, ack, problem)
    then()
    desk.nudge()
    return ack()
