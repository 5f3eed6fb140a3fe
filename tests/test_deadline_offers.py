"""Calls that may start a legal clock: offered for the closed list of topics, started only when asked for."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from rules.topics import Topic
from tests import payload_shapes as shapes
from tests.deadlines import with_rules
from tests.front_desk import CALL, KARIM, MAJA, RIKKE, SOFIE, FrontDesk, front_desk
from tests.payload_shapes import Json
from tests.test_callback_command import said
from tests.test_deadline_command import filled, item
from tests.test_deadline_form import offered
from tests.world import COPENHAGEN
from views.lines import Reader, line
from views.replies import not_yours
from views.texts import Texts

STARTING = ("ansoegning", "klage", "aktindsigt")
OTHERS = tuple(topic.value for topic in Topic if topic not in STARTING)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FrontDesk]:
    with front_desk(tmp_path) as made:
        yield with_rules(made)


def buttons(shown: object) -> list[str]:
    """The action ids of every button in a view or in blocks."""
    if isinstance(shown, dict):
        own = [str(shown["action_id"])] if shown.get("type") == "button" else []
        return own + [one for part in shown.values() for one in buttons(part)]
    return [one for part in shown for one in buttons(part)] if isinstance(shown, list) else []


def receipt(desk: FrontDesk, topic: str) -> Json:
    return desk.submit(RIKKE, desk.form(), CALL | {"topic": topic}).view


def line_of(desk: FrontDesk, number: int) -> list[str]:
    reader = Reader(KARIM, desk.now, {"voksen-a": "Voksenteam A"})
    return buttons(line(Texts(desk.office.zone), desk.item(number), reader))


def started(desk: FrontDesk, call: int, user: str = KARIM, **fields: str) -> Json:
    """Start a clock from the call; the receipt."""
    desk.press(user, "callback_start_deadline", call)
    answer = desk.submit(user, shapes.opened(desk.modal()), {"rule": "kommune-85"} | fields)
    assert answer.errors == {}
    return answer.view


class TestTheOffer:
    @pytest.mark.parametrize("topic", STARTING)
    def test_stands_where_the_call_stands(self, desk: FrontDesk, topic: str) -> None:
        assert "receipt_start_deadline" in buttons(receipt(desk, topic))
        assert "callback_start_deadline" in line_of(desk, 1)
        desk.press(KARIM, "callback_view", 1)
        assert "callback_start_deadline" in buttons(desk.modal())

    @pytest.mark.parametrize("topic", OTHERS)
    def test_is_not_made_for_other_topics(self, desk: FrontDesk, topic: str) -> None:
        assert "receipt_start_deadline" not in buttons(receipt(desk, topic))
        assert "callback_start_deadline" not in line_of(desk, 1)

    def test_starts_nothing_by_itself(self, desk: FrontDesk) -> None:
        receipt(desk, "klage")
        desk.press(KARIM, "callback_start_deadline", 1)
        assert desk.newest() == 1

    def test_fits_what_a_line_may_hold(self, desk: FrontDesk) -> None:
        number = desk.log(topic="klage")
        desk.press(KARIM, "callback_spoke", number)
        assert "callback_start_deadline" in line_of(desk, number)


class TestTheForm:
    def test_opens_with_the_day_of_the_call_and_whom_it_was_for(self, desk: FrontDesk) -> None:
        number = desk.log(topic="ansoegning")
        desk.advance(days=1)
        desk.press(RIKKE, "receipt_start_deadline", number)
        assert filled(desk.modal()) == {
            "received_on": "2026-11-26",
            "received_at": "10:04",
            "case_whom": f"person:{KARIM}",
            "turn": "administrative",
        }
        assert said(desk.modal()) == "Opkald nr. 1, modtaget torsdag 26. november kl. 10:04."

    def test_counts_from_the_call_out_of_hours_too(self, desk: FrontDesk) -> None:
        desk.now = datetime(2026, 11, 28, 21, 30, tzinfo=COPENHAGEN)
        number = desk.log(topic="ansoegning")
        desk.now = datetime(2026, 11, 30, 9, tzinfo=COPENHAGEN)
        desk.press(KARIM, "callback_start_deadline", number)
        assert filled(desk.modal())["received_on"] == "2026-11-28"
        assert filled(desk.modal())["received_at"] == "21:30"

    @pytest.mark.parametrize(
        ("topic", "first"),
        [("ansoegning", "· 8 uger"), ("klage", "Genvurdering"), ("aktindsigt", "arbejdsdag")],
    )
    def test_offers_what_matches_first(self, desk: FrontDesk, topic: str, first: str) -> None:
        number = desk.log(topic=topic)
        desk.press(KARIM, "callback_start_deadline", number)
        assert any(first in one for one in offered(desk, "", form=shapes.opened(desk.modal()))[:3])

    def test_takes_no_case_number_where_there_is_no_case_yet(self, desk: FrontDesk) -> None:
        number = desk.log(topic="ansoegning")
        assert "Gemt som nr. 2: § 85" in said(started(desk, number))
        assert item(desk, 2).started_by == number

    def test_holds_nothing_of_the_citizen(self, desk: FrontDesk) -> None:
        number = desk.log(topic="ansoegning")
        desk.press(RIKKE, "receipt_start_deadline", number)
        assert desk.modal()["private_metadata"] == f"call:{number}"
        assert "Jens" not in str(desk.modal())
        assert desk.events("citizen_read") == []


class TestACallThatHasStartedOne:
    def test_offers_it_no_longer_and_says_which(self, desk: FrontDesk) -> None:
        number = desk.log(topic="ansoegning")
        started(desk, number)
        assert "callback_start_deadline" not in line_of(desk, number)
        desk.press(KARIM, "callback_view", number)
        assert "Opkaldet har startet frist nr. 2." in said(desk.modal())

    def test_says_so_when_an_old_button_is_pressed(self, desk: FrontDesk) -> None:
        number = desk.log(topic="ansoegning")
        started(desk, number)
        desk.press(KARIM, "callback_start_deadline", number)
        assert "har allerede startet nr. 2: § 85 Socialpædagogisk bistand." in said(desk.modal())

    def test_offers_it_again_when_that_was_undone(self, desk: FrontDesk) -> None:
        number = desk.log(topic="ansoegning")
        started(desk, number)
        desk.press(KARIM, "deadline_undo", 2)
        assert "callback_start_deadline" in line_of(desk, number)

    def test_keeps_its_origin_when_it_is_corrected(self, desk: FrontDesk) -> None:
        number = desk.log(topic="ansoegning")
        started(desk, number)
        desk.press(KARIM, "deadline_correct", 2)
        desk.submit(KARIM, shapes.opened(desk.modal()), {"rule": "kommune-100-ny"})
        assert item(desk, 3).started_by == number


class TestWhoMayStartOne:
    def test_whoever_logged_the_call_or_sees_to_it(self, desk: FrontDesk) -> None:
        number = desk.log(topic="ansoegning")
        for user, action in (
            (MAJA, "receipt_start_deadline"),
            (SOFIE, "callback_start_deadline"),
            (RIKKE, "callback_start_deadline"),
        ):
            desk.press(user, action, number)
            assert not_yours(Texts(desk.office.zone)) in said(desk.modal()), user

    @pytest.mark.parametrize("forged", ["call:1", "call:999", "call:x", "call:", "call:" + "9" * 40])
    def test_a_forged_call_starts_nothing(self, desk: FrontDesk, forged: str) -> None:
        desk.log(topic="ansoegning")
        desk.command(SOFIE, "", "/deadline")
        view = shapes.opened(desk.modal()) | {"private_metadata": forged}
        answer = desk.submit(SOFIE, view, {"rule": "kommune-85", "case_ref": "23-1"})
        assert answer.errors
        assert desk.newest() == 1
        assert desk.send(shapes.suggestion(SOFIE, "rule", "", view)).status == 200
