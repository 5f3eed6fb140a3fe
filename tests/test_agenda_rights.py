"""Who may do what with meetings and principafgørelser: every listener asked by everybody."""

import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest
from sqlalchemy import select

from rules.meeting import ItemKind
from rules.meeting_days import occurrence
from storage import agendas, precedents
from storage.agenda_models import AgendaItem, Meeting
from tests import payload_shapes as shapes
from tests.front_desk import ALI, BENT, JONNA, KARIM, LONE, MAJA, PETER, SOFIE, Answer, FrontDesk, front_desk
from tests.meetings import clock_at_desk
from tests.payload_shapes import Json
from tests.rights_matrix import Act, Case, command, refuses_everybody_else, submitted, works_for_its_own
from tests.world import COPENHAGEN
from views import ids

# The meeting of the example office that is team A's alone, and the people it is for.
SERIES = "status-a"
THEIRS = {KARIM, MAJA, PETER, LONE, BENT, JONNA}
CHAIRS = {LONE, BENT}
COLLEAGUES = THEIRS | {SOFIE, ALI}
KEEPERS = {LONE, BENT, JONNA}
Prepare = Callable[[FrontDesk, int], Json]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDesk]:
    with front_desk(tmp_path_factory.mktemp("agenda_rights")) as made:
        yield made


def a_meeting(desk: FrontDesk, _number: int) -> Json:
    """Last Monday's meeting of a week nobody has met in, with an inquiry on its agenda."""
    clock_at_desk(desk, "borgerraadgiver")
    series = desk.office.series_or_none(SERIES)
    assert series is not None
    with desk.database.write() as session:
        known = session.scalars(select(Meeting.planned_on).order_by(Meeting.planned_on).limit(1)).first()
        day = date.fromordinal((known or date(2026, 11, 23)).toordinal() - 7)
        starts = datetime.combine(day, series.at, tzinfo=COPENHAGEN)
        meeting = agendas.row_of(session, occurrence(desk.office, series, day, starts))
        agendas.make(session, desk.office, series, meeting, desk.now)
    return {}


def in_window(desk: FrontDesk, number: int) -> Json:
    a_meeting(desk, number)
    desk.press(LONE, ids.AGENDA_OPEN, newest(desk, Meeting))
    return shapes.opened(desk.modal())


def form(action_id: str) -> Prepare:
    def prepare(desk: FrontDesk, number: int) -> Json:
        view = in_window(desk, number)
        target = item(desk) if action_id == ids.AGENDA_ACTION else newest(desk, Meeting)
        desk.press(LONE, action_id, target, view=view)
        return shapes.opened(desk.modal())

    return prepare


def newest(desk: FrontDesk, model: type[Meeting] | type[AgendaItem]) -> int:
    with desk.database.read() as session:
        return session.scalars(select(model.id).order_by(model.id.desc()).limit(1)).one()


def item(desk: FrontDesk) -> int:
    """An inquiry on the newest agenda that nobody has noted anything of."""
    with desk.database.read() as session:
        this = AgendaItem.meeting_id == newest(desk, Meeting), AgendaItem.kind == ItemKind.INQUIRY
        return session.scalars(select(AgendaItem.id).where(*this, AgendaItem.result.is_(None))).first() or 0


def on_meeting(action_id: str) -> Act:
    return lambda desk, user, number, view: desk.press(
        user, action_id, newest(desk, Meeting), view=view or None
    )


def on_item(action_id: str) -> Act:
    return lambda desk, user, number, view: desk.press(user, action_id, item(desk), view=view)


def planned(desk: FrontDesk, user: str, number: int, view: Json) -> Answer:
    return desk.press(user, ids.AGENDA_PLANNED, f"{SERIES}:2026-12-07")


def turned(desk: FrontDesk, user: str, number: int, view: Json) -> Answer:
    return desk.press(user, ids.AGENDA_PAGE, f"{newest(desk, Meeting)}:0", view=view)


def a_precedent(desk: FrontDesk, _number: int) -> Json:
    with desk.database.write() as session:
        typed = precedents.Draft(uuid.uuid4().hex[:6], "85", "Støtten måles efter behovet.", "")
        precedents.register(session, typed, by=JONNA, now=desk.now)
    desk.press(JONNA, ids.PRECEDENTS, ids.ALL)
    return shapes.opened(desk.modal())


def on_precedent(action_id: str) -> Act:
    def act(desk: FrontDesk, user: str, number: int, view: Json) -> Answer:
        with desk.database.read() as session:
            newest_one = precedents.in_force(session)[0].id
        return desk.press(user, action_id, newest_one, view=view)

    return act


def new_precedent(desk: FrontDesk, _number: int) -> Json:
    desk.press(JONNA, ids.PRECEDENT_NEW, ids.ALL)
    return shapes.opened(desk.modal())


def typed_precedent(desk: FrontDesk, user: str, number: int, view: Json) -> Answer:
    values = {
        ids.PRECEDENT_NUMBER: f"{number}-26",
        ids.PRECEDENT_PARAGRAPH: "§ 85",
        ids.PRECEDENT_GIST: "Støtten måles efter behovet.",
        ids.PRECEDENT_LINK: "https://ast.dk/afgorelser/principafgorelser?id=12&sprog=da",
    }
    return desk.submit(user, view, values)


