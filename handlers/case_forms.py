"""What the modals of a statutory deadline send back: ended, announced, waiting, put off."""

from dataclasses import dataclass
from datetime import date

from slack_bolt import App
from sqlalchemy.orm import Session

from handlers.appeal_input import person_in
from handlers.case_desk import FieldError, aim_on, day_in, item_of, needed_day, opened, today
from handlers.case_offers import hold_decision, offered
from handlers.desk import Desk
from handlers.form_values import chosen, ticked
from handlers.listeners import on_case_form
from handlers.payload import Body, clean, values_of
from handlers.press import Act, Fields, Press, new
from rules.complaint import NotAReaderError, ReaderMissingError, SameReaderError
from rules.rights import Action
from rules.sentence import Sentence
from rules.statute import ANNOUNCED, Ends, Kind
from storage import case_work
from storage.case_naming import name_case
from storage.complaint_chain import REASSESSED
from storage.complaint_work import choose_reader
from storage.models import LateWhy, Result, Waiting
from views import ids
from views.blocks import Block
from views.case_forms import announced
from views.case_wait_forms import waits_too_long
from views.later_form import OTHER
from views.replies import notice_view

# At which field a refusal is shown; what is not named here stands at the field the form gives.
FIELDS: Fields = {
    SameReaderError: ids.SECOND_READER,
    NotAReaderError: ids.SECOND_READER,
    ReaderMissingError: ids.SECOND_READER,
    case_work.WrongResultError: ids.OUTCOME,
}
OUTCOMES = (*case_work.DECISIONS[:3], *REASSESSED, *case_work.CITIZENS)


def register(app: App, desk: Desk) -> None:
    """Take the submissions."""
    for callback_id, read in (
        (ids.CASE_END_FORM, _ended),
        (ids.CASE_DROP_FORM, _dropped),
        (ids.CASE_NOTICE_FORM, _announced),
        (ids.CASE_WAIT_FORM, _waiting),
        (ids.CASE_POSTPONE_FORM, _postponed),
        (ids.CASE_NAME_FORM, _named),
    ):
        app.view(callback_id)(on_case_form(desk, Action.WORK, read, FIELDS))


@dataclass(frozen=True, slots=True)
class Ending:
    """What the form says. `result` is None where the kind of deadline has only one.

    `relatives` is None where the form did not ask.
    """

    result: Result | None
    decided_on: date
    sent_on: date | None
    relatives: bool | None = None


def _ended(desk: Desk, body: Body) -> tuple[Act, str]:
    outcome, decided_on, sent_on = chosen(body, ids.OUTCOME), needed_day(body, ids.DECIDED_ON), None
    if not outcome and ids.OUTCOME in values_of(body):
        raise FieldError(ids.OUTCOME, Sentence("Vælg et af udfaldene."))
    if outcome:
        if outcome not in OUTCOMES:
            raise FieldError(ids.OUTCOME, Sentence("Vælg et af udfaldene."))
        sent_on = _sent(desk, body, decided_on)
    relatives = ticked(body, ids.RELATIVES) if ids.RELATIVES in values_of(body) else None
    ending = Ending(Result(outcome) if outcome else None, decided_on, sent_on, relatives)
    reader = person_in(chosen(body, ids.SECOND_READER))

    def act(session: Session, press: Press) -> Block | None:
        hold_decision(session, item_of(session, press.number))
        if new(session, press):
            if reader:
                choose_reader(session, desk.office, press.number, reader, by=press.by, now=press.now)
            _end(desk, session, press, ending)
        return offered(desk, session, press)

    return act, ids.DECIDED_ON


def _sent(desk: Desk, body: Body, decided_on: date) -> date | None:
    """The day the decision was sent; what is wrong with it is said where it stands."""
    sent_on = day_in(body, ids.SENT_ON)
    if sent_on is None:
        return None
    if sent_on < decided_on:
        raise FieldError(ids.SENT_ON, Sentence("Sendt {day:%d.%m.%Y} ligger før afgørelsen.", day=sent_on))
    if sent_on > desk.clock().astimezone(desk.office.zone).date():
        raise FieldError(ids.SENT_ON, Sentence("Sendt {day:%d.%m.%Y} ligger ude i fremtiden.", day=sent_on))
    return sent_on


