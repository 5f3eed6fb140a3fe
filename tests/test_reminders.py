"""What interrupts: the one warning, the snooze that wakes, the urgent call. The breach does not."""

from datetime import datetime, timedelta

import pytest

from rules.absence import Away
from storage import absences, notices
from storage.models import Outcome
from storage.notices import WAKE, WARN
from tests.calls import (
    at,
    call,
    correct_to_calm,
    kinds,
    posted,
    shown,
    snooze,
    spoke,
    take,
    tried,
    undo,
)
from tests.world import World

# A call of Thursday 10:04 is due Monday 11:00; two hours of opening time before is Monday 9:00.
LIST, WARNING, LIMIT = at(30, 8, 15), at(30, 9), at(30, 11)
QUARTER = timedelta(minutes=15)


def warnings(world: World, user: str) -> list[str]:
    """The person's warnings as they stand now."""
    return [one for one, kind in zip(shown(world, user), kinds(world, user), strict=True) if kind == WARN]


def arrive_at(world: World, *moments: datetime) -> None:
    for moment in moments:
        world.move_to(moment)


class TestTheWarning:
    def test_it_comes_two_hours_of_opening_time_before_the_limit(self, world: World) -> None:
        call(world)
        world.move_to(LIST)
        world.move_to(WARNING - timedelta(minutes=1))
        assert warnings(world, "KARIM") == []
        world.move_to(WARNING)
        assert len(warnings(world, "KARIM")) == 1

    def test_it_is_one_message_for_all_calls_with_that_limit(self, world: World) -> None:
        for _ in range(3):
            call(world)
        world.move_to(LIST)
        world.move_to(WARNING)
        (said,) = warnings(world, "KARIM")
        assert all(f"Nr. {number} " in said for number in (1, 2, 3))

    def test_it_is_one_message_also_for_more_calls_than_a_batch(self, lite_world: World) -> None:
        for _ in range(103):
            call(lite_world)
        lite_world.move_to(LIST)
        lite_world.move_to(WARNING)
        assert len(warnings(lite_world, "KARIM")) == 1
        assert "103" in posted(lite_world, "KARIM")[-1].text

    def test_it_is_not_repeated(self, lite_world: World) -> None:
        call(lite_world)
        lite_world.move_to(LIST)
        lite_world.move_to(WARNING)
        lite_world.move_to(WARNING + timedelta(minutes=90))
        assert len(warnings(lite_world, "KARIM")) == 1

    def test_it_does_not_come_once_the_citizen_has_been_rung(self, lite_world: World) -> None:
        number = call(lite_world)
        lite_world.tick()
        tried(lite_world, number)
        snooze(lite_world, number, at(1, 9, month=12))
        lite_world.move_to(LIST)
        lite_world.move_to(LIMIT)
        assert warnings(lite_world, "KARIM") == []

    def test_it_does_not_come_when_the_call_was_rung_in_the_last_minute(self, lite_world: World) -> None:
        number = call(lite_world)
        lite_world.move_to(LIST)
        lite_world.slack.clock.move_to(WARNING)
        spoke(lite_world, number)
        lite_world.tick()
        assert warnings(lite_world, "KARIM") == []

    def test_it_goes_to_the_duty_person_when_nobody_has_the_call(self, lite_world: World) -> None:
        call(lite_world, None)
        lite_world.move_to(LIST)
        lite_world.move_to(WARNING)
        assert len(warnings(lite_world, "MAJA")) == 1

    def test_it_speaks_no_longer_of_a_call_that_was_undone(self, lite_world: World) -> None:
        lite_world.slack.clock.move_to(WARNING - timedelta(minutes=5))
        number = call(lite_world)
        undo(lite_world, number)
        lite_world.move_to(at(1, 9, month=12))
        assert warnings(lite_world, "KARIM") == []

    def test_a_snooze_that_ends_at_the_same_time_is_in_the_same_message(self, world: World) -> None:
        call(world)
        world.slack.clock.move_to(at(27, 9, 5))
        later = call(world)
        world.tick()
        tried(world, later)
        snooze(world, later, WARNING)
        world.move_to(LIST)
        before = len(posted(world, "KARIM"))
        world.move_to(WARNING)
        assert len(posted(world, "KARIM")) == before + 1
        assert kinds(world, "KARIM")[-1] == WARN
        assert "Nr. 2" in shown(world, "KARIM")[-1]

    def test_it_has_the_last_message_of_the_day_kept_for_it(self, lite_world: World) -> None:
        call(lite_world)
        lite_world.slack.clock.move_to(at(27, 10))
        woken = [call(lite_world) for _ in range(4)]
        lite_world.tick()
        for number, minute in zip(woken, (20, 30, 40, 50), strict=True):
            tried(lite_world, number)
            snooze(lite_world, number, at(30, 8, minute))
        arrive_at(lite_world, LIST, *(at(30, 8, minute) for minute in (20, 30, 40, 50)), WARNING)
        before = sum(one.at < LIST for one in posted(lite_world, "KARIM"))
        assert kinds(lite_world, "KARIM")[before:] == [notices.LIST, WAKE, WARN]


