"""A row of the outbox before it leaves: what a claim carries, what waits, whom it speaks of."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import memo, outbox, tidings
from storage.database import Database
from storage.models import Outbox, Sending
from storage.outbox import LEASE
from tests.outbox_rows import KARIM, MAJA, MINUTE, NOW, SECOND, add, claim, edits, row, send, with_clocks


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with with_clocks(database_url) as made:
        yield made


class TestANewMessage:
    def test_waits_untried_and_unsent(self, database: Database) -> None:
        with database.write() as session:
            add(session, "a", kind="warn", recipient=MAJA, urgent=True, expires_at=NOW + LEASE)
            found = row(session, "a")
        assert (found.kind, found.recipient, found.team_key, found.urgent) == ("warn", MAJA, "voksen-a", True)
        assert (found.not_before, found.expires_at) == (NOW, NOW + LEASE)
        assert (found.state, found.tries, found.superseded) == (Sending.WAITING, 0, False)
        assert (found.wanted, found.shown, found.lease, found.sent_at) == (0, 0, None, None)

    def test_speaks_of_its_clocks_in_order_and_once(self, database: Database) -> None:
        with database.write() as session:
            number = add(session, "a", 3, 1)
            outbox.speak_of(session, number, [1, 2])
            assert outbox.items_of(session, number) == [1, 2, 3]

    def test_speaks_of_what_was_added_after_a_look(self, database: Database) -> None:
        with database.write() as session:
            number = add(session, "a", 1)
            assert outbox.items_of(session, number) == [1]
            outbox.speak_of(session, number, [3])
            assert outbox.items_of(session, number) == [1, 3]

    def test_no_longer_speaks_of_what_was_rolled_back(self, database: Database) -> None:
        with database.write() as session:
            number = add(session, "a", 1)
            savepoint = session.begin_nested()
            outbox.speak_of(session, number, [2])
            assert outbox.items_of(session, number) == [1, 2]
            savepoint.rollback()
            assert outbox.items_of(session, number) == [1]

    def test_with_a_used_key_leaves_the_first_as_it_was(self, database: Database) -> None:
        with database.write() as session:
            number = add(session, "a", 1)
            again = outbox.enqueue(
                session, key="a", kind="x", recipient=MAJA, team_key="b", not_before=NOW, items=[2]
            )
            assert (again, outbox.items_of(session, number), row(session, "a").recipient) == (
                False,
                [1],
                KARIM,
            )

    def test_is_found_by_its_key_only(self, database: Database) -> None:
        with database.write() as session:
            add(session, "a")
            assert outbox.by_key(session, "b") is None


class TestAClaim:
    def test_carries_what_the_courier_needs(self, database: Database) -> None:
        with database.write() as session:
            number = add(session, "a", kind="warn", urgent=True, expires_at=NOW + MINUTE)
            outbox.want(session, number)
            (ours,) = claim(session, NOW + SECOND, 5)
            found = row(session, "a")
        assert (ours.id, ours.key, ours.kind, ours.recipient) == (number, "a", "warn", KARIM)
        assert (ours.team_key, ours.urgent, ours.due_at) == ("voksen-a", True, NOW)
        assert (ours.expires_at, ours.tries, ours.uncertain) == (NOW + MINUTE, 1, False)
        assert (ours.attempted_at, ours.channel, ours.ts) == (NOW + SECOND, None, None)
        assert (ours.wanted, ours.superseded, ours.lease) == (0, False, found.lease)
        assert (found.state, found.leased_until) == (Sending.SENDING, NOW + SECOND + LEASE)

    def test_takes_no_more_than_asked_and_the_oldest_first(self, database: Database) -> None:
        with database.write() as session:
            for key, minutes in (("c", 1), ("a", 3), ("b", 2)):
                add(session, key, not_before=NOW - minutes * MINUTE)
            assert [one.key for one in claim(session, NOW, 2)] == ["a", "b"]
            assert [one.key for one in claim(session, NOW, 2)] == ["c"]

    def test_of_two_as_old_takes_the_first_written(self, database: Database) -> None:
        with database.write() as session:
            for key in ("b", "a", "c"):
                add(session, key)
            assert [one.key for one in claim(session, NOW, 3)] == ["b", "a", "c"]

    def test_an_urgent_one_goes_before_an_older(self, database: Database) -> None:
        with database.write() as session:
            add(session, "old", not_before=NOW - MINUTE)
            add(session, "urgent", urgent=True)
            assert [one.key for one in claim(session, NOW, 2)] == ["urgent", "old"]

    def test_leases_are_never_the_same(self, database: Database) -> None:
        with database.write() as session:
            add(session, "a"), add(session, "b")
            first, second = claim(session, NOW, 2)
        assert first.lease != second.lease

    def test_of_an_edit_changes_neither_state_nor_time(self, database: Database) -> None:
        with database.write() as session:
            number = add(session, "a")
            send(session, claim(session, NOW, 1)[0])
            assert edits(session, NOW, 1) == []
            outbox.want(session, number)
            (edit,) = edits(session, NOW + MINUTE, 1)
            found = row(session, "a")
        assert (edit.uncertain, edit.wanted, edit.channel, edit.ts) == (False, 1, "D0KARIM", "1.000100")
        assert (found.state, found.attempted_at, found.sent_at, found.tries) == (Sending.SENT, NOW, NOW, 1)
        assert edit.attempted_at == NOW

    def test_of_an_edit_is_nobody_elses_until_the_lease_runs_out(self, database: Database) -> None:
        with database.write() as session:
            number = add(session, "a")
            send(session, claim(session, NOW, 1)[0])
            outbox.want(session, number)
            edits(session, NOW, 1)
            assert edits(session, NOW + LEASE - SECOND, 1) == []
            assert len(edits(session, NOW + LEASE, 1)) == 1


class TestWhetherSomethingWaits:
    def test_is_asked_of_the_time(self, database: Database) -> None:
        with database.write() as session:
            add(session, "a", not_before=NOW + SECOND)
            assert not outbox.any_due(session, NOW)
            assert outbox.any_due(session, NOW + SECOND)

    def test_a_message_that_left_is_due_again_only_when_nobody_settled_it(self, database: Database) -> None:
        with database.write() as session:
            add(session, "a")
            (ours,) = claim(session, NOW, 1)
            assert not outbox.any_due(session, NOW + LEASE - SECOND)
            assert outbox.any_due(session, NOW + LEASE)
            send(session, ours)
            assert not outbox.any_due(session, NOW + LEASE)

    def test_one_left_alone_after_a_failure_is_not_due_before_its_time(self, database: Database) -> None:
        with database.write() as session:
            add(session, "a")
            (ours,) = claim(session, NOW, 1)
            outbox.again(session, ours, at=NOW + MINUTE, error="ratelimited")
            assert not outbox.any_due(session, NOW + MINUTE - SECOND)
            assert outbox.any_due(session, NOW + MINUTE)


def sent_of(session: Session, key: str, *items: int) -> int:
    number = add(session, key, *items)
    send(session, next(one for one in claim(session, NOW, 5) if one.key == key))
    return number


def touch(session: Session, *items: int) -> None:
    """As at the end of a transaction that changed them."""
    outbox.touch(session, *items)
    memo.finish(session)


class TestAChange:
    def test_is_asked_for_in_every_message_that_speaks_of_the_clock_and_no_other(
        self, database: Database
    ) -> None:
        with database.write() as session:
            sent_of(session, "a", 1), sent_of(session, "b", 1, 2), sent_of(session, "c", 3)
            touch(session, 1, 2)
            assert [row(session, key).wanted for key in ("a", "b", "c")] == [1, 1, 0]
            touch(session, 2)
            assert [row(session, key).wanted for key in ("a", "b", "c")] == [1, 2, 0]

    def test_is_asked_for_in_one_message_alone(self, database: Database) -> None:
        with database.write() as session:
            number = sent_of(session, "a", 1)
            sent_of(session, "b", 1)
            outbox.want(session, number)
            assert [row(session, key).wanted for key in ("a", "b")] == [1, 0]

    def test_is_asked_for_in_nothing_that_has_not_left_or_never_will(self, database: Database) -> None:
        with database.write() as session:
            add(session, "waiting", 1)
            for state in (Sending.DROPPED, Sending.UNDELIVERABLE, Sending.SET_ASIDE):
                add(session, state.value, 1)
            for one in claim(session, NOW, 9):
                if one.key == "waiting":
                    outbox.give_back(session, one, NOW)
                else:
                    outbox.settle(session, one, state=Sending(one.key))
            touch(session, 1)
            assert {one.wanted for one in session.scalars(select(Outbox))} == {0}

    def test_is_not_asked_for_in_a_message_a_newer_one_took_the_place_of(self, database: Database) -> None:
        with database.write() as session:
            number = sent_of(session, "a", 1)
            session.get_one(Outbox, number).superseded = True
            session.flush()
            touch(session, 1)
            assert row(session, "a").wanted == 0

    def test_while_it_leaves_counts(self, database: Database) -> None:
        with database.write() as session:
            add(session, "a", 1)
            (ours,) = claim(session, NOW, 1)
            touch(session, 1)
            send(session, ours)
            assert (row(session, "a").wanted, row(session, "a").shown) == (1, 0)
            assert outbox.any_stale(session, NOW)

    def test_asked_for_before_it_was_claimed_is_in_it(self, database: Database) -> None:
        with database.write() as session:
            add(session, "a", 1)
            # Its lease runs out; what was asked for meanwhile is drawn by whoever claims it next.
            claim(session, NOW, 1)
            touch(session, 1)
            send(session, claim(session, NOW + LEASE, 1)[0])
            assert (row(session, "a").wanted, row(session, "a").shown) == (1, 1)
            assert not outbox.any_stale(session, NOW)


class TestAChangeAskedForByKey:
    """The way a new call asks for the day's list: by its name alone, in one statement."""

    def test_is_asked_for_in_that_message_and_no_other(self, database: Database) -> None:
        with database.write() as session:
            number = sent_of(session, "a")
            sent_of(session, "b")
            assert outbox.want_keyed(session, "a") == number
            assert outbox.want_keyed(session, "a") == number
            assert [row(session, key).wanted for key in ("a", "b")] == [2, 0]

    def test_of_a_message_that_only_waits_finds_it_and_asks_for_nothing(self, database: Database) -> None:
        with database.write() as session:
            number = add(session, "a")
            assert outbox.want_keyed(session, "a") == number
            assert row(session, "a").wanted == 0

    def test_of_a_message_on_its_way_counts(self, database: Database) -> None:
        with database.write() as session:
            add(session, "a")
            (ours,) = claim(session, NOW, 1)
            outbox.want_keyed(session, "a")
            send(session, ours)
            assert (row(session, "a").wanted, row(session, "a").shown) == (1, 0)

    def test_of_a_message_a_newer_one_took_the_place_of_asks_for_nothing(self, database: Database) -> None:
        with database.write() as session:
            number = sent_of(session, "a")
            session.get_one(Outbox, number).superseded = True
            session.flush()
            assert outbox.want_keyed(session, "a") == number
            assert row(session, "a").wanted == 0

    def test_finds_neither_a_dropped_message_nor_an_unknown_one(self, database: Database) -> None:
        with database.write() as session:
            add(session, "a")
            outbox.settle(session, claim(session, NOW, 1)[0], state=Sending.DROPPED)
            assert outbox.want_keyed(session, "a") is None
            assert outbox.want_keyed(session, "b") is None


