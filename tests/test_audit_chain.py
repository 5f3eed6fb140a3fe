"""The event log's chain: whatever is done to a row behind the bot's back, the first broken link is named."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from jobs.seal import Seal
from storage import chain, events
from storage.audit_check import Break, Damage, check
from storage.audit_models import EventChain, EventSeal
from storage.database import Database, connect
from storage.migrate import upgrade
from storage.models import Event
from storage.vault import Vault, generate_key
from tests.world import THURSDAY

OPEN_EVENTS = {
    "sqlite": ("DROP TRIGGER event_unchanged", "DROP TRIGGER event_kept"),
    "postgresql": ("DROP TRIGGER event_kept ON event",),
}
EVENTS = 12


def moving(seq: int, to: int) -> str:
    """The statement that gives a link another place."""
    return f"UPDATE event_seal SET seq = {to} WHERE seq = {seq}"  # noqa: S608 - numbers of ours


class Log:
    """A database with twelve sealed events, and hands that write in it without the bot."""

    def __init__(self, database: Database) -> None:
        self.database, self.vault = database, Vault.from_keys([generate_key()])
        self.seal_step = Seal(database, self.vault)

    def write(self, many: int, minutes: int = 0) -> None:
        with self.database.write() as session:
            for one in range(many):
                at = THURSDAY + timedelta(minutes=minutes + one)
                events.record(
                    session, at=at, actor="U0KARIM", action="citizen_read", item=one + 1, why="view"
                )

    def seal(self) -> None:
        self.seal_step.run(THURSDAY)

    def by_hand(self, *statements: str) -> None:
        """Statements of somebody who may write in the database and has first removed the triggers."""
        with self.database.engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def without_triggers(self, *statements: str) -> None:
        self.by_hand(*OPEN_EVENTS[self.database.engine.dialect.name], *statements)

    def damage(self) -> Damage | None:
        with self.database.read() as session:
            return check(session, self.vault).damage

    def seqs(self) -> list[int]:
        with self.database.read() as session:
            return list(session.scalars(select(EventSeal.seq).order_by(EventSeal.seq)))


@pytest.fixture
def log(database_url: str) -> Iterator[Log]:
    database = connect(database_url)
    upgrade(database)
    made = Log(database)
    made.write(EVENTS)
    made.seal()
    yield made
    database.close()


def test_a_log_nobody_has_touched_holds(log: Log) -> None:
    with log.database.read() as session:
        found = check(session, log.vault)
    assert (found.links, found.unsealed, found.damage) == (EVENTS, 0, None)
    assert found.head.startswith(f"{EVENTS}:")


def test_rows_that_are_not_sealed_yet_are_counted_and_break_nothing(log: Log) -> None:
    log.write(3, minutes=20)
    with log.database.read() as session:
        found = check(session, log.vault)
    assert (found.links, found.unsealed, found.damage) == (EVENTS, 3, None)


@pytest.mark.parametrize("change", ["UPDATE event SET actor = 'U0LONE' WHERE id = 5", "DELETE FROM event"])
def test_the_database_itself_refuses_to_change_or_delete_an_event(log: Log, change: str) -> None:
    with pytest.raises(DatabaseError, match="event log"):
        log.by_hand(change)


@pytest.mark.parametrize(
    "changed",
    [
        "actor = 'U0LONE'",
        "action = 'attempt'",
        "result = 'refused'",
        "deadline_id = 99",
        "detail = '{}'",
        "at = '2026-11-25 10:00:00'",
    ],
)
def test_a_changed_row_is_named(log: Log, changed: str) -> None:
    log.without_triggers(
        "UPDATE event SET actor = 'X' WHERE id = 9", "UPDATE event SET % WHERE id = 5".replace("%", changed)
    )
    assert log.damage() == Damage(Break.CHANGED, 5, 5)


def test_a_removed_row_is_named(log: Log) -> None:
    log.without_triggers("DELETE FROM event WHERE id = 7")
    assert log.damage() == Damage(Break.REMOVED, 7, 7)


def test_a_row_removed_with_its_link_is_named(log: Log) -> None:
    log.without_triggers("DELETE FROM event WHERE id = 7", "DELETE FROM event_seal WHERE seq = 7")
    assert log.damage() == Damage(Break.REMOVED, 7, None)


def test_a_row_removed_with_its_link_and_the_gap_closed_is_named(log: Log) -> None:
    moved = [moving(seq + 1, seq) for seq in range(7, EVENTS)]
    log.without_triggers("DELETE FROM event WHERE id = 7", "DELETE FROM event_seal WHERE seq = 7", *moved)
    assert log.damage() == Damage(Break.REMOVED, 7, 8)


def test_the_newest_rows_removed_with_their_links_are_missed(log: Log) -> None:
    log.without_triggers("DELETE FROM event WHERE id > 10", "DELETE FROM event_seal WHERE seq > 10")
    assert log.damage() == Damage(Break.REMOVED, 11, None)


def test_the_oldest_rows_removed_with_their_links_are_missed(log: Log) -> None:
    log.without_triggers("DELETE FROM event WHERE id < 3", "DELETE FROM event_seal WHERE seq < 3")
    assert log.damage() == Damage(Break.REMOVED, 1, None)


def test_a_row_put_into_the_chain_is_named(log: Log) -> None:
    moved = [moving(seq, seq + 1) for seq in range(EVENTS, 6, -1)]
    log.without_triggers(
        *moved,
        "INSERT INTO event (id, at, actor, action, result, detail) "
        "SELECT 500, at, actor, action, result, detail FROM event WHERE id = 6",
        "INSERT INTO event_seal (seq, event_id, print, hash) SELECT 7, 500, print, hash FROM event_seal"
        " WHERE seq = 6",
    )
    assert log.damage() == Damage(Break.INSERTED, 7, 500)


def test_two_rows_that_changed_places_are_named(log: Log) -> None:
    log.without_triggers(
        "UPDATE event_seal SET event_id = 1000 WHERE seq = 4",
        "UPDATE event_seal SET event_id = 4 WHERE seq = 5",
        "UPDATE event_seal SET event_id = 5 WHERE seq = 4",
    )
    assert log.damage() == Damage(Break.REORDERED, 4, 5)


def test_two_links_that_changed_places_are_named(log: Log) -> None:
    log.without_triggers(
        "UPDATE event_seal SET seq = 1000 WHERE seq = 4",
        "UPDATE event_seal SET seq = 4 WHERE seq = 5",
        "UPDATE event_seal SET seq = 5 WHERE seq = 1000",
    )
    assert log.damage() == Damage(Break.REORDERED, 4, 5)


def test_a_row_slipped_in_behind_the_chain_is_named_until_it_is_sealed(log: Log) -> None:
    log.by_hand(
        "INSERT INTO event (id, at, actor, action, result, detail) "
        "SELECT 0, '2026-11-24 10:00:00', actor, action, result, detail FROM event WHERE id = 6"
    )
    assert log.damage() == Damage(Break.INSERTED, None, 0)


def test_ends_written_by_hand_are_seen_and_the_chain_is_not_added_to(log: Log) -> None:
    log.without_triggers(
        "DELETE FROM event WHERE id > 10",
        "DELETE FROM event_seal WHERE seq > 10",
        "UPDATE event_chain SET seq = 10, hash = (SELECT hash FROM event_seal WHERE seq = 10)",
    )
    assert log.damage() == Damage(Break.ENDS, None, None)
    log.write(1, minutes=30)
    log.seal()
    assert (len(log.seqs()), log.seal_step.broken) == (10, True)


def test_an_older_copy_of_the_ends_is_seen_by_who_has_noted_the_newest(log: Log) -> None:
    with log.database.read() as session:
        noted = check(session, log.vault).head
        row = session.scalars(select(EventChain)).one()
        before = (row.seq, row.hash, row.newest_id, row.mac)
    log.write(2, minutes=20)
    log.seal()
    with log.database.read() as session:
        newest = check(session, log.vault).head
    with log.database.write() as session:
        row = session.scalars(select(EventChain)).one()
        row.seq, row.hash, row.newest_id, row.mac = before
    log.without_triggers("DELETE FROM event WHERE id > 12", "DELETE FROM event_seal WHERE seq > 12")
    assert log.damage() is None
    with log.database.read() as session:
        assert check(session, log.vault, noted=noted).damage is None
        assert check(session, log.vault, noted=newest).damage == Damage(Break.REMOVED, 14, None)


def test_a_row_that_commits_late_with_a_lower_id_is_chained_later(log: Log) -> None:
    log.by_hand(
        "INSERT INTO event (id, at, actor, action, result, detail) "
        "SELECT 40, at, actor, action, result, detail FROM event WHERE id = 12"
    )
    log.seal()
    log.by_hand(
        "INSERT INTO event (id, at, actor, action, result, detail) "
        "SELECT 39, at, actor, action, result, detail FROM event WHERE id = 12"
    )
    log.seal()
    assert (log.seqs()[-1], log.damage()) == (EVENTS + 2, None)


def test_what_came_too_late_for_the_look_back_is_chained_by_the_nightly_one(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "LOOK_BACK", 0)
    log.by_hand(
        "INSERT INTO event (id, at, actor, action, result, detail) "
        "SELECT 0, at, actor, action, result, detail FROM event WHERE id = 12"
    )
    log.seal()
    assert len(log.seqs()) == EVENTS
    with log.database.write() as session:
        assert chain.seal(session, log.vault, 10, everything=True) == 1
    assert log.damage() is None


def test_the_oldest_links_may_be_cut_and_the_rest_still_holds(log: Log) -> None:
    with log.database.write() as session:
        oldest = session.scalars(select(EventSeal).order_by(EventSeal.seq).limit(5)).all()
        chain.cut(session, log.vault, oldest)
    with log.database.read() as session:
        assert session.scalars(select(Event.id).order_by(Event.id)).all() == [*range(6, EVENTS + 1)]
        found = check(session, log.vault)
    assert (found.links, found.damage) == (EVENTS - 5, None)


def test_only_the_oldest_links_can_be_cut(log: Log) -> None:
    with pytest.raises(ValueError, match="oldest"), log.database.write() as session:
        chain.cut(session, log.vault, session.scalars(select(EventSeal).where(EventSeal.seq == 3)).all())


def test_without_the_key_the_chain_cannot_be_read(log: Log) -> None:
    with log.database.read() as session, pytest.raises(Exception, match="ikke er angivet"):
        check(session, Vault.from_keys([generate_key()]))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_many_processes_at_once_make_one_chain(log: Log) -> None:
    """Four writers and four sealers, each with connections of its own."""

    def work(number: int) -> None:
        for turn in range(15):
            if number % 2:
                log.write(4, minutes=20 + turn)
            else:
                with log.database.write() as session:
                    chain.seal(session, log.vault, 7)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    with log.database.write() as session:
        chain.seal(session, log.vault, 1_000, everything=True)
    with log.database.read() as session:
        found = check(session, log.vault)
    total = EVENTS + 4 * 15 * 4
    assert (found.links, found.unsealed, found.damage) == (total, 0, None)
    assert log.seqs() == [*range(1, total + 1)]
