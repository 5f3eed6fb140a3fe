"""What *Kan ikke nås* and *Genåbn* send back: how a call ends without contact, or begins again."""

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers.desk import Desk
from handlers.form_values import chosen, own_time, parts_of_time
from handlers.owner_forms import agreed, half_a_time
from handlers.payload import Body
from handlers.press import Act, Press, on_form, the_first_time
from rules.rights import Action
from storage import endings
from storage.endings import Why
from storage.models import Ending
from views import ids
from views.ending_form import AGAIN, AGREED


def register(app: App, desk: Desk) -> None:
    """Take the submissions."""

    @app.view(ids.ENDING_FORM)
    def not_reached(body: Body, ack: Ack) -> BoltResponse:
        choice = _choice(body)
        if choice in set(Ending) and parts_of_time(body):
            return ack(response_action="errors", errors={ids.ENDING: _end_or_time(desk)})
        try:
            act = _outcome(desk, body, choice)
        except ValueError:
            wrong = desk.texts("Vælg både dato og klokkeslæt for aftalen.")
            return ack(response_action="errors", errors=dict.fromkeys(half_a_time(body), wrong))
        if act is None:
            return ack(response_action="errors", errors={ids.ENDING: desk.texts("Vælg en af de fire.")})
        where = ids.DATE if choice == AGREED else ids.ENDING
        return on_form(desk, body, ack, Action.WORK, where, act)

    @app.view(ids.REOPEN_FORM)
    def reopened(body: Body, ack: Ack) -> BoltResponse:
        why = chosen(body, ids.WHY)
        if why not in set(Why):
            return ack(response_action="errors", errors={ids.WHY: desk.texts("Vælg en af de to.")})
        return on_form(desk, body, ack, Action.REOPEN, ids.WHY, _reopen(desk, Why(why)))


def _choice(body: Body) -> str:
    """Trying again stands chosen from the start, so a time that somebody picked is what they mean."""
    choice = chosen(body, ids.ENDING)
    return AGREED if choice == AGAIN and parts_of_time(body) else choice


def _end_or_time(desk: Desk) -> str:
    return desk.texts(
        "Der er valgt et tidspunkt herunder. Er det aftalt med borgeren, så vælg det her; "
        "ellers ryd dato og klokkeslæt."
    )


def _outcome(desk: Desk, body: Body, choice: str) -> Act | None:
    """What the choice under *Kan ikke nås* does; None for a choice that was never offered."""
    if choice == AGREED:
        return agreed(desk, own_time(body, desk.office.zone))
    if choice == AGAIN:
        return _left_as_it_is
    return _end(desk, Ending(choice)) if choice in set(Ending) else None


def _left_as_it_is(session: Session, press: Press) -> None:
    """The call stays on the list."""


def _end(desk: Desk, ending: Ending) -> Act:
    def do(session: Session, press: Press) -> None:
        endings.end(session, desk.office, press.number, ending, by=press.by, now=press.now)

    return the_first_time(do)


def _reopen(desk: Desk, why: Why) -> Act:
    def do(session: Session, press: Press) -> None:
        endings.reopen(session, desk.office, press.number, why, by=press.by, now=press.now)

    return the_first_time(do)
