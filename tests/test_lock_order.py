"""Many who act at once on PostgreSQL: nobody waits in a circle, so nobody is told that nothing was saved."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from random import Random
from threading import Barrier

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.office_file import EXAMPLE, load_office
from jobs.engine import Engine, build
from storage import memo, notices, outbox, people
from storage.database import connect
from storage.migrate import upgrade
from storage.models import Outbox, Person, Sending
from storage.people import Known
from tests.calls import call
from tests.front_desk import KARIM, MAJA, RIKKE, FrontDesk
from tests.nowhere import Nowhere
from tests.world import World
from views import ids

AT_ONCE, TIMES, MANY = 12, 20, 40
PEOPLE = [f"U1{number:03}" for number in range(MANY)]


@pytest.fixture
def desk(postgresql_url: str) -> Iterator[FrontDesk]:
    database = connect(postgresql_url)
    upgrade(database)
    yield FrontDesk(database, load_office(EXAMPLE))
    database.close()


def act_at_once(world: World, act: Callable[[Session, Random], None]) -> None:
    """Raises what any of them was told."""

    def one(seed: int) -> None:
        chance = Random(seed)
        for _ in range(TIMES):
            with world.parts.database.write() as session:
                act(session, chance)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, range(AT_ONCE)))


def test_the_same_homes_are_asked_for_by_many(pg_world: World) -> None:
    with pg_world.parts.database.write() as session:
        people.remember(session, [Known(one, one) for one in PEOPLE], pg_world.now)
        session.execute(update(Person).values(home_opened_at=pg_world.now, home_wanted=0))
    act_at_once(pg_world, lambda session, chance: people.want_home(session, chance.sample(PEOPLE, 12)))
    with pg_world.parts.database.read() as session:
        wanted = session.scalars(select(Person.home_wanted).where(Person.slack_id.in_(PEOPLE))).all()
    assert sum(wanted) == AT_ONCE * TIMES * 12


def test_calls_for_the_same_team_are_written_down_by_many(pg_world: World) -> None:
    """Each of them points at people whose Home tabs the others ask for."""
    with pg_world.parts.database.write() as session:
        session.execute(update(Person).values(home_opened_at=pg_world.now))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        written = list(pool.map(lambda _: call(pg_world), range(AT_ONCE * 5)))
    assert len(set(written)) == AT_ONCE * 5


def test_calls_on_the_same_lists_are_acted_on_by_many(pg_world: World) -> None:
    numbers = [call(pg_world) for _ in range(MANY)]
    chance = Random(1)
    with pg_world.parts.database.write() as session:
        for one in PEOPLE[:15]:
            outbox.enqueue(
                session,
                key=f"{notices.LIST}:{one}",
                kind=notices.LIST,
                recipient=one,
                team_key="voksen-a",
                not_before=pg_world.now,
                items=chance.sample(numbers, MANY // 2),
            )
        session.execute(update(Outbox).values(state=Sending.SENT))

    def act(session: Session, chance: Random) -> None:
        for number in chance.sample(numbers, 3):
            outbox.touch(session, number)

    act_at_once(pg_world, act)
    with pg_world.parts.database.read() as session:
        assert all(session.scalars(select(Outbox.wanted).where(Outbox.kind == notices.LIST)))


def test_what_had_to_give_way_is_done_anew(pg_world: World) -> None:
    """Two who lock the same two people, each in the other's order."""
    database, together, tries = pg_world.parts.database, Barrier(2), Counter[str]()
    with database.write() as session:
        people.remember(session, [Known(one, one) for one in PEOPLE[:2]], pg_world.now)

    def both(first: str, second: str) -> None:
        def act(session: Session) -> None:
            tries[first] += 1
            lock(session, first)
            if tries[first] == 1:
                together.wait()
            lock(session, second)

        database.done(act)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(both, PEOPLE[:2], PEOPLE[1::-1]))
    assert tries.total() == 3
    with database.read() as session:
        assert [session.get_one(Person, one).home_wanted for one in PEOPLE[:2]] == [2, 2]


def lock(session: Session, person: str) -> None:
    wanted = update(Person).where(Person.slack_id == person).values(home_wanted=Person.home_wanted + 1)
    session.execute(wanted, execution_options={"synchronize_session": False})


def test_a_busy_office_is_never_told_that_nothing_was_saved(desk: FrontDesk) -> None:
    """Everybody acts on the same calls at once, while two engines send and redraw."""
    numbers = [desk.log() for _ in range(8)]
    with desk.database.write() as session:
        session.execute(update(Person).values(home_opened_at=desk.now))
    engines = [build(desk.office, desk.database, Nowhere(), desk.vault) for _ in range(2)]
    engines[0].tick(desk.now)

    def work(seed: int) -> None:
        chance = Random(seed)
        for turn in range(TIMES):
            who = chance.choice((KARIM, MAJA, RIKKE))
            if chance.random() < 0.5:
                desk.command(RIKKE, f"<@{KARIM}> 43{seed:02} {turn:04}")
            else:
                desk.press(who, chance.choice((ids.TAKE, ids.NO_ANSWER)), chance.choice(numbers))

    def tick(engine: Engine) -> None:
        for _ in range(TIMES):
            # Where an engine has to give way it goes on at its next tick.
            with suppress(OperationalError):
                engine.tick(desk.now)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = [pool.submit(tick, engine) for engine in engines]
        done += [pool.submit(work, seed) for seed in range(AT_ONCE - len(engines))]
    for one in done:
        one.result()
    assert "databasen svarede ikke" not in str(desk.client.calls)
    assert len(desk.events("call_logged")) > len(numbers)
    assert desk.events("attempt")


def test_what_comes_last_comes_in_one_order_whoever_asks_first(lite_world: World) -> None:
    done: list[str] = []

    def alpha(_: Session, about: frozenset[str]) -> None:
        done.append(f"alpha {sorted(about)}")

    def beta(_: Session, about: frozenset[str]) -> None:
        done.append(f"beta {sorted(about)}")

    for order in ((alpha, beta), (beta, alpha)):
        with lite_world.parts.database.write() as session:
            for one in (*order, *order):
                memo.at_the_end(session, one, [one.__name__])
    assert done == ["alpha ['alpha']", "beta ['beta']"] * 2