class TestAKey:
    """`send` lets Slack have a message one second and a hair after the epoch."""

    @pytest.mark.parametrize(("began", "free"), [(1, False), (1.0001, False), (2, True)])
    def test_is_freed_of_what_slack_had_before_the_day(
        self, database: Database, began: float, free: bool
    ) -> None:
        with database.write() as session:
            number = add(session, "list:1", 1)
            send(session, claim(session, NOW, 1)[0])
            assert row(session, "list:1").ts == "1.000100"
            outbox.set_apart_if_posted_before(session, "list:1", datetime.fromtimestamp(began, UTC))
            apart = session.get_one(Outbox, number, populate_existing=True)
            assert apart.key == (f"list:1:{number}" if free else "list:1")
            assert (outbox.by_key(session, "list:1") is None) is free
            assert outbox.items_of(session, number) == [1]

    def test_is_kept_by_what_has_not_left_and_by_nobody(self, database: Database) -> None:
        with database.write() as session:
            add(session, "list:1")
            for key in ("list:1", "list:2"):
                outbox.set_apart_if_posted_before(session, key, NOW + MINUTE)
            assert row(session, "list:1").ts is None


ASKED = pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({}, True),
        ({"since": NOW}, True),
        ({"since": NOW + SECOND}, False),
        ({"recipient": MAJA}, False),
        ({"kinds": ("warn",)}, False),
        ({"kinds": ("warn", "list")}, True),
        ({"item": 2}, False),
    ],
)


