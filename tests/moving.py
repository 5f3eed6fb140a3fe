"""Moving all of a person's calls, as a lead does it."""

from bot.demo.wire import JsonObject
from storage import handover
from storage.models import Deadline
from tests.front_desk import MAJA
from tests.world import World, text_of


def preview(world: World, line: str = "@karim @maja", by: str = "LONE") -> JsonObject:
    """What the one-line command opens."""
    world.visitor(by).command(f"/callback flyt {line}")
    return world.modal(by)


def confirm(world: World, shown: JsonObject, by: str = "LONE") -> JsonObject:
    """Press *Flyt*; the receipt."""
    assert world.visitor(by).submit(shown, {}) == {"ok": True, "result": "updated"}
    return world.modal(by)


def move(world: World, line: str = "@karim @maja", by: str = "LONE") -> JsonObject:
    return confirm(world, preview(world, line, by), by)


def undo(world: World, receipt: JsonObject, by: str = "LONE") -> str:
    """Press *Fortryd* on the receipt; what it says then."""
    world.visitor(by).press(receipt, "handover_undo")
    return text_of(world.modal(by))


def stood(deadline: Deadline) -> tuple[object, ...]:
    """Whose a call is, and how far they have come with it."""
    hands = (deadline.owner_id, deadline.team_key, deadline.taken_by, deadline.taken_at)
    return (*hands, deadline.claimed_at, deadline.snoozed_until)


def give(world: World, number: int, to: str | None, *, team: str = "voksen-a", by: str = MAJA) -> None:
    """Give one item to somebody, or to nobody of a team."""
    with world.parts.database.write() as session:
        handover.reassign(session, world.office, number, team_key=team, owner_id=to, by=by, now=world.now)
