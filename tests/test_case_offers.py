"""What an ended deadline leads to: offered, and started only when somebody asks for it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rules.statute import Kind, Rule
from storage.models import Result, State, Turn
from tests import payload_shapes as shapes
from tests.case_desk import CASE_REF, FOLLOW_UP, decide, item, opened, registered
from tests.cases import COMPLAINT_WINDOW, SUPPORT
from tests.front_desk import KARIM, LONE, MAJA, OTTO, FrontDesk, front_desk
from tests.payload_shapes import Json
from tests.world import text_of
from views import ids


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FrontDesk]:
    with front_desk(tmp_path) as made:
        yield made


def offer(desk: FrontDesk, number: int, outcome: str = Result.REFUSED, **fields: str) -> Json:
    """What stands in the form's place after the decision."""
    return shapes.opened(decide(desk, number, outcome, **fields).view)


def complained(desk: FrontDesk, number: int) -> Json:
    return shapes.opened(desk.submit(KARIM, opened(desk, number)).view)


class TestAfterADecision:
    @pytest.mark.parametrize("outcome", [Result.REFUSED, Result.PARTIAL])
    def test_the_citizens_time_to_complain_is_offered_and_not_started(
        self, desk: FrontDesk, outcome: Result
    ) -> None:
        number = registered(desk)
        view = offer(desk, number, outcome, sent_on="2026-11-26")
        assert "Borgeren kan klage til og med torsdag 24. december." in text_of(view)
        assert text_of(view["submit"]) == "Følg klagefristen"
        assert desk.newest() == number

    def test_taken_it_starts_the_citizens_clock_from_the_letter(self, desk: FrontDesk) -> None:
        number = registered(desk, days_ago=10)
        view = offer(desk, number, decided_on="2026-11-24", sent_on="2026-11-26")
        answer = desk.submit(KARIM, view)
        window = item(desk, desk.newest())
        assert "følges som nr. 2 til og med torsdag 24. december" in text_of(answer.view)
        assert (window.statute.kind, window.started_by) == (Kind.COMPLAINT_WINDOW, number)
        assert (window.received_on, window.owner_id) == (date(2026, 11, 26), KARIM)

    def test_what_is_not_sent_yet_is_said_to_count_from_the_decision(self, desk: FrontDesk) -> None:
        unsent = "regnet fra afgørelsen; er den ikke sendt endnu, så ret, når den er"
        assert unsent in text_of(offer(desk, registered(desk)))
        sent = offer(desk, registered(desk, case_ref="23-2"), sent_on="2026-11-26")
        assert unsent not in text_of(sent)

    def test_it_is_the_same_case(self, desk: FrontDesk) -> None:
        desk.submit(KARIM, offer(desk, registered(desk)))
        assert f"Sag {CASE_REF}" in text_of(opened(desk, desk.newest(), ids.CASE_VIEW))

    def test_that_the_office_closes_gives_the_citizen_no_more_time(self, desk: FrontDesk) -> None:
        # Four weeks on is Christmas Eve; a date told too late would cost the citizen the complaint.
        desk.submit(KARIM, offer(desk, registered(desk)))
        assert item(desk, desk.newest()).legal_on == date(2026, 12, 24)

    def test_what_was_granted_offers_nothing(self, desk: FrontDesk) -> None:
        assert decide(desk, registered(desk), Result.GRANTED).body == {}

    @pytest.mark.parametrize("paragraph", ["82 a", "82 b"])
    def test_what_cannot_be_appealed_offers_nothing(self, desk: FrontDesk, paragraph: str) -> None:
        number = registered(desk, replace(SUPPORT, paragraph=paragraph))
        assert decide(desk, number, Result.REFUSED).body == {}

    def test_a_second_delivery_starts_no_second_clock(self, desk: FrontDesk) -> None:
        payload = shapes.submission(KARIM, offer(desk, registered(desk)))
        assert desk.send(payload) == desk.send(payload)
        assert desk.newest() == 2

    def test_a_colleague_who_is_second_is_told_the_number(self, desk: FrontDesk) -> None:
        view = offer(desk, registered(desk))
        desk.submit(KARIM, view)
        assert "Fristen findes allerede som nr. 2." in text_of(desk.submit(LONE, view).view)
        assert desk.newest() == 2

    def test_it_is_refused_when_the_decision_was_taken_up_again(self, desk: FrontDesk) -> None:
        number = registered(desk)
        view = offer(desk, number)
        desk.press(KARIM, ids.CASE_REOPEN, number)
        assert "har ikke længere en frist at følge op på" in text_of(desk.submit(KARIM, view).view)
        assert desk.newest() == number

    def test_it_is_for_the_team(self, desk: FrontDesk) -> None:
        number = registered(desk)
        view = offer(desk, number)
        desk.submit(OTTO, view)
        assert desk.newest() == number
        desk.submit(MAJA, view)
        assert item(desk, desk.newest()).logged_by == MAJA


