"""Who may do what with a complaint: its owner, its second reader, the team's leads and the jurist."""

from collections.abc import Iterator
from typing import Any

import pytest

from storage.models import Result
from tests import payload_shapes as shapes
from tests.case_desk import opened
from tests.deadlines import RULE_85, with_rules
from tests.front_desk import JONNA, KARIM, MAJA, Answer, FrontDesk, front_desk
from tests.payload_shapes import Json
from tests.rights_matrix import (
    REGISTRARS,
    REOPENERS,
    TEAM_A,
    Act,
    Case,
    command,
    refuses_everybody_else,
    submitted,
    works_for_its_own,
)
from views import ids

THEIRS = REOPENERS | {MAJA, JONNA}
DECISION: dict[str, Any] = {
    ids.BOARD_OUTCOMES: ["upheld"],
    ids.BOARD_DECIDED_ON: "2026-11-26",
    ids.BOARD_RECEIVED_ON: "2026-11-26",
    ids.APPEAL_RULE: RULE_85.key,
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDesk]:
    with front_desk(tmp_path_factory.mktemp("complaint_rights")) as made:
        yield with_rules(made)


def fields(number: int) -> dict[str, Any]:
    return {
        ids.APPEAL_RULE: RULE_85.key,
        ids.CASE_REF: f"23-{number:05}",
        ids.CASE_WHOM: f"person:{KARIM}",
        ids.SECOND_READER: f"person:{MAJA}",
    }


def registering(desk: FrontDesk, number: int) -> Json:
    desk.command(KARIM, "", "/appeal")
    return shapes.opened(desk.modal())


def registered(desk: FrontDesk, number: int) -> Json:
    """Karim's complaint on the case of that number, which Maja reads too."""
    with_rules(desk)
    answer = desk.submit(KARIM, registering(desk, number), fields(number))
    assert answer.errors == {}, answer.errors
    return {}


def with_the_board(desk: FrontDesk, number: int) -> Json:
    registered(desk, number)
    desk.submit(KARIM, opened(desk, desk.newest()), {ids.OUTCOME: Result.UPHELD})
    return {}


def ended(desk: FrontDesk, number: int) -> Json:
    registered(desk, number)
    desk.submit(KARIM, opened(desk, desk.newest()), {ids.OUTCOME: Result.MEDHOLD})
    return {}


def refused(desk: FrontDesk, number: int) -> Json:
    with_rules(desk)
    desk.command(KARIM, f"§85 sag 23-{number:05} @karim", "/deadline")
    desk.submit(KARIM, opened(desk, desk.newest()), {ids.OUTCOME: Result.REFUSED})
    return {}


def form(prepare: Any, action_id: str) -> Any:
    """The modal that button opens, after `prepare`."""

    def prepared(desk: FrontDesk, number: int) -> Json:
        prepare(desk, number)
        desk.press(KARIM, action_id, desk.newest())
        return shapes.opened(desk.modal())

    return prepared


def button(action_id: str) -> Act:
    return lambda desk, user, number, view: desk.press(user, action_id, desk.newest())


def open_by_number(desk: FrontDesk, user: str, number: int, view: Json) -> Answer:
    return desk.command(user, str(desk.newest()), "/appeal")


def submit_new(desk: FrontDesk, user: str, number: int, view: Json) -> Answer:
    return desk.submit(user, view, fields(number))


READER = {ids.SECOND_READER: "person:U0PETER"}
HANDLERS = {
    "register": Case(command("", "/appeal"), REGISTRARS),
    "register in one line": Case(command("§85 sag 23-1 @karim", "/appeal"), REGISTRARS),
    "list from Home": Case(
        lambda desk, user, number, view: desk.press(user, ids.APPEALS, ids.ALL), REGISTRARS
    ),
    "help": Case(command("help", "/appeal"), REGISTRARS),
    "list": Case(command("list", "/appeal"), REGISTRARS),
    "the form": Case(submit_new, REGISTRARS, registering),
    "from a decision": Case(button(ids.APPEAL_FROM), TEAM_A, refused),
    "from a decision form": Case(submitted(READER), TEAM_A, form(refused, ids.APPEAL_FROM)),
    "open by number": Case(open_by_number, THEIRS, registered, refusal="du kan se."),
    "open": Case(button(ids.COMPLAINT_OPEN), THEIRS, registered),
    "second reader": Case(button(ids.COMPLAINT_READER), THEIRS, registered),
    "second reader form": Case(submitted(READER), THEIRS, form(registered, ids.COMPLAINT_READER)),
    "board": Case(button(ids.COMPLAINT_BOARD), THEIRS, with_the_board),
    "board form": Case(submitted(DECISION), THEIRS, form(with_the_board, ids.COMPLAINT_BOARD)),
    "correct": Case(button(ids.COMPLAINT_CORRECT), THEIRS, ended),
    "correct form": Case(submitted({ids.CORRECT_WHY: "outcome"}), THEIRS, form(ended, ids.COMPLAINT_CORRECT)),
}


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_handler_refuses_everybody_it_is_not_for(desk: FrontDesk, handler: str) -> None:
    refuses_everybody_else(desk, HANDLERS[handler])


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_handler_works_for_everybody_it_is_for(desk: FrontDesk, handler: str) -> None:
    works_for_its_own(desk, HANDLERS[handler])


def test_a_button_of_a_complaint_does_nothing_to_another_deadline(desk: FrontDesk) -> None:
    refused(desk, 99_001)
    desk.press(KARIM, ids.COMPLAINT_OPEN, desk.newest())
    assert "er ikke en klage" in str(desk.modal())
