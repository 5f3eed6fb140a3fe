"""The buttons on a call: *Vis*, *Talt med*, *Ikke svar*, *Senere*, *Jeg tager den*, and the notes."""

from dataclasses import replace

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers.desk import Desk
from handlers.listeners import DeskAct, on_button, pressed
from handlers.payload import Body, value_of
from handlers.press import Press, new
from rules import ladder
from rules.attempts import may_end
from rules.office import may_notify
from rules.rights import Action, may
from storage import citizen, clocks, endings, people, questions, working, worklist
from storage.models import Callback, Deadline, Note, Outcome
from views import citizen as modals
from views import ids
from views.blocks import Block
from views.citizen import Opened
from views.ending_form import ending_form
from views.later_form import later_form
from views.reassign import reassign_form
from views.reopen_form import reopen_form


def register(app: App, desk: Desk) -> None:
    """Listen to every button on a call's line."""
    for action_id, action, act in (
        (ids.VIEW, Action.OPEN, _view),
        (ids.TAKE, Action.TAKE, _take),
        (ids.SPOKE, Action.WORK, _spoke),
        (ids.NO_ANSWER, Action.WORK, _tried(Outcome.NO_ANSWER)),
        (ids.LATER, Action.WORK, _later),
        (ids.JOURNALED, Action.WORK, _noted(Note.JOURNALED)),
        (ids.NOTHING, Action.WORK, _noted(Note.NOTHING)),
        (ids.PHONE_NOTE, Action.WORK, _phone_note),
        (ids.UNREACHED, Action.WORK, _unreached),
        (ids.REOPEN, Action.REOPEN, reopening),
        (ids.GIVE, Action.GIVE, _reassign),
    ):
        app.action(action_id)(on_button(desk, action, act))

    chosen = {
        ids.MORE_BUSY: _tried(Outcome.BUSY),
        ids.MORE_LEFT_MESSAGE: _tried(Outcome.LEFT_MESSAGE),
        ids.MORE_WRONG_NUMBER: _tried(Outcome.WRONG_NUMBER),
        ids.MORE_PHONE_NOTE: _phone_note,
        ids.MORE_REASSIGN: _reassign,
    }

    @app.action(ids.MORE)
    def more(body: Body, ack: Ack) -> BoltResponse:
        choice, _, number = value_of(body).partition(":")
        # A choice that was never offered points at no call.
        number = number if choice in chosen else ""
        action = Action.GIVE if choice == ids.MORE_REASSIGN else Action.WORK
        return pressed(desk, body, ack, action, number, chosen.get(choice, _phone_note))


def _view(desk: Desk, session: Session, press: Press) -> Block:
    opened, deadline = _opened(desk, session, press, why="view"), session.get_one(Deadline, press.number)
    facts = clocks.facts(session, desk.office, deadline, session.get(Callback, press.number), press.now)
    works = may(desk.office, press.by, Action.WORK, facts)
    asked = questions.in_hand(session, desk.office, press.number, press.now)
    return modals.details(desk.texts, replace(opened, may_work=works, asked=asked))


def _phone_note(desk: Desk, session: Session, press: Press) -> Block:
    return modals.phone_note(desk.texts, _opened(desk, session, press, why="phone_note"))


def _opened(desk: Desk, session: Session, press: Press, *, why: str) -> Opened:
    who = citizen.opened(session, desk.vault, press.number, by=press.by, now=press.now, why=why)
    item = worklist.items(session, [press.number])[0]
    reader = people.names(session, [press.by]).get(press.by, press.by)
    return Opened(item, who, reader, press.now)


def _take(desk: Desk, session: Session, press: Press) -> None:
    if new(session, press):
        working.take(session, desk.office, press.number, by=press.by, now=press.now)


def _spoke(desk: Desk, session: Session, press: Press) -> Block | None:
    if not new(session, press):
        return None
    working.spoke(session, desk.office, press.number, by=press.by, now=press.now)
    opened = _opened(desk, session, press, why="phone_note")
    return modals.note_form(desk.texts, opened, private_metadata=str(press.number))


def _tried(outcome: Outcome) -> DeskAct:
    def act(desk: Desk, session: Session, press: Press) -> Block | None:
        if not new(session, press):
            return None
        working.tried(session, desk.office, press.number, outcome, by=press.by, now=press.now)
        item = worklist.items(session, [press.number])[0]
        enough = may_end(item.attempts, item.attempt_days, wrong_number=item.wrong_number)
        return ending_form(desk.texts, item, now=press.now) if enough else None

    return act


def _unreached(desk: Desk, session: Session, press: Press) -> Block:
    working.still_open(session, desk.office, press.number)
    return ending_form(desk.texts, worklist.items(session, [press.number])[0], now=press.now)


def reopening(desk: Desk, session: Session, press: Press) -> Block:
    """The form that asks why; raises what cannot be taken up again."""
    endings.refuse_reopening(session.get_one(Deadline, press.number))
    return reopen_form(desk.texts, worklist.items(session, [press.number])[0])


def _noted(answer: Note) -> DeskAct:
    def act(desk: Desk, session: Session, press: Press) -> None:
        if new(session, press):
            working.noted(session, desk.office, press.number, answer, by=press.by, now=press.now)

    return act


def _later(desk: Desk, session: Session, press: Press) -> Block:
    item = worklist.items(session, [press.number])[0]
    team = desk.office.team(item.team_key)
    own = people.list_time(session, desk.office, press.by)
    choices = [
        at
        for at in ladder.times_to_wait(team.calendar, desk.office.ladder, press.now, own)
        # Late in the day an hour from now is one at which no message comes any more.
        if may_notify(desk.office, team, at) == at
        and working.keeps_promise(at, item.due_at, item.attempts, press.now)
    ]
    return later_form(
        desk.texts,
        press.number,
        item.due_at,
        choices,
        now=press.now,
        private_metadata=str(press.number),
    )


def _reassign(desk: Desk, session: Session, press: Press) -> Block:
    item = worklist.items(session, [press.number])[0]
    return reassign_form(desk.texts, press.number, item.due_at)
