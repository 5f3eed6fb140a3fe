"""A citizen who rings again: shown before a second call is made of it, and noted by one press."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from slack_bolt import Ack, BoltResponse
from sqlalchemy.orm import Session

from handlers import call_input, whom
from handlers.answers import say, unavailable
from handlers.call_input import Typed, is_urgent
from handlers.desk import Desk
from handlers.form_values import chosen, offered
from handlers.payload import Body, ForgedError, key_of, number_in, user_of
from rules.errors import FristvagtError
from rules.one_line import is_withheld
from rules.phone import parse_phone
from rules.topics import Topic
from storage import events, people, repeat, worklist
from storage.database import UNAVAILABLE
from storage.models import Deadline
from storage.working import once
from storage.worklist import WorkItem
from views import ids, words
from views.blocks import Block
from views.call_form import Draft
from views.repeat import NEW, Unkept, noted_view, repeat_form
from views.who_rings import Hands

ANY_TIME = words.BEST_TIMES[0]


class CannotWaitError(FristvagtError):
    """Something urgent was to be noted on a call that is not."""

    def __init__(self, number: int) -> None:
        super().__init__(
            "Det haster, og på nr. {number} bliver det kun noteret, at borgeren ringede igen. "
            "Vælg »Log det som et nyt opkald«.",
            number=number,
        )


class OtherNumberError(FristvagtError):
    """The number in the form is not the one the call came from."""

    def __init__(self, number: int) -> None:
        super().__init__(
            "Nr. {number} kom fra et andet telefonnummer end det, der står her nu. "
            "Vælg »Log det som et nyt opkald«, eller skriv nummeret fra før.",
            number=number,
        )


@dataclass(frozen=True, slots=True)
class Earlier:
    """The calls that are open from a number already, in whose hands they were at `now` (aware UTC)."""

    items: Sequence[WorkItem]
    hands: Hands
    now: datetime


def earlier(
    desk: Desk, session: Session, phone: str | None, *, by: str, unless: str, now: datetime
) -> Earlier | None:
    """What is open from the number (E.164) already, its search noted in the log; None when nothing is.

    None also when what has the key `unless` is saved already: then it is one of them.
    """
    items = repeat.open_from(session, desk.vault, phone, unless=unless) if phone is not None else []
    if not items:
        return None
    events.record(session, at=now, actor=by, action="number_searched", found=len(items))
    return Earlier(items, desk.hands(session, items, now), now)


def offer(desk: Desk, typed: Draft, found: Earlier) -> Block:
    """The form as it was typed, with the calls already open from its number on top."""
    urgent = is_urgent(typed.topic, typed.extras)
    return repeat_form(desk.texts, typed, found.items, found.hands, found.now, urgent=urgent)


def wants_new(body: Body) -> bool:
    """Whether the form says that this is another matter."""
    return chosen(body, ids.REPEAT) == NEW


def note(desk: Desk, body: Body, ack: Ack) -> BoltResponse:
    """Note "ringede igen" on the chosen call, and answer with the promise to read aloud."""
    try:
        noted = _note(desk, body)
    except ForgedError:
        return ack(response_action="errors", errors={ids.REPEAT: desk.texts("Vælg en mulighed på listen.")})
    except FristvagtError as error:
        return say(desk, body, ack, desk.texts.say(error))
    except UNAVAILABLE:
        return say(desk, body, ack, unavailable(desk, body))
    desk.nudge()
    return ack(response_action="update", view=noted)


def _note(desk: Desk, body: Body) -> Block:
    now, by, number = desk.clock(), user_of(body), number_in(chosen(body, ids.REPEAT))
    fields = call_input.typed(body)

    def act(session: Session) -> Block:
        if once(session, key_of(body), number, now):
            _require_offered(desk, session, body, fields, number)
            _require_it_can_wait(session, fields, number)
            repeat.called_again(session, desk.office, number, by=by, now=now)
        item = worklist.items(session, [number])[0]
        hands = desk.hands(session, [item], now)
        return noted_view(desk.texts, item, hands, now, _unkept(desk, session, item, fields))

    return desk.database.done(act)


def _require_offered(desk: Desk, session: Session, body: Body, fields: Typed, number: int) -> None:
    """Raise unless the call came from the number that stands in the form.

    `OtherNumberError` when it was offered, and the number is another by now; else `ForgedError`.
    """
    # Who has no number any more cannot have rung from this one.
    phone = None if is_withheld(fields.phone) else parse_phone(fields.phone)
    if phone is not None and repeat.rang(session, desk.vault, number, phone):
        return
    raise OtherNumberError(number) if str(number) in offered(body, ids.REPEAT) else ForgedError


def _require_it_can_wait(session: Session, fields: Typed, number: int) -> None:
    """Raise `CannotWaitError` when it hastens and the call does not: nobody would be told at once."""
    if is_urgent(fields.topic, fields.extras) and not session.get_one(Deadline, number).urgent:
        raise CannotWaitError(number)


def _unkept(desk: Desk, session: Session, item: WorkItem, fields: Typed) -> Unkept:
    """What was typed and neither stored now nor said by the open call."""
    ticked = ((words.INTERPRETER, item.interpreter), (words.PROTECTED, item.protected))
    return Unkept(
        whom=_another(desk, session, item, fields.whom),
        topic=_one_of(fields.topic, {*Topic} - {Topic.OTHER, item.topic}),
        best_time=_one_of(fields.best_time, {*words.BEST_TIMES} - {ANY_TIME, item.best_time}),
        extras=tuple(key for key, known in ticked if key in fields.extras and not known),
        note=fields.note,
    )


def _one_of(value: str, news: Set[str]) -> str:
    return value if value in news else ""


def _another(desk: Desk, session: Session, item: WorkItem, value: str) -> str:
    """Whose name was chosen, when the call is with somebody else."""
    if not value:
        return ""
    wanted = whom.chosen(desk.office, value)
    if wanted.owner_id is None:
        return "" if wanted.team.key == item.team_key else wanted.team.name
    if wanted.owner_id == item.owner_id:
        return ""
    return people.names(session, [wanted.owner_id]).get(wanted.owner_id, wanted.team.name)
