"""The quality sample: its cases in a window, the review of one, and what the counts' word answers."""

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers.answers import attempt
from handlers.desk import Desk
from handlers.form_values import chosen
from handlers.payload import Body, ForgedError, number_in, number_in_form, user_of, value_of
from handlers.permission import NotYoursError
from handlers.register_desk import opening, saving
from rules.rights import Action, may
from rules.sample import Finding, Heading
from rules.sample_findings import findings
from rules.sample_rights import may_review, may_see
from storage import case_file, samples
from storage.case_models import CaseClock
from storage.samples import Sample
from views import ids
from views.blocks import Block, Message
from views.sample import cases, field, form, told


def register(app: App, desk: Desk) -> None:
    """Listen to the message's button, to each case's, and to the review."""

    @app.action(ids.SAMPLE_OPEN)
    def opened(body: Body, ack: Ack) -> BoltResponse:
        return opening(desk, body, ack, Action.SAMPLE, lambda session: _opened(desk, session, body))

    @app.action(ids.SAMPLE_REVIEW)
    def begun(body: Body, ack: Ack) -> BoltResponse:
        return opening(desk, body, ack, Action.SAMPLE, lambda session: _form(desk, session, body))

    @app.view(ids.SAMPLE_FORM)
    def reviewed(body: Body, ack: Ack) -> BoltResponse:
        return saving(
            desk,
            body,
            ack,
            Action.SAMPLE,
            lambda session: _review(desk, session, body),
            lambda: _redraw_behind(desk, body),
        )


def message(desk: Desk, session: Session, reader: str) -> Message:
    """What the counts' word for the sample answers."""
    rows = findings(samples.reviews(session))
    allowed = may(desk.office, reader, Action.SAMPLE)
    return told(desk.texts, samples.newest(session), rows, desk.team_names, desk.clock(), may=allowed)


def _opened(desk: Desk, session: Session, body: Body) -> Block:
    found = samples.by_id(session, number_in(value_of(body)))
    if found is None:
        raise ForgedError
    return _window(desk, found, user_of(body))


def _window(desk: Desk, found: Sample, reader: str) -> Block:
    facts = {case.id: samples.facts(case) for case in found.cases}
    seen = [case for case in found.cases if may_see(desk.office, reader, facts[case.id])]
    mine = [case.id for case in seen if may_review(desk.office, reader, facts[case.id])]
    return cases(desk.texts, found, seen, mine, desk.team_names)


def _form(desk: Desk, session: Session, body: Body) -> Block:
    """The form with the case's reference, which is a read in the log."""
    case, reader = samples.case_of(session, number_in(value_of(body))), user_of(body)
    if not may_review(desk.office, reader, samples.facts(case)):
        raise NotYoursError(item=case.deadline_id)
    reference = ""
    if session.get(CaseClock, case.deadline_id) is not None:
        opened = case_file.opened(session, desk.vault, case.deadline_id, by=reader, now=desk.clock())
        reference = opened.case_ref
    return form(desk.texts, case, reference, samples.found_in(session, case))


def _review(desk: Desk, session: Session, body: Body) -> None:
    number, by = number_in(number_in_form(body)), user_of(body)
    found = {heading: _finding(body, heading) for heading in Heading}
    theirs = samples.review(session, desk.office, number, found, by=by, now=desk.clock())
    if not theirs:
        raise NotYoursError(item=samples.case_of(session, number).deadline_id)


def _finding(body: Body, heading: Heading) -> Finding:
    try:
        return Finding(chosen(body, field(heading)))
    except ValueError:
        raise ForgedError from None


def _redraw_behind(desk: Desk, body: Body) -> None:
    """The window of cases lies under the form."""
    behind = body["view"].get("previous_view_id")
    if not isinstance(behind, str) or not behind:
        return
    with desk.database.read() as session:
        case = samples.case_of(session, number_in(number_in_form(body)))
        found = samples.by_id(session, case.sample_id)
    if found is not None:
        window = _window(desk, found, user_of(body))
        desk.later(lambda: attempt(desk.client.views_update, view_id=behind, view=window))
