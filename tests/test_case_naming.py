"""The case number written down after the deadline was registered, and the way back to the call."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.case_models import CaseClock
from storage.models import State
from tests import payload_shapes as shapes
from tests.case_desk import CASE_REF, FOLLOW_UP, chosen, decide, item, opened, registered
from tests.cases import COMPLAINT_WINDOW, INSIGHT
from tests.cpr_examples import WRITTEN_AS_CPR
from tests.deadlines import with_rules
from tests.front_desk import BENT, KARIM, MAJA, RIKKE, FrontDesk, front_desk
from tests.test_deadline_offers import buttons, started
from tests.world import text_of
from views import ids
from views.case_lines import case_line
from views.lines import Reader
from views.texts import Texts


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FrontDesk]:
    with front_desk(tmp_path) as made:
        yield with_rules(made)


def line_of(desk: FrontDesk, number: int) -> str:
    calendars = {"voksen-a": desk.office.team("voksen-a").calendar}
    reader = Reader(KARIM, desk.now, {"voksen-a": "Voksenteam A"}, calendars=calendars)
    return str(case_line(Texts(desk.office.zone), item(desk, number), reader))


def row(desk: FrontDesk, number: int) -> CaseClock:
    with desk.database.read() as session:
        return session.get_one(CaseClock, number)


class TestSkrivSagsnummer:
    def test_is_asked_for_on_the_line_until_it_is_there(self, desk: FrontDesk) -> None:
        number = registered(desk, case_ref="")
        assert "mangler sagsnummer" in line_of(desk, number)
        desk.submit(KARIM, opened(desk, number, ids.CASE_NAME), {ids.CASE_REF: CASE_REF})
        assert "mangler sagsnummer" not in line_of(desk, number)

    def test_of_the_citizens_own_time_nothing_is_asked(self, desk: FrontDesk) -> None:
        assert "mangler" not in line_of(desk, registered(desk, COMPLAINT_WINDOW, case_ref=""))
        assert "mangler sagsnummer" in line_of(desk, registered(desk, INSIGHT, case_ref=""))

    def test_takes_the_place_of_vis_and_shows_it_anew(self, desk: FrontDesk) -> None:
        number = registered(desk, case_ref="")
        view = opened(desk, number, ids.CASE_VIEW)
        assert "Skriv sagsnummer" in text_of(view)
        desk.press(KARIM, ids.CASE_NAME, number, view=view)
        assert desk.client.calls[-1][0] == "views.update"
        answer = desk.submit(KARIM, shapes.opened(desk.modal()), {ids.CASE_REF: " 23-1234. "})
        assert f"Sag {CASE_REF}" in text_of(answer.view)
        assert "Ret sagsnummer" in text_of(answer.view)

    def test_stands_in_the_menu_where_there_is_room(self, desk: FrontDesk) -> None:
        window = registered(desk, COMPLAINT_WINDOW, case_ref="")
        assert f"{ids.MORE_NAME}:{window}" in line_of(desk, window)
        assert text_of(chosen(desk, window, ids.MORE_NAME)["title"]) == f"Nr. {window}: sagsnummer"
        assert f"{ids.MORE_NAME}:" not in line_of(desk, registered(desk, case_ref=""))

    def test_is_sealed_as_at_registration(self, desk: FrontDesk) -> None:
        with_it = row(desk, registered(desk, case_ref="23-0009"))
        number = registered(desk, INSIGHT, case_ref="")
        desk.submit(KARIM, opened(desk, number, ids.CASE_NAME), {ids.CASE_REF: "23-0009"})
        named = row(desk, number)
        assert named.case_print == with_it.case_print
        assert (named.case_ref_sealed, named.identity) != (None, None)
        assert "23-0009" not in desk.snapshot()

    def test_refuses_the_same_deadline_twice(self, desk: FrontDesk) -> None:
        first, second = registered(desk), registered(desk, case_ref="")
        answer = desk.submit(KARIM, opened(desk, second, ids.CASE_NAME), {ids.CASE_REF: CASE_REF})
        assert f"findes allerede som nr. {first}" in answer.errors[ids.CASE_REF]
        assert item(desk, second).unnamed

    def test_named_later_it_is_not_registered_again(self, desk: FrontDesk) -> None:
        number = registered(desk, case_ref="")
        desk.submit(KARIM, opened(desk, number, ids.CASE_NAME), {ids.CASE_REF: CASE_REF})
        with pytest.raises(Exception, match="allerede"):
            registered(desk)

    def test_corrects_a_wrong_one(self, desk: FrontDesk) -> None:
        number = registered(desk, case_ref="23-9999")
        form = opened(desk, number, ids.CASE_NAME)
        assert form["blocks"][0]["element"]["initial_value"] == "23-9999"
        desk.submit(KARIM, form, {ids.CASE_REF: CASE_REF})
        assert f"Sag {CASE_REF}" in text_of(opened(desk, number, ids.CASE_VIEW))
        assert registered(desk, case_ref="23-9999") > number

    @pytest.mark.parametrize("written", ["", " . "])
    def test_asks_for_something(self, desk: FrontDesk, written: str) -> None:
        number = registered(desk, case_ref="")
        answer = desk.submit(KARIM, opened(desk, number, ids.CASE_NAME), {ids.CASE_REF: written})
        assert "Skriv sagsnummeret" in answer.errors[ids.CASE_REF]

    def test_refuses_what_is_too_long(self, desk: FrontDesk) -> None:
        number = registered(desk, case_ref="")
        answer = desk.submit(KARIM, opened(desk, number, ids.CASE_NAME), {ids.CASE_REF: "x" * 61})
        assert "længere end 60 tegn" in answer.errors[ids.CASE_REF]

    def test_refuses_a_cpr_number(self, desk: FrontDesk) -> None:
        number = registered(desk, case_ref="")
        answer = desk.submit(KARIM, opened(desk, number, ids.CASE_NAME), {ids.CASE_REF: WRITTEN_AS_CPR[0]})
        assert ids.CASE_REF in answer.errors
        assert item(desk, number).unnamed

    def test_is_in_the_log_without_the_number(self, desk: FrontDesk) -> None:
        number = registered(desk, case_ref="")
        payload = shapes.submission(KARIM, opened(desk, number, ids.CASE_NAME), {ids.CASE_REF: CASE_REF})
        desk.send(payload)
        desk.send(payload)
        (named,) = desk.events("deadline_case_named")
        assert (named.actor, named.deadline_id, named.detail) == (KARIM, number, {})

    def test_an_ended_deadline_keeps_what_it_has(self, desk: FrontDesk) -> None:
        number = registered(desk, case_ref="")
        form = opened(desk, number, ids.CASE_NAME)
        decide(desk, number, "granted")
        assert desk.submit(KARIM, form, {ids.CASE_REF: CASE_REF}).errors
        assert ids.CASE_NAME not in buttons(opened(desk, number, ids.CASE_VIEW))


class TestTheCallItCameFrom:
    def test_opens_from_vis(self, desk: FrontDesk) -> None:
        call = desk.log(topic="ansoegning")
        started(desk, call)
        view = opened(desk, 2, ids.CASE_VIEW)
        assert "Startet af nr. 1" in text_of(view)
        assert ids.VIEW in buttons(view)
        desk.press(KARIM, ids.VIEW, call, view=view)
        assert desk.events("citizen_read")

    def test_is_not_offered_where_it_may_not_be_opened(self, desk: FrontDesk) -> None:
        started(desk, desk.log(topic="ansoegning", extras=["protected"]))
        assert ids.VIEW not in buttons(opened(desk, 2, ids.CASE_VIEW, by=MAJA))

    def test_a_decision_opens_as_a_deadline(self, desk: FrontDesk) -> None:
        number = registered(desk)
        desk.submit(KARIM, shapes.opened(decide(desk, number, "refused").view))
        view = opened(desk, number + 1, ids.CASE_VIEW)
        assert ids.CASE_VIEW in buttons(view)


class TestWhatRunsOn:
    def test_an_undone_call_names_the_deadline_it_started(self, desk: FrontDesk) -> None:
        call = desk.log(topic="ansoegning")
        started(desk, call)
        desk.press(RIKKE, ids.UNDO, call, view=shapes.opened({"type": "modal", "blocks": []}, id="V1"))
        assert "Frist nr. 2, som opkaldet startede, løber stadig." in text_of(desk.modal())
        assert "Ingen bliver mindet" not in text_of(desk.modal())
        assert item(desk, 2).state is State.OPEN

    def test_an_undone_call_says_nothing_of_one_that_ended(self, desk: FrontDesk) -> None:
        call = desk.log(topic="ansoegning")
        started(desk, call)
        decide(desk, 2, "granted")
        desk.press(RIKKE, ids.UNDO, call, view=shapes.opened({"type": "modal", "blocks": []}, id="V1"))
        assert "løber stadig" not in text_of(desk.modal())

    def test_a_reopened_decision_says_what_became_of_the_window_it_started(self, desk: FrontDesk) -> None:
        number = registered(desk)
        desk.submit(KARIM, shapes.opened(decide(desk, number, "refused").view))
        desk.press(KARIM, ids.CASE_REOPEN, number)
        assert f"Klagefristen nr. {number + 1} er taget tilbage." in text_of(desk.modal())
        assert item(desk, number).live

    def test_a_reopened_decision_says_so_in_vis_too(self, desk: FrontDesk) -> None:
        number = registered(desk)
        desk.submit(KARIM, shapes.opened(decide(desk, number, "refused").view))
        desk.press(BENT, ids.CASE_REOPEN, number, view=opened(desk, number, ids.CASE_VIEW, by=BENT))
        assert f"Klagefristen nr. {number + 1} er taget tilbage." in text_of(desk.modal())

    def test_a_reopened_follow_up_names_the_next_one(self, desk: FrontDesk) -> None:
        number = registered(desk, FOLLOW_UP, days_ago=30)
        desk.submit(KARIM, opened(desk, number))
        desk.press(KARIM, ids.CASE_REOPEN, number)
        assert f"Fristen nr. {number + 1} løber stadig." in text_of(desk.modal())
