"""Payloads nobody should send: a short seeded run, every listener in it, and what was found before (R9).

The long run is `python -m tests.fuzz --payloads 100000 --json`.
"""

import random
from collections.abc import Iterator

import pytest
from slack_bolt import App, BoltRequest, BoltResponse

from bot.door import dispatch
from tests import payload_shapes as shapes
from tests.front_desk import KARIM, SOFIE, FrontDesk
from tests.fuzz import Outcome, Stage, corpus, play, stage
from tests.fuzz_mutations import Known, Mutator
from tests.fuzz_seeds import listened, unseeded
from tests.payload_shapes import Json
from views import ids

SEED, PAYLOADS = 20261126, 300
CORPUS = corpus()


@pytest.fixture(scope="module")
def on() -> Iterator[Stage]:
    with stage() as made:
        yield made


def test_every_listener_has_a_payload_to_be_fuzzed_with(on: Stage) -> None:
    assert unseeded(on.desk, on.seeds) == set(), (
        "Put the new form into a rights matrix (tests/rights_matrix.py)."
    )
    assert len(listened(on.desk)) > 60


def test_the_real_payloads_are_answered_without_a_word_in_the_log(on: Stage) -> None:
    for payload in on.seeds:
        assert on.send(payload) == [], payload


@pytest.mark.parametrize("name", CORPUS)
def test_what_did_harm_once_does_none_now(on: Stage, name: str) -> None:
    assert on.send(CORPUS[name]["payload"]) == [], CORPUS[name]["why"]
    assert on.judge.whole() == []


def test_mistaken_payloads_are_answered_and_touch_nobody_elses(on: Stage) -> None:
    outcome = Outcome(SEED)
    play(on, random.Random(SEED), PAYLOADS, outcome)
    assert outcome.payloads == PAYLOADS
    assert outcome.failures == []


def test_the_same_seed_makes_the_same_payloads(on: Stage) -> None:
    known = Known((KARIM,), ("whom",), 9)
    made = [[Mutator(random.Random(4), known).mutated(one) for one in on.seeds] for _ in range(2)]
    assert made[0] == made[1]


class TestTheJudge:
    """A judge that sees nothing would pass everything."""

    def test_sees_a_change_to_somebody_elses_call(self, on: Stage) -> None:
        payload = shapes.press(SOFIE, "ukendt", "1")
        on.desk.press(KARIM, ids.NO_ANSWER, 1)
        assert any("U0SOFIE changed deadline (1,)" in one for one in on.send(payload))

    def test_sees_a_citizen_shown_to_a_stranger(self, on: Stage) -> None:
        payload = shapes.press(SOFIE, "ukendt", "1")
        on.desk.press(KARIM, ids.VIEW, 1)
        answer = on.desk.send(payload)
        shown = on.judge.problems(payload, answer, on.desk.client.calls[-2:])
        assert any("U0SOFIE was shown the citizen of 1" in one for one in shown)


class TestTheDoor:
    """What Bolt reads before any middleware of ours is asked."""

    @pytest.mark.parametrize(
        "wrong",
        [
            {"enterprise": 7},
            {"channel": True},
            {"user": 1.5},
            {"actions": []},
            {"actions": {"0": {}}},
            {"view": "x", "type": "view_submission"},
            {"event": []},
            {"authorizations": [7]},
            {"response_urls": [{}, {}]},
            {"command": []},
            {"type": ["block_actions"]},
            {"type": "workflow_step_edit", "callback_id": "x"},
            {"type": "view_submission", "view": {"type": "workflow_step", "callback_id": "x"}},
        ],
        ids=str,
    )
    def test_acknowledges_what_nobody_can_read_and_changes_nothing(self, on: Stage, wrong: Json) -> None:
        assert on.send(shapes.press(KARIM, ids.SPOKE, "1") | wrong) == []

    @pytest.mark.parametrize("payload", [None, [], "x", 7])
    def test_acknowledges_what_is_no_payload_at_all(self, on: Stage, payload: object) -> None:
        assert dispatch(on.desk.app, payload).status == 200

    @pytest.mark.parametrize("kind", ["interactive_message", "dialog_submission", "ukendt"])
    def test_a_kind_nobody_listens_to_is_refused_and_noted(self, desk: FrontDesk, kind: str) -> None:
        payload = shapes.press(KARIM, ids.SPOKE, "1") | {"type": kind, "callback_id": "x"}
        assert desk.send(payload).status == 200
        assert desk.events()[-1].detail == {"why": "malformed"}

    def test_an_app_that_breaks_is_caught_without_a_word_of_what_was_typed(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        class Broken(App):
            def __init__(self) -> None:
                """Nothing of Bolt's is needed."""

            def dispatch(self, req: BoltRequest) -> BoltResponse:
                raise RuntimeError("Jens Hansen, klage")

        assert dispatch(Broken(), shapes.command(KARIM, "x")).status == 200
        assert caplog.messages == ["Bolt could not read a payload: RuntimeError"]


class TestAnId:
    def test_of_digits_alone_is_not_copied_into_the_log(self, desk: FrontDesk) -> None:
        desk.send(shapes.press("9" * 10, ids.VIEW, "1"))
        assert desk.events()[-1].actor == "nobody"


class TestAPersonSlackTellsOf:
    def test_without_a_profile_is_malformed(self, desk: FrontDesk) -> None:
        desk.send(shapes.user_change(KARIM, profile=["x"]))
        assert desk.events()[-1].detail == {"why": "malformed"}
