"""What lies behind the demo's first morning: something to count, and nothing left to do."""

from datetime import timedelta

from sqlalchemy import select

from bot.demo_command import EXAMPLE_TABLE
from bot.demo_history import fill
from rules.figures import Count, Figure, Parts, Period
from storage import events, figures
from storage.catalogue_import import import_table
from storage.models import Deadline, State
from tests.world import World


def with_a_past(world: World) -> World:
    parts = world.parts
    with parts.database.write() as session, EXAMPLE_TABLE.open("rb") as table:
        import_table(session, parts.office, EXAMPLE_TABLE.name, table, by=events.ENGINE, now=world.now)
    fill(parts, world.now)
    return world


def test_the_figures_of_the_last_weeks_have_something_to_count(lite_world: World) -> None:
    world = with_a_past(lite_world)
    today, teams = world.now.date(), [one.key for one in world.office.teams]
    with world.parts.database.read() as session:
        period = Period(today - timedelta(days=28), today)
        counted = figures.of_period(session, world.office, teams, period, world.now)
    calls, decisions = counted[Figure.CALLS], counted[Figure.DECISIONS]
    assert isinstance(calls, Count)
    assert calls.n > 80
    assert isinstance(decisions, Parts)
    assert sum(decisions.parts.values()) > 10


def test_nothing_of_it_is_open_and_nobody_is_written_to(lite_world: World) -> None:
    world = with_a_past(lite_world)
    with world.parts.database.read() as session:
        assert set(session.scalars(select(Deadline.state).distinct())) == {State.CLOSED}
    for _ in range(3):
        world.advance(timedelta(minutes=1))
    everybody = [one.removeprefix("U0") for one in world.office.people()]
    assert {one: len(world.dms(one)) for one in everybody} == dict.fromkeys(everybody, 0)


def test_a_database_that_holds_something_is_left_as_it_is(lite_world: World) -> None:
    number = lite_world.log()
    fill(lite_world.parts, lite_world.now)
    assert (lite_world.count(), lite_world.newest().id) == (1, number)
