"""Many who act at once on PostgreSQL: nobody waits in a circle, so nobody is told that nothing was saved."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage import memo, notices, outbox, people
from storage.models import Outbox, Person, Sending
from storage.people import Known
from tests.calls import call
from tests.world import World
from tests.world import world as make_world

AT_ONCE, TIMES, MANY = 12, 20, 40
PEOPLE = [f"U1{number:03}" for number in range(MANY)]


@pytest.fixture
def pg_world(postgresql_url: str) -> Iterator[World]:
    with make_world(postgresql_url) as made:
        yield made


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
