"""After a restore no number that was ever given out is given again, however many were, on either database."""

import pytest
from sqlalchemy import text

from tests import test_pg_dump, test_restore
from tests.calls import call
from tests.test_restore import Machine
from tests.world import World

MANY = 5_000  # more than are passed over for a day: an import, say
on_sqlite, on_postgresql = test_restore.machine, test_pg_dump.machine
SKIP = {
    "sqlite": "UPDATE sqlite_sequence SET seq = seq + :many WHERE name = 'deadline'",
    "postgresql": "SELECT setval('deadline_id_seq', nextval('deadline_id_seq') + :many)",
}


@pytest.fixture(params=["on_sqlite", "on_postgresql"])
def machine(request: pytest.FixtureRequest) -> Machine:
    made: Machine = request.getfixturevalue(request.param)
    return made


def many_are_given_out(world: World) -> None:
    with world.parts.database.write() as session:
        session.execute(text(SKIP[session.get_bind().dialect.name]), {"many": MANY})


def test_those_slack_still_shows_are_passed_over(machine: Machine) -> None:
    with machine.running() as world:
        call(world)
        machine.back_up()
        many_are_given_out(world)
        lost = call(world, urgent=True)
        world.tick()
    machine.restore()
    with machine.running() as world:
        world.tick()
        assert call(world) > lost > MANY


def test_those_whose_rows_are_gone_are_passed_over(machine: Machine) -> None:
    with machine.running() as world:
        call(world)
        many_are_given_out(world)
        machine.back_up()
    machine.restore()
    with machine.running() as world:
        assert call(world) > MANY
