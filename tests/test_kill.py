"""Killed with SIGKILL in the middle of sending: each reminder once, none lost, and nothing saved is gone."""

import re
import signal
import sqlite3
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.demo.faults import Fault
from bot.demo.ledger import Entry
from bot.demo.server import LocalSlack
from storage.outbox import LEASE
from tests.calls import at
from tests.processes import OWNERS, Bot, large_workspace, log_call, receipts, running
from tests.world import THURSDAY

# Whole processes are started many times over, on whatever machine this is.
pytestmark = pytest.mark.timeout(300)
EVENING, MORNING = at(26, 17, 5), at(27, 8, 15)
HELD = 30.0  # seconds Slack sits on an answer: longer than the test lets the process live


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with large_workspace(EVENING) as made:
        yield made


@pytest.fixture
def bot(slack: LocalSlack, tmp_path: Path, database_url: str) -> Iterator[Bot]:
    """One bot, once on each kind of database."""
    with running(slack, tmp_path, database_url) as made:
        yield made


@pytest.fixture
def lite_bot(slack: LocalSlack, tmp_path: Path, sqlite_url: str) -> Iterator[Bot]:
    with running(slack, tmp_path, sqlite_url) as made:
        yield made


def sent(slack: LocalSlack) -> int:
    return len(slack.ledger.delivered("message", event_type="fristvagt_notice"))


def log_one_for_each(slack: LocalSlack) -> None:
    """A call for each of the hundred, through the command, some at a time."""
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda owner: log_call(slack.visitor("U0RIKKE"), owner), OWNERS))


def kill_when_sent(bot: Bot, messages: int) -> None:
    bot.wait_for(lambda: sent(bot.slack) >= messages)
    bot.kill()


def restart(bot: Bot) -> None:
    """After the leases of the dead process have run out: several processes cannot know that it is gone."""
    if not bot.database_url.startswith("sqlite"):
        bot.slack.clock.advance(LEASE + timedelta(seconds=1))
    bot.start()


def numbers_saved(bot: Bot) -> set[int]:
    engine = create_engine(bot.database_url)
    with engine.connect() as connection:
        found = {int(number) for number in connection.scalars(text("SELECT id FROM deadline"))}
    engine.dispose()
    return found


def numbers_read_aloud(slack: LocalSlack) -> set[int]:
    said = receipts(slack.visitor("U0RIKKE"))
    return {int(found.group(1)) for one in said if (found := re.match(r"Gemt som nr. (\d+)", one))}


def test_killed_again_and_again_while_sending_each_reminder_arrives_once(bot: Bot) -> None:
    slack = bot.slack
    log_one_for_each(slack)
    assert numbers_read_aloud(slack) == numbers_saved(bot) == set(range(1, 101))
    bot.kill()
    assert sent(slack) == 0
    slack.clock.move_to(MORNING)
    for before_the_kill in (3, 37, 71):
        restart(bot)
        kill_when_sent(bot, before_the_kill)
    # Slack has this one, and the process dies before it hears so.
    slack.faults.add(Fault("slow", "chat.postMessage", seconds=HELD, delivered=True))
    already = sent(slack)
    restart(bot)
    kill_when_sent(bot, already + 1)
    restart(bot)
    bot.wait_for(lambda: sent(slack) >= len(OWNERS))
    assert bot.terminate() == 0
    messages = slack.ledger.delivered("message", event_type="fristvagt_notice")
    assert Counter(one.user for one in messages) == {owner.id: 1 for owner in OWNERS}
    told = "".join(str(one.blocks) for one in messages)
    assert Counter(re.findall(r"Nr\. (\d+) ", told)) == {str(number): 1 for number in range(1, 101)}


def test_killed_while_calls_are_logged_nothing_that_was_read_aloud_is_gone(bot: Bot) -> None:
    slack = bot.slack
    with ThreadPoolExecutor(8) as pool:
        logged = [pool.submit(log_call, slack.visitor("U0RIKKE"), owner) for owner in OWNERS[:60]]
        bot.wait_for(lambda: len(numbers_read_aloud(slack)) >= 15)
        bot.kill()
        assert all(one.exception() is None for one in logged)
    read_aloud, saved = numbers_read_aloud(slack), numbers_saved(bot)
    assert 15 <= len(read_aloud) < 60
    assert read_aloud <= saved


def test_a_polite_end_loses_no_answer(lite_bot: Bot) -> None:
    slack, bot = lite_bot.slack, lite_bot
    file = sqlite3.connect(bot.database_url.removeprefix("sqlite:///"), isolation_level=None)
    # While the database is held, all twenty stand between their command and its answer.
    file.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(20) as pool:
        logged = [pool.submit(log_call, slack.visitor("U0RIKKE"), owner) for owner in OWNERS[:20]]
        bot.wait_for(lambda: len(commands(slack)) == 20)
        assert bot.process is not None
        bot.process.send_signal(signal.SIGTERM)
        bot.wait_for(lambda: "stopping" in bot.log.read_text(encoding="utf-8"))
        file.rollback()
        assert bot.process.wait(60) == 0
        assert all(one.exception() is None for one in logged)
    file.close()
    acks = {one.name: str(one.arguments.get("payload")) for one in slack.ledger.entries("ack")}
    assert acks.keys() >= {one.arguments["envelope_id"] for one in commands(slack)}
    told = {int(number) for said in acks.values() for number in re.findall(r"Gemt som nr\. (\d+)", said)}
    assert told == numbers_saved(bot)


def commands(slack: LocalSlack) -> list[Entry]:
    return list(slack.ledger.entries("envelope", "slash_commands"))


def test_a_second_process_on_the_same_file_is_refused_with_a_sentence(lite_bot: Bot) -> None:
    second = Bot(lite_bot.slack, lite_bot.folder, lite_bot.database_url, lite_bot.key)
    assert second.start(wait=False).wait(60) == 2
    said = lite_bot.log.read_text(encoding="utf-8")
    assert "En anden Fristvagt bruger allerede" in said
    assert "Traceback" not in said
    log_call(lite_bot.slack.visitor("U0RIKKE"), OWNERS[0])
    assert numbers_read_aloud(lite_bot.slack) == {1}


def test_a_file_whose_owner_was_killed_is_free_at_once(lite_bot: Bot) -> None:
    lite_bot.kill()
    lite_bot.start()
    assert lite_bot.terminate() == 0


def test_a_token_that_is_revoked_while_running_ends_the_process_with_exit_code_three(
    tmp_path: Path, sqlite_url: str
) -> None:
    with large_workspace(THURSDAY) as slack, running(slack, tmp_path, sqlite_url) as bot:
        assert bot.process is not None
        slack.faults.add(Fault("error", "chat.postMessage", error="token_revoked", times=None))
        slack.visitor("U0RIKKE").command(f"/callback @{OWNERS[0].handle} 22 33 44 55 haster")
        assert bot.process.wait(60) == 3
        said = bot.log.read_text(encoding="utf-8")
    assert "Slack afviser appen (token_revoked)" in said
    assert "python -m bot check" in said
