"""`/appeal`: the form, the one-line form, `list`, `help`, and a number to open."""

import re

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers import appeal_draft as appeals
from handlers import appeal_input, whom
from handlers import deadline_draft as drafts
from handlers.answers import say, show
from handlers.appeal_input import TypedComplaint
from handlers.appeal_saving import save
from handlers.complaint_presses import opening
from handlers.desk import Desk
from handlers.listeners import open_by_number
from handlers.payload import Body, key_of, text_of, user_of
from handlers.permission import permitted
from rules.complaint import NotAppealableError
from rules.complaint_line import ComplaintLine, parse_complaint_line
from rules.cpr import REFUSAL, contains_cpr, mask_cpr
from rules.errors import FristvagtError
from rules.rights import Action, may
from storage import complaint_file
from storage.cases import AlreadyRunningError
from storage.database import UNAVAILABLE
from views import ids
from views.blocks import Block
from views.complaint_details import complaint_list
from views.complaint_form import AppealDraft, appeal_form
from views.complaint_receipt import blocks, help_text, sentence
from views.deadline_form import rule_option
from views.deadline_receipt import already
from views.replies import not_saved, not_yours

HELP = frozenset({"help", "hjælp", "hjaelp", "?"})
LIST = frozenset({"list", "liste", "åbne", "open"})
NUMBER = re.compile(r"(?:(?:nr\.?|nummer|no\.?|#) ?)?(?P<number>\d{1,9})", re.IGNORECASE)


def register(app: App, desk: Desk) -> None:
    """Answer the command the office named."""

    @app.command(desk.office.commands.appeal)
    def appeal(body: Body, ack: Ack) -> BoltResponse:
        if not permitted(desk, body, Action.REGISTER):
            return say(desk, body, ack, not_yours(desk.texts))
        return _answer(desk, body, ack, text_of(body))

    @app.action(ids.APPEALS)
    def listed(body: Body, ack: Ack) -> BoltResponse:
        if not permitted(desk, body, Action.REGISTER):
            return say(desk, body, ack, not_yours(desk.texts))
        return _list(desk, body, ack)


def _answer(desk: Desk, body: Body, ack: Ack, text: str) -> BoltResponse:
    if not text:
        with desk.database.read() as session:
            draft = appeals.empty(session, desk, user_of(body))
        show(desk, body, appeal_form(desk.texts, draft))
        return ack()
    if text.casefold() in HELP:
        commands = desk.office.commands
        return say(desk, body, ack, help_text(desk.texts, commands.appeal, commands.status))
    if text.casefold() in LIST:
        return _list(desk, body, ack)
    if number := NUMBER.fullmatch(text):
        return open_by_number(desk, body, ack, Action.COMPLAINT, int(number["number"]), opening)
    return _one_line(desk, body, ack, text)


def _list(desk: Desk, body: Body, ack: Ack) -> BoltResponse:
    with desk.database.read() as session:
        found = complaint_file.theirs(session, desk.office, user_of(body), desk.clock())
    view = complaint_list(desk.texts, found, desk.team_names, drafts.today(desk), desk.office.commands.appeal)
    show(desk, body, view)
    return ack()


def _one_line(desk: Desk, body: Body, ack: Ack, text: str) -> BoltResponse:
    person, t = user_of(body), desk.texts
    with desk.database.read() as session:
        try:
            line = _parsed(session, desk, text)
        except NotAppealableError as error:
            return say(desk, body, ack, t.say(error))
        draft, decisions = _draft(session, desk, line, person), appeals.decisions(session, desk)
    doubts = [t.say(one) for one in (*line.deadline.unclear, *line.unclear)]
    if not draft.whom:
        doubts.append(t("Vælg, hvem der genvurderer, eller vælg teamet."))
    if doubts:
        show(desk, body, _asking(desk, line, draft, doubts))
        return ack()
    try:
        new = appeal_input.new_complaint(desk.office, decisions, _fields(draft, line), now=desk.clock())
        receipt = save(desk, new, by=person, key=key_of(body))
    except AlreadyRunningError as error:
        said = t.say(error)
        return ack(text=said, blocks=already(t, said, error.number), response_type="ephemeral")
    except FristvagtError as error:
        show(desk, body, _asking(desk, line, draft, [t.say(error)]))
        return ack()
    except UNAVAILABLE:
        show(desk, body, _asking(desk, line, draft, [not_saved(t)]))
        return ack()
    desk.nudge()
    return ack(text=sentence(t, receipt), blocks=blocks(t, receipt), response_type="ephemeral")


def _parsed(session: Session, desk: Desk, text: str) -> ComplaintLine:
    owners = whom.known_people(session, desk.office)
    return parse_complaint_line(
        text,
        appeals.decisions(session, desk),
        people=owners,
        others=whom.other_colleagues(session, desk.office, dict(owners)),
        teams=[(team.key, team.name) for team in desk.office.teams],
        readers=list(appeals.readers(session, desk).items()),
        today=drafts.today(desk),
    )


def _draft(session: Session, desk: Desk, line: ComplaintLine, person: str) -> AppealDraft:
    found = line.deadline
    value = f"{found.whom.kind}:{found.whom.key}" if found.whom else drafts.own(desk, person)
    return AppealDraft(
        received=found.received or (None if found.unread else drafts.today(desk)),
        rule=rule_option(desk.texts, found.rules[0]) if len(found.rules) == 1 else None,
        case_ref=found.case_ref,
        whom=drafts.whom_option(session, desk, value),
        reader=appeals.reader_option(session, desk, line.reader),
        notified=line.notified,
        late=line.late,
    )


def _fields(draft: AppealDraft, line: ComplaintLine) -> TypedComplaint:
    """What would be sent if the form stood as it is."""
    return TypedComplaint(
        rule=str(draft.rule["value"]) if draft.rule else "",
        case_ref=draft.case_ref,
        received=draft.received,
        whom=str(draft.whom["value"]) if draft.whom else "",
        reader=line.reader,
        notified=line.notified,
        late=line.late,
    )


def _asking(desk: Desk, line: ComplaintLine, draft: AppealDraft, said: list[str]) -> Block:
    """The form with everything typed, and what is still asked."""
    near = drafts.near(line.deadline.rules or line.deadline.near)
    return appeal_form(desk.texts, draft, private_metadata=near, say=said, rest=line.deadline.rest)


def give_back(desk: Desk, body: Body) -> None:
    """After a refused CPR number: what else was typed, in the form."""
    if not _registers(desk, body):
        return
    with desk.database.read() as session:
        try:
            line = _parsed(session, desk, mask_cpr(text_of(body)))
        except NotAppealableError:
            return
        draft = _draft(session, desk, line, user_of(body))
    # Never the date nor the case: what is left of the number may look like one.
    kept = AppealDraft(received=None, rule=draft.rule, whom=draft.whom, reader=draft.reader)
    if kept.rule or kept.whom:
        show(desk, body, appeal_form(desk.texts, kept, say=(desk.texts.say(REFUSAL),)))


def keep(desk: Desk, body: Body, said: str) -> None:
    """When nothing could be saved: the typed text above an empty form, under `said`."""
    text = text_of(body)
    if text and _registers(desk, body) and not contains_cpr(text):
        show(desk, body, appeal_form(desk.texts, AppealDraft(received=None), say=(said,), rest=text))


def _registers(desk: Desk, body: Body) -> bool:
    ours = body.get("command") == desk.office.commands.appeal
    return ours and may(desk.office, user_of(body), Action.REGISTER)
