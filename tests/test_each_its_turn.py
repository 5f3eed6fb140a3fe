"""What one part of the engine cannot do, or must wait for, keeps none of the others from their work."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.demo.faults import Fault
from jobs.pause import ENOUGH
from jobs.trouble import AppRefusedError
from storage import mailbox, outbox, people, schedule, spot_checks
from storage.audit_models import EventChain
from storage.chain import THE_CHAIN
from storage.models import Outbox, Person, Sending
from tests.calls import at, call, kinds, opened_home, rows
from tests.world import World


@contextmanager
def paused(world: World) -> Iterator[Session]:
    """Another process, stopped in the middle of a transaction: what it has locked stays so."""
    with world.parts.database.write() as session:
        yield session
        session.rollback()


def test_a_claim_a_paused_process_holds_keeps_no_message_from_leaving(pg_world: World) -> None:
    call(pg_world, urgent=True), call(pg_world, "SOFIE", team="voksen-b")
    pg_world.slack.clock.move_to(at(27, 8, 15))
    with paused(pg_world) as session:
        schedule.claim(session, "list:voksen-a", at(27, 8, 15), pg_world.now)
        with pytest.raises(OperationalError):
            pg_world.tick()
        assert "urgent" in kinds(pg_world, "KARIM")
        assert kinds(pg_world, "SOFIE") == ["list"]
    pg_world.tick()
    assert "list" in kinds(pg_world, "KARIM")


def test_a_person_a_paused_process_decides_on_keeps_nobody_else_waiting(pg_world: World) -> None:
    for owner in ("KARIM", "MAJA", "PETER"):
        call(pg_world, owner, urgent=True)
    with paused(pg_world) as session:
        mailbox.alone_with(session, "U0KARIM")
        with pytest.raises(OperationalError):
            pg_world.tick()
        assert kinds(pg_world, "KARIM") == []
        assert "urgent" in kinds(pg_world, "PETER")
    pg_world.advance(outbox.LEASE)
    assert "urgent" in kinds(pg_world, "KARIM")


def test_a_lease_by_a_clock_ahead_that_a_paused_process_holds_is_ended_afterwards(pg_world: World) -> None:
    call(pg_world, urgent=True)
    pg_world.slack.faults.add(Fault("http_500", "chat.postMessage"))
    pg_world.engine.tick(pg_world.now + timedelta(days=1))
    with paused(pg_world) as session:
        session.execute(update(Outbox).values(wanted=Outbox.wanted + 1))
        with pytest.raises(OperationalError):
            pg_world.tick()
    for _ in range(3):
        pg_world.advance(timedelta(minutes=1))
    assert "urgent" in kinds(pg_world, "KARIM")


def test_a_home_tab_a_paused_process_asks_for_keeps_no_other_from_being_drawn(pg_world: World) -> None:
    for person in ("KARIM", "MAJA"):
        opened_home(pg_world, person)
    with pg_world.parts.database.read() as session:
        (first, _), _ = people.stale_homes(session, 2)
    with paused(pg_world) as session:
        session.execute(update(Person).where(Person.slack_id == first).values(name="Halvvejs"))
        with pytest.raises(OperationalError):
            pg_world.tick()
        with pg_world.parts.database.read() as look:
            assert [person for person, _ in people.stale_homes(look, 2)] == [first]


def broken(*_: object) -> None:
    raise KeyError("nobody foresaw it")


def test_a_part_that_breaks_down_keeps_no_message_from_leaving(
    lite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spot_checks, "draw", broken)
    call(lite_world, urgent=True)
    with pytest.raises(KeyError):
        lite_world.tick()
    assert "urgent" in kinds(lite_world, "KARIM")


def test_slack_is_left_alone_though_what_is_left_cannot_be_given_back(
    lite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "give_back", broken)
    for owner in ("KARIM", "MAJA", "PETER", "SOFIE"):
        call(lite_world, owner, urgent=True)
    lite_world.slack.faults.add(Fault("rate_limited", "chat.postMessage", retry_after=30, times=None))
    with pytest.raises(KeyError):
        lite_world.tick()
    assert len(lite_world.slack.ledger.calls("chat.postMessage")) == ENOUGH


def test_an_app_that_is_refused_ends_it_for_all_though_what_is_left_cannot_be_given_back(
    lite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "give_back", broken)
    call(lite_world, urgent=True), call(lite_world, "PETER", urgent=True)
    lite_world.slack.faults.add(Fault("error", "chat.postMessage", error="token_revoked", times=None))
    with pytest.raises(AppRefusedError):
        lite_world.tick()
    assert len(lite_world.slack.ledger.calls("chat.postMessage")) == 1


def test_a_register_that_breaks_down_keeps_the_others_not(
    lite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    lite_world.tick()
    monkeypatch.setattr("storage.samples.drawn_for", broken)
    lite_world.slack.clock.move_to(at(1, 6, month=12))
    with pytest.raises(KeyError):
        lite_world.tick()
    with lite_world.parts.database.read() as session:
        assert schedule.last_run(session, "pulse_forgotten") == at(1, 6, month=12)


class TestAMessageNobodyCanBeToldOf:
    """Its team has left the office file, and its recipient has left Slack, while it was on its way."""

    @pytest.fixture
    def on_its_way(self, world: World) -> World:
        call(world, urgent=True), call(world, "PETER", urgent=True)
        with world.parts.database.write() as session:
            first = outbox.claim(session, world.now, 1)
            session.execute(update(Outbox).where(Outbox.id == first[0].id).values(team_key="nedlagt"))
        world.slack.faults.add(Fault("error", "conversations.open", error="account_inactive", times=None))
        return world

    def test_is_noted_as_such_and_the_others_leave(self, on_its_way: World) -> None:
        on_its_way.advance(outbox.LEASE)
        on_its_way.tick()
        row = next(one for one in rows(on_its_way) if one.team_key == "nedlagt")
        assert (row.state, row.error) == (Sending.UNDELIVERABLE, "account_inactive")
        assert "urgent" in kinds(on_its_way, "PETER")


class TestTheChainsSecret:
    """Written over by hand: nothing can be chained any more, and the bot goes on."""

    def test_that_cannot_be_opened_stops_neither_the_tick_nor_the_looking(
        self, lite_world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        call(lite_world)
        lite_world.tick()
        with lite_world.parts.database.write() as session:
            session.get_one(EventChain, THE_CHAIN).secret_sealed = b"x" * 60
        call(lite_world, "PETER")
        lite_world.tick()
        lite_world.advance(timedelta(minutes=1))
        assert "the chain of the event log is broken" in caplog.text
