"""An absence reported ahead that begins in the middle of a day: what was seen to goes on at its start."""

from datetime import datetime, timedelta

from storage import clocks, notices
from storage.models import Deadline
from tests.calls import at, call, engine_of, kinds, shown, take, tried
from tests.cases import registered
from tests.test_absence import absent
from tests.world import World

FRIDAY = "27/11 eftermiddag @peter"


def due(world: World, number: int, when: datetime) -> int:
    with world.parts.database.write() as session:
        row = session.get_one(Deadline, number)
        row.goal_at = row.due_at = when
        clocks.plan(session, world.office, row, world.now)
    return number


def told(world: World, user: str, number: int) -> bool:
    return any(f"Nr. {number} " in one for one in shown(world, user))


def morning(world: World) -> None:
    """Friday until the minute before Karim leaves: his list, and whatever is due by then."""
    for hour, minute in ((8, 15), (9, 30), (10, 30), (11, 0), (11, 59)):
        world.move_to(at(27, hour, minute))


def test_a_call_warned_of_before_it_is_told_of_before_the_limit(world: World) -> None:
    number = due(world, call(world), at(27, 12, 45))
    absent(world, "KARIM", FRIDAY)
    morning(world)
    assert notices.WARN in kinds(world, "KARIM")
    assert not told(world, "PETER", number)
    world.move_to(at(27, 12, 1))
    assert kinds(world, "PETER") == [notices.LIST]
    assert told(world, "PETER", number)


def test_a_deadline_on_its_last_day_is_told_of_that_day(lite_world: World) -> None:
    number = due(lite_world, registered(lite_world), at(27, 23, 59))
    absent(lite_world, "KARIM", FRIDAY)
    morning(lite_world)
    assert notices.WARN in kinds(lite_world, "KARIM")
    lite_world.move_to(at(27, 12, 1))
    assert told(lite_world, "PETER", number)


def test_an_urgent_call_nobody_has_taken_is_called_out(lite_world: World) -> None:
    absent(lite_world, "KARIM", FRIDAY)
    lite_world.move_to(at(27, 11, 50))
    call(lite_world, urgent=True)
    lite_world.tick()
    assert notices.URGENT not in kinds(lite_world, "PETER")
    lite_world.move_to(at(27, 12, 1))
    assert notices.URGENT in kinds(lite_world, "PETER")


def test_it_goes_on_once_however_many_engines_look(lite_world: World) -> None:
    absent(lite_world, "KARIM", FRIDAY)
    lite_world.move_to(at(27, 11, 50))
    call(lite_world, urgent=True)
    lite_world.tick()
    lite_world.move_to(at(27, 12, 1))
    for minute in (2, 3, 4):
        lite_world.slack.clock.move_to(at(27, 12, minute))
        engine_of(lite_world).tick(lite_world.now)
    assert kinds(lite_world, "PETER").count(notices.URGENT) == 1


def test_it_goes_on_late_when_the_bot_stood_still_at_its_start(lite_world: World) -> None:
    number = due(lite_world, call(lite_world), at(27, 12, 45))
    absent(lite_world, "KARIM", FRIDAY)
    morning(lite_world)
    lite_world.move_to(at(27, 12, 20))
    assert told(lite_world, "PETER", number)


def test_nothing_goes_on_when_it_was_called_off(lite_world: World) -> None:
    number = due(lite_world, call(lite_world), at(27, 12, 45))
    absent(lite_world, "KARIM", FRIDAY)
    morning(lite_world)
    lite_world.visitor("KARIM").command("/absence")
    lite_world.visitor("KARIM").press(lite_world.modal("KARIM"), "absence_end")
    lite_world.settle()
    lite_world.move_to(at(27, 12, 1))
    assert not told(lite_world, "PETER", number)


def test_one_that_begins_with_the_day_leaves_it_to_the_morning_s_list(lite_world: World) -> None:
    number = call(lite_world)
    absent(lite_world, "KARIM", "27/11 @peter")
    lite_world.move_to(at(27, 0, 1))
    assert kinds(lite_world, "PETER") == []
    lite_world.move_to(at(27, 8, 15))
    assert kinds(lite_world, "PETER") == [notices.LIST]
    assert told(lite_world, "PETER", number)


def test_what_somebody_has_taken_is_not_called_out(lite_world: World) -> None:
    absent(lite_world, "KARIM", FRIDAY)
    lite_world.move_to(at(27, 11, 50))
    number = call(lite_world, urgent=True)
    lite_world.tick()
    take(lite_world, number, "MAJA")
    lite_world.move_to(at(27, 12, 1))
    assert notices.URGENT not in kinds(lite_world, "PETER")


class TestAWarningThatWentToWhoeverLeaves:
    """Friday closes at 13; the limit is a quarter to, and the warning came at a quarter to eleven."""

    def test_goes_to_the_stand_in_too_who_has_had_the_day_s_list(self, lite_world: World) -> None:
        call(lite_world, "PETER")
        number = due(lite_world, call(lite_world), at(27, 12, 45))
        absent(lite_world, "KARIM", FRIDAY)
        morning(lite_world)
        before = kinds(lite_world, "PETER")
        assert notices.LIST in before
        lite_world.move_to(at(27, 12, 1))
        lite_world.advance(timedelta(minutes=1))
        assert kinds(lite_world, "PETER")[len(before) :] == [notices.WARN]
        assert f"Nr. {number} " in shown(lite_world, "PETER")[-1]

    def test_also_when_the_absence_begins_at_once_and_then_once(self, lite_world: World) -> None:
        call(lite_world, "PETER")
        due(lite_world, call(lite_world), at(27, 12, 45))
        morning(lite_world)
        before = kinds(lite_world, "PETER")
        for said in ("i dag @peter", "slut", "i dag-30/11 @peter"):
            absent(lite_world, "KARIM", said)
            lite_world.advance(timedelta(minutes=1))
        assert kinds(lite_world, "PETER")[len(before) :] == [notices.WARN]

    def test_is_said_by_the_list_where_that_is_new(self, lite_world: World) -> None:
        due(lite_world, call(lite_world), at(27, 12, 45))
        morning(lite_world)
        absent(lite_world, "KARIM", "i dag @peter")
        lite_world.advance(timedelta(minutes=1))
        assert kinds(lite_world, "PETER") == [notices.LIST]

    def test_stays_where_the_citizen_was_rung(self, lite_world: World) -> None:
        call(lite_world, "PETER")
        number = due(lite_world, call(lite_world), at(27, 12, 45))
        morning(lite_world)
        tried(lite_world, number)
        before = kinds(lite_world, "PETER")
        absent(lite_world, "KARIM", "i dag @peter")
        lite_world.advance(timedelta(minutes=1))
        assert kinds(lite_world, "PETER") == before
