"""The form a statutory deadline is registered or corrected with, and what its searches suggest."""

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers import deadline_draft as drafts
from handlers import deadline_input, whom
from handlers.answers import say, unavailable
from handlers.deadline_input import Typed
from handlers.deadline_saving import amended, save_form
from handlers.desk import Desk
from handlers.payload import Body, form_key_of, key_of, number_in, number_in_form, user_of
from handlers.permission import permitted
from handlers.press import Press, What, perform
from rules.errors import FristvagtError
from rules.rights import Action, may
from rules.rule_search import search
from storage import events
from storage.cases import NewCase
from storage.database import UNAVAILABLE
from storage.recent_rules import recent
from views import ids
from views.blocks import Block
from views.deadline_form import rule_option
from views.deadline_receipt import view
from views.replies import not_yours

MOST_OPTIONS = 100


def register(app: App, desk: Desk) -> None:
    """Take submissions of the form, and suggest rules and people."""

    @app.view(ids.DEADLINE_FORM)
    def submitted(body: Body, ack: Ack) -> BoltResponse:
        if not permitted(desk, body, Action.REGISTER):
            return say(desk, body, ack, not_yours(desk.texts))
        return _register(desk, body, ack)

    @app.view(ids.DEADLINE_CORRECT_FORM)
    def corrected(body: Body, ack: Ack) -> BoltResponse:
        if not permitted(desk, body, Action.REGISTER):
            return say(desk, body, ack, not_yours(desk.texts))
        return _correct(desk, body, ack)

    @app.options(ids.RULE)
    def suggest_rules(body: Body, ack: Ack) -> BoltResponse:
        if not may(desk.office, user_of(body), Action.REGISTER):
            return ack(options=[])
        with desk.database.read() as session:
            return ack(options=_rules(desk, session, body))

    @app.options(ids.CASE_WHOM)
    def suggest_people(body: Body, ack: Ack) -> BoltResponse:
        if not may(desk.office, user_of(body), Action.REGISTER):
            return ack(options=[])
        written = str(body.get("value", ""))
        with desk.database.read() as session:
            return ack(options=whom.options(session, desk.texts, desk.office, written, desk.clock()))


def _rules(desk: Desk, session: Session, body: Body) -> list[Block]:
    opened_with = str((body.get("view") or {}).get("private_metadata") or "")
    day = deadline_input.received_in(body) or drafts.today(desk)
    rules = [rule for rule in drafts.current(session, desk).rules if rule.valid_on(day)]
    found = search(
        rules,
        str(body.get("value", "")),
        recent=recent(session, user_of(body)),
        first=drafts.kinds_first(session, opened_with),
        near=drafts.rules_first(opened_with),
    )
    return [rule_option(desk.texts, rule) for rule in found[:MOST_OPTIONS]]


def _register(desk: Desk, body: Body, ack: Ack) -> BoltResponse:
    fields = deadline_input.typed(body)
    try:
        call = _call(body)
        if call is not None and not _theirs(desk, body, call):
            return say(desk, body, ack, not_yours(desk.texts))
        wrong = _mistakes(desk, fields, case_optional=call is not None)
        if wrong:
            return ack(response_action="errors", errors=wrong)
        case = _case(desk, fields, call)
        form = form_key_of(body, "deadline_form")
        saved = save_form(desk, case, by=user_of(body), key=key_of(body), form=form)
    except UNAVAILABLE:
        return say(desk, body, ack, unavailable(desk, body))
    except FristvagtError as error:
        return ack(response_action="errors", errors=deadline_input.refusal(desk.texts.say, error))
    desk.nudge()
    return ack(response_action="update", view=view(desk.texts, saved))


def _call(body: Body) -> int | None:
    """The call the form was opened from; raises `ForgedError` for what no form of ours holds."""
    what, _, number = number_in_form(body).partition(":")
    return number_in(number) if what == drafts.CALL else None


def _theirs(desk: Desk, body: Body, call: int) -> bool:
    """Whether the call is one the person logged, or has to see to; a refusal is written to the log."""
    person, now = user_of(body), desk.clock()
    with desk.database.write() as session:
        theirs = drafts.may_start_from(session, desk, call, person, now)
        if not theirs:
            action = Action.REGISTER.value
            events.refused(session, at=now, actor=person, action=action, why="right", item=call)
    return theirs


def _case(desk: Desk, fields: Typed, call: int | None) -> NewCase:
    """The deadline; raises what the fields cannot mean together."""
    with desk.database.read() as session:
        rules = drafts.current(session, desk)
    return deadline_input.new_case(desk.office, rules, fields, now=desk.clock(), started_by=call)


def _correct(desk: Desk, body: Body, ack: Ack) -> BoltResponse:
    fields, refused = deadline_input.typed(body), list[FristvagtError]()

    def act(session: Session, press: Press) -> Block:
        try:
            return _amended(desk, session, press, fields)
        except FristvagtError as error:
            refused.append(error)
            raise

    try:
        wrong = _mistakes(desk, fields, case_optional=True)
    except UNAVAILABLE:
        return say(desk, body, ack, unavailable(desk, body))
    if wrong:
        return ack(response_action="errors", errors=wrong)
    result = perform(desk, body, Action.REGISTER, number_in_form(body), act, What.CASE)
    if result.shown is not None:
        desk.nudge()
        return ack(response_action="update", view=result.shown)
    if refused:
        return ack(response_action="errors", errors=deadline_input.refusal(desk.texts.say, refused[0]))
    return say(desk, body, ack, result.problem or result.late)


def _amended(desk: Desk, session: Session, press: Press, fields: Typed) -> Block:
    rules = drafts.current(session, desk)
    case = deadline_input.new_case(desk.office, rules, fields, now=press.now)
    by_form = amended(desk, session, press.number, case, by=press.by, now=press.now, key=press.key)
    return view(desk.texts, by_form)


def _mistakes(desk: Desk, fields: Typed, *, case_optional: bool) -> dict[str, str]:
    with desk.database.read() as session:
        known = {person for person, _ in whom.known_people(session, desk.office)}
        rules = drafts.current(session, desk)
    return deadline_input.mistakes(desk.texts, desk.office, rules, known, fields, case_optional=case_optional)
