"""What an ended deadline leads to: offered after a refusal or a complaint, never started silently."""

from dataclasses import dataclass
from datetime import date

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers.appeal_input import person_in
from handlers.case_desk import item_of, today
from handlers.desk import Desk
from handlers.form_values import chosen, ticked
from handlers.payload import Body
from handlers.press import Act, Press, What, on_form
from rules.complaint import FORWARDING, PARTIAL_ANSWER, REASSESSMENT, REASSESSMENT_WITH_NOTICE
from rules.errors import FristvagtError
from rules.period import count
from rules.reversal import may_be_appealed
from rules.rights import Action
from rules.statute import Kind, Rule, Unit
from storage import case_file, cases, catalogue, complaint_chain, complaint_twins
from storage.caselist import CaseItem
from storage.cases import AlreadyRunningError, NewCase
from storage.complaint_work import choose_reader
from storage.intake import lock
from storage.models import Deadline, Result, Turn
from views import ids
from views.blocks import Block
from views.case_offers import (
    at_the_board,
    complaint_alike,
    complaint_goes_on,
    complaint_known,
    follow_up_started,
    reassessment_offer,
    started,
    window_offer,
)
from views.replies import notice_view
from views.texts import Texts

# Rules of the shipped catalogue.
COMPLAINT_WINDOW = "klagefrist"
DECISIONS = frozenset({Kind.DECISION, Kind.REMITTED})
AGAINST = frozenset({Result.PARTIAL, Result.REFUSED})
COMPLAINT_STEPS = frozenset({Kind.REASSESSMENT, Kind.PARTIAL_ANSWER, Kind.FORWARDING})
FOLLOWS = {
    (Kind.REASSESSMENT, Result.PARTLY): PARTIAL_ANSWER,
    (Kind.PARTIAL_ANSWER, Result.COMPLAINED): FORWARDING,
}


class NothingToFollowError(FristvagtError):
    """The decision was taken up again, or went for the citizen."""

    def __init__(self, number: int) -> None:
        super().__init__("Nr. {number} har ikke længere en frist at følge op på.", number=number)


def register(app: App, desk: Desk) -> None:
    """Take the answers to the offers."""

    @app.view(ids.CASE_WINDOW_FORM)
    def window(body: Body, ack: Ack) -> BoltResponse:
        return _answer(desk, body, ack, _follow(desk, COMPLAINT_WINDOW), "")

    @app.view(ids.CASE_REASSESS_FORM)
    def reassessment(body: Body, ack: Ack) -> BoltResponse:
        rule = REASSESSMENT_WITH_NOTICE if ticked(body, ids.NOTIFIED) else REASSESSMENT
        reader = person_in(chosen(body, ids.SECOND_READER))
        return _answer(desk, body, ack, _follow(desk, rule, reader), ids.SECOND_READER)


def _answer(desk: Desk, body: Body, ack: Ack, act: Act, field: str) -> BoltResponse:
    return on_form(desk, body, ack, Action.FOLLOW, field, act, what=What.CASE)


def offered(desk: Desk, session: Session, press: Press) -> Block | None:
    """What stands in the form's place when a deadline has ended; None: nothing follows from it."""
    item = item_of(session, press.number)
    rule, day = item.statute, today(desk, item, press.now)
    if item.result is Result.DONE and rule.kind is Kind.FOLLOW_UP and rule.repeat is not None:
        return _go_on(desk, session, press, item)
    if rule.kind in COMPLAINT_STEPS:
        return _complaint_goes_on(desk, session, press, item)
    known = _known(session, item)
    if known is not None and item.result is Result.COMPLAINED:
        return _complaint_known(desk.texts, item, known)
    if not leads_to(item) or known is not None:
        return None
    if rule.kind is Kind.COMPLAINT_WINDOW:
        return _complaint_alike(desk, session, item) or _reassessment(desk, session, item, day)
    until = _until(desk, session, item, COMPLAINT_WINDOW)
    return window_offer(desk.texts, item, until=until, today=day)


def _reassessment(desk: Desk, session: Session, item: CaseItem, day: date) -> Block:
    until = _until(desk, session, item, REASSESSMENT)
    sooner = _until(desk, session, item, REASSESSMENT_WITH_NOTICE)
    return reassessment_offer(desk.texts, item, until=until, sooner=sooner, today=day)


def _complaint_goes_on(desk: Desk, session: Session, press: Press, item: CaseItem) -> Block | None:
    """The steps of a complaint follow from the law: the next clock begins by itself, and says so."""
    t, day = desk.texts, today(desk, item, press.now)
    title = t("Nr. {number}", number=item.number)
    if complaint_chain.with_the_board(session, item.number):
        return notice_view(t, ids.CASE, title, at_the_board(t, item.number, desk.office.commands.appeal))
    key = FOLLOWS.get((item.statute.kind, item.result or Result.DONE))
    if key is None or cases.started_from(session, item.number) is not None:
        return None
    rule = catalogue.current(session, desk.office).rule(key)
    begun = item_of(session, _start(desk, session, press, item, Next(rule, _begins(item))).id)
    return notice_view(t, ids.CASE, title, complaint_goes_on(t, begun, today=day))


def _known(session: Session, item: CaseItem) -> int | None:
    """What follows from it already. What followed from a decision before it was taken up again does not."""
    if item.statute.kind in DECISIONS:
        return cases.started_from(session, item.number, since=item.closed_at)
    if item.statute.kind is Kind.COMPLAINT_WINDOW:
        return complaint_chain.complained_in(session, item.number)
    return cases.started_from(session, item.number)