def question(asked: dict[str, Any]) -> dict[str, Any]:
    return {"recipient": KARIM, "kinds": ("list",), "item": 1, "since": NOW - MINUTE} | asked


class TestWhatAPersonIsTold:
    @ASKED
    def test_may_have_been_sent(self, database: Database, asked: dict[str, Any], told: bool) -> None:
        with database.write() as session:
            add(session, "a", 1)
            send(session, claim(session, NOW, 1)[0])
            assert tidings.tells(session, **question(asked)) is told

    @pytest.mark.parametrize("leaves", [True, False])
    @pytest.mark.parametrize(
        ("asked", "told"),
        [
            ({}, True),
            ({"since": NOW + MINUTE}, True),
            ({"recipient": MAJA}, False),
            ({"kinds": ("warn",)}, False),
            ({"item": 2}, False),
        ],
    )
    def test_may_be_on_its_way(
        self, database: Database, asked: dict[str, Any], told: bool, leaves: bool
    ) -> None:
        with database.write() as session:
            add(session, "a", 1)
            if leaves:
                outbox.leaving(session, claim(session, NOW, 1)[0], NOW)
            assert tidings.tells(session, **question(asked)) is told

    def test_is_nothing_of_what_was_dropped(self, database: Database) -> None:
        with database.write() as session:
            add(session, "a", 1)
            outbox.settle(session, claim(session, NOW, 1)[0], state=Sending.DROPPED)
            assert not tidings.tells(session, **question({}))


class TestWhatAPersonWasTold:
    @ASKED
    def test_is_asked_of_what_was_sent(self, database: Database, asked: dict[str, Any], told: bool) -> None:
        with database.write() as session:
            add(session, "a", 1)
            send(session, claim(session, NOW, 1)[0])
            assert tidings.has_told(session, **question(asked)) is told

    def test_is_nothing_while_it_only_waits(self, database: Database) -> None:
        with database.write() as session:
            add(session, "a", 1)
            assert not tidings.has_told(session, KARIM, ("list",), 1, NOW - MINUTE)

    def test_is_nothing_while_it_is_on_its_way(self, database: Database) -> None:
        with database.write() as session:
            add(session, "a", 1)
            outbox.leaving(session, claim(session, NOW, 1)[0], NOW)
            assert not tidings.has_told(session, KARIM, ("list",), 1, NOW - MINUTE)
