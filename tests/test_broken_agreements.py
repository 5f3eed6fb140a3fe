"""A time agreed with the citizen that passed: the warning before the limit, though there was an attempt."""

from datetime import datetime, timedelta

import pytest

from rules.ladder import Step
from storage import handover, notices
from storage.endings import Why
from storage.models import Deadline, Outcome
from tests.calls import agreed, at, call, kinds, posted, rang_again, reopened, shown, spoke, tried
from tests.world import World

FRIDAY = at(27, 12)


class TestAWarningOfAnAgreedTime:
    """Promised by Monday the 30th at 11; the warning would come at 9."""

    def broken(self, world: World, when: datetime = FRIDAY) -> int:
        number = call(world)
        world.tick()
        agreed(world, number, when)
        world.move_to(when - timedelta(minutes=10))
        world.move_to(when)
        return number

    def test_that_was_not_kept_comes_before_the_limit(self, world: World) -> None:
        number = self.broken(world)
        world.move_to(at(30, 8, 15))
        assert kinds(world, "KARIM")[-1] == notices.LIST
        world.move_to(at(30, 9))
        assert kinds(world, "KARIM")[-1] == notices.WARN
        said = shown(world, "KARIM")[-1]
        assert "Frist kl. 11: 1 borger venter stadig på et aftalt opkald." in said
        assert f"Nr. {number} " in said
        assert "ikke ringet op endnu" not in said

    def test_comes_once_and_breaks_no_promise(self, lite_world: World) -> None:
        number = self.broken(lite_world)
        for hour in (8, 9, 10, 11, 12, 13):
            lite_world.move_to(at(30, hour, 15))
        assert kinds(lite_world, "KARIM").count(notices.WARN) == 1
        assert lite_world.item(number).breached_at is None
        assert not lite_world.events("breached")

    @pytest.mark.parametrize("outcome", [Outcome.NO_ANSWER, Outcome.BUSY])
    def test_does_not_come_when_the_citizen_was_rung(self, lite_world: World, outcome: Outcome) -> None:
        number = self.broken(lite_world)
        tried(lite_world, number, outcome=outcome)
        for minute in range(8 * 60 + 15, 11 * 60, 15):
            lite_world.move_to(at(30, minute // 60, minute % 60))
        assert notices.WARN not in kinds(lite_world, "KARIM")

    def test_that_waits_to_leave_when_the_citizen_is_rung_says_nothing(self, lite_world: World) -> None:
        number = self.broken(lite_world, at(30, 9, 30))
        lite_world.move_to(at(30, 9, 59))
        spoke(lite_world, number)
        lite_world.move_to(at(30, 10, 1))
        assert notices.WARN not in kinds(lite_world, "KARIM")

    def test_tells_of_it_beside_a_call_nobody_has_rung(self, lite_world: World) -> None:
        waits = call(lite_world)
        number = self.broken(lite_world)
        lite_world.move_to(at(30, 8, 15))
        lite_world.move_to(at(30, 9))
        said = shown(lite_world, "KARIM")[-1]
        assert "1 borger er ikke ringet op endnu. Frist kl. 11: 1 borger venter stadig" in said
        assert f"Nr. {waits} " in said
        assert f"Nr. {number} " in said

    def test_is_settled_on_the_message_when_somebody_rings(self, lite_world: World) -> None:
        number = self.broken(lite_world)
        lite_world.move_to(at(30, 8, 15))
        lite_world.move_to(at(30, 9))
        tried(lite_world, number)
        lite_world.advance(timedelta(minutes=1))
        assert "Påmindelsen om fristen er klaret." in shown(lite_world, "KARIM")[-1]

    def test_goes_to_whoever_has_the_call_by_then(self, lite_world: World) -> None:
        number = self.broken(lite_world)
        with lite_world.parts.database.write() as session:
            handover.reassign(
                session,
                lite_world.office,
                number,
                team_key="voksen-a",
                owner_id="U0PETER",
                by="U0LONE",
                now=lite_world.now,
            )
        lite_world.move_to(at(30, 8, 15))
        lite_world.move_to(at(30, 9))
        assert notices.WARN in kinds(lite_world, "PETER")
        assert notices.WARN not in kinds(lite_world, "KARIM")

    def test_takes_no_place_from_the_reminder_of_the_time_itself(self, lite_world: World) -> None:
        numbers = [call(lite_world) for _ in range(3)]
        agreed(lite_world, numbers[0], at(30, 9, 30))
        lite_world.move_to(at(30, 8, 15))
        for number in numbers[1:]:
            tried(lite_world, number)
        lite_world.move_to(at(30, 8, 30))
        rang_again(lite_world, numbers[1])
        for minute in (40, 60, 80, 90, 121):
            lite_world.move_to(at(30, 8 + minute // 60, minute % 60))
        assert kinds(lite_world, "KARIM")[-3:] == [notices.LIST, notices.AGAIN, notices.AGREED]
        assert len([one for one in posted(lite_world, "KARIM") if one.at >= at(30, 0)]) <= 3

    def test_after_hours_waits_for_the_next_list(self, lite_world: World) -> None:
        number = call(lite_world)
        with lite_world.parts.database.write() as session:
            row = session.get_one(Deadline, number)
            row.goal_at = row.due_at = at(27, 10)
        agreed(lite_world, number, at(26, 16, 50))
        lite_world.move_to(at(26, 16, 40))
        assert lite_world.item(number).next_step_at == at(26, 17, 20)
        lite_world.move_to(at(26, 17, 20))
        lite_world.move_to(at(27, 8, 15))
        assert kinds(lite_world, "KARIM") == [notices.AGREED, notices.LIST]
        assert "aftalt i går kl. 16:50, ikke ringet" in shown(lite_world, "KARIM")[-1]
        assert posted(lite_world, "KARIM")[-1].at == at(27, 8, 15)

    def test_reads_a_row_planned_before_there_were_such_warnings(self, lite_world: World) -> None:
        number = self.broken(lite_world)
        with lite_world.parts.database.write() as session:
            row = session.get_one(Deadline, number)
            row.next_step, row.next_step_at = Step.FOLLOW, at(30, 8, 15)
        lite_world.move_to(at(30, 8, 15))
        lite_world.move_to(at(30, 9))
        assert kinds(lite_world, "KARIM")[-1] == notices.WARN


class TestACallTakenUpAgainBecauseNobodySpoke:
    """*Talt med* was pressed by mistake: the time agreed before that still holds."""

    def mistaken(self, world: World, *, tries: int = 0) -> int:
        number = call(world)
        world.tick()
        agreed(world, number, FRIDAY)
        for _ in range(tries):
            tried(world, number)
        spoke(world, number)
        reopened(world, number, Why.MISTAKE)
        world.tick()
        return number

    @pytest.mark.parametrize("tries", [0, 1])
    def test_is_reminded_of_and_warned_of_as_before(self, lite_world: World, tries: int) -> None:
        self.mistaken(lite_world, tries=tries)
        lite_world.move_to(at(27, 8, 15))
        lite_world.move_to(FRIDAY - timedelta(minutes=10))
        assert kinds(lite_world, "KARIM")[-1] == notices.AGREED
        lite_world.move_to(at(30, 8, 15))
        assert "aftalt fredag 27. november kl. 12, ikke ringet" in shown(lite_world, "KARIM")[-1]
        lite_world.move_to(at(30, 9))
        assert kinds(lite_world, "KARIM")[-1] == notices.WARN

    def test_has_no_agreement_where_somebody_rang_at_that_time(self, lite_world: World) -> None:
        number = call(lite_world)
        lite_world.tick()
        agreed(lite_world, number, FRIDAY)
        lite_world.move_to(FRIDAY)
        tried(lite_world, number)
        spoke(lite_world, number)
        reopened(lite_world, number, Why.MISTAKE)
        lite_world.move_to(at(30, 8, 15))
        assert "aftalt" not in shown(lite_world, "KARIM")[-1]

    def test_has_none_where_there_is_more_to_ring_about(self, lite_world: World) -> None:
        number = call(lite_world)
        lite_world.tick()
        agreed(lite_world, number, FRIDAY)
        spoke(lite_world, number)
        reopened(lite_world, number, Why.MORE)
        lite_world.move_to(at(27, 8, 15))
        assert "aftalt" not in shown(lite_world, "KARIM")[-1]