MOVED = {ids.DATE: "2026-12-02", ids.TIME: "10:00"}
AGREED = {ids.AGENDA_OWNER: f"person:{KARIM}", ids.AGENDA_DUE: "2026-12-10"}
HANDLERS = {
    "meetings": Case(command("", "/agenda"), COLLEAGUES),
    "agenda help": Case(command("help", "/agenda"), COLLEAGUES),
    "precedents by command": Case(command("principafgørelser", "/agenda"), COLLEAGUES),
    "all meetings": Case(
        lambda desk, user, number, view: desk.press(user, ids.AGENDA_MEETINGS, ids.ALL), COLLEAGUES
    ),
    "open an agenda": Case(on_meeting(ids.AGENDA_OPEN), THEIRS, a_meeting),
    "open one that is to come": Case(planned, THEIRS, a_meeting),
    "turn the page": Case(turned, THEIRS, in_window),
    "take part": Case(on_meeting(ids.AGENDA_ATTEND), THEIRS, a_meeting),
    "held": Case(on_meeting(ids.AGENDA_HELD), CHAIRS, in_window),
    "skipped": Case(on_meeting(ids.AGENDA_SKIPPED), CHAIRS, in_window),
    "move": Case(on_meeting(ids.AGENDA_MOVE), CHAIRS, in_window),
    "move form": Case(submitted(MOVED), CHAIRS, form(ids.AGENDA_MOVE)),
    "choose who was there": Case(on_meeting(ids.AGENDA_TICK), CHAIRS, in_window),
    "who was there form": Case(submitted({f"{ids.AGENDA_PEOPLE}_0": [KARIM]}), CHAIRS, form(ids.AGENDA_TICK)),
    "decided": Case(on_item(ids.AGENDA_DECIDED), CHAIRS, in_window),
    "again next time": Case(on_item(ids.AGENDA_AGAIN), CHAIRS, in_window),
    "action": Case(on_item(ids.AGENDA_ACTION), CHAIRS, in_window),
    "action form": Case(submitted(AGREED), CHAIRS, form(ids.AGENDA_ACTION)),
    "precedents": Case(
        lambda desk, user, number, view: desk.press(user, ids.PRECEDENTS, ids.ALL), COLLEAGUES
    ),
    "read a precedent": Case(on_precedent(ids.PRECEDENT_READ), COLLEAGUES, a_precedent),
    "put a precedent in": Case(
        lambda desk, user, number, view: desk.press(user, ids.PRECEDENT_NEW, ids.ALL), KEEPERS
    ),
    "precedent form": Case(typed_precedent, KEEPERS, new_precedent),
    "take a precedent out": Case(on_precedent(ids.PRECEDENT_OUT), KEEPERS, a_precedent),
}


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_handler_refuses_everybody_it_is_not_for(desk: FrontDesk, handler: str) -> None:
    refuses_everybody_else(desk, HANDLERS[handler])


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_handler_works_for_everybody_it_is_for(desk: FrontDesk, handler: str) -> None:
    works_for_its_own(desk, HANDLERS[handler])


def test_every_listener_is_in_the_matrix() -> None:
    named = {value for value in vars(ids).values() if str(value).startswith(("agenda_", "precedent"))}
    buttons = {ids.AGENDA_OPEN, ids.AGENDA_PLANNED, ids.AGENDA_MEETINGS, ids.AGENDA_ATTEND, ids.AGENDA_HELD}
    buttons |= {ids.AGENDA_SKIPPED, ids.AGENDA_MOVE, ids.AGENDA_TICK, ids.AGENDA_PAGE, ids.AGENDA_DECIDED}
    buttons |= {ids.AGENDA_ACTION, ids.AGENDA_AGAIN, ids.PRECEDENTS, ids.PRECEDENT_READ, ids.PRECEDENT_NEW}
    buttons |= {ids.PRECEDENT_OUT}
    views = {ids.AGENDA_LIST, ids.AGENDA_SHOWN, ids.AGENDA_MOVE_FORM, ids.AGENDA_TICK_FORM}
    views |= {ids.AGENDA_ACTION_FORM, ids.PRECEDENT_LIST, ids.PRECEDENT_FORM}
    fields = {ids.AGENDA_PEOPLE, ids.AGENDA_OWNER, ids.AGENDA_DUE, ids.PRECEDENT_NUMBER}
    fields |= {ids.PRECEDENT_PARAGRAPH, ids.PRECEDENT_GIST, ids.PRECEDENT_LINK}
    assert named == buttons | views | fields


def test_suggestions_are_for_those_who_meet(desk: FrontDesk) -> None:
    view = form(ids.AGENDA_ACTION)(desk, 0)
    for user in (*COLLEAGUES, "U0RIKKE", "U0AUDIT", "U0OTTO", ""):
        offered = desk.send(shapes.suggestion(user, ids.AGENDA_OWNER, "", view)).body.get("options", [])
        assert bool(offered) == (user in COLLEAGUES), user