def _end(desk: Desk, session: Session, press: Press, ending: Ending) -> None:
    rule = item_of(session, press.number).statute
    result, sent_on = ending.result, ending.sent_on
    if result is None and rule.kind is Kind.REASSESSMENT:
        raise case_work.WrongResultError
    if result in REASSESSED:
        # The answer and the letter are one: sent is what the law asks for (RSL § 66).
        sent_on = ending.decided_on
    if result is None:
        # Nothing was decided: done, sent or come are one and the same day.
        result = case_work.results(rule.kind, rule.whose)[0]
        sent_on = ending.decided_on if rule.ends is Ends.SENT else None
    case_work.end(
        session,
        desk.office,
        press.number,
        result,
        decided_on=ending.decided_on,
        sent_on=sent_on,
        relatives=ending.relatives,
        by=press.by,
        now=press.now,
    )


def _dropped(desk: Desk, body: Body) -> tuple[Act, str]:
    day = needed_day(body, ids.DECIDED_ON)

    def act(session: Session, press: Press) -> None:
        if new(session, press):
            _end(desk, session, press, Ending(Result.DROPPED, day, day))

    return act, ids.DECIDED_ON


def _announced(desk: Desk, body: Body) -> tuple[Act, str]:
    sent_on, to = needed_day(body, ids.SENT_ON), needed_day(body, ids.NEW_DATE)
    why = chosen(body, ids.LATE_WHY)
    if why not in set(LateWhy):
        raise FieldError(ids.LATE_WHY, Sentence("Vælg en begrundelse."))
    if sent_on > desk.clock().astimezone(desk.office.zone).date():
        raise FieldError(
            ids.SENT_ON,
            Sentence("Brevet kan ikke være sendt {day:%d.%m.%Y}: det er ude i fremtiden.", day=sent_on),
        )

    def act(session: Session, press: Press) -> Block:
        if new(session, press):
            case_work.announce(
                session,
                desk.office,
                press.number,
                sent_on=sent_on,
                to=to,
                why=LateWhy(why),
                by=press.by,
                now=press.now,
            )
        item, t = item_of(session, press.number), desk.texts
        return _said(desk, press, announced(t, item, today=today(desk, item, press.now)))

    return act, ids.NEW_DATE


def _waiting(desk: Desk, body: Body) -> tuple[Act, str]:
    on, until = chosen(body, ids.WAITING_ON), needed_day(body, ids.UNTIL)
    if on not in set(Waiting):
        raise FieldError(ids.WAITING_ON, Sentence("Vælg, hvem der ventes på."))

    def act(session: Session, press: Press) -> Block | None:
        if new(session, press):
            case_work.wait(session, desk.office, press.number, Waiting(on), until, by=press.by, now=press.now)
        return _too_long(desk, session, press, until)

    return act, ids.UNTIL


def _too_long(desk: Desk, session: Session, press: Press, until: date) -> Block | None:
    item = item_of(session, press.number)
    aim = aim_on(desk, item)
    if until <= aim or item.statute.kind not in ANNOUNCED:
        return None
    day = today(desk, item, press.now)
    return _said(desk, press, waits_too_long(desk.texts, item, today=day, until=until, aim_on=aim))


def _postponed(desk: Desk, body: Body) -> tuple[Act, str]:
    choice, own = chosen(body, ids.CHOICE), day_in(body, ids.DATE)
    # One of the choices always stands chosen, so a date that somebody picked is what they mean.
    field = ids.DATE if own or choice == OTHER else ids.CHOICE
    to = own or (needed_day(body, ids.DATE) if choice == OTHER else _offered_day(choice))

    def act(session: Session, press: Press) -> None:
        if new(session, press):
            case_work.postpone(session, desk.office, press.number, to, by=press.by, now=press.now)

    return act, field


def _offered_day(choice: str) -> date:
    try:
        return date.fromisoformat(choice)
    except ValueError:
        raise FieldError(ids.CHOICE, Sentence("Vælg en dag på listen.")) from None


def _named(desk: Desk, body: Body) -> tuple[Act, str]:
    field = values_of(body).get(ids.CASE_REF, {}).get(ids.CASE_REF) or {}
    written = clean(str(field.get("value") or ""))

    def act(session: Session, press: Press) -> Block:
        if new(session, press):
            name_case(session, desk.office, desk.vault, press.number, written, by=press.by, now=press.now)
        return opened(session, desk, press.number, press.by, press.now)

    return act, ids.CASE_REF


def _said(desk: Desk, press: Press, text: str) -> Block:
    return notice_view(desk.texts, ids.CASE, desk.texts("Nr. {number}", number=press.number), text)