def hold_decision(session: Session, item: CaseItem) -> int | None:
    """Lock the decision that the citizen's time to complain came of, if it came of one.

    Before the window's own row, as whoever registers a complaint at the same time does.
    """
    if item.statute.kind is not Kind.COMPLAINT_WINDOW:
        return None
    decision = complaint_chain.decision_before(session, item.started_by)
    return lock(session, decision.id).id if decision is not None else None


def _complaint_alike(desk: Desk, session: Session, item: CaseItem) -> Block | None:
    """A complaint by hand that may be the one that has ended the citizen's time, and a way on."""
    decision = hold_decision(session, item)
    if decision is None:
        return None
    reference = case_file.reference(session, desk.vault, item.number)
    known = complaint_twins.in_window(session, desk.vault, reference, decision, _begins(item))
    if known is None:
        return None
    t = desk.texts
    text = complaint_alike(t, item.number, known, decision)
    return notice_view(t, ids.CASE, t("Nr. {number}", number=item.number), text)


def _complaint_known(t: Texts, item: CaseItem, known: int) -> Block:
    title = t("Nr. {number}", number=item.number)
    return notice_view(t, ids.CASE, title, complaint_known(t, item.number, known))


def leads_to(item: CaseItem) -> str:
    """The key of the rule an ended deadline offers to follow; empty when nothing follows."""
    rule = item.statute
    if rule.kind is Kind.COMPLAINT_WINDOW and item.result is Result.COMPLAINED:
        return REASSESSMENT
    decided = rule.kind in DECISIONS and item.result in AGAINST
    return COMPLAINT_WINDOW if decided and may_be_appealed(rule.paragraph) else ""


def _until(desk: Desk, session: Session, item: CaseItem, key: str) -> date:
    rule = catalogue.current(session, desk.office).rule(key)
    return count(rule, desk.office.team(item.team_key).calendar, _begins(item)).legal_on


def _begins(item: CaseItem) -> date:
    """The citizen's time runs from the decision's letter, a reassessment from the complaint's receipt."""
    return item.sent_on or item.decided_on or item.received_on


def _follow(desk: Desk, key: str, reader: str = "") -> Act:
    def act(session: Session, press: Press) -> Block:
        item = item_of(session, press.number)
        if leads_to(item) != (COMPLAINT_WINDOW if key == COMPLAINT_WINDOW else REASSESSMENT):
            raise NothingToFollowError(press.number)
        alike = _complaint_alike(desk, session, item)
        if alike is not None and _known(session, item) is None:
            return alike
        rule = catalogue.current(session, desk.office).rule(key)
        deadline = _start(desk, session, press, item, Next(rule, _begins(item)))
        if reader:
            choose_reader(session, desk.office, deadline.id, reader, by=press.by, now=press.now)
        begun = item_of(session, deadline.id)
        text = started(desk.texts, begun, today=today(desk, begun, press.now))
        return notice_view(desk.texts, ids.CASE, desk.texts("Nr. {number}", number=begun.number), text)

    return act


@dataclass(frozen=True, slots=True)
class Next:
    """The clock that goes on from another, on the same case and with the same owner."""

    rule: Rule
    received_on: date
    chosen: date | None = None
    turn: Turn | None = None


def _start(desk: Desk, session: Session, press: Press, item: CaseItem, following: Next) -> Deadline:
    """Raises `AlreadyRunningError` when somebody else asked for it first."""
    if item.statute.kind is Kind.COMPLAINT_WINDOW and item.started_by is not None:
        # Its complaint may be registered on the decision at the same time.
        lock(session, item.started_by)
    lock(session, item.number)
    known = _known(session, item)
    if known is not None and session.get_one(Deadline, known).logged_by != press.by:
        raise AlreadyRunningError(known)
    if known is not None:
        return session.get_one(Deadline, known)
    case = NewCase(
        rule=following.rule,
        team_key=item.team_key,
        owner_id=item.owner_id,
        case_ref=case_file.reference(session, desk.vault, item.number),
        received_on=following.received_on,
        chosen=following.chosen,
        turn=following.turn,
        started_by=item.number,
        sequel=True,
    )
    return cases.register(
        session, desk.office, desk.vault, case, by=press.by, now=press.now, key=f"next:{press.key}"
    )


def _go_on(desk: Desk, session: Session, press: Press, item: CaseItem) -> Block:
    """The recurrence was registered with the first one, so the next turn begins by itself."""
    try:
        begun = item_of(session, _start(desk, session, press, item, _next_turn(desk, item)).id)
    except AlreadyRunningError as error:
        # Done on the day it was registered: the next one would be the same deadline again.
        return notice_view(desk.texts, ids.CASE, desk.texts("Fristvagt"), desk.texts.say(error))
    text = follow_up_started(desk.texts, item.number, begun, today=today(desk, item, press.now))
    return notice_view(desk.texts, ids.CASE, desk.texts("Nr. {number}", number=item.number), text)


def _next_turn(desk: Desk, item: CaseItem) -> Next:
    rule, done_on = item.statute, item.decided_on or item.received_on
    turn = Turn.ADMINISTRATIVE if item.turn is Turn.WITH_CITIZEN else Turn.WITH_CITIZEN
    if rule.repeat is None or rule.length.unit is not Unit.CHOSEN:
        return Next(rule, done_on, turn=turn)
    calendar = desk.office.team(item.team_key).calendar
    return Next(
        rule, done_on, chosen=count(rule.with_length(rule.repeat), calendar, done_on).legal_on, turn=turn
    )
