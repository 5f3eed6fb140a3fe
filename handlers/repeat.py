"""A citizen who rings again: shown before a second call is made of it, and noted by one press."""

from collections.abc import Callable

from slack_bolt import Ack, BoltResponse
from sqlalchemy.orm import Session

from handlers import call_input
from handlers.answers import notice, say, unavailable
from handlers.desk import Desk
from handlers.form_values import chosen
from handlers.payload import Body, ForgedError, key_of, number_in, user_of
from rules.errors import FristvagtError
from rules.phone import parse_phone
from storage import events, repeat, worklist
from storage.database import UNAVAILABLE
from storage.working import once
from views import ids
from views.blocks import Block
from views.call_form import Draft
from views.repeat import NEW, noted, repeat_form


def offer(desk: Desk, draft: Callable[[], Draft], phone: str, *, by: str, unless: str) -> Block | None:
    """The form with the calls already open from this number (E.164) on top; None when there are none.

    None also when what has the key `unless` is saved already: then it is one of them.
    """
    now = desk.clock()
    with desk.database.read() as session:
        desk.remind(session)
        items = repeat.open_from(session, desk.vault, phone, unless=unless)
        hands = desk.hands(session, items, now)
    if not items:
        return None
    with desk.database.write() as session:
        events.record(session, at=now, actor=by, action="number_searched", found=len(items))
    return repeat_form(desk.texts, draft(), items, hands, now)


def wants_new(body: Body) -> bool:
    """Whether the form says that this is another matter."""
    return chosen(body, ids.REPEAT) == NEW


def note(desk: Desk, body: Body, ack: Ack) -> BoltResponse:
    """Note "ringede igen" on the chosen call, and answer with the promise to read aloud."""
    try:
        said = _note(desk, body)
    except ForgedError:
        return ack(response_action="errors", errors={ids.REPEAT: desk.texts("Vælg en mulighed på listen.")})
    except FristvagtError as error:
        return say(desk, body, ack, desk.texts.say(error))
    except UNAVAILABLE:
        return say(desk, body, ack, unavailable(desk, body))
    desk.nudge()
    return ack(response_action="update", view=notice(desk, said, desk.texts("Noteret")))


def _note(desk: Desk, body: Body) -> str:
    now, by, number = desk.clock(), user_of(body), number_in(chosen(body, ids.REPEAT))
    with desk.database.write() as session:
        if once(session, key_of(body), number, now):
            _require_offered(desk, session, body, number)
            repeat.called_again(session, desk.office, number, by=by, now=now)
        item = worklist.items(session, [number])[0]
        hands = desk.hands(session, [item], now)
    return noted(desk.texts, item, hands, now)


def _require_offered(desk: Desk, session: Session, body: Body, number: int) -> None:
    """Raise `ForgedError` unless the call came from the number that stands in the form."""
    phone = parse_phone(call_input.typed(body).phone)
    if not repeat.rang(session, desk.vault, number, phone):
        raise ForgedError
