"""Which deadlines belong on a day's list: a rung asks for a place, and has it until a list told of it."""

from datetime import date, datetime, timedelta

from tests.calls import at
from tests.cases import announced, decided, on_list, postponed, registered, waits
from tests.world import World

LEGAL = date(2027, 1, 21)  # of what is received on Thursday 26 November 2026


def january(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return at(day, hour, minute, month=1, year=2027)


def listed(world: World, person: str = "KARIM") -> list[int]:
    midnight = world.now.replace(hour=0, minute=0) + timedelta(days=1)
    return on_list(world, person, midnight)


def list_day(world: World, day: datetime) -> list[int]:
    """What belongs on the list just before it leaves at 8:15; then it leaves."""
    world.move_to(day.replace(hour=8, minute=14))
    found = listed(world)
    world.move_to(day.replace(hour=8, minute=15))
    return found


class TestRungs:
    def test_on_the_days_of_its_ladder_and_on_no_other(self, world: World) -> None:
        number = registered(world, by="KARIM")
        days = [january(day) for day in (5, 6, 7, 8, 11, 18, 19, 20, 21)]
        told = [day.day for day in days if list_day(world, day) == [number]]
        assert told == [7, 18, 20, 21]

    def test_a_new_one_from_somebody_else_is_on_the_next_list_once(self, lite_world: World) -> None:
        number = registered(lite_world)
        assert list_day(lite_world, at(27, 9)) == [number]
        assert list_day(lite_world, at(30, 9)) == []

    def test_what_no_list_has_told_of_is_not_lost(self, lite_world: World) -> None:
        number = registered(lite_world, by="KARIM")
        lite_world.slack.clock.move_to(january(8, 17))  # nothing ran on the day of the rung
        lite_world.tick()
        assert listed(lite_world) == [number]
        assert list_day(lite_world, january(11)) == [number]
        assert list_day(lite_world, january(12)) == []

    def test_from_the_last_working_day_on_it_is_on_every_list(self, lite_world: World) -> None:
        number = registered(lite_world, by="KARIM")
        days = [january(day) for day in (21, 22, 25, 26)]
        assert [list_day(lite_world, day) for day in days] == [[number]] * 4

    def test_a_decision_ends_it(self, lite_world: World) -> None:
        number = registered(lite_world, by="KARIM")
        lite_world.move_to(january(20))
        decided(lite_world, number)
        assert list_day(lite_world, january(21)) == []


class TestActs:
    def test_a_letter_takes_it_off_until_the_new_dates_rungs(self, lite_world: World) -> None:
        number = registered(lite_world, by="KARIM")
        lite_world.move_to(january(21, 10))
        announced(lite_world, number, date(2027, 2, 15))
        days = [january(22), at(1, 9, month=2, year=2027), at(2, 9, month=2, year=2027)]
        assert [list_day(lite_world, day) for day in days] == [[], [number], []]

    def test_put_off_means_not_before(self, lite_world: World) -> None:
        number = registered(lite_world, by="KARIM")
        list_day(lite_world, january(7))
        postponed(lite_world, number, date(2027, 1, 19))
        days = [january(day) for day in (8, 18, 19, 20)]
        assert [list_day(lite_world, day) for day in days] == [[], [], [number], [number]]

    def test_waiting_leaves_the_rungs_and_adds_the_day_it_ends(self, lite_world: World) -> None:
        number = registered(lite_world, by="KARIM")
        waits(lite_world, number, date(2026, 12, 10))
        assert [list_day(lite_world, day) for day in (at(9, 9, month=12), at(10, 9, month=12))] == [
            [],
            [number],
        ]
        assert list_day(lite_world, january(7)) == [number]
