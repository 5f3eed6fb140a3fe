"""Who may do what with a running statutory deadline: every listener asked by everybody."""

from collections.abc import Callable, Iterator

import pytest

from rules.statute import Rule
from storage.models import Result
from tests import payload_shapes as shapes
from tests.case_desk import chosen, decide, opened, registered
from tests.cases import COMPLAINT_WINDOW, SUPPORT
from tests.front_desk import JONNA, KARIM, MAJA, Answer, FrontDesk, front_desk
from tests.payload_shapes import Json
from tests.rights_matrix import (
    REOPENERS,
    TEAM_A,
    Act,
    Case,
    refuses_everybody_else,
    submitted,
    works_for_its_own,
)
from tests.rights_matrix import button as on_call
from views import ids

# Each gets a case of its own, so that no two are the same deadline.
Prepare = Callable[[FrontDesk, int], Json]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDesk]:
    with front_desk(tmp_path_factory.mktemp("case_rights")) as made:
        yield made


def a_deadline(desk: FrontDesk, number: int, rule: Rule = SUPPORT, owner: str | None = KARIM) -> int:
    return registered(desk, rule, owner=owner, case_ref=f"23-{number:05}")


def running(desk: FrontDesk, number: int) -> Json:
    a_deadline(desk, number)
    return {}


def unowned(desk: FrontDesk, number: int) -> Json:
    a_deadline(desk, number, owner=None)
    return {}


def window_over(desk: FrontDesk, number: int) -> Json:
    registered(desk, COMPLAINT_WINDOW, case_ref=f"23-{number:05}", days_ago=60)
    return {}


def ended(desk: FrontDesk, number: int) -> Json:
    decide(desk, a_deadline(desk, number), Result.GRANTED)
    return {}


def form(action_id: str) -> Prepare:
    return lambda desk, number: opened(desk, a_deadline(desk, number), action_id)


def menu(choice: str) -> Prepare:
    return lambda desk, number: chosen(desk, a_deadline(desk, number), choice)


def refusal(desk: FrontDesk, number: int) -> Json:
    return shapes.opened(decide(desk, a_deadline(desk, number), Result.REFUSED).view)


def complaint(desk: FrontDesk, number: int) -> Json:
    window = a_deadline(desk, number, COMPLAINT_WINDOW)
    return shapes.opened(desk.submit(KARIM, opened(desk, window)).view)


def asked_of_a_case(desk: FrontDesk, number: int) -> Json:
    a_deadline(desk, number)
    desk.press(KARIM, ids.JURIST_ASK, desk.newest())
    return {}


def asked_of_the_call(desk: FrontDesk, number: int) -> Json:
    desk.press(KARIM, ids.JURIST_ASK, number)
    return {}


def button(action_id: str) -> Act:
    return lambda desk, user, number, view: desk.press(user, action_id, desk.newest())


def choice(value: str) -> Act:
    def act(desk: FrontDesk, user: str, number: int, view: Json) -> Answer:
        return desk.send(shapes.choose(user, ids.CASE_MORE, f"{value}:{desk.newest()}"))

    return act


