"""The form a complaint is registered with, and what its searches suggest."""

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers import appeal_draft as appeals
from handlers import appeal_input
from handlers import deadline_draft as drafts
from handlers.answers import say, unavailable
from handlers.appeal_saving import save_form
from handlers.case_desk import item_of
from handlers.desk import Desk
from handlers.payload import (
    Body,
    form_key_of,
    key_of,
    number_in,
    number_in_form,
    user_of,
    value_of,
    values_of,
)
from handlers.permission import permitted
from handlers.press import Press, What, on_call
from rules.errors import FristvagtError
from rules.rights import Action, may
from rules.rule_search import search
from storage import case_file, events
from storage.database import UNAVAILABLE
from storage.recent_rules import recent
from views import ids
from views.blocks import Block
from views.complaint_form import appeal_form
from views.complaint_receipt import view
from views.deadline_form import rule_option
from views.replies import not_yours


def register(app: App, desk: Desk) -> None:
    """Take submissions of the form, open it from a decision, and suggest decisions and readers."""

    @app.view(ids.APPEAL_FORM)
    def submitted(body: Body, ack: Ack) -> BoltResponse:
        if not permitted(desk, body, Action.REGISTER):
            return say(desk, body, ack, not_yours(desk.texts))
        return _register(desk, body, ack)

    @app.action(ids.APPEAL_FROM)
    def from_decision(body: Body, ack: Ack) -> BoltResponse:
        return on_call(
            desk,
            body,
            ack,
            Action.FOLLOW,
            value_of(body),
            lambda session, press: _of_decision(desk, session, press),
            what=What.CASE,
        )

    @app.options(ids.APPEAL_RULE)
    def suggest_decisions(body: Body, ack: Ack) -> BoltResponse:
        if not may(desk.office, user_of(body), Action.REGISTER):
            return ack(options=[])
        with desk.database.read() as session:
            return ack(options=_rules(desk, session, body))

    @app.options(ids.SECOND_READER)
    def suggest_readers(body: Body, ack: Ack) -> BoltResponse:
        if not may(desk.office, user_of(body), Action.REGISTER):
            return ack(options=[])
        written = str(body.get("value", ""))
        with desk.database.read() as session:
            return ack(options=appeals.reader_options(session, desk, written, desk.clock()))


def _of_decision(desk: Desk, session: Session, press: Press) -> Block:
    draft = appeals.from_decision(session, desk, press.number)
    return appeal_form(desk.texts, draft, private_metadata=f"{appeals.CASE}:{press.number}")


def _rules(desk: Desk, session: Session, body: Body) -> list[Block]:
    opened_with = str((body.get("view") or {}).get("private_metadata") or "")
    found = search(
        appeals.decisions(session, desk).rules,
        str(body.get("value", "")),
        recent=recent(session, user_of(body)),
        near=drafts.rules_first(opened_with),
    )
    return [rule_option(desk.texts, rule) for rule in found[: appeals.MOST_OPTIONS]]


def _register(desk: Desk, body: Body, ack: Ack) -> BoltResponse:
    fields = appeal_input.typed(body)
    try:
        origin = _origin(body)
        if origin is not None and not _theirs(desk, body, *origin):
            return say(desk, body, ack, not_yours(desk.texts))
        with desk.database.read() as session:
            decisions = appeals.decisions(session, desk)
            case = _case(session, desk, origin)
        wrong = appeal_input.mistakes(
            desk.texts, desk.office, decisions, fields, case_optional=origin is not None
        )
        if wrong:
            return ack(response_action="errors", errors=wrong)
        new = appeal_input.new_complaint(
            desk.office,
            decisions,
            fields,
            now=desk.clock(),
            started_by=origin[1] if origin else None,
            case=case,
        )
        form = form_key_of(body, "complaint_form")
        saved = save_form(desk, new, by=user_of(body), key=key_of(body), form=form)
    except UNAVAILABLE:
        return say(desk, body, ack, unavailable(desk, body))
    except FristvagtError as error:
        return ack(
            response_action="errors", errors=appeal_input.refusal(desk.texts.say, error, values_of(body))
        )
    desk.nudge()
    return ack(response_action="update", view=view(desk.texts, saved))


def _origin(body: Body) -> tuple[str, int] | None:
    """The call or decision the form was opened from; raises `ForgedError` for what no form of ours holds."""
    what, number = appeals.opened_from(number_in_form(body))
    return (what, number_in(number)) if what in (appeals.CALL, appeals.CASE) else None


def _theirs(desk: Desk, body: Body, what: str, number: int) -> bool:
    """Whether it is one the person may start a clock from; a refusal is written to the log."""
    person, now = user_of(body), desk.clock()
    may_start = drafts.may_start_from if what == appeals.CALL else appeals.may_complain_of
    with desk.database.write() as session:
        theirs = may_start(session, desk, number, person, now)
        if not theirs:
            action = Action.REGISTER.value
            events.refused(session, at=now, actor=person, action=action, why="right", item=number)
    return theirs


def _case(session: Session, desk: Desk, origin: tuple[str, int] | None) -> str:
    """The number of the case a decision stands on: carried on, and shown to nobody."""
    if origin is None or origin[0] != appeals.CASE:
        return ""
    return case_file.reference(session, desk.vault, item_of(session, origin[1]).number)
