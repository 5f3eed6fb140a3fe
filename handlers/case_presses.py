"""The buttons on a statutory deadline: *Vis*, what ends it, *Fristbrev sendt*, and the menu."""

from datetime import date, timedelta

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers.answers import redraw
from handlers.case_desk import aim_on, item_of, opened, running_item, shown, today
from handlers.desk import Desk
from handlers.listeners import DeskAct, on_button, pressed
from handlers.payload import Body, in_modal, value_of
from handlers.press import Press, What, new
from rules.errors import FristvagtError
from rules.rights import Action
from rules.statute import ANNOUNCED
from rules.worktime import WorkCalendar
from storage import case_file, case_trail, case_work, caselist, cases, complaint_chain, working
from storage.caselist import CaseItem
from storage.models import Result
from views import ids
from views.blocks import Block
from views.case_details import counting
from views.case_forms import drop_form, end_form, notice_form
from views.case_name_form import name_form
from views.case_offers import what_follows
from views.case_state import citizens
from views.case_wait_forms import cannot_postpone, postpone_form, wait_form
from views.reassign import reassign_form
from views.replies import notice_view

# Sensible days to put a deadline off to, in working days from today.
LATER = (1, 3, 5, 10)


class NotOverError(FristvagtError):
    """The citizen's time still runs."""

    def __init__(self, day: date) -> None:
        super().__init__(
            "Borgerens frist løber til og med {day:%d.%m.%Y}. Afslut den først, når den er udløbet.", day=day
        )


def register(app: App, desk: Desk) -> None:
    """Listen to every button on a deadline's line."""
    for action_id, action, act in (
        (ids.CASE_VIEW, Action.OPEN, _view),
        (ids.CASE_TAKE, Action.TAKE, _take),
        (ids.CASE_END, Action.WORK, _end),
        (ids.CASE_LAPSED, Action.WORK, _lapsed),
        (ids.CASE_NOTICE, Action.WORK, _notice),
        (ids.CASE_GIVE, Action.GIVE, _give),
    ):
        app.action(action_id)(on_button(desk, action, act, What.CASE))

    @app.action(ids.CASE_REOPEN)
    def reopened(body: Body, ack: Ack) -> BoltResponse:
        # In a modal nothing is redrawn by itself, so the answer stands where the button stood.
        act = _reopen_and_say if in_modal(body) else _reopen_and_warn
        return pressed(desk, body, ack, Action.REOPEN, value_of(body), act, where=redraw, what=What.CASE)

    @app.action(ids.CASE_NAME)
    def named(body: Body, ack: Ack) -> BoltResponse:
        # In place of *Vis*, which will not hold once the number is written.
        return pressed(desk, body, ack, Action.WORK, value_of(body), _name, where=redraw, what=What.CASE)

    chosen: dict[str, tuple[Action, DeskAct]] = {
        ids.MORE_WAIT: (Action.WORK, _wait),
        ids.MORE_WAITED: (Action.WORK, _waited),
        ids.MORE_POSTPONE: (Action.WORK, _postpone),
        ids.MORE_GIVE: (Action.GIVE, _give),
        ids.MORE_COUNTED: (Action.OPEN, _counting),
        ids.MORE_DROP: (Action.WORK, _drop),
        ids.MORE_NAME: (Action.WORK, _name),
    }

    @app.action(ids.CASE_MORE)
    def more(body: Body, ack: Ack) -> BoltResponse:
        choice, _, number = value_of(body).partition(":")
        # A choice that was never offered points at no deadline.
        number = number if choice in chosen else ""
        action, act = chosen.get(choice, (Action.WORK, _wait))
        return pressed(desk, body, ack, action, number, act, what=What.CASE)


def _view(desk: Desk, session: Session, press: Press) -> Block:
    return opened(session, desk, press.number, press.by, press.now)


def _name(desk: Desk, session: Session, press: Press) -> Block:
    cases.still_running(session, desk.office, press.number)
    file = case_file.opened(session, desk.vault, press.number, by=press.by, now=press.now)
    return name_form(desk.texts, file)


def _counting(desk: Desk, session: Session, press: Press) -> Block:
    return counting(desk.texts, shown(session, desk, press.number, press.by, press.now))


