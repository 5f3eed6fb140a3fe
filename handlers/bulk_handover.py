"""*Flyt opkald*: all of one person's calls to another, seen before it happens, and undone for ten minutes."""

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers import handing
from handlers.answers import notice, redraw, say, show
from handlers.desk import Desk
from handlers.handing import NotLedError, SamePersonError, Wanted
from handlers.payload import (
    Body,
    ForgedError,
    key_of,
    number_in,
    number_in_form,
    user_of,
    value_of,
    values_of,
)
from handlers.permission import permitted
from handlers.whom import PERSON, UnknownWhomError, person_options
from rules.errors import FristvagtError
from rules.move_line import MoveLine, parse_move
from rules.rights import Action, may
from storage import bulk_handover, events
from storage.database import UNAVAILABLE
from views import bulk_handover as views
from views import ids
from views.blocks import Block
from views.replies import not_done, not_yours

Listener = Callable[[Desk, Body, Ack], BoltResponse]


def register(app: App, desk: Desk) -> None:
    """Answer the button on Home, the form's two steps, *Fortryd*, and the searches."""
    for listen, name, listener in (
        (app.action, ids.HAND_OVER, _asked),
        (app.view, ids.HAND_OVER_FORM, _chosen),
        (app.view, ids.HAND_OVER_PREVIEW, _confirmed),
        (app.action, ids.HAND_OVER_UNDO, _undone),
    ):
        listen(name)(_for_leads(desk, listener))

    @app.options(ids.FROM)
    def givers(body: Body, ack: Ack) -> BoltResponse:
        return ack(
            options=_offered(desk, body, lambda session: handing.givers(session, desk.office, user_of(body)))
        )

    @app.options(ids.TO)
    def takers(body: Body, ack: Ack) -> BoltResponse:
        return ack(options=_offered(desk, body, lambda session: handing.takers(session, desk.office)))


def _for_leads(desk: Desk, listener: Listener) -> Callable[[Body, Ack], BoltResponse]:
    """Ask the right first, and turn what hinders the listener into a sentence."""

    def answer(body: Body, ack: Ack) -> BoltResponse:
        if not permitted(desk, body, Action.HAND_OVER):
            return say(desk, body, ack, not_yours(desk.texts))
        try:
            return listener(desk, body, ack)
        except (NotLedError, ForgedError) as error:
            return _refused(desk, body, ack, "forged" if isinstance(error, ForgedError) else "right")
        except FristvagtError as error:
            return say(desk, body, ack, desk.texts.say(error))
        except UNAVAILABLE:
            return say(desk, body, ack, not_done(desk.texts))

    return answer


def _refused(desk: Desk, body: Body, ack: Ack, why: str) -> BoltResponse:
    with desk.database.write() as session:
        events.refused(session, at=desk.clock(), actor=user_of(body), action=Action.HAND_OVER.value, why=why)
    return say(desk, body, ack, not_yours(desk.texts))


def one_line(desk: Desk, body: Body, ack: Ack, text: str) -> BoltResponse:
    """`flyt @karim @maja` goes straight to the preview; what it leaves open is asked in the form."""
    return _for_leads(desk, lambda desk, body, ack: _one_line(desk, body, ack, text))(body, ack)


def _one_line(desk: Desk, body: Body, ack: Ack, text: str) -> BoltResponse:
    with desk.database.read() as session:
        known = {
            **handing.takers(session, desk.office),
            **handing.givers(session, desk.office, user_of(body)),
        }
        view = _first_view(
            session, desk, user_of(body), parse_move(text, list(known.items())), asked=bool(text)
        )
    show(desk, body, view)
    return ack()


def _first_view(session: Session, desk: Desk, by: str, line: MoveLine, *, asked: bool) -> Block:
    unclear = desk.texts("Jeg kan ikke se, hvem der skal flyttes fra og til. Vælg dem her.") if asked else ""
    if line.giver and line.taker:
        try:
            return handing.preview(session, desk, by, Wanted(line.giver, line.taker))
        except (UnknownWhomError, SamePersonError) as error:
            unclear = desk.texts.say(error)
    offered = handing.givers(session, desk.office, by)
    names = {person: name for person, name in offered.items() if person == line.giver}
    found = person_options(session, desk.texts, desk.office, names, "", desk.clock())
    return views.form(desk.texts, giver=found[0] if found else None, say=unclear)


def _asked(desk: Desk, body: Body, ack: Ack) -> BoltResponse:
    show(desk, body, views.form(desk.texts))
    return ack()


def _chosen(desk: Desk, body: Body, ack: Ack) -> BoltResponse:
    wanted = Wanted(_person(body, ids.FROM), _person(body, ids.TO))
    try:
        with desk.database.read() as session:
            view = handing.preview(session, desk, user_of(body), wanted)
    except (UnknownWhomError, SamePersonError) as error:
        return ack(response_action="errors", errors={ids.TO: desk.texts.say(error)})
    return ack(response_action="update", view=view)


def _person(body: Body, block: str) -> str:
    element: dict[str, Any] = values_of(body).get(block, {}).get(block) or {}
    kind, _, person = str((element.get("selected_option") or {}).get("value") or "").partition(":")
    return person if kind == PERSON else ""


def _confirmed(desk: Desk, body: Body, ack: Ack) -> BoltResponse:
    wanted = handing.carried(number_in_form(body))
    with desk.database.write() as session:
        moved = handing.move(
            session, desk.office, wanted, by=user_of(body), key=key_of(body), now=desk.clock()
        )
    desk.nudge()
    if moved is None:
        return ack(response_action="update", view=notice(desk, views.nothing_left(desk.texts)))
    return ack(response_action="update", view=views.receipt(desk.texts, moved, wanted.shown))


def _undone(desk: Desk, body: Body, ack: Ack) -> BoltResponse:
    by, number = user_of(body), number_in(value_of(body))
    with desk.database.write() as session:
        if not handing.may_undo(session, desk.office, by, number):
            raise NotLedError
        result = bulk_handover.undo(session, desk.office, number, by=by, now=desk.clock())
    desk.nudge()
    redraw(desk, body, notice(desk, views.undone(desk.texts, result), desk.texts("Fortrudt")))
    return ack()


def _offered(desk: Desk, body: Body, among: Callable[[Session], Mapping[str, str]]) -> list[Block]:
    if not may(desk.office, user_of(body), Action.HAND_OVER):
        return []
    with desk.database.read() as session:
        typed = str(body.get("value", ""))
        return person_options(session, desk.texts, desk.office, among(session), typed, desk.clock())
