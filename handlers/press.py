"""A press on a call or a deadline: right and state are asked of the database, then acted on.

Every press goes the same way, so no button can forget a step: the item number is read and checked,
the right is asked of the office and the database, a repeated delivery changes nothing, the act and its
log rows commit together, and only then does anything leave for Slack.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from types import MappingProxyType

from slack_bolt import Ack, BoltResponse
from sqlalchemy.orm import Session

from handlers.answers import say, show, unavailable
from handlers.desk import Desk
from handlers.payload import Body, ForgedError, key_of, number_in, number_in_form, user_of, values_of
from rules.errors import FristvagtError
from rules.rights import Action, Facts, may
from storage import clocks, events, outbox, people, questions
from storage.database import UNAVAILABLE
from storage.models import CALLBACK, Callback, Deadline
from storage.working import ClosedError, once
from views.blocks import Block
from views.replies import not_yours_or_gone


class What(Enum):
    """What a button stands on. A call's button does nothing to a deadline, whatever number it is sent."""

    CALL = "call"
    CASE = "case"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Press:
    """Who pressed what, when. `now` is aware UTC."""

    number: int
    by: str
    now: datetime
    key: str


# What a press does, inside the transaction. It may return a modal to show after the commit.
Act = Callable[[Session, Press], Block | None]
Show = Callable[[Desk, Body, Block], None]
# At which field of a form a refusal is to be mended.
Fields = Mapping[type[FristvagtError], str]
NO_FIELDS: Fields = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Result:
    """`late`: somebody was first, which the redrawn message says. `problem`: nothing was changed.

    `denied`: it is not theirs, or is not there at all. `why`: what kind of problem, where it is a sentence's.
    """

    shown: Block | None = None
    problem: str = ""
    late: str = ""
    denied: bool = False
    why: type[FristvagtError] = FristvagtError


def on_call(
    desk: Desk,
    body: Body,
    ack: Ack,
    action: Action,
    number: str,
    act: Act,
    *,
    where: Show = show,
    then: Callable[[int], None] | None = None,
    what: What = What.CALL,
) -> BoltResponse:
    """Do `act` to the call `number` names, if the presser may do `action` to it; `then` after the commit."""
    result = perform(desk, body, action, number, act, what)
    if result.problem:
        return say(desk, body, ack, result.problem)
    if result.shown is not None:
        where(desk, body, result.shown)
    if then is not None and not result.late:
        then(int(number))
    desk.nudge()
    return ack()


def on_form(
    desk: Desk,
    body: Body,
    ack: Ack,
    action: Action,
    field: str,
    act: Act,
    *,
    what: What = What.CALL,
    fields: Fields = NO_FIELDS,
) -> BoltResponse:
    """The same for a submitted modal that carries the number; a problem is shown at `field`.

    One that `fields` names stands there instead, if the modal has that field. A view that `act` returns takes
    the form's place.
    """
    result = perform(desk, body, action, number_in_form(body), act, what)
    desk.nudge()
    wrong = result.problem or result.late
    if wrong and field:
        own = fields.get(result.why, field)
        return ack(response_action="errors", errors={own if own in values_of(body) else field: wrong})
    if wrong:
        return say(desk, body, ack, wrong)
    return ack(response_action="update", view=result.shown) if result.shown else ack()


def perform(desk: Desk, body: Body, action: Action, number: str, act: Act, what: What = What.CALL) -> Result:
    """Ask the right, act, and commit; whatever hinders it comes back as a sentence."""

    def asked(session: Session) -> Result:
        desk.remind(session)
        return _allowed(session, desk, body, action, number, act, what)

    try:
        return desk.database.done(asked)
    except FristvagtError as error:
        return Result(problem=desk.texts.say(error), why=type(error))
    except UNAVAILABLE:
        return Result(problem=unavailable(desk, body))


def _allowed(
    session: Session, desk: Desk, body: Body, action: Action, number: str, act: Act, what: What
) -> Result:
    """One transaction for the right, the act and the log: a second one might wait for its lock too long."""
    try:
        press = Press(number_in(number), user_of(body), desk.clock(), key_of(body))
    except ForgedError as error:
        _note_refusal(session, desk, body, action, "forged")
        return Result(problem=desk.texts.say(error))
    if not _may(session, desk, press, action, what):
        _note_refusal(session, desk, body, action, "right", press.number)
        return Result(problem=not_yours_or_gone(desk.texts), denied=True)
    try:
        with session.begin_nested():
            return Result(shown=act(session, press))
    except ClosedError as error:
        _show_who_was_first(session, error, press.by)
        return Result(late=desk.texts.say(error))


def _may(session: Session, desk: Desk, press: Press, action: Action, what: What) -> bool:
    deadline, callback = session.get(Deadline, press.number), session.get(Callback, press.number)
    if deadline is None or not _is(deadline, what):
        return False
    facts = clocks.facts(session, desk.office, deadline, callback, press.now)
    return may(desk.office, press.by, action, facts) or _asked(session, desk, press, action, facts)


def _asked(session: Session, desk: Desk, press: Press, action: Action, facts: Facts) -> bool:
    """A jurist's right by being asked, looked up only where nothing else gives it."""
    if not may(desk.office, press.by, action, replace(facts, asked=True)):
        return False
    return questions.pending(session, press.number)


def _is(deadline: Deadline, what: What) -> bool:
    return what is What.EITHER or (deadline.kind == CALLBACK) == (what is What.CALL)


def _note_refusal(
    session: Session, desk: Desk, body: Body, action: Action, why: str, number: int | None = None
) -> None:
    events.refused(session, at=desk.clock(), actor=user_of(body), action=action.value, why=why, item=number)


def _show_who_was_first(session: Session, error: ClosedError, late: str) -> None:
    """Where the late press came from is redrawn: the message says who was first, and when."""
    outbox.touch(session, error.number)
    people.want_home(session, [error.by, late])


def new(session: Session, press: Press) -> bool:
    """Whether this delivery is the first of its press."""
    return once(session, press.key, press.number, press.now)


def the_first_time(do: Callable[[Session, Press], object]) -> Act:
    """An act that a second delivery of the same press does not repeat."""

    def act(session: Session, press: Press) -> None:
        if new(session, press):
            do(session, press)

    return act
