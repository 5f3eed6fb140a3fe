"""After a restore the messages may be a newer program's: what an older one cannot read, it leaves."""

import pytest

from jobs.courier import EVENT_TYPE
from storage import recall
from tests.calls import call, kinds
from tests.test_restore import Machine, keys
from tests.test_restored_numbers import machine, on_postgresql, on_sqlite
from tests.world import World

__all__ = ["machine", "on_postgresql", "on_sqlite"]

NEWER: list[dict[str, object]] = [
    {"outbox": "a7c9", "key": "new:1"},
    {"outbox": 7, "key": "new:2", "items": "K1 K2"},
    {"outbox": 8, "key": "new:" + "3" * 500, "kind": "of a kind to come"},
    {"outbox": 9, "key": "new:4", "kind": "of a kind to come", "team": "voksen-a"},
]


def told_by_a_newer_one(world: World, payload: dict[str, object]) -> None:
    world.client.chat_postMessage(
        channel="U0KARIM", text="Ny slags", metadata={"event_type": EVENT_TYPE, "event_payload": payload}
    )


@pytest.mark.parametrize("payload", NEWER, ids=["another number", "other items", "a long key", "a kind"])
def test_everything_else_is_known_again_and_what_waits_leaves(
    machine: Machine, payload: dict[str, object]
) -> None:
    with machine.running() as world:
        call(world, urgent=True)
        machine.back_up()
        world.tick()
        told_by_a_newer_one(world, payload)
        before = {one: many for one, many in keys(world).items() if not one.startswith("new")}
    machine.restore()
    with machine.running() as world:
        call(world, "SOFIE", team="voksen-b", urgent=True)
        for _ in range(3):
            world.tick()
        after = keys(world)
        assert {one: after[one] for one in before} == before
        assert "urgent" in kinds(world, "SOFIE")
        with world.parts.database.read() as session:
            assert recall.pending(session) is None