class TestTheBreach:
    def test_the_owner_is_not_told_again(self, world: World) -> None:
        call(world)
        arrive_at(world, LIST, WARNING)
        before = len(posted(world, "KARIM"))
        arrive_at(world, LIMIT, LIMIT + timedelta(hours=3))
        assert len(posted(world, "KARIM")) == before

    def test_the_lead_sees_it_in_the_next_mornings_list(self, world: World) -> None:
        call(world)
        arrive_at(world, LIST, WARNING, LIMIT)
        assert kinds(world, "LONE") == [notices.WEEK]
        world.move_to(at(1, 8, 15, month=12))
        assert "Over fristen i teamet" in shown(world, "LONE")[-1]

    def test_it_is_logged_once(self, lite_world: World) -> None:
        call(lite_world)
        arrive_at(lite_world, LIST, LIMIT, at(1, 8, 15, month=12))
        assert len(lite_world.events("breached")) == 1

    def test_a_call_that_was_rung_in_time_is_not_breached(self, lite_world: World) -> None:
        number = call(lite_world)
        lite_world.tick()
        tried(lite_world, number)
        arrive_at(lite_world, LIMIT, at(1, 8, 15, month=12))
        assert lite_world.events("breached") == []
        assert kinds(lite_world, "LONE") == [notices.WEEK]

    def test_a_warning_that_could_not_leave_before_the_limit_is_not_sent_after_it(
        self, lite_world: World
    ) -> None:
        call(lite_world)
        lite_world.move_to(LIST)
        lite_world.slack.faults.away = True
        lite_world.move_to(WARNING)
        lite_world.slack.clock.move_to(LIMIT + QUARTER)
        lite_world.slack.faults.clear()
        arrive_at(lite_world, LIMIT + 2 * QUARTER, LIMIT + 3 * QUARTER)
        assert warnings(lite_world, "KARIM") == []


class TestTheSnooze:
    def test_it_wakes(self, world: World) -> None:
        number = call(world)
        world.tick()
        snooze(world, number, at(26, 11, 30))
        world.move_to(at(26, 11, 29))
        assert len(posted(world, "KARIM")) == 1
        world.move_to(at(26, 11, 30))
        assert kinds(world, "KARIM") == [notices.LIST, WAKE]

    def test_it_wakes_again_when_it_is_asked_for_again(self, lite_world: World) -> None:
        number = call(lite_world)
        lite_world.tick()
        for hour in (11, 12):
            snooze(lite_world, number, at(26, hour))
            lite_world.move_to(at(26, hour))
        assert len(posted(lite_world, "KARIM")) == 3

    def test_two_that_end_together_are_one_message(self, world: World) -> None:
        numbers = [call(world), call(world)]
        world.tick()
        for number in numbers:
            snooze(world, number, at(26, 11))
        world.move_to(at(26, 11))
        assert kinds(world, "KARIM") == [notices.LIST, WAKE]
        assert all(f"Nr. {number} " in shown(world, "KARIM")[-1] for number in numbers)

    def test_it_says_nothing_when_the_call_was_answered_meanwhile(self, lite_world: World) -> None:
        number = call(lite_world)
        lite_world.tick()
        snooze(lite_world, number, at(26, 11))
        spoke(lite_world, number)
        lite_world.move_to(at(26, 11))
        assert len(posted(lite_world, "KARIM")) == 1

    def test_an_attempt_without_answer_wakes_when_it_proposed_to(self, lite_world: World) -> None:
        number = call(lite_world)
        lite_world.tick()
        again = tried(lite_world, number, outcome=Outcome.BUSY)
        lite_world.move_to(again)
        assert len(posted(lite_world, "KARIM")) == 2

    def test_one_over_the_days_budget_is_in_the_next_list(self, lite_world: World) -> None:
        numbers = [call(lite_world) for _ in range(4)]
        lite_world.tick()
        for number, minute in zip(numbers, (20, 30, 40, 50), strict=True):
            snooze(lite_world, number, at(26, 10, minute))
        arrive_at(lite_world, *(at(26, 10, minute) for minute in (20, 30, 40, 50)))
        assert len(posted(lite_world, "KARIM")) == 3
        lite_world.move_to(at(27, 8, 15))
        assert all(f"Nr. {number} " in shown(lite_world, "KARIM")[-1] for number in numbers)


