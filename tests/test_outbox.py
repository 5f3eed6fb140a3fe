"""The outbox: unique keys, leases, and fencing, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from storage import mailbox, outbox
from storage.database import Database
from storage.models import Outbox, Sending
from storage.outbox import LEASE, Claim

NOW = datetime(2026, 11, 26, 9, 4, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LATER = NOW + LEASE
MIDNIGHT = NOW.replace(hour=0, minute=0)


def enqueue(
    database: Database,
    key: str = "list:1",
    *,
    kind: str = "list",
    recipient: str = "U0KARIM",
    not_before: datetime = NOW,
    urgent: bool = False,
) -> bool:
    with database.write() as session:
        return outbox.enqueue(
            session,
            key=key,
            kind=kind,
            recipient=recipient,
            team_key="voksen-a",
            not_before=not_before,
            urgent=urgent,
        )


def claim(database: Database, now: datetime = NOW, limit: int = 10) -> list[Claim]:
    with database.write() as session:
        return outbox.claim(session, now, limit)


def row(database: Database, key: str = "list:1") -> Outbox:
    with database.read() as session:
        return session.scalars(select(Outbox).where(Outbox.key == key)).one()


def sent(database: Database, one: Claim, now: datetime = NOW, ts: str = "1.000000") -> bool:
    with database.write() as session:
        return outbox.sent(session, one, channel="D0KARIM", ts=ts, now=now)


def test_a_key_is_used_once(database: Database) -> None:
    assert enqueue(database)
    assert not enqueue(database)
    assert len(claim(database)) == 1


def test_a_key_is_used_once_by_many_at_the_same_time(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        new = list(pool.map(lambda _: enqueue(database), range(16)))
    assert new.count(True) == 1


def test_a_key_stays_used_when_its_message_is_long_gone(database: Database) -> None:
    enqueue(database)
    sent(database, claim(database)[0])
    assert not enqueue(database)


def test_a_message_is_not_claimed_before_its_time(database: Database) -> None:
    enqueue(database, not_before=NOW + SECOND)
    assert claim(database) == []
    assert len(claim(database, NOW + SECOND)) == 1


def test_urgent_ones_are_claimed_first(database: Database) -> None:
    enqueue(database, "a", not_before=NOW - LEASE)
    enqueue(database, "b", urgent=True)
    assert [one.urgent for one in claim(database, limit=1)] == [True]


def test_a_claimed_message_is_nobody_elses_until_the_lease_runs_out(database: Database) -> None:
    enqueue(database)
    (first,) = claim(database)
    assert claim(database, LATER - SECOND) == []
    (second,) = claim(database, LATER)
    assert (first.uncertain, second.uncertain) == (False, True)
    assert second.attempted_at == NOW


def test_many_who_claim_at_once_never_share_a_message(database: Database) -> None:
    for number in range(40):
        enqueue(database, f"list:{number}")
    with ThreadPoolExecutor(8) as pool:
        taken = [one.id for some in pool.map(lambda _: claim(database, limit=5), range(8)) for one in some]
    assert len(taken) == len(set(taken))
    rest = [one.id for one in claim(database, limit=40)]
    assert len(set(taken) | set(rest)) == 40
    assert not set(taken) & set(rest)


OUTCOMES: dict[str, Callable[[Database, Claim], bool]] = {
    "sent": sent,
    "dropped": lambda database, one: _write(database, one, "settle", state=Sending.DROPPED),
    "dropped after all": lambda database, one: _write(database, one, "drop", why="merged"),
    "put off": lambda database, one: _write(database, one, "later", at=LATER),
    "to be tried again": lambda database, one: _write(database, one, "again", at=LATER, error="ratelimited"),
    "unknown": lambda database, one: _write(database, one, "unknown", error="timeout", look_at=LATER),
    "leaving": lambda database, one: _write(database, one, "leaving", now=LATER),
    "given back": lambda database, one: _write(database, one, "give_back", now=LATER),
}


def _write(database: Database, one: Claim, how: str, **values: object) -> bool:
    with database.write() as session:
        written: bool = getattr(outbox, how)(session, one, **values)
        return written


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_whoever_was_paused_beyond_the_lease_cannot_write_the_outcome(
    database: Database, outcome: str
) -> None:
    enqueue(database)
    (paused,) = claim(database)
    (holder,) = claim(database, LATER)
    before = row(database)
    assert OUTCOMES[outcome](database, paused) is False
    after = row(database)
    assert (after.state, after.lease, after.leased_until) == (before.state, holder.lease, before.leased_until)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_holder_of_the_lease_can(database: Database, outcome: str) -> None:
    enqueue(database)
    (holder,) = claim(database)
    assert OUTCOMES[outcome](database, holder) is True


def test_a_message_in_doubt_keeps_its_doubt_until_it_is_settled(database: Database) -> None:
    enqueue(database)
    (first,) = claim(database)
    OUTCOMES["unknown"](database, first)
    (second,) = claim(database, LATER)
    OUTCOMES["given back"](database, second)
    (third,) = claim(database, LATER)
    assert (first.uncertain, second.uncertain, third.uncertain) == (False, True, True)


def test_one_that_slack_did_not_take_is_in_no_doubt_and_keeps_its_time(database: Database) -> None:
    enqueue(database)
    OUTCOMES["to be tried again"](database, claim(database)[0])
    assert claim(database, LATER - SECOND) == []
    (again,) = claim(database, LATER)
    assert (again.uncertain, again.due_at, again.tries) == (False, NOW, 2)


def test_waiting_for_working_hours_costs_no_try(database: Database) -> None:
    enqueue(database)
    OUTCOMES["put off"](database, claim(database)[0])
    (again,) = claim(database, LATER)
    assert (again.tries, again.due_at, again.uncertain) == (1, LATER, False)


def test_a_process_that_knows_it_is_alone_looks_for_what_the_last_one_left(database: Database) -> None:
    enqueue(database)
    claim(database)
    with database.write() as session:
        assert outbox.release_leases(session, NOW) == 1
    assert claim(database, NOW) == []
    (found,) = claim(database, NOW + outbox.LOOK_AFTER)
    assert found.uncertain


def test_a_change_while_a_message_leaves_is_shown_afterwards(database: Database) -> None:
    enqueue(database)
    (leaving,) = claim(database)
    with database.write() as session:
        outbox.want(session, leaving.id)
    sent(database, leaving)
    with database.write() as session:
        (edit,) = outbox.claim_edits(session, NOW, 10)
        outbox.settle(session, edit, shown=edit.wanted)
    with database.read() as session:
        assert not outbox.any_stale(session, LATER)


def test_the_budget_counts_what_left_and_what_may_have(database: Database) -> None:
    for key in ("sent", "in doubt", "waiting", "urgent", "yesterday", "asked"):
        enqueue(database, key, urgent=key == "urgent")
    claims = {row_key(database, one): one for one in claim(database)}
    sent(database, claims["sent"])
    sent(database, claims["urgent"])
    sent(database, claims["yesterday"], MIDNIGHT - SECOND)
    OUTCOMES["leaving"](database, claims["in doubt"])
    OUTCOMES["leaving"](database, claims["asked"])
    with database.read() as session:
        count = mailbox.sent_between(session, claims["asked"], MIDNIGHT, MIDNIGHT + timedelta(days=1))
    assert count == 2


def row_key(database: Database, one: Claim) -> str:
    with database.read() as session:
        return session.get_one(Outbox, one.id).key


def test_a_newer_list_supersedes_the_ones_above_it_and_not_those_of_others(database: Database) -> None:
    for key, recipient in (("a", "U0KARIM"), ("b", "U0KARIM"), ("c", "U0MAJA")):
        enqueue(database, key, recipient=recipient)
    for one, ts in zip(claim(database), ("1.000000", "2.000000", "1.500000"), strict=True):
        sent(database, one, ts=ts)
    with database.write() as session:
        mailbox.supersede(session, "U0KARIM", "list", "2.000000")
    assert [row(database, key).superseded for key in ("a", "b", "c")] == [True, False, False]
