"""The watchdog: a process that stands still is ended, and nothing else is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo.faults import Fault
from bot.demo.server import LocalSlack
from bot.failing import STUCK
from bot.watchdog import LOOK_EVERY, Watchdog, Watched
from tests.processes import OWNERS, Bot, large_office, large_workspace, log_call
from tests.world import THURSDAY

STEP = LOOK_EVERY.total_seconds()


@dataclass
class Stage:
    """A watchdog whose clock and signs the test moves."""

    now: float = 1_000.0
    rounds: int = 0
    pongs: int = 0
    slack_answers: bool = True
    ended: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dog = Watchdog(
            Watched("round", lambda: self.rounds, timedelta(seconds=60)),
            Watched("answer", lambda: self.pongs, timedelta(seconds=30)),
            lambda: self.slack_answers,
            self.ended.append,
            lambda: self.now,
        )
        self.dog.look()

    def go_on(self, seconds: float, *, ticking: bool = True, connected: bool = True) -> None:
        """Let time go by, with a look every few seconds."""
        for _ in range(round(seconds / STEP)):
            self.now += STEP
            self.rounds += ticking
            self.pongs += connected
            self.dog.look()


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_a_process_that_works_is_left_alone(stage: Stage) -> None:
    stage.go_on(3600)
    assert stage.ended == []


def test_an_engine_that_stands_still_is_ended_when_its_time_is_up(stage: Stage) -> None:
    stage.go_on(60, ticking=False)
    assert stage.ended == []
    stage.go_on(STEP, ticking=False)
    assert stage.ended == ["no round for 0:01:00"]


def test_an_engine_that_goes_on_in_time_is_left_alone(stage: Stage) -> None:
    for _ in range(5):
        stage.go_on(55, ticking=False)
        stage.go_on(STEP)
    assert stage.ended == []


def test_a_socket_that_is_silent_while_slack_answers_is_our_own_illness(stage: Stage) -> None:
    stage.go_on(30 + STEP, connected=False)
    assert stage.ended == ["no answer for 0:00:30"]


def test_slack_that_is_away_for_a_day_ends_nothing(stage: Stage) -> None:
    stage.slack_answers = False
    stage.go_on(86_400, connected=False)
    assert stage.ended == []


def test_a_socket_gets_its_whole_time_when_slack_comes_back(stage: Stage) -> None:
    stage.slack_answers = False
    stage.go_on(300, connected=False)
    stage.slack_answers = True
    stage.go_on(30, connected=False)
    stage.go_on(60)
    assert stage.ended == []


def test_a_machine_that_was_suspended_gets_its_whole_time_again(stage: Stage) -> None:
    stage.now += 8 * 3600
    stage.dog.look()
    stage.go_on(55, ticking=False)
    assert stage.ended == []
    stage.go_on(10, ticking=False)
    assert len(stage.ended) >= 1


def test_it_is_no_illness_to_stop() -> None:
    stage = Stage()
    stage.dog.stop()
    stage.go_on(30 + STEP, connected=False)
    assert stage.ended == []


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with large_workspace(THURSDAY) as made:
        yield made


@pytest.mark.timeout(120)
def test_a_real_process_that_hangs_ends_with_its_own_code_and_loses_nothing(
    slack: LocalSlack, tmp_path: Path, sqlite_url: str
) -> None:
    large_office(tmp_path)
    bot = Bot(slack, tmp_path, sqlite_url, extra={"FRISTVAGT_WATCHDOG_TICK_SECONDS": "5"})
    bot.start()
    try:
        assert bot.process is not None
        # Slack takes the message, and keeps us waiting longer than the watchdog does.
        slack.faults.add(Fault("slow", "chat.postMessage", seconds=60, delivered=True))
        log_call(slack.visitor("U0RIKKE"), OWNERS[0])
        bot.wait_for(lambda: slack.ledger.delivered("message", event_type="fristvagt_notice"))
        assert bot.process.wait(60) == STUCK
        said = bot.log.read_text(encoding="utf-8")
        assert "no round of the engine for 0:00:05: the process ends with exit code 4" in said
        bot.start()
        slack.clock.advance(timedelta(minutes=2))
        bot.wait_for(lambda: list(slack.ledger.entries("call", "conversations.history")))
        assert bot.terminate() == 0
    finally:
        bot.end()
    assert len(slack.ledger.delivered("message", event_type="fristvagt_notice")) == 1
