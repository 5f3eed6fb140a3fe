"""The action plan: an initiative opens in a window, and who answers for it tells how it goes."""

from datetime import date

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers.desk import Desk
from handlers.form_values import chosen, written
from handlers.payload import Body, ForgedError, key_of, number_in, number_in_form, user_of, value_of
from handlers.permission import NotYoursError
from handlers.register_desk import opening, saving
from rules.initiative_rights import may_update
from rules.rights import Action
from storage import initiatives, people
from storage.initiatives import Now, Told
from storage.register_models import MOST_STATUS
from views import ids
from views.blocks import Block, Message
from views.plan import plan
from views.plan_form import UNKNOWN, form, shown


def register(app: App, desk: Desk) -> None:
    """Listen to the button on every initiative, and to its form."""

    @app.action(ids.PLAN_OPEN)
    def opened(body: Body, ack: Ack) -> BoltResponse:
        return opening(desk, body, ack, Action.PLAN, lambda session: _window(desk, session, body))

    @app.view(ids.PLAN_FORM)
    def told(body: Body, ack: Ack) -> BoltResponse:
        return saving(desk, body, ack, Action.PLAN, lambda session: _tell(desk, session, body))


def message(desk: Desk, session: Session) -> Message:
    """What the counts' word for the plan answers."""
    now = desk.clock()
    today = now.astimezone(desk.office.zone).date()
    return plan(desk.texts, initiatives.plan(session, desk.office), today, now)


def _known(desk: Desk, session: Session, key: str) -> Now:
    found = initiatives.current(session, desk.office, key)
    if found is None:
        raise ForgedError
    return found


def _window(desk: Desk, session: Session, body: Body) -> Block:
    one = _known(desk, session, value_of(body))
    told = initiatives.history(session, one.initiative.key)
    names = people.names(session, [one.initiative.owner, *(note.by for note in told)])
    draw = form if may_update(desk.office, user_of(body), one.initiative) else shown
    return draw(desk.texts, one, told, names, desk.clock().astimezone(desk.office.zone).date())


def _tell(desk: Desk, session: Session, body: Body) -> None:
    key, _, version = number_in_form(body).partition(":")
    one = _known(desk, session, key)
    by, now = user_of(body), desk.clock()
    if not may_update(desk.office, by, one.initiative):
        raise NotYoursError("role")
    about = Now(one.initiative, number_in(version), one.told_at)
    initiatives.tell(session, desk.office, about, _told(body), by=by, now=now, press=key_of(body))


def _told(body: Body) -> Told:
    return Told(
        status=written(body, ids.PLAN_STATUS, MOST_STATUS),
        expected=_month(body, ids.PLAN_EXPECTED),
        started=_month(body, ids.PLAN_STARTED),
        ended=_month(body, ids.PLAN_ENDED),
    )


def _month(body: Body, block: str) -> date | None:
    value = chosen(body, block)
    if value in ("", UNKNOWN):
        return None
    try:
        return date.fromisoformat(f"{value}-01")
    except ValueError:
        raise ForgedError from None