LETTER = {ids.NEW_DATE: "2027-03-15", ids.LATE_WHY: "other"}
HANDLERS = {
    "view": Case(button(ids.CASE_VIEW), TEAM_A, running),
    "take": Case(button(ids.CASE_TAKE), TEAM_A, unowned),
    "take what is somebody's own": Case(button(ids.CASE_TAKE), set(), running),
    "end": Case(button(ids.CASE_END), TEAM_A, running),
    "end form": Case(submitted({ids.OUTCOME: "granted"}), TEAM_A, form(ids.CASE_END)),
    "lapsed": Case(button(ids.CASE_LAPSED), TEAM_A, window_over),
    "notice": Case(button(ids.CASE_NOTICE), TEAM_A, running),
    "notice form": Case(submitted(LETTER), TEAM_A, form(ids.CASE_NOTICE)),
    "reopen": Case(button(ids.CASE_REOPEN), REOPENERS, ended),
    "give on the spot": Case(button(ids.CASE_GIVE), TEAM_A, running),
    "give": Case(choice(ids.MORE_GIVE), TEAM_A, running),
    "give form": Case(submitted({"whom": f"person:{MAJA}"}), TEAM_A, menu(ids.MORE_GIVE)),
    "wait": Case(choice(ids.MORE_WAIT), TEAM_A, running),
    "wait form": Case(
        submitted({ids.WAITING_ON: "doctor", ids.UNTIL: "2026-12-10"}), TEAM_A, menu(ids.MORE_WAIT)
    ),
    "waits no more": Case(choice(ids.MORE_WAITED), TEAM_A, running),
    "postpone": Case(choice(ids.MORE_POSTPONE), TEAM_A, running),
    "postpone form": Case(submitted({}), TEAM_A, menu(ids.MORE_POSTPONE)),
    "how it was counted": Case(choice(ids.MORE_COUNTED), TEAM_A, running),
    "falls away": Case(choice(ids.MORE_DROP), TEAM_A, running),
    "falls away form": Case(submitted({}), TEAM_A, menu(ids.MORE_DROP)),
    "name": Case(button(ids.CASE_NAME), TEAM_A, running),
    "name from the menu": Case(choice(ids.MORE_NAME), TEAM_A, running),
    "name form": Case(submitted({ids.CASE_REF: "24-0001"}), TEAM_A, form(ids.CASE_NAME)),
    "ask the jurist": Case(button(ids.JURIST_ASK), TEAM_A, running),
    "ask the jurist about a call": Case(on_call(ids.JURIST_ASK), TEAM_A),
    "the jurist opens": Case(button(ids.CASE_VIEW), TEAM_A | {JONNA}, asked_of_a_case),
    "the jurist opens a call": Case(on_call(ids.VIEW), TEAM_A | {JONNA}, asked_of_the_call),
    "the jurist's answer": Case(button(ids.JURIST_ANSWERED), {JONNA}, asked_of_a_case),
    "the jurist's answer about a call": Case(on_call(ids.JURIST_ANSWERED), {JONNA}, asked_of_the_call),
    "the jurist's questions": Case(
        lambda desk, user, number, view: desk.press(user, ids.JURIST_QUESTIONS, ids.ALL), {JONNA}
    ),
    "an answer nobody asked for": Case(button(ids.JURIST_ANSWERED), set(), running),
    "follow the complaint window": Case(submitted({}), TEAM_A, refusal),
    "follow the reassessment": Case(submitted({}), TEAM_A, complaint),
}


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_handler_refuses_everybody_it_is_not_for(desk: FrontDesk, handler: str) -> None:
    refuses_everybody_else(desk, HANDLERS[handler])


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_handler_works_for_everybody_it_is_for(desk: FrontDesk, handler: str) -> None:
    works_for_its_own(desk, HANDLERS[handler])


def test_every_button_on_a_deadline_is_in_the_matrix() -> None:
    known = {value for name, value in vars(ids).items() if name.startswith("CASE_")}
    buttons = {ids.CASE_VIEW, ids.CASE_TAKE, ids.CASE_END, ids.CASE_LAPSED, ids.CASE_NOTICE}
    buttons |= {ids.CASE_REOPEN, ids.CASE_GIVE, ids.CASE_MORE, ids.CASE_NAME}
    forms = {ids.CASE_END_FORM, ids.CASE_DROP_FORM, ids.CASE_NOTICE_FORM, ids.CASE_WAIT_FORM}
    forms |= {ids.CASE_POSTPONE_FORM, ids.CASE_WINDOW_FORM, ids.CASE_REASSESS_FORM, ids.CASE_NAME_FORM}
    fields = {ids.CASE_REF, ids.CASE_WHOM}
    assert known == buttons | forms | fields
