"""A backup put back while Slack has gone on: nothing is told twice, and no promise is forgotten."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo.clock import MovableClock
from bot.demo.faults import Fault
from bot.demo.server import LocalSlack
from bot.demo.state import Settings as Workspace
from bot.manifest import SCOPES
from bot.service import prepare
from bot.slack_app import web_client
from jobs.courier import Courier
from jobs.recall import Recall
from rules.absence import Away
from storage import absences, backup, notices, outbox, recall
from storage.database import Database, connect
from storage.models import Sending
from storage.vault import Vault, generate_key
from tests.calls import at, call, kinds, posted, rang_again, rows, snooze, spoke
from tests.processes import OWNERS, Bot, large_workspace, log_call, running
from tests.world import THURSDAY, World, quiet_office, settings_for, text_of


@dataclass
class Machine:
    """One bot's database beside a workspace that does not go back in time with it."""

    slack: LocalSlack
    url: str
    folder: Path
    key: str = field(default_factory=generate_key)

    @property
    def copy(self) -> Path:
        return self.folder / "kopi.fristvagt"

    @contextmanager
    def running(self) -> Iterator[World]:
        settings = settings_for(self.slack, self.url, self.key)
        parts = prepare(quiet_office(), settings, self.slack.clock.now)
        try:
            world = World(self.slack, parts)
            courier = Courier(web_client(parts.settings))
            world.engine = replace(world.engine, ready=Recall(parts.office, parts.database, courier))
            yield world
        finally:
            parts.database.close()
            if parts.lock is not None:
                parts.lock.close()

    def back_up(self) -> None:
        backup.take(self.url, self.vault, self.copy, self.slack.clock.now())

    def restore(self) -> None:
        backup.put_back(self.url, self.vault, self.copy, self._mark)

    def mark_again(self) -> None:
        """As `restore --guard-only` does, on whichever database."""
        database = connect(self.url)
        self._mark(database)
        database.close()

    def _mark(self, database: Database) -> None:
        with database.write() as session:
            recall.restored(session, self.slack.clock.now())

    @property
    def vault(self) -> Vault:
        return Vault.from_keys([self.key])


@pytest.fixture
def machine(tmp_path: Path, sqlite_url: str) -> Iterator[Machine]:
    with LocalSlack(Workspace(scopes=SCOPES), clock=MovableClock(THURSDAY, frozen=True)) as slack:
        yield Machine(slack, sqlite_url, tmp_path)


def keys(world: World) -> Counter[str]:
    return Counter(str((one.metadata or {})["event_payload"]["key"]) for one in posted(world))


def spoken_of(world: World) -> list[str]:
    """Which items each of Karim's messages carries."""
    return [str((one.metadata or {})["event_payload"]["items"]) for one in posted(world, "KARIM")]


def test_a_list_sent_after_the_backup_is_not_sent_again(machine: Machine) -> None:
    with machine.running() as world:
        call(world)
        machine.back_up()
        world.move_to(at(27, 8, 15))
        assert kinds(world, "KARIM") == [notices.LIST]
    machine.restore()
    machine.slack.clock.advance(timedelta(minutes=5))
    with machine.running() as world:
        world.tick()
        world.tick()
        assert set(keys(world).values()) == {1}
        world.move_to(at(30, 8, 15))
        assert len([one for one in keys(world) if one.startswith("list:U0KARIM")]) == 2


def test_the_message_it_finds_again_is_drawn_as_the_backup_knows_it(machine: Machine) -> None:
    with machine.running() as world:
        number = call(world)
        machine.back_up()
        world.move_to(at(27, 8, 15))
        spoke(world, number)
        world.tick()
        assert "talt med" in text_of(world.dms("KARIM")[0])
    machine.restore()
    with machine.running() as world:
        world.tick()
        (message,) = world.dms("KARIM")
        assert "talt med" not in text_of(message)
        spoke(world, number)
        world.tick()
        assert "talt med" in text_of(world.dms("KARIM")[0])


def test_a_warning_and_an_urgent_call_sent_after_the_backup_are_not_sent_again(machine: Machine) -> None:
    with machine.running() as world:
        call(world)
        call(world, "MAJA", urgent=True)
        machine.back_up()
        world.tick()
        for day in (27, 30):
            for hour in range(8, 17):
                world.move_to(at(day, hour, 15))
        before = keys(world)
        assert {notices.WARN, notices.URGENT} <= set(kinds(world))
    machine.restore()
    with machine.running() as world:
        world.tick()
        world.tick()
        assert keys(world) == before


