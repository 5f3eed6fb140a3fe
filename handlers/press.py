"""A press on a call, whoever's button it was: right and state are asked of the database, then acted on.

Every press goes the same way, so no button can forget a step: the item number is read and checked,
the right is asked of the office and the database, a repeated delivery changes nothing, the act and its
log rows commit together, and only then does anything leave for Slack.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from slack_bolt import Ack, BoltResponse
from sqlalchemy.orm import Session

from handlers.answers import say, show
from handlers.desk import Desk
from handlers.payload import Body, ForgedError, key_of, number_in, user_of
from rules.errors import FristvagtError
from rules.rights import Action, may
from storage import clocks, events, outbox, people
from storage.database import UNAVAILABLE
from storage.models import Callback, Deadline
from storage.working import ClosedError, once
from views.blocks import Block
from views.replies import not_done, not_yours


@dataclass(frozen=True, slots=True)
class Press:
    """Who pressed what, when. `now` is aware UTC."""

    number: int
    by: str
    now: datetime
    key: str


class NotYoursError(FristvagtError):
    """The person may use the bot, but not do this to this call."""


# What a press does, inside the transaction. It may return a modal to open after the commit.
Act = Callable[[Session, Press], Block | None]


def on_call(
    desk: Desk,
    body: Body,
    ack: Ack,
    action: Action,
    number: str,
    act: Act,
    *,
    then: Callable[[int], None] | None = None,
) -> BoltResponse:
    """Do `act` to the call `number` names, if the presser may do `action` to it; `then` after the commit."""
    result = _try(desk, body, action, number, act)
    if result.problem:
        return say(desk, body, ack, result.problem)
    if result.opened is not None:
        show(desk, body, result.opened)
    if then is not None and not result.late:
        then(int(number))
    desk.nudge()
    return ack()


def on_form(desk: Desk, body: Body, ack: Ack, action: Action, field: str, act: Act) -> BoltResponse:
    """The same for a submitted modal that carries the number; a problem is shown at `field`."""
    number = str(body["view"].get("private_metadata", ""))
    result = _try(desk, body, action, number, act)
    desk.nudge()
    if result.problem or result.late:
        wrong = result.problem or result.late
        return ack(response_action="errors", errors={field: wrong})
    return ack()


@dataclass(frozen=True, slots=True)
class Result:
    """`late`: somebody was first, which the redrawn message says. `problem`: nothing was changed."""

    opened: Block | None = None
    problem: str = ""
    late: str = ""


def _try(desk: Desk, body: Body, action: Action, number: str, act: Act) -> Result:
    try:
        press = Press(number_in(number), user_of(body), desk.clock(), key_of(body))
        return Result(opened=_perform(desk, press, action, act))
    except NotYoursError:
        _note_refusal(desk, body, action, number)
        return Result(problem=not_yours(desk.texts))
    except ForgedError as error:
        _note_refusal(desk, body, action, "")
        return Result(problem=str(error))
    except ClosedError as error:
        _show_who_was_first(desk, error)
        return Result(late=str(error))
    except FristvagtError as error:
        return Result(problem=str(error))
    except UNAVAILABLE:
        return Result(problem=not_done(desk.texts))


def _perform(desk: Desk, press: Press, action: Action, act: Act) -> Block | None:
    with desk.database.write() as session:
        _require(session, desk, press, action)
        return act(session, press)


def _require(session: Session, desk: Desk, press: Press, action: Action) -> None:
    deadline, callback = session.get(Deadline, press.number), session.get(Callback, press.number)
    if deadline is None or callback is None:
        raise NotYoursError
    if not may(desk.office, press.by, action, clocks.facts(deadline, callback)):
        raise NotYoursError


def _note_refusal(desk: Desk, body: Body, action: Action, number: str) -> None:
    with desk.database.write() as session:
        events.refused(
            session,
            at=desk.clock(),
            actor=user_of(body),
            action=action.value,
            why="right" if number else "forged",
            item=int(number) if number else None,
        )


def _show_who_was_first(desk: Desk, error: ClosedError) -> None:
    """The message the late press came from is redrawn; it says who was first, and when."""
    with desk.database.write() as session:
        outbox.touch(session, error.number)
        people.want_home(session, [error.by])
    desk.nudge()


def new(session: Session, press: Press) -> bool:
    """Whether this delivery is the first of its press."""
    return once(session, press.key, press.number, press.now)
