"""What was taken from the team's list and left lying goes back to it after a working day."""

from storage import notices
from tests.calls import at, call, kinds, shown, snooze, take, tried
from tests.world import World, text_of


def claimed(world: World, *, urgent: bool = False) -> int:
    """Peter takes a call from the team's list on Thursday at 10:04."""
    number = call(world, None, urgent=urgent)
    world.tick()
    take(world, number, "PETER")
    world.tick()
    return number


def test_untouched_for_a_working_day_it_is_the_teams_again(world: World) -> None:
    number = claimed(world)
    promised = world.item(number).due_at
    world.move_to(at(27, 10, 3))
    assert world.item(number).owner_id == "U0PETER"
    world.move_to(at(27, 10, 4))
    assert world.item(number).owner_id is None
    assert world.item(number).due_at == promised
    assert "Jeg tager den" in text_of(world.dms("MAJA")[-1])
    assert [event.deadline_id for event in world.events("returned_to_team")] == [number]


def test_the_weekend_is_no_working_day(lite_world: World) -> None:
    lite_world.move_to(at(27, 9))
    number = claimed(lite_world)
    lite_world.move_to(at(29, 12))
    assert lite_world.item(number).owner_id == "U0PETER"
    lite_world.move_to(at(30, 9))
    assert lite_world.item(number).owner_id is None


def test_it_goes_back_before_the_office_closes(lite_world: World) -> None:
    lite_world.move_to(at(26, 16, 30))
    number = claimed(lite_world)
    lite_world.move_to(at(27, 13))
    assert lite_world.item(number).owner_id is None


def test_an_attempt_keeps_it(lite_world: World) -> None:
    number = claimed(lite_world)
    tried(lite_world, number, by="PETER")
    lite_world.move_to(at(27, 12))
    assert lite_world.item(number).owner_id == "U0PETER"


def test_so_does_a_postponement(lite_world: World) -> None:
    number = claimed(lite_world)
    snooze(lite_world, number, at(30, 10), by="PETER")
    lite_world.move_to(at(27, 12))
    assert lite_world.item(number).owner_id == "U0PETER"


def test_what_was_logged_for_somebody_is_theirs(lite_world: World) -> None:
    number = call(lite_world, "PETER")
    lite_world.tick()
    lite_world.move_to(at(30, 12))
    assert lite_world.item(number).owner_id == "U0PETER"


def test_it_can_be_taken_again(lite_world: World) -> None:
    number = claimed(lite_world)
    lite_world.move_to(at(27, 10, 4))
    take(lite_world, number, "KARIM")
    lite_world.tick()
    assert lite_world.item(number).owner_id == "U0KARIM"


def test_an_urgent_one_is_said_again_at_once(lite_world: World) -> None:
    claimed(lite_world, urgent=True)
    before = kinds(lite_world, "MAJA").count(notices.URGENT)
    lite_world.move_to(at(27, 10, 4))
    assert kinds(lite_world, "MAJA").count(notices.URGENT) == before + 1
    assert "haster" in shown(lite_world, "MAJA")[-1]