def test_what_several_items_were_told_together_none_is_told_again(machine: Machine) -> None:
    with machine.running() as world:
        first, second = call(world), call(world)
        world.tick()
        for number in (first, second):
            snooze(world, number, at(26, 11, 30))
        machine.back_up()
        world.move_to(at(26, 11, 30))
        assert kinds(world, "KARIM") == [notices.LIST, notices.WAKE]
    machine.restore()
    with machine.running() as world:
        world.advance(timedelta(minutes=1))
        world.tick()
        assert kinds(world, "KARIM") == [notices.LIST, notices.WAKE]
        assert world.item(second).snoozed_until is None


def test_a_wake_up_that_came_due_while_nobody_ran_is_told_though_another_was_told_before(
    machine: Machine,
) -> None:
    with machine.running() as world:
        first, second = call(world), call(world)
        world.tick()
        snooze(world, first, at(26, 11, 30))
        snooze(world, second, at(26, 11, 50))
        machine.back_up()
        world.move_to(at(26, 11, 30))
    machine.slack.clock.move_to(at(26, 12))
    machine.restore()
    with machine.running() as world:
        world.tick()
        assert spoken_of(world)[1:] == [str(first), str(second)]


def test_a_message_passed_on_to_a_stand_in_is_not_passed_on_again(machine: Machine) -> None:
    with machine.running() as world:
        number = call(world)
        world.tick()
        snooze(world, number, at(26, 11, 30))
        with world.parts.database.write() as session:
            away = Away("U0KARIM", at(26, 10, 5), at(30, 8), "U0MAJA")
            absences.add(session, world.office, away, by="U0KARIM", now=world.now)
        # The absence begins, and is seen to, before the postponement ends.
        world.move_to(at(26, 10, 10))
        machine.back_up()
        world.move_to(at(26, 11, 30))
        before = keys(world)
        assert kinds(world, "MAJA").count(notices.WAKE) == 1
    machine.restore()
    with machine.running() as world:
        world.advance(timedelta(minutes=1))
        assert keys(world) == before


def test_a_citizen_who_rang_again_on_the_day_is_told_of_once(machine: Machine) -> None:
    with machine.running() as world:
        number = call(world)
        world.tick()
        machine.back_up()
        world.advance(timedelta(minutes=1))
        rang_again(world, number)
        world.tick()
    machine.restore()
    with machine.running() as world:
        rang_again(world, number)
        world.tick()
        assert kinds(world, "KARIM").count(notices.AGAIN) == 1


def test_what_waited_at_the_backup_and_never_left_is_sent(machine: Machine) -> None:
    with machine.running() as world:
        call(world, urgent=True)
        machine.back_up()
    machine.restore()
    with machine.running() as world:
        world.tick()
        assert notices.URGENT in kinds(world, "KARIM")


def test_what_was_being_sent_at_the_backup_is_looked_for(machine: Machine) -> None:
    with machine.running() as world:
        call(world, urgent=True)
        machine.slack.faults.add(Fault("accept_then_drop", "chat.postMessage"))
        world.tick()
        machine.back_up()
    machine.restore()
    machine.slack.clock.advance(timedelta(minutes=5))
    with machine.running() as world:
        world.tick()
        world.advance(timedelta(minutes=2))
        assert set(keys(world).values()) == {1}


def test_a_number_given_out_after_the_backup_is_never_given_out_again(machine: Machine) -> None:
    with machine.running() as world:
        kept = call(world)
        machine.back_up()
        lost = [call(world, urgent=True) for _ in range(3)]
        world.tick()
    machine.restore()
    with machine.running() as world:
        world.tick()
        anew = call(world, urgent=True)
        world.tick()
        assert anew > max(lost) > kept
        assert str(anew) in spoken_of(world)


def test_a_number_is_not_given_out_again_though_the_backup_knew_of_none(machine: Machine) -> None:
    with machine.running() as world:
        world.tick()
        machine.back_up()
        lost = call(world, urgent=True)
        world.tick()
    machine.restore()
    with machine.running() as world:
        world.tick()
        assert call(world) > lost