def _take(desk: Desk, session: Session, press: Press) -> None:
    if new(session, press):
        working.take(session, desk.office, press.number, by=press.by, now=press.now)


def _end(desk: Desk, session: Session, press: Press) -> Block:
    item = running_item(session, desk, press.number)
    ask = complaint_chain.reader_missing(session, desk.office, press.number)
    return end_form(desk.texts, item, today=today(desk, item, press.now), ask_reader=ask)


def _drop(desk: Desk, session: Session, press: Press) -> Block:
    item = running_item(session, desk, press.number)
    return drop_form(desk.texts, item, today=today(desk, item, press.now))


def _lapsed(desk: Desk, session: Session, press: Press) -> None:
    if not new(session, press):
        return
    item = running_item(session, desk, press.number)
    if today(desk, item, press.now) <= item.legal_on:
        raise NotOverError(item.legal_on)
    case_work.end(
        session,
        desk.office,
        press.number,
        Result.LAPSED,
        decided_on=item.legal_on,
        sent_on=None,
        by=press.by,
        now=press.now,
    )


def _notice(desk: Desk, session: Session, press: Press) -> Block:
    deadline, case = cases.still_running(session, desk.office, press.number)
    item = item_of(session, press.number)
    if citizens(item):
        raise case_work.NoNoticeError
    if item.statute.kind not in ANNOUNCED:
        raise case_work.NobodysToMoveError
    longest = case_work.longest_announcement(desk.office, deadline, case)
    return notice_form(desk.texts, item, today=today(desk, item, press.now), longest=longest)


def _wait(desk: Desk, session: Session, press: Press) -> Block:
    item = running_item(session, desk, press.number)
    return wait_form(desk.texts, item, today=today(desk, item, press.now), aim_on=aim_on(desk, item))


def _waited(desk: Desk, session: Session, press: Press) -> None:
    if new(session, press):
        case_work.stop_waiting(session, desk.office, press.number, by=press.by, now=press.now)


def _postpone(desk: Desk, session: Session, press: Press) -> Block:
    item = running_item(session, desk, press.number)
    day, last = today(desk, item, press.now), aim_on(desk, item)
    if last < day:
        text = cannot_postpone(desk.texts, item, today=day)
        return notice_view(desk.texts, ids.CASE, desk.texts("Nr. {number}", number=item.number), text)
    if last == day:
        raise case_work.TooFarToPostponeError(last, item.statute)
    calendar = desk.office.team(item.team_key).calendar
    return postpone_form(desk.texts, item, days_to_wait(calendar, day, last), today=day, last=last)


def days_to_wait(calendar: WorkCalendar, day: date, last: date) -> list[date]:
    """Sensible days after `day` to look at it again, none beyond `last`."""
    later = {calendar.add_working_days(day, count) for count in LATER}
    return sorted(one for one in later | {last} if day + timedelta(days=1) <= one <= last)


def _give(desk: Desk, session: Session, press: Press) -> Block:
    item = running_item(session, desk, press.number)
    return reassign_form(desk.texts, press.number, item.due_at, ring=False)


def _reopen(desk: Desk, session: Session, press: Press) -> None:
    if new(session, press):
        case_work.reopen(session, desk.office, press.number, by=press.by, now=press.now)


def _reopen_and_say(desk: Desk, session: Session, press: Press) -> Block:
    return _reopened(desk, press, _reopen_and_follow(desk, session, press))


def _reopen_and_warn(desk: Desk, session: Session, press: Press) -> Block | None:
    """The redrawn line says that it is open again; what follows its decision has to be told of."""
    followed = _reopen_and_follow(desk, session, press)
    return _reopened(desk, press, followed) if followed else None


def _reopen_and_follow(desk: Desk, session: Session, press: Press) -> list[CaseItem]:
    """What ran on from it before, as it stands now."""
    followed = case_trail.running_from(session, press.number)
    _reopen(desk, session, press)
    session.flush()
    return caselist.items(session, [one.number for one in followed])


def _reopened(desk: Desk, press: Press, followed: list[CaseItem]) -> Block:
    t = desk.texts
    said = t("Nr. {number} er genåbnet, og fristen er den samme.", number=press.number)
    text = " ".join([said, *(what_follows(t, one) for one in followed)])
    return notice_view(t, ids.CASE, t("Genåbnet"), text)
