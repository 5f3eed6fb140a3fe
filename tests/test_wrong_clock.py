"""A machine whose clock was ahead, and is right again: nothing is said twice, and nobody is kept waiting."""

from datetime import time, timedelta

import pytest

from bot.demo.faults import Fault, FaultKind
from jobs.pause import Pause
from jobs.trouble import Kind, Trouble
from storage import notices, schedule, settings
from storage.models import Deadline, Sending
from storage.notices import LIST
from tests.calls import at, call, kinds, posted, rang_again, rows, shown, undo
from tests.test_absence import absent
from tests.world import World

POST = "chat.postMessage"
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def tick_ahead(world: World, by: timedelta) -> None:
    """One tick by a clock that is wrong; Slack's stays right."""
    world.engine.tick(world.now + by)


@pytest.mark.parametrize("ahead", [2 * HOUR, DAY - HOUR])
def test_what_was_sent_by_a_clock_ahead_is_found_and_not_sent_again(
    lite_world: World, ahead: timedelta
) -> None:
    call(lite_world, urgent=True)
    lite_world.slack.faults.add(Fault("accept_then_drop", POST))
    tick_ahead(lite_world, ahead)
    sent = len(posted(lite_world))
    lite_world.slack.clock.move_to(lite_world.now + ahead + MINUTE)
    lite_world.tick()
    lite_world.advance(MINUTE)
    doubled = [one.metadata for one in posted(lite_world)]
    assert sent > 0
    assert len(doubled) == len({str(one) for one in doubled})


@pytest.mark.parametrize("fault", ["accept_then_drop", "http_500"])
def test_what_it_was_trying_to_send_waits_no_longer_than_anything_else(
    world: World, fault: FaultKind
) -> None:
    call(world, urgent=True)
    world.slack.faults.add(Fault(fault, POST))
    tick_ahead(world, DAY)
    for _ in range(3):
        world.advance(MINUTE)
    assert {one.state for one in rows(world) if one.kind == notices.URGENT} == {Sending.SENT}
    assert kinds(world, "KARIM").count(notices.URGENT) == 1


def test_a_pause_that_begins_later_than_now_is_no_pause(lite_world: World) -> None:
    pause, now = Pause(), lite_world.now
    trouble = Trouble(Kind.TRANSIENT, "ratelimited")
    pause.begins(1, trouble, now + DAY)
    pause.begins(2, trouble, now + DAY)
    assert pause.holds(now + DAY)
    assert not pause.holds(now)


def test_the_list_of_a_day_that_was_taken_for_today_comes_on_its_day_too(lite_world: World) -> None:
    call(lite_world, "KARIM")
    tick_ahead(lite_world, DAY)
    lite_world.advance(HOUR)
    call(lite_world, "PETER")
    lite_world.tick()
    lite_world.move_to(at(27, 8, 15))
    assert kinds(lite_world, "PETER").count(LIST) >= 1
    assert "fredag 27. november" in str(posted(lite_world, "PETER")[-1].blocks)


@pytest.mark.parametrize("ahead", [DAY, DAY - MINUTE, DAY + HOUR])
def test_a_list_that_had_left_for_that_day_leaves_again_on_it(world: World, ahead: timedelta) -> None:
    first = call(world, "KARIM")
    tick_ahead(world, ahead)
    world.advance(HOUR)
    second = call(world, "KARIM")
    world.tick()
    before = len(posted(world, "KARIM"))
    world.move_to(at(27, 8, 15))
    (again,) = posted(world, "KARIM")[before:]
    assert f"Nr. {first} " in str(again.blocks)
    assert f"Nr. {second} " in str(again.blocks)
    world.advance(HOUR)
    assert kinds(world, "KARIM").count(LIST) == 3  # the 26th's, the one too early, and the right one


def test_a_list_that_left_too_early_on_its_own_day_does_not_come_twice(lite_world: World) -> None:
    call(lite_world, "KARIM")
    lite_world.slack.clock.move_to(at(27, 7))
    tick_ahead(lite_world, 2 * HOUR)
    assert kinds(lite_world, "KARIM").count(LIST) == 1
    second = call(lite_world, "KARIM")
    lite_world.advance(MINUTE)
    lite_world.move_to(at(27, 8, 15))
    lite_world.advance(MINUTE)
    assert kinds(lite_world, "KARIM").count(LIST) == 1
    assert any(f"Nr. {second} " in one for one in shown(lite_world, "KARIM"))


def test_a_list_that_had_nothing_to_say_the_day_before_speaks_on_its_day(lite_world: World) -> None:
    number = call(lite_world, "KARIM")
    with lite_world.parts.database.write() as session:
        local = at(27, 8, 15).astimezone(lite_world.office.zone)
        notices.the_list(session, lite_world.office.team("voksen-a"), "U0KARIM", local, lite_world.now)
    undo(lite_world, number)
    tick_ahead(lite_world, MINUTE)
    assert {one.state for one in rows(lite_world) if one.kind == LIST} == {Sending.DROPPED}
    lite_world.advance(HOUR)
    later = call(lite_world, "KARIM")
    lite_world.move_to(at(27, 8, 15))
    assert f"Nr. {later} " in str(posted(lite_world, "KARIM")[-1].blocks)


def test_a_list_that_comes_at_another_hour_from_today_does_not_come_twice(lite_world: World) -> None:
    call(lite_world, "KARIM")
    lite_world.move_to(at(27, 8, 15))
    with lite_world.parts.database.write() as session:
        settings.choose(session, lite_world.office, "U0KARIM", "da", time(9), lite_world.now)
    lite_world.move_to(at(27, 9))
    assert kinds(lite_world, "KARIM").count(LIST) == 1


def test_a_few_seconds_between_two_machines_claim_nothing_twice(lite_world: World) -> None:
    with lite_world.parts.database.write() as session:
        assert schedule.claim(session, "list:voksen-a", at(27, 8, 15), at(27, 8, 15) + MINUTE / 2)
        assert not schedule.claim(session, "list:voksen-a", at(27, 8, 15), at(27, 8, 15))


def test_an_absence_that_was_taken_for_over_goes_on(world: World) -> None:
    """A Friday: a clock a day ahead finds Karim back at work, and whoever stands in has his call no more."""
    number = call(world, "KARIM")
    absent(world, "KARIM", "27/11 @peter")
    world.move_to(at(27, 8, 15))
    assert f"Nr. {number}" in shown(world, "PETER")[-1]
    tick_ahead(world, DAY)
    rang_again(world, number, by="RIKKE")
    tick_ahead(world, DAY + MINUTE)
    assert f"Nr. {number}" not in shown(world, "PETER")[-1]
    world.advance(MINUTE)
    assert f"Nr. {number}" in shown(world, "PETER")[-1]
    world.move_to(at(30, 8, 15))
    assert f"Nr. {number}" in shown(world, "KARIM")[-1]


def test_an_urgent_call_that_a_clock_ahead_wrote_down_is_called_out_once(world: World) -> None:
    number = call(world, "KARIM", urgent=True)
    with world.parts.database.write() as session:
        session.get_one(Deadline, number).logged_at = world.now + DAY
    world.tick()
    assert kinds(world, "MAJA").count(notices.URGENT) == 1
    absent(world, "KARIM", "i dag @maja")
    world.advance(MINUTE)
    assert kinds(world, "MAJA").count(notices.URGENT) == 1
