"""What a complaint's modals send back: a second reader, Ankestyrelsen's decision, a correction."""

from slack_bolt import App
from sqlalchemy.orm import Session

from handlers import appeal_draft as appeals
from handlers.appeal_input import person_in
from handlers.case_desk import FieldError, day_in, needed_day
from handlers.complaint_presses import complaint_of, opening
from handlers.desk import Desk
from handlers.form_values import chosen, values_ticked
from handlers.listeners import on_case_form
from handlers.payload import Body, clean, values_of
from handlers.press import Act, Fields, Press, new
from rules.complaint import NotAppealableError
from rules.cpr import REFUSAL, contains_cpr
from rules.period import ChosenBeforeReceiptError, MissingDateError
from rules.reversal import BoardOutcome
from rules.rights import Action
from rules.sentence import Sentence
from rules.statute import Rule
from storage import complaint_work
from storage.cases import LongAgoError
from storage.complaint_again import UNCHANGED
from storage.complaint_models import MOST_LEARNING, CorrectWhy
from storage.complaint_work import BoardReceiptError, Ruling
from views import ids
from views.blocks import Block

# At which field a refusal is shown; what is not named here stands at the field the form gives.
FIELDS: Fields = {
    NotAppealableError: ids.APPEAL_RULE,
    BoardReceiptError: ids.BOARD_RECEIVED_ON,
    LongAgoError: ids.BOARD_RECEIVED_ON,
    MissingDateError: ids.CHOSEN_DATE,
    ChosenBeforeReceiptError: ids.CHOSEN_DATE,
}


def register(app: App, desk: Desk) -> None:
    """Take the submissions."""
    for callback_id, read in (
        (ids.COMPLAINT_READER_FORM, _reader),
        (ids.COMPLAINT_BOARD_FORM, _decided),
        (ids.COMPLAINT_CORRECT_FORM, _corrected),
    ):
        app.view(callback_id)(on_case_form(desk, Action.COMPLAINT, read, FIELDS))


def _reader(desk: Desk, body: Body) -> tuple[Act, str]:
    reader = person_in(chosen(body, ids.SECOND_READER))
    if not reader:
        raise FieldError(ids.SECOND_READER, Sentence("Vælg en anden læser."))

    def act(session: Session, press: Press) -> Block:
        complaint_of(session, press.number)
        if new(session, press):
            complaint_work.choose_reader(
                session, desk.office, press.number, reader, by=press.by, now=press.now
            )
        return opening(desk, session, press)

    return act, ids.SECOND_READER


def _decided(desk: Desk, body: Body) -> tuple[Act, str]:
    ruling = _ruling(desk, body, needed=True)

    def act(session: Session, press: Press) -> Block:
        complaint_of(session, press.number)
        restart = UNCHANGED
        if new(session, press) and ruling is not None:
            restart = complaint_work.decide(
                session, desk.office, desk.vault, press.number, ruling, by=press.by, now=press.now
            )
        return opening(desk, session, press, restart)

    return act, ids.BOARD_DECIDED_ON


def _corrected(desk: Desk, body: Body) -> tuple[Act, str]:
    why = chosen(body, ids.CORRECT_WHY)
    if why not in set(CorrectWhy):
        raise FieldError(ids.CORRECT_WHY, Sentence("Vælg, hvorfor klagen rettes."))
    asked = ids.BOARD_DECIDED_ON in values_of(body)
    ruling = _ruling(desk, body, needed=False) if asked else None

    def act(session: Session, press: Press) -> Block:
        complaint_of(session, press.number)
        restart = UNCHANGED
        if new(session, press):
            restart = complaint_work.correct(
                session,
                desk.office,
                desk.vault,
                press.number,
                ruling,
                CorrectWhy(why),
                by=press.by,
                now=press.now,
            )
        return opening(desk, session, press, restart)

    return act, ids.BOARD_DECIDED_ON if asked else ids.CORRECT_WHY


def _ruling(desk: Desk, body: Body, *, needed: bool) -> Ruling | None:
    """The decision as the form has it; None without an outcome, where that takes the decision back."""
    parts = tuple(one for one in BoardOutcome if one in values_ticked(body, ids.BOARD_OUTCOMES))
    if not parts and not needed:
        return None
    if not parts:
        raise FieldError(ids.BOARD_OUTCOMES, Sentence("Vælg, hvad Ankestyrelsen afgjorde."))
    return Ruling(
        parts=parts,
        decided_on=needed_day(body, ids.BOARD_DECIDED_ON),
        received_on=needed_day(body, ids.BOARD_RECEIVED_ON),
        rule=_rule(desk, body),
        learning=_learning(body),
        chosen=day_in(body, ids.CHOSEN_DATE),
    )


def _rule(desk: Desk, body: Body) -> Rule:
    key = chosen(body, ids.APPEAL_RULE)
    with desk.database.read() as session:
        rule = appeals.decisions(session, desk).by_key.get(key)
    if rule is None:
        raise FieldError(ids.APPEAL_RULE, Sentence("Vælg paragraffen på listen."))
    return rule


def _learning(body: Body) -> str:
    field = values_of(body).get(ids.LEARNING, {}).get(ids.LEARNING) or {}
    written = " ".join(clean(str(field.get("value") or "")).split())
    if contains_cpr(written):
        raise FieldError(ids.LEARNING, REFUSAL)
    if len(written) > MOST_LEARNING:
        raise FieldError(ids.LEARNING, Sentence("Skriv læringen kortere: højst {n} tegn.", n=MOST_LEARNING))
    return written