def test_a_mark_set_twice_before_the_start_forgets_nothing_of_the_first(machine: Machine) -> None:
    with machine.running() as world:
        call(world)
        machine.back_up()
        world.tick()
        for day in (27, 30):
            world.move_to(at(day, 8, 15))
            world.move_to(at(day, 11))
        before = keys(world)
        assert kinds(world, "KARIM").count(notices.LIST) == 3
    machine.slack.clock.move_to(at(4, 7, month=12))
    machine.restore()
    machine.slack.clock.advance(timedelta(minutes=1))
    machine.mark_again()
    with machine.running() as world:
        world.tick()
        assert set(keys(world)) >= set(before)
        with world.parts.database.read() as session:
            known = {outbox.by_key(session, key) is not None for key in before}
            assert (known, recall.pending(session)) == ({True}, None)


def test_calls_logged_after_the_backup_are_named_in_the_log(
    machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    with machine.running() as world:
        call(world)
        machine.back_up()
        lost = call(world, urgent=True)
        world.tick()
    machine.restore()
    with machine.running() as world:
        world.tick()
    assert f"no longer known: {lost}" in caplog.text


def test_nothing_leaves_until_slack_can_be_asked(machine: Machine) -> None:
    with machine.running() as world:
        call(world, urgent=True)
        machine.back_up()
        world.tick()
        before = keys(world)
    machine.restore()
    machine.slack.faults.add(Fault("error", "conversations.history", error="service_unavailable", times=3))
    with machine.running() as world:
        world.tick()
        assert all(one.state is Sending.WAITING for one in rows(world) if one.kind == notices.URGENT)
        for _ in range(6):
            world.advance(timedelta(minutes=1))
        assert keys(world) == before
        assert not any(one.state is Sending.WAITING for one in rows(world) if one.kind == notices.URGENT)


def test_without_the_right_to_read_its_messages_it_sends_rather_than_forgets(machine: Machine) -> None:
    with machine.running() as world:
        call(world, urgent=True)
        machine.back_up()
        world.tick()
        before = len(posted(world, "KARIM"))
    machine.restore()
    machine.slack.faults.add(Fault("error", "conversations.history", error="missing_scope", times=None))
    with machine.running() as world:
        world.tick()
        assert len(posted(world, "KARIM")) == 2 * before


def test_several_restores_one_after_the_other_are_each_settled(machine: Machine) -> None:
    with machine.running() as world:
        call(world, urgent=True)
        machine.back_up()
        world.tick()
        before = keys(world)
    for _ in range(3):
        machine.slack.clock.advance(timedelta(minutes=1))
        machine.restore()
        with machine.running() as world:
            world.tick()
            assert keys(world) == before
            with world.parts.database.read() as session:
                assert recall.pending(session) is None


def test_an_ordinary_start_asks_slack_for_nothing(machine: Machine) -> None:
    with machine.running() as world:
        call(world)
        world.tick()
    with machine.running() as world:
        world.tick()
        assert "conversations.history" not in [one.name for one in world.slack.ledger.entries("call")]


def command(bot: Bot, *words: str) -> str:
    """A command in a process of its own, with the bot's settings; returns what it said."""
    program = [sys.executable, "-m", "bot", *words]
    done = subprocess.run(
        program, cwd=bot.folder, env=bot.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.timeout(240)
def test_the_whole_way_with_real_processes(tmp_path: Path, sqlite_url: str) -> None:
    with large_workspace(at(26, 17, 5)) as slack, running(slack, tmp_path, sqlite_url) as bot:
        for owner in OWNERS[:6]:
            log_call(slack.visitor("U0RIKKE"), owner)
        command(bot, "backup", "--out", "kopi.fristvagt")
        log_call(slack.visitor("U0RIKKE"), OWNERS[6])
        slack.clock.move_to(at(27, 8, 15))
        bot.kill()
        bot.start()
        bot.wait_for(lambda: len(sent_to(slack)) >= 7)
        assert bot.terminate() == 0
        said = command(bot, "restore", "kopi.fristvagt")
        assert "Nr. 7 er logget efter kopien" in said
        before = Counter(sent_to(slack))
        bot.start()
        log_call(slack.visitor("U0RIKKE"), OWNERS[7])
        bot.wait_for(lambda: OWNERS[7].id in sent_to(slack))
        assert bot.terminate() == 0
        assert Counter(sent_to(slack)) == before + Counter([OWNERS[7].id])


def sent_to(slack: LocalSlack) -> list[str]:
    """Whom a message went to; what is posted in a channel, whose history is closed to us, left out."""
    posts = slack.ledger.delivered("message", event_type="fristvagt_notice")
    return [str(one.user) for one in posts if one.user is not None]
