"""Trials: the list's buttons, and the form they are begun and written in."""

from datetime import date

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers.desk import Desk
from handlers.form_values import chosen, picked, written
from handlers.payload import Body, ForgedError, key_of, number_in, number_in_form, user_of, value_of
from handlers.permission import NotYoursError
from handlers.register_desk import opening, saving
from rules.rights import Action, may
from rules.trial import Act, Written
from storage import trials
from storage.register_models import MOST_TRIAL_TEXT, Trial
from views import ids
from views.blocks import Block, Message
from views.trial import UNDECIDED, form, shown, told


def register(app: App, desk: Desk) -> None:
    """Listen to the buttons on trials, and to their form."""

    @app.action(ids.TRIAL_NEW)
    def begun(body: Body, ack: Ack) -> BoltResponse:
        return opening(desk, body, ack, Action.TRIAL, lambda _: form(desk.texts, None, _today(desk)))

    @app.action(ids.TRIAL_OPEN)
    def opened(body: Body, ack: Ack) -> BoltResponse:
        return opening(desk, body, ack, Action.TRIAL, lambda session: _window(desk, session, body))

    @app.view(ids.TRIAL_FORM)
    def saved(body: Body, ack: Ack) -> BoltResponse:
        return saving(desk, body, ack, Action.TRIAL, lambda session: _save(desk, session, body))


def message(desk: Desk, session: Session, reader: str) -> Message:
    """What the counts' word for trials answers."""
    allowed = may(desk.office, reader, Action.TRIAL)
    running, share = trials.running(session), trials.share(session)
    return told(desk.texts, running, share, _today(desk), desk.clock(), may=allowed)


def _today(desk: Desk) -> date:
    return desk.clock().astimezone(desk.office.zone).date()


def _window(desk: Desk, session: Session, body: Body) -> Block:
    trial = trials.by_id(session, number_in(value_of(body)))
    if trials.may_write(desk.office, user_of(body), trial):
        return form(desk.texts, trial, _today(desk))
    return shown(desk.texts, trial, _today(desk))


def _save(desk: Desk, session: Session, body: Body) -> None:
    """A form without a number begins a trial."""
    about, by, now = number_in_form(body), user_of(body), desk.clock()
    today, press = _today(desk), key_of(body)
    if not about:
        trials.begin(session, _written(body, None), by=by, now=now, today=today, press=press)
        return
    number, _, version = about.partition(":")
    trial = trials.by_id(session, number_in(number))
    # One that has ended says so itself.
    if trial.ended_at is None and not trials.may_write(desk.office, by, trial):
        raise NotYoursError("role")
    said = _written(body, trial)
    trials.write(session, trial.id, number_in(version), said, by=by, now=now, today=today, press=press)


def _written(body: Body, trial: Trial | None) -> Written:
    def text(block: str) -> str:
        return written(body, block, MOST_TRIAL_TEXT)

    if not text(ids.TRIAL_IDEA) or not text(ids.TRIAL_QUESTION):
        raise ForgedError
    return Written(
        idea=text(ids.TRIAL_IDEA),
        question=text(ids.TRIAL_QUESTION),
        prediction=text(ids.TRIAL_PREDICTION),
        plan=text(ids.TRIAL_PLAN),
        study_on=_day(picked(body, ids.TRIAL_STUDY_ON, "selected_date")),
        carried_out=text(ids.TRIAL_CARRIED_OUT) if trial else "",
        study=text(ids.TRIAL_STUDY) if trial else "",
        act=_act(chosen(body, ids.TRIAL_ACT)) if trial else None,
    )


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ForgedError from None


def _act(value: str) -> Act | None:
    if value in ("", UNDECIDED):
        return None
    try:
        return Act(value)
    except ValueError:
        raise ForgedError from None
