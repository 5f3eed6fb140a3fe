"""Many reminders and many calls while bots are killed, and tallies that can find fault."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chaos import Plan
from bot.chaos_command import IN_HOURS, remind
from bot.chaos_database import Lite, fresh
from bot.chaos_intakes import Intakes
from bot.chaos_office import RECEPTION, TEAM_LIST, office_of_chaos
from bot.chaos_reminders import Reminders
from bot.chaos_stage import Stage, stage
from bot.chaos_storm import AT_INTAKES, AT_MESSAGES
from bot.chaos_visitors import phone
from rules.callback import promise
from rules.phone import parse_phone
from storage import intake
from storage.database import connect
from storage.intake import Call
from storage.vault import Vault

# Whole processes are started many times over, on whatever machine this is.
pytestmark = pytest.mark.timeout(900)
REMINDERS, CALLS = 2_000, 60


@contextmanager
def staged(folder: Path) -> Iterator[Stage]:
    with (
        fresh(folder, "sqlite", "") as kept,
        stage(folder, kept, instances=1, seed=1, start=IN_HOURS) as made,
    ):
        yield made


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reminders]:
    """Reminders that were sent while the bot was killed twice at each point."""
    folder = tmp_path_factory.mktemp("reminders")
    with staged(folder) as made:
        sending = Reminders(made, folder, REMINDERS, 2 * len(AT_MESSAGES))
        for _ in sending.play():
            pass
        yield sending


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intakes]:
    """Calls that were logged while the bot was killed twice at each point."""
    with staged(tmp_path_factory.mktemp("calls")) as made:
        taking = Intakes(made, CALLS, 2 * len(AT_INTAKES))
        for _ in taking.play():
            pass
        yield taking


class TestReminders:
    def test_none_is_lost_or_doubled_however_often_the_bot_is_killed(self, sent: Reminders) -> None:
        tally = sent.tally()
        assert tally.wrong == {}
        assert (tally.reminders, tally.delivered) == (REMINDERS, REMINDERS)
        assert tally.killed_at == {kill.value: 2 for kill in AT_MESSAGES}

    def test_one_that_stands_nowhere_is_lost(self, sent: Reminders) -> None:
        gone = next(iter(sent.owed))
        less = Counter({one: times for one, times in sent.arrived.items() if one != gone})
        assert replace(sent, arrived=less).tally().wrong == {"lost": 1}

    def test_one_that_stands_twice_is_a_duplicate(self, sent: Reminders) -> None:
        more = sent.arrived + Counter([next(iter(sent.owed))])
        assert replace(sent, arrived=more).tally().wrong == {"duplicates": 1}

    def test_one_to_somebody_who_was_owed_none_is_a_stray(self, sent: Reminders) -> None:
        more = sent.arrived + Counter([("U8OTTO", 1)])
        assert replace(sent, arrived=more).tally().wrong == {"strays": 1}

    def test_a_message_that_came_twice_is_found_in_the_ledger(self, sent: Reminders) -> None:
        book = sent.stage.book
        first = next(one for one in book.told if one.text.startswith("Et opkald haster."))
        again = replace(sent, arrived=sent.arrived.copy())
        book.told.append(first)
        assert again.tally().duplicates == 1
        book.told.pop()

    def test_several_bots_are_started_again_without_a_moved_clock(
        self, tmp_path: Path, postgresql_url: str
    ) -> None:
        plan = Plan(1, 0, seed=1, instances=2)
        tally = remind(200, plan, tmp_path, "postgresql", postgresql_url, kills=len(AT_MESSAGES))
        assert tally.wrong == {}
        assert (tally.kills, tally.stopped) == (len(AT_MESSAGES), 0)


class TestCalls:
    def test_none_that_was_read_aloud_is_lost_or_doubled(self, logged: Intakes) -> None:
        tally = logged.tally()
        assert tally.wrong == {}
        assert (tally.calls, tally.saved) == (CALLS, CALLS)
        assert tally.killed_at == {kill.value: 2 for kill in AT_INTAKES}

    @pytest.mark.parametrize(
        ("change", "wrong"),
        [
            ("DELETE FROM event WHERE action = 'call_logged' AND deadline_id = 7", {"lost": 1}),
            ("UPDATE callback SET name_sealed = NULL WHERE deadline_id = 7", {"lost": 1}),
            ("UPDATE callback SET phone_sealed = NULL WHERE deadline_id = 7", {"lost": 1, "strays": 1}),
            ("DELETE FROM callback WHERE deadline_id = 7", {"lost": 1, "strays": 1}),
            ("UPDATE deadline SET state = 'closed', next_step_at = NULL WHERE id = 7", {"lost": 1}),
        ],
    )
    def test_one_that_is_not_whole_is_lost(
        self, logged: Intakes, tmp_path: Path, change: str, wrong: dict[str, int]
    ) -> None:
        with changed(logged, tmp_path, change) as again:
            assert again.tally().wrong == wrong

    def test_one_whose_row_is_gone_is_lost(self, logged: Intakes, tmp_path: Path) -> None:
        gone = ("DELETE FROM callback WHERE deadline_id = 7", "DELETE FROM deadline WHERE id = 7")
        with changed(logged, tmp_path, *gone) as again:
            assert again.tally().wrong == {"lost": 1}

    def test_a_second_one_from_the_same_citizen_is_a_duplicate(self, logged: Intakes, tmp_path: Path) -> None:
        with changed(logged, tmp_path) as again:
            log_once_more(again, tmp_path)
            assert again.tally().wrong == {"duplicates": 1}

    def test_a_form_whose_sender_never_got_a_number_is_told(self, logged: Intakes) -> None:
        less = dict(list(logged.saved.items())[1:])
        assert replace(logged, saved=less).tally().wrong == {"unanswered": 1}


@contextmanager
def changed(logged: Intakes, folder: Path, *changes: str) -> Iterator[Intakes]:
    """The same calls against a copy of the database in which something was changed."""
    copy = folder / "copy.db"
    original = logged.stage.database.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(original)) as live, closing(sqlite3.connect(copy)) as other:
        live.backup(other)
        other.execute("DROP TRIGGER event_kept")
        for change in changes:
            assert other.execute(change).rowcount == 1
        other.commit()
    yield replace(logged, stage=replace(logged.stage, database=Lite(copy)))


def log_once_more(logged: Intakes, folder: Path) -> None:
    """The first citizen's call again, as if one form had made two."""
    office, team, now = office_of_chaos(folder), TEAM_LIST[0], logged.stage.clock.now()
    vault = Vault.from_keys([logged.stage.instances[0].environment["FRISTVAGT_ENCRYPTION_KEYS"]])
    call = Call(team.key, team.members[0], parse_phone(phone(0)))
    kept = promise(office.team(team.key).calendar, office.callback, now)
    database = connect(logged.stage.database.url)
    with database.write() as session:
        intake.log(session, office, vault, call, kept, by=RECEPTION[0], now=now, key="once more")
    database.close()
