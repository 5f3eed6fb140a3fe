"""*Giv videre*: somebody else becomes responsible, and the promise stays."""

from bot.demo.wire import JsonObject
from tests.world import World, text_of


def form(world: World, number: int, by: str = "KARIM") -> JsonObject:
    world.tick()
    message = world.dms(by)[-1]
    world.visitor(by).press(message, "callback_more", f"reassign:{number}", block_id=f"call:{number}")
    opened = world.modal(by)
    world.visitor(by).suggest(opened, "whom", "")
    return opened


def give(world: World, number: int, to: str, by: str = "KARIM") -> JsonObject:
    return world.visitor(by).submit(form(world, number, by), {"whom": to})


def test_the_new_owner_gets_it_and_the_limit_stays(world: World) -> None:
    number = world.log()
    promised = world.item(number).due_at
    assert give(world, number, "person:U0PETER") == {"ok": True, "result": "closed"}
    world.tick()
    assert (world.item(number).owner_id, world.item(number).due_at) == ("U0PETER", promised)
    assert "Nr. 1" in text_of(world.dms("PETER")[0])
    assert "Nr. 1" not in text_of(world.dms("KARIM")[0])


def test_it_can_go_back_to_the_team(lite_world: World) -> None:
    number = lite_world.log()
    give(lite_world, number, "team:voksen-a")
    lite_world.tick()
    assert lite_world.item(number).owner_id is None
    assert "På teamets liste" in text_of(lite_world.dms("MAJA")[0])


def test_it_may_leave_the_team(lite_world: World) -> None:
    number = lite_world.log()
    give(lite_world, number, "person:U0SOFIE")
    assert (lite_world.item(number).team_key, lite_world.item(number).owner_id) == ("voksen-b", "U0SOFIE")


def test_the_event_says_who_gave_it_to_whom(lite_world: World) -> None:
    number = lite_world.log()
    give(lite_world, number, "person:U0PETER")
    (event,) = lite_world.events("reassigned")
    assert (event.actor, event.deadline_id, event.detail["owner"]) == ("U0KARIM", number, "U0PETER")


def test_a_call_that_was_answered_meanwhile_is_not_given_away(lite_world: World) -> None:
    number = lite_world.log()
    opened = form(lite_world, number)
    lite_world.visitor("PETER").open_home()
    lite_world.visitor("KARIM").close(opened)
    opened = form(lite_world, number)
    lite_world.visitor("KARIM").press(lite_world.dms("KARIM")[-1], "callback_spoke", str(number))
    lite_world.settle()
    answer = lite_world.visitor("KARIM").submit(opened, {"whom": "person:U0PETER"})
    assert answer["ok"] is False
    assert lite_world.item(number).owner_id == "U0KARIM"
