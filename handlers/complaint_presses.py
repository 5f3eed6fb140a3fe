"""The buttons on a complaint: opened, a second reader, Ankestyrelsen's decision, and a correction."""

from datetime import date

from slack_bolt import App
from sqlalchemy.orm import Session

from handlers import appeal_draft as appeals
from handlers import deadline_draft as drafts
from handlers.desk import Desk
from handlers.listeners import on_button
from handlers.press import Press, What
from rules.errors import FristvagtError
from rules.reversal import BoardOutcome
from rules.rights import Action
from storage import complaint_file, complaint_work
from storage.complaint_again import UNCHANGED, Restart
from storage.complaint_models import BoardRuling, Complaint, Stage
from storage.complaint_work import NotAtBoardError, NothingToCorrectError
from views import ids
from views.blocks import Block
from views.complaint_details import details
from views.complaint_form import BoardDraft, board_form, correct_form, reader_form
from views.deadline_form import rule_option


class NoComplaintError(FristvagtError):
    """That number is a deadline, and no complaint."""

    def __init__(self, number: int) -> None:
        super().__init__("Nr. {number} er ikke en klage.", number=number)


def register(app: App, desk: Desk) -> None:
    """Listen to the buttons."""
    for action_id, act in (
        (ids.COMPLAINT_OPEN, opening),
        (ids.COMPLAINT_READER, _reader),
        (ids.COMPLAINT_BOARD, _board),
        (ids.COMPLAINT_CORRECT, _correct),
    ):
        app.action(action_id)(on_button(desk, Action.COMPLAINT, act, What.CASE))


def opening(desk: Desk, session: Session, press: Press, restart: Restart = UNCHANGED) -> Block:
    """The complaint with its case, and what just became of its clock; the read is written to the log."""
    complaint_of(session, press.number)
    file = complaint_file.opened(session, desk.office, desk.vault, press.number, by=press.by, now=press.now)
    return details(desk.texts, file, drafts.today(desk), restart)


def complaint_of(session: Session, number: int) -> Complaint:
    """Raises `NoComplaintError`."""
    found = session.get(Complaint, number)
    if found is None:
        raise NoComplaintError(number)
    return found


def _reader(desk: Desk, session: Session, press: Press) -> Block:
    complaint = complaint_of(session, press.number)
    chosen = appeals.reader_option(session, desk, complaint.second_reader)
    return reader_form(desk.texts, press.number, chosen)


def _board(desk: Desk, session: Session, press: Press) -> Block:
    complaint = complaint_of(session, press.number)
    if complaint.stage is not Stage.BOARD:
        raise NotAtBoardError(press.number)
    return board_form(desk.texts, _draft(desk, session, complaint, None))


def _correct(desk: Desk, session: Session, press: Press) -> Block:
    complaint = complaint_of(session, press.number)
    if complaint.stage is not Stage.ENDED:
        raise NothingToCorrectError(press.number)
    last = next(reversed(complaint_work.rulings(session, press.number)), None)
    decided = last is not None and last.outcome is not None
    return correct_form(desk.texts, _draft(desk, session, complaint, last), decided=decided)


def _draft(desk: Desk, session: Session, complaint: Complaint, last: BoardRuling | None) -> BoardDraft:
    rule = appeals.decisions(session, desk).by_key.get(last.rule_key if last else complaint.rule_key)
    today: date = drafts.today(desk)
    return BoardDraft(
        number=complaint.id,
        today=today,
        rule=rule_option(desk.texts, rule) if rule else None,
        parts=[BoardOutcome(one) for one in last.parts] if last else [],
        decided_on=last.decided_on if last else None,
        received_on=last.received_on if last else None,
        learning=(last.learning or "") if last else "",
    )
