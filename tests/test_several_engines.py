"""Several processes on one PostgreSQL: each thing is done by one of them, also when one is paused or dies."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaiting
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from bot.slack_app import web_client
from jobs.courier import Courier, Posted
from jobs.engine import Engine, build
from storage import mailbox, notices, outbox, schedule
from storage.models import JobRun, Sending
from storage.outbox import LEASE
from tests.calls import at, call, engine_of, posted, rows, shown, snooze, spoke, tried
from tests.world import World
from views.blocks import Block, Message

OWNERS = ("KARIM", "MAJA", "PETER", "LONE")


def tick_together(world: World, engines: list[Engine]) -> None:
    """All of them at the same moment, each in a thread of its own."""
    together = Barrier(len(engines))

    def tick(engine: Engine) -> None:
        together.wait()
        engine.tick(world.now)

    with ThreadPoolExecutor(len(engines)) as pool:
        list(pool.map(tick, engines))


def times_sent(world: World) -> set[int]:
    """How often any one message reached Slack."""
    return set(Counter(str(one.metadata) for one in posted(world)).values())


def test_the_mornings_jobs_are_claimed_once(pg_world: World) -> None:
    for owner in OWNERS:
        call(pg_world, owner)
    pg_world.slack.clock.move_to(at(27, 8, 15))
    tick_together(pg_world, [engine_of(pg_world) for _ in range(4)])
    with pg_world.parts.database.read() as session:
        claimed = session.scalars(select(JobRun.job)).all()
    lists = ["list:voksen-a", "list:voksen-b"]
    registers = ["plan", "pulse", "pulse_forgotten", "quality_sample", "trials"]
    assert sorted(claimed) == sorted([*lists, *registers, "retention", "spot_check"])
    assert Counter(one.user for one in posted(pg_world)) == {f"U0{owner}": 1 for owner in OWNERS}


def test_one_occurrence_is_one_processs_however_many_ask(pg_world: World) -> None:
    together = Barrier(8)

    def claim(_: int) -> bool:
        together.wait()
        with pg_world.parts.database.write() as session:
            return schedule.claim(session, "list:voksen-a", at(27, 8, 15), pg_world.now)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(claim, range(8))).count(True) == 1


def test_everything_is_sent_once_by_four_engines(pg_world: World) -> None:
    for _ in range(10):
        for owner in OWNERS:
            call(pg_world, owner, urgent=True)
    engines = [engine_of(pg_world) for _ in range(4)]
    tick_together(pg_world, engines)
    tick_together(pg_world, engines)
    assert times_sent(pg_world) == {1}
    assert all(one.state in (Sending.SENT, Sending.DROPPED) for one in rows(pg_world))


def test_calls_that_wake_together_are_one_message_also_from_two_engines(pg_world: World) -> None:
    numbers = [call(pg_world) for _ in range(6)]
    pg_world.tick()
    for number in numbers:
        snooze(pg_world, number, at(26, 11))
    pg_world.slack.clock.move_to(at(26, 11))
    tick_together(pg_world, [engine_of(pg_world) for _ in range(3)])
    assert len(posted(pg_world, "KARIM")) == 2


def test_the_budget_of_the_day_holds_for_all_engines_together(pg_world: World) -> None:
    numbers = [call(pg_world) for _ in range(8)]
    pg_world.tick()
    for minute, number in enumerate(numbers):
        snooze(pg_world, number, at(26, 11, minute))
    engines = [engine_of(pg_world) for _ in range(3)]
    for minute in range(8):
        pg_world.slack.clock.move_to(at(26, 11, minute))
        tick_together(pg_world, engines)
    assert len(posted(pg_world, "KARIM")) == 3


def test_two_engines_never_decide_on_the_same_persons_messages_at_the_same_time(pg_world: World) -> None:
    database = pg_world.parts.database

    def decide(person: str) -> None:
        with database.write() as session:
            mailbox.alone_with(session, person)

    with ThreadPoolExecutor(2) as pool:
        with database.write() as session:
            mailbox.alone_with(session, "U0KARIM")
            pool.submit(decide, "U0MAJA").result(10)
            waiting = pool.submit(decide, "U0KARIM")
            with pytest.raises(StillWaiting):
                waiting.result(0.3)
        waiting.result(10)


def test_two_engines_never_pass_the_same_call_on_to_the_same_stand_in(pg_world: World) -> None:
    """Owner and duty person are both away, with one stand-in: two messages of one urgent call are moved."""
    database, number = pg_world.parts.database, call(pg_world, "KARIM", urgent=True)
    with database.write() as session:
        to_owner, to_duty = outbox.claim(session, pg_world.now, 2)

    def pass_on(claim: outbox.Claim) -> list[int]:
        with database.write() as session:
            news = mailbox.unheard(session, "U0PETER", claim, [number], pg_world.now)
            if news:
                notices.pass_on(session, claim, "U0PETER", news, pg_world.now)
            return news

    with ThreadPoolExecutor(1) as pool:
        with database.write() as session:
            assert mailbox.unheard(session, "U0PETER", to_owner, [number], pg_world.now) == [number]
            waiting = pool.submit(pass_on, to_duty)
            with pytest.raises(StillWaiting):
                waiting.result(0.3)
            notices.pass_on(session, to_owner, "U0PETER", [number], pg_world.now)
        assert waiting.result(10) == []


def test_presses_and_engines_do_not_get_in_each_others_way(pg_world: World) -> None:
    calls = [(call(pg_world, owner), owner) for _ in range(6) for owner in OWNERS]
    pg_world.tick()
    engines = [engine_of(pg_world) for _ in range(2)]
    with ThreadPoolExecutor(8) as pool:
        done: list[Future[object]] = [
            pool.submit(spoke if number % 3 else tried, pg_world, number, owner) for number, owner in calls
        ]
        done += [pool.submit(engine.tick, pg_world.now) for engine in engines * 4]
    assert [one.exception() for one in done] == [None] * len(done)


@dataclass(frozen=True)
class Pausing(Courier):
    """Stands still once Slack has its first message, while `meanwhile` happens."""

    meanwhile: list[Callable[[], None]] = field(default_factory=list)

    def post(self, recipient: str, message: Message, outbox_id: int) -> Posted:
        where = super().post(recipient, message, outbox_id)
        while self.meanwhile:
            self.meanwhile.pop()()
        return where


def paused_beyond_its_lease(world: World) -> Engine:
    """An engine that stands still after its first message until another has had its turn."""
    other = engine_of(world)

    def others_go_on() -> None:
        world.slack.clock.advance(LEASE + timedelta(seconds=1))
        other.tick(world.now)

    courier = Pausing(web_client(world.parts.settings), [others_go_on])
    return build(world.office, world.parts.database, courier, world.parts.vault)


def test_an_engine_paused_after_slack_took_the_message_does_not_write_its_outcome(pg_world: World) -> None:
    call(pg_world)
    paused_beyond_its_lease(pg_world).tick(pg_world.now)
    assert times_sent(pg_world) == {1}
    assert len(pg_world.events("notice_sent")) == 1


def test_an_engine_paused_beyond_its_lease_sends_nothing_more_of_what_it_had_claimed(pg_world: World) -> None:
    for owner in OWNERS:
        call(pg_world, owner)
    paused_beyond_its_lease(pg_world).tick(pg_world.now)
    assert times_sent(pg_world) == {1}
    assert {one.user for one in posted(pg_world)} == {f"U0{owner}" for owner in OWNERS}


def test_what_a_dead_engine_had_claimed_is_sent_by_another(pg_world: World) -> None:
    for owner in OWNERS:
        call(pg_world, owner)
    with pg_world.parts.database.write() as session:
        claimed = outbox.claim(session, pg_world.now, 2)
    pg_world.tick()
    assert len(posted(pg_world)) == len(OWNERS) - len(claimed)
    pg_world.advance(LEASE)
    assert times_sent(pg_world) == {1}
    assert len(posted(pg_world)) == len(OWNERS)


def test_a_redrawing_by_a_paused_engine_does_not_stay_over_the_newer_one(pg_world: World) -> None:
    number = call(pg_world)
    pg_world.tick()
    tried(pg_world, number)
    other = engine_of(pg_world)

    class Late(Courier):
        """Draws what it had in hand only after another engine has drawn something newer."""

        def redraw(self, posted: Posted, message: Message, outbox_id: int) -> None:
            spoke(pg_world, number)
            pg_world.slack.clock.advance(LEASE + timedelta(seconds=1))
            other.tick(pg_world.now)
            super().redraw(posted, message, outbox_id)

        def publish_home(self, person: str, view: Block) -> None:
            """Not in this test."""

    late = build(
        pg_world.office,
        pg_world.parts.database,
        Late(web_client(pg_world.parts.settings)),
        pg_world.parts.vault,
    )
    late.steps[3].run(pg_world.now)
    pg_world.advance(timedelta(minutes=2))
    assert "talt med" in shown(pg_world, "KARIM")[0]
