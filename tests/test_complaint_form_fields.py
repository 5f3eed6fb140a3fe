"""What is wrong in a complaint's form is said at the field to mend, and at a field the form has."""

from datetime import timedelta

import pytest

from handlers import appeal_input
from rules.errors import FristvagtError
from storage.complaint_models import Complaint
from storage.models import Result
from tests import payload_shapes as shapes
from tests.case_desk import CASE_REF, opened, registered, today
from tests.deadlines import RULE_85, with_rules
from tests.front_desk import JONNA, KARIM, LONE, FrontDesk
from tests.payload_shapes import Json
from tests.test_chain_corrections import complained_of, fields, kept, offer, window_of
from tests.test_complaint_command import decision, with_the_board
from views import ids


@pytest.fixture
def desk(desk: FrontDesk) -> FrontDesk:
    return with_rules(desk)


def of_decision(desk: FrontDesk, number: int) -> Json:
    """The form a decision opens, which asks for no case."""
    desk.press(KARIM, ids.APPEAL_FROM, number)
    return shapes.opened(desk.modal())


def blocks(view: Json) -> set[str]:
    return {str(block["block_id"]) for block in view["blocks"] if block["type"] == "input"}


def board(desk: FrontDesk) -> Json:
    desk.press(JONNA, ids.COMPLAINT_BOARD, with_the_board(desk))
    return shapes.opened(desk.modal())


class TestTheFormOfADecision:
    def test_says_at_a_field_of_its_own_that_the_complaint_is_there(self, desk: FrontDesk) -> None:
        number = registered(desk, RULE_85)
        window = window_of(desk, number)
        form = of_decision(desk, number)
        desk.submit(KARIM, offer(desk.submit(KARIM, opened(desk, window))))
        assert set(desk.submit(KARIM, form, fields(today(desk))).errors) == {ids.APPEAL_RULE}

    @pytest.mark.parametrize("kind", appeal_input.FIELDS)
    def test_has_the_field_of_every_refusal(self, desk: FrontDesk, kind: type[FristvagtError]) -> None:
        there = blocks(of_decision(desk, decided(desk)))
        assert ids.CASE_REF not in there
        error = FristvagtError.__new__(kind)
        assert set(appeal_input.refusal(lambda _: "x", error, there)) <= there

    def test_says_all_that_is_missing_at_its_own_fields(self, desk: FrontDesk) -> None:
        form = of_decision(desk, decided(desk))
        empty = {ids.APPEAL_RULE: "", ids.CASE_WHOM: "", ids.RECEIVED_ON: ""}
        assert set(desk.submit(KARIM, form, empty).errors) == set(empty) <= blocks(form)

    def test_refuses_a_complaint_from_before_the_decision(self, desk: FrontDesk) -> None:
        number = decided(desk)
        answer = complained_of(desk, number, today(desk) - timedelta(days=1))
        assert answer.errors == {
            ids.RECEIVED_ON: "Klagen kan ikke være modtaget 25.11.2026: afgørelsen er fra 26.11.2026. "
            "Ret datoen, eller vælg den afgørelse, der klages over."
        }
        assert kept(desk) == []

    def test_takes_a_complaint_from_the_day_of_the_decision(self, desk: FrontDesk) -> None:
        assert complained_of(desk, decided(desk)).errors == {}


def decided(desk: FrontDesk) -> int:
    """Refused today."""
    number = registered(desk, RULE_85, days_ago=20)
    window_of(desk, number)
    return number


class TestAnkestyrelsensDecision:
    def test_asks_for_the_new_date_where_the_paragraph_has_no_length(self, desk: FrontDesk) -> None:
        form = board(desk)
        answer = desk.submit(JONNA, form, decision("remitted") | {ids.APPEAL_RULE: "sagsfrist"})
        assert set(answer.errors) == {ids.CHOSEN_DATE}

    @pytest.mark.parametrize(
        ("typed", "field", "said"),
        [
            ({ids.BOARD_RECEIVED_ON: "2026-11-30"}, ids.BOARD_RECEIVED_ON, "Datoen 30.11.2026 ligger ude"),
            (
                {ids.BOARD_DECIDED_ON: "2026-11-29", ids.BOARD_RECEIVED_ON: "2026-11-30"},
                ids.BOARD_DECIDED_ON,
                "Datoen 29.11.2026 ligger ude",
            ),
            ({ids.BOARD_RECEIVED_ON: "2026-11-25"}, ids.BOARD_RECEIVED_ON, "ligger før Ankestyrelsens"),
            (
                {ids.BOARD_DECIDED_ON: "2026-11-20", ids.BOARD_RECEIVED_ON: "2026-11-21"},
                ids.BOARD_DECIDED_ON,
                "før den dag, klagen blev sendt",
            ),
        ],
    )
    def test_says_what_is_wrong_with_a_date_at_that_date(
        self, desk: FrontDesk, typed: Json, field: str, said: str
    ) -> None:
        errors = desk.submit(JONNA, board(desk), decision("upheld") | typed).errors
        assert set(errors) == {field}
        assert said in errors[field]

    def test_corrected_says_it_there_too(self, desk: FrontDesk) -> None:
        form = board(desk)
        number = int(form["private_metadata"])
        desk.submit(JONNA, form, decision("upheld"))
        desk.press(LONE, ids.COMPLAINT_CORRECT, number)
        typed = decision("changed") | {ids.CORRECT_WHY: "outcome", ids.BOARD_RECEIVED_ON: "2026-11-30"}
        assert set(desk.submit(LONE, shapes.opened(desk.modal()), typed).errors) == {ids.BOARD_RECEIVED_ON}


class TestTheEndOfAReassessment:
    def test_says_at_the_reader_that_the_owner_is_none(self, desk: FrontDesk) -> None:
        desk.command(KARIM, f"sag {CASE_REF} §85 modtaget 20/11 @karim", "/appeal")
        form = opened(desk, desk.newest())
        typed = {ids.OUTCOME: Result.UPHELD, ids.SECOND_READER: f"person:{KARIM}"}
        assert set(desk.submit(KARIM, form, typed).errors) == {ids.SECOND_READER}

    def test_says_at_the_reader_that_there_is_none(self, desk: FrontDesk) -> None:
        desk.command(KARIM, f"sag {CASE_REF} §85 modtaget 20/11 @karim", "/appeal")
        form = opened(desk, desk.newest())
        typed = {ids.OUTCOME: Result.UPHELD, ids.SECOND_READER: ""}
        assert set(desk.submit(KARIM, form, typed).errors) == {ids.SECOND_READER}

    def test_says_at_the_date_what_a_form_without_a_reader_cannot_say_there(self, desk: FrontDesk) -> None:
        desk.command(KARIM, f"sag {CASE_REF} §85 modtaget 20/11 @karim læser @maja", "/appeal")
        number = desk.newest()
        form = opened(desk, number)
        assert ids.SECOND_READER not in blocks(form)
        with desk.database.write() as session:
            session.get_one(Complaint, number).second_reader = None
        assert set(desk.submit(LONE, form, {ids.OUTCOME: Result.UPHELD}).errors) == {ids.DECIDED_ON}
