"""What the owner's modals send back: the answer to the duty to take notes, and *Senere*."""

from datetime import datetime

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers.desk import Desk
from handlers.form_values import WhenError, chosen, own_time, parts_of_time, ticked
from handlers.payload import Body
from handlers.press import Act, Press, on_form, the_first_time
from rules.errors import FristvagtError
from rules.office import Notices, may_notify
from rules.rights import Action
from storage import working
from storage.models import Note
from views import ids
from views.later_form import OTHER


class NoMessageThenError(FristvagtError):
    """A time at which nobody is reminded of anything: it would come later than they asked, unsaid."""

    def __init__(self, notices: Notices) -> None:
        super().__init__(
            "På det tidspunkt kommer der ingen beskeder. "
            "Vælg en arbejdsdag mellem kl. {first:%H:%M} og {last:%H:%M}.",
            first=notices.earliest,
            last=notices.latest,
        )


def register(app: App, desk: Desk) -> None:
    """Take the submissions."""

    @app.view(ids.NOTE_FORM)
    def noted(body: Body, ack: Ack) -> BoltResponse:
        answer = chosen(body, ids.ANSWER)
        if answer not in set(Note):
            return ack(response_action="errors", errors={ids.ANSWER: desk.texts("Vælg en af de to.")})
        return on_form(desk, body, ack, Action.WORK, ids.ANSWER, _note(desk, Note(answer)))

    @app.view(ids.LATER_FORM)
    def later(body: Body, ack: Ack) -> BoltResponse:
        try:
            until = _until(desk, body)
        except ValueError:
            wrong = desk.texts("Vælg både dato og klokkeslæt, eller et af forslagene.")
            return ack(response_action="errors", errors=dict.fromkeys(half_a_time(body), wrong))
        where = ids.DATE if _is_own(body) else ids.CHOICE
        act = agreed(desk, until) if ticked(body, ids.AGREED) else _snooze(desk, until)
        return on_form(desk, body, ack, Action.WORK, where, act)

    @app.view(ids.CITIZEN)
    def read(ack: Ack) -> BoltResponse:
        return ack()


def _note(desk: Desk, answer: Note) -> Act:
    def do(session: Session, press: Press) -> None:
        working.noted(session, desk.office, press.number, answer, by=press.by, now=press.now)

    return the_first_time(do)


def _snooze(desk: Desk, until: datetime) -> Act:
    def do(session: Session, press: Press) -> None:
        deadline = working.snooze(session, desk.office, press.number, until, by=press.by, now=press.now)
        if may_notify(desk.office, desk.office.team(deadline.team_key), until) != until:
            raise NoMessageThenError(desk.office.notices)

    return the_first_time(do)


def agreed(desk: Desk, at: datetime) -> Act:
    """The act of noting a time agreed with the citizen."""

    def do(session: Session, press: Press) -> None:
        working.agreed(session, desk.office, press.number, at, by=press.by, now=press.now)

    return the_first_time(do)


def half_a_time(body: Body) -> list[str]:
    """Where to say that day and time go together: at the one that is there, else at the day."""
    there = parts_of_time(body)
    return there if len(there) == 1 else [ids.DATE]


def _until(desk: Desk, body: Body) -> datetime:
    return own_time(body, desk.office.zone) if _is_own(body) else _offered(chosen(body, ids.CHOICE))


def _is_own(body: Body) -> bool:
    """One of the proposals always stands chosen, so a time that somebody picked is what they mean."""
    return chosen(body, ids.CHOICE) == OTHER or bool(parts_of_time(body))


def _offered(choice: str) -> datetime:
    at = datetime.fromisoformat(choice)
    if at.tzinfo is None:
        raise WhenError
    return at