class TestTheUrgentCall:
    def test_owner_and_duty_person_are_told_at_once(self, world: World) -> None:
        world.tick()
        call(world, urgent=True)
        world.tick()
        assert kinds(world, "KARIM")[0] == kinds(world, "MAJA")[0] == notices.URGENT
        assert posted(world, "LONE") == []

    @pytest.mark.parametrize(("night", "morning"), [(at(26, 22), at(27, 8)), (at(28, 12), at(30, 8))])
    def test_outside_hours_they_are_told_when_somebody_is_at_work_again(
        self, lite_world: World, night: datetime, morning: datetime
    ) -> None:
        arrive_at(lite_world, night)
        call(lite_world, urgent=True)
        lite_world.tick()
        arrive_at(lite_world, night + QUARTER, morning - timedelta(minutes=1))
        assert posted(lite_world) == []
        lite_world.move_to(morning)
        assert [one.user for one in posted(lite_world)] == ["U0KARIM", "U0MAJA"]

    def test_the_quarter_of_an_hour_begins_when_they_are_told(self, lite_world: World) -> None:
        arrive_at(lite_world, at(26, 22))
        call(lite_world, urgent=True)
        arrive_at(lite_world, at(27, 8), at(27, 8, 14))
        assert posted(lite_world, "LONE") == []
        lite_world.move_to(at(27, 8, 15))
        assert kinds(lite_world, "LONE")[0] == notices.URGENT_LEAD

    def test_the_lead_is_told_after_a_quarter_of_an_hour_without_an_answer(self, world: World) -> None:
        call(world, urgent=True)
        world.tick()
        world.advance(QUARTER - timedelta(minutes=1))
        assert posted(world, "LONE") == []
        world.advance(timedelta(minutes=1))
        assert kinds(world, "LONE") == [notices.URGENT_LEAD]
        world.advance(QUARTER)
        assert len(posted(world, "LONE")) == 1

    def test_the_duty_person_hears_once_although_they_also_stand_in_for_the_owner(self, world: World) -> None:
        arrive_at(world, at(26, 22))
        call(world, urgent=True)
        with world.parts.database.write() as session:
            ill = Away("U0KARIM", world.now, world.now + timedelta(days=2))
            absences.add(session, world.office, ill, by="U0KARIM", now=world.now)
        arrive_at(world, at(27, 8), at(27, 8, 1))
        assert kinds(world, "MAJA").count(notices.URGENT) == 1

    def test_the_deputy_is_told_while_the_lead_is_away_and_not_the_duty_person_again(
        self, world: World
    ) -> None:
        with world.parts.database.write() as session:
            gone = Away("U0LONE", world.now, world.now + timedelta(days=2))
            absences.add(session, world.office, gone, by="U0LONE", now=world.now)
        call(world, urgent=True)
        world.tick()
        world.advance(QUARTER)
        assert kinds(world, "BENT") == [notices.URGENT_LEAD]
        assert notices.URGENT_LEAD not in kinds(world, "MAJA")

    def test_the_lead_is_not_told_once_somebody_has_taken_it(self, world: World) -> None:
        number = call(world, urgent=True)
        world.tick()
        take(world, number, "MAJA")
        world.advance(QUARTER)
        assert posted(world, "LONE") == []

    def test_an_attempt_counts_as_taking_it(self, lite_world: World) -> None:
        number = call(lite_world, urgent=True)
        lite_world.tick()
        tried(lite_world, number, by="MAJA")
        lite_world.advance(QUARTER)
        assert posted(lite_world, "LONE") == []

    def test_the_others_see_who_took_it_in_the_same_message(self, lite_world: World) -> None:
        lite_world.tick()
        call(lite_world, urgent=True)
        lite_world.tick()
        message = lite_world.dms("MAJA")[0]
        lite_world.visitor("MAJA").press(message, "callback_take")
        lite_world.tick()
        assert "Maja Lund var først" in shown(lite_world, "KARIM")[0]

    def test_a_duty_person_who_owns_the_call_is_told_once(self, lite_world: World) -> None:
        lite_world.tick()
        call(lite_world, "MAJA", urgent=True)
        lite_world.tick()
        assert kinds(lite_world, "MAJA").count(notices.URGENT) == 1

    def test_it_is_outside_the_budget_of_the_day(self, lite_world: World) -> None:
        numbers = [call(lite_world) for _ in range(3)]
        lite_world.tick()
        for number, minute in zip(numbers, (20, 30, 40), strict=True):
            snooze(lite_world, number, at(26, 10, minute))
        arrive_at(lite_world, *(at(26, 10, minute) for minute in (20, 30, 40)))
        call(lite_world, urgent=True)
        lite_world.tick()
        assert len(posted(lite_world, "KARIM")) == 4
        assert kinds(lite_world, "KARIM")[-1] == notices.URGENT

    def test_urgent_ones_take_nothing_from_the_budget(self, lite_world: World) -> None:
        for _ in range(3):
            call(lite_world, urgent=True)
        lite_world.tick()
        number = call(lite_world)
        snooze(lite_world, number, at(26, 10, 30))
        lite_world.move_to(at(26, 10, 30))
        assert kinds(lite_world, "KARIM")[-1] == WAKE

    def test_one_corrected_to_wait_is_not_sent_as_urgent(self, lite_world: World) -> None:
        number = call(lite_world, urgent=True)
        correct_to_calm(lite_world, number)
        lite_world.tick()
        lite_world.advance(QUARTER)
        assert not {notices.URGENT, notices.URGENT_LEAD} & set(kinds(lite_world))