class TestTheComplaintWindow:
    def test_a_complaint_offers_the_reassessment(self, desk: FrontDesk) -> None:
        number = registered(desk, COMPLAINT_WINDOW)
        view = complained(desk, number)
        assert "Den skal genvurderes senest torsdag 24. december." in text_of(view)
        assert (item(desk, number).result, desk.newest()) == (Result.COMPLAINED, number)
        desk.submit(KARIM, view)
        started = item(desk, desk.newest())
        assert (started.statute.kind, started.legal_on) == (Kind.REASSESSMENT, date(2026, 12, 24))

    def test_in_a_case_of_notice_it_has_two_weeks(self, desk: FrontDesk) -> None:
        view = complained(desk, registered(desk, COMPLAINT_WINDOW))
        desk.submit(KARIM, view, {ids.NOTIFIED: [ids.NOTIFIED]})
        assert item(desk, desk.newest()).legal_on == date(2026, 12, 10)

    def test_ends_unused_when_it_is_over_and_not_before(self, desk: FrontDesk) -> None:
        running, over = (registered(desk, COMPLAINT_WINDOW, days_ago=days) for days in (0, 40))
        desk.press(KARIM, ids.CASE_LAPSED, running)
        assert "Borgerens frist løber til og med 24.12.2026." in text_of(desk.modal())
        desk.press(KARIM, ids.CASE_LAPSED, over)
        assert (item(desk, running).state, item(desk, over).result) == (State.OPEN, Result.LAPSED)


class TestARecurringFollowUp:
    def done(self, desk: FrontDesk, rule: Rule = FOLLOW_UP) -> tuple[int, str]:
        number = registered(desk, rule, days_ago=100, turn=Turn.ADMINISTRATIVE)
        answer = desk.submit(KARIM, opened(desk, number))
        return number, text_of(answer.body.get("view", {}))

    def test_goes_on_by_itself_in_the_other_turn_and_says_so(self, desk: FrontDesk) -> None:
        number, said = self.done(desk)
        following = item(desk, desk.newest())
        assert "Den næste er startet som nr. 2, sammen med borgeren denne gang" in said
        assert (following.turn, following.started_by) == (Turn.WITH_CITIZEN, number)
        assert following.legal_on == date(2027, 5, 26)

    def test_turns_back_to_the_first_way(self, desk: FrontDesk) -> None:
        self.done(desk)
        desk.advance(days=30)
        desk.submit(KARIM, opened(desk, desk.newest()))
        assert item(desk, desk.newest()).turn is Turn.ADMINISTRATIVE

    def test_without_a_rhythm_it_ends(self, desk: FrontDesk) -> None:
        number, said = self.done(desk, replace(FOLLOW_UP, repeat=None))
        assert (said, desk.newest()) == ("", number)

    def test_a_second_delivery_starts_no_second_one(self, desk: FrontDesk) -> None:
        number = registered(desk, FOLLOW_UP, days_ago=100)
        payload = shapes.submission(KARIM, opened(desk, number))
        assert desk.send(payload) == desk.send(payload)
        assert desk.newest() == number + 1
