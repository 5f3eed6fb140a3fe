"""What each outcome leaves on a row of the outbox, and what a crash leaves."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from storage import outbox
from storage.database import Database
from storage.models import Sending
from storage.outbox import LEASE, LOOK_AFTER, Claim
from tests.outbox_rows import MINUTE, NOW, SECOND, add, claim, row, send, with_clocks


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with with_clocks(database_url) as made:
        yield made


class TestAnOutcome:
    def claimed(self, session: Session) -> Claim:
        add(session, "a")
        return claim(session, NOW, 1)[0]

    def test_sent_leaves_nothing_to_try(self, database: Database) -> None:
        with database.write() as session:
            ours = self.claimed(session)
            outbox.unknown(session, ours, error="timeout", look_at=NOW)
            send(session, ours, NOW + SECOND)
            found = row(session, "a")
        assert (found.state, found.channel, found.ts) == (Sending.SENT, "D0KARIM", "1.000100")
        assert (found.sent_at, found.tries, found.error) == (NOW + SECOND, 0, None)
        assert (found.lease, found.leased_until) == (None, None)

    def test_put_off_forgets_the_try(self, database: Database) -> None:
        with database.write() as session:
            ours = self.claimed(session)
            outbox.unknown(session, ours, error="timeout", look_at=NOW)
            outbox.leaving(session, ours, NOW + SECOND)
            assert row(session, "a").sent_at == NOW + SECOND
            outbox.later(session, ours, at=NOW + MINUTE)
            found = row(session, "a")
        assert (found.state, found.not_before, found.tries) == (Sending.WAITING, NOW + MINUTE, 0)
        assert (found.attempted_at, found.sent_at, found.error) == (None, None, None)
        assert (found.lease, found.leased_until) == (None, None)

    def test_to_be_tried_again_keeps_its_time_and_its_try(self, database: Database) -> None:
        with database.write() as session:
            ours = self.claimed(session)
            outbox.leaving(session, ours, NOW)
            outbox.again(session, ours, at=NOW + MINUTE, error="ratelimited")
            found = row(session, "a")
        assert (found.state, found.not_before, found.tries) == (Sending.WAITING, NOW, 1)
        assert (found.sent_at, found.error, found.lease) == (None, "ratelimited", None)
        assert (found.leased_until, found.attempted_at) == (NOW + MINUTE, NOW)

    def test_unknown_keeps_the_lease_and_looks_when_asked_to(self, database: Database) -> None:
        with database.write() as session:
            ours = self.claimed(session)
            outbox.unknown(session, ours, error="timeout", look_at=NOW + LOOK_AFTER)
            found = row(session, "a")
            assert (found.state, found.lease, found.error) == (Sending.SENDING, ours.lease, "timeout")
            assert claim(session, NOW + LOOK_AFTER - SECOND, 1) == []
            (again,) = claim(session, NOW + LOOK_AFTER, 1)
        assert (again.uncertain, again.tries, again.attempted_at) == (True, 2, NOW)

    def test_dropped_after_all_it_never_left(self, database: Database) -> None:
        with database.write() as session:
            ours = self.claimed(session)
            outbox.leaving(session, ours, NOW + MINUTE)
            outbox.drop(session, ours, "merged")
            found = row(session, "a")
        assert (found.state, found.error, found.sent_at) == (Sending.DROPPED, "merged", None)
        assert (found.lease, found.leased_until) == (None, None)

    def test_dropped_in_doubt_keeps_when_it_may_have_left(self, database: Database) -> None:
        with database.write() as session:
            ours = self.claimed(session)
            outbox.leaving(session, ours, NOW)
            outbox.unknown(session, ours, error="timeout", look_at=NOW + MINUTE)
            (again,) = claim(session, NOW + MINUTE, 1)
            outbox.leaving(session, again, NOW + MINUTE)
            outbox.drop(session, again, "expired")
            assert (row(session, "a").state, row(session, "a").sent_at) == (Sending.DROPPED, NOW)

    def test_leaving_holds_from_then_on_and_counts_as_sent(self, database: Database) -> None:
        with database.write() as session:
            ours = self.claimed(session)
            outbox.leaving(session, ours, NOW + MINUTE)
            found = row(session, "a")
        assert (found.leased_until, found.sent_at) == (NOW + MINUTE + LEASE, NOW + MINUTE)

    def test_given_back_costs_no_try_and_waits_at_once(self, database: Database) -> None:
        with database.write() as session:
            ours = self.claimed(session)
            outbox.give_back(session, ours, NOW)
            found = row(session, "a")
            assert (found.state, found.tries, found.lease) == (Sending.WAITING, 0, None)
            assert found.leased_until is None

    def test_given_back_in_doubt_stays_in_doubt_and_may_be_taken_at_once(self, database: Database) -> None:
        with database.write() as session:
            self.claimed(session)
            (doubtful,) = claim(session, NOW + LEASE, 1)
            outbox.give_back(session, doubtful, NOW + LEASE + SECOND)
            found = row(session, "a")
        assert (found.state, found.tries) == (Sending.SENDING, 1)
        assert found.leased_until == NOW + LEASE + SECOND

    def test_of_one_message_leaves_the_others_alone(self, database: Database) -> None:
        with database.write() as session:
            ours = self.claimed(session)
            add(session, "b")
            (other,) = claim(session, NOW, 1)
            send(session, ours)
            assert (row(session, "b").state, row(session, "b").lease) == (Sending.SENDING, other.lease)


class TestAfterACrash:
    def test_only_leased_messages_are_released_and_looked_for_a_little_later(
        self, database: Database
    ) -> None:
        with database.write() as session:
            add(session, "waiting", not_before=NOW + MINUTE)
            add(session, "leased"), add(session, "leased too")
            claim(session, NOW, 2)
            assert outbox.release_leases(session, NOW + SECOND) == 2
            assert row(session, "leased").leased_until == NOW + SECOND + LOOK_AFTER
            assert row(session, "waiting").leased_until is None
            assert outbox.release_leases(session, NOW + SECOND) == 2


def test_the_times_are_those_the_kill_points_are_reckoned_with() -> None:
    # A lease outlasts the longest call to Slack many times over; looking waits for its history.
    assert timedelta(seconds=30) < LEASE <= timedelta(minutes=2)
    assert timedelta(seconds=1) < LOOK_AFTER < LEASE
    assert outbox.MOST_TRIES == 5
