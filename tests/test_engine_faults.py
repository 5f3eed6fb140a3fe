"""The engine through long troubles: an outage, days of standing still, a row nobody can send."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from bot.demo.faults import Fault
from storage import notices, outbox
from storage.models import Deadline, Outbox, Sending
from tests.calls import at, call, engine_of, kinds, opened_home, posted, rows, shown, snooze, tried
from tests.world import World

POST = "chat.postMessage"
TEAM_A, TEAM_B = ("KARIM", "MAJA", "PETER"), ("SOFIE", "ALI")


def live_through(world: World, until: datetime, step: timedelta = timedelta(minutes=1)) -> None:
    """Tick by tick, as a running bot does, only with longer steps."""
    while world.now < until:
        world.advance(min(step, until - world.now))


def reminders(world: World) -> Counter[object]:
    """How often each outbox row reached Slack."""
    return Counter(str(one.metadata) for one in posted(world))


class TestSlackAwayForEightHours:
    def busy_office(self, world: World) -> None:
        """Calls of every kind: due today, postponed into the outage, urgent, without an owner."""
        world.slack.clock.move_to(at(26, 16))
        for owner in TEAM_A:
            call(world, owner), call(world, owner)
        call(world, None)
        for owner in TEAM_B:
            call(world, owner, team="voksen-b")
        world.tick()

    def test_everything_is_delivered_or_merged_within_ten_minutes(self, world: World) -> None:
        self.busy_office(world)
        first, second, *_ = range(1, 8)
        tried(world, first)
        snooze(world, first, at(30, 9, 30))
        snooze(world, second, at(30, 9, 45))
        world.move_to(at(30, 7))
        before = len(posted(world))
        world.slack.faults.away = True
        live_through(world, at(30, 15), timedelta(minutes=10))
        call(world, "KARIM")
        world.slack.faults.clear()
        live_through(world, at(30, 15, 10))
        after = posted(world)[before:]
        people = Counter(one.user for one in after)
        assert set(people) >= {f"U0{one}" for one in (*TEAM_A, *TEAM_B)}
        assert max(people.values()) == 1
        assert all(one.state is not Sending.WAITING for one in rows(world) if one.not_before <= world.now)
        for number in (1, 2, 10):
            assert any(f"Nr. {number} " in one for one in shown(world, "KARIM"))

    def test_interruptions_of_the_outage_are_one_message_when_the_list_had_left(self, world: World) -> None:
        self.busy_office(world)
        first = 1
        tried(world, first)
        snooze(world, first, at(30, 11, 45))
        world.move_to(at(30, 8, 15))
        world.slack.faults.away = True
        live_through(world, at(30, 12), timedelta(minutes=5))
        world.slack.faults.clear()
        before = len(posted(world))
        live_through(world, at(30, 12, 10))
        assert max(Counter(one.user for one in posted(world)[before:]).values()) == 1
        assert "Nr. 1" in shown(world, "KARIM")[-1]

    def test_what_ended_after_hours_is_said_at_the_next_opening(self, lite_world: World) -> None:
        number = call(lite_world)
        lite_world.tick()
        snooze(lite_world, number, at(26, 14))
        lite_world.slack.faults.away = True
        live_through(lite_world, at(26, 18), timedelta(minutes=10))
        lite_world.slack.faults.clear()
        live_through(lite_world, at(26, 18, 20))
        assert len(posted(lite_world)) == 1
        lite_world.move_to(at(27, 8, 15))
        assert "Nr. 1" in shown(lite_world, "KARIM")[-1]

    def test_an_urgent_call_gets_through_as_soon_as_anybody_is_at_work(self, lite_world: World) -> None:
        lite_world.slack.faults.away = True
        call(lite_world, urgent=True)
        live_through(lite_world, at(26, 20), timedelta(minutes=10))
        lite_world.slack.faults.clear()
        live_through(lite_world, at(26, 20, 5))
        assert posted(lite_world) == []
        live_through(lite_world, at(27, 8), timedelta(hours=1))
        assert all(kinds(lite_world, user).count(notices.URGENT) == 1 for user in ("KARIM", "MAJA"))
        assert kinds(lite_world, "LONE") == [notices.URGENT_LEAD]

    def test_slack_is_not_hammered_meanwhile(self, lite_world: World) -> None:
        for _ in range(5):
            for owner in TEAM_A:
                call(lite_world, owner, urgent=True)
        lite_world.slack.faults.away = True
        live_through(lite_world, at(26, 10, 24), timedelta(seconds=10))
        # Two in the first second, then twice as long a wait each time, at most a minute.
        assert len(lite_world.slack.ledger.calls(POST)) <= 2 + 4 + 20


class TestStandingStillForTenDays:
    def test_nothing_is_lost_and_nobody_is_flooded(self, world: World) -> None:
        numbers = [call(world, owner) for owner in TEAM_A for _ in range(4)]
        world.tick()
        for number in numbers[:6]:
            snooze(world, number, at(27, 10))
        before = len(posted(world))
        world.slack.clock.move_to(at(7, 10, month=12))
        world.tick()
        world.advance(timedelta(minutes=5))
        after = posted(world)[before:]
        assert max(Counter(one.user for one in after).values()) == 1
        assert {one.user for one in after} == {"U0KARIM", "U0MAJA", "U0PETER", "U0LONE"}
        on_lists = "".join(shown(world, owner)[-1] for owner in TEAM_A)
        assert all(f"Nr. {number} " in on_lists for number in numbers)
        assert len(world.events("breached")) == len(numbers)

    def test_old_lists_are_not_sent(self, lite_world: World) -> None:
        call(lite_world)
        lite_world.slack.faults.away = True
        lite_world.tick()
        lite_world.slack.clock.move_to(at(7, 10, month=12))
        lite_world.slack.faults.clear()
        live_through(lite_world, at(7, 10, 10, month=12))
        assert len(posted(lite_world, "KARIM")) == 1

    def test_every_clock_has_its_next_step_ahead(self, lite_world: World) -> None:
        for owner in TEAM_A:
            call(lite_world, owner)
        lite_world.move_to(at(7, 10, month=12))
        assert all(
            (lite_world.item(number).next_step_at or at(1, 0)) > lite_world.now for number in (1, 2, 3)
        )

    @pytest.mark.parametrize("night", [at(29, 2, 30, month=3), at(25, 2, 30, month=10)])
    def test_coming_back_in_the_hour_that_is_skipped_or_doubled_sends_nothing(
        self, lite_world: World, night: datetime
    ) -> None:
        lite_world.slack.clock.move_to(night.replace(year=2027))
        call(lite_world)
        lite_world.tick()
        lite_world.advance(timedelta(hours=1))
        assert posted(lite_world) == []


class TestARowNobodyCanSend:
    def test_one_slack_refuses_is_set_aside_after_five_tries(self, lite_world: World) -> None:
        call(lite_world), call(lite_world, "PETER")
        bad = Fault("error", POST, error="invalid_blocks", channel="U0KARIM", times=None)
        lite_world.slack.faults.add(bad)
        lite_world.tick()
        assert len(posted(lite_world, "PETER")) == 1
        live_through(lite_world, at(26, 10, 15), timedelta(seconds=15))
        row = self.row_to(lite_world, "U0KARIM")
        assert (row.state, row.error) == (Sending.SET_ASIDE, "invalid_blocks")
        tries = [one.arguments["channel"] for one in lite_world.slack.ledger.calls(POST)]
        assert tries.count("U0KARIM") == outbox.MOST_TRIES
        assert len(lite_world.events("notice_set_aside")) == 1

    def test_one_we_cannot_write_is_set_aside_while_the_others_go_on(self, world: World) -> None:
        world.tick()
        call(world, urgent=True), call(world, "PETER", urgent=True)
        self.spoil(world, Outbox, recipient="U0KARIM", kind="of no known kind")
        world.tick()
        assert len(posted(world, "PETER")) >= 1
        live_through(world, at(26, 10, 10), timedelta(seconds=15))
        row = next(one for one in rows(world) if one.kind == "of no known kind")
        assert row.state is Sending.SET_ASIDE
        assert row.error is not None
        assert row.error.startswith("KeyError")

    def test_one_of_a_team_that_is_gone_is_set_aside_while_the_others_go_on(self, lite_world: World) -> None:
        call(lite_world, urgent=True), call(lite_world, "PETER", urgent=True)
        self.spoil(lite_world, Outbox, recipient="U0KARIM", team_key="nedlagt")
        lite_world.tick()
        assert len(posted(lite_world, "PETER")) >= 1
        live_through(lite_world, at(26, 10, 10), timedelta(seconds=15))
        assert self.row_to(lite_world, "U0KARIM").state is Sending.SET_ASIDE

    def test_a_row_that_always_fails_unclearly_does_not_hold_up_the_others(self, lite_world: World) -> None:
        bad = Fault("http_500", POST, channel="U0KARIM", times=None)
        lite_world.slack.faults.add(bad)
        call(lite_world)
        live_through(lite_world, at(26, 10, 20), timedelta(seconds=15))
        call(lite_world, "PETER", urgent=True)
        lite_world.tick()
        assert notices.URGENT in kinds(lite_world, "PETER")

    def test_a_row_in_trouble_for_days_is_given_up(self, lite_world: World) -> None:
        lite_world.slack.faults.add(Fault("http_500", POST, channel="U0KARIM", times=None))
        call(lite_world, urgent=True)
        live_through(lite_world, at(26, 10, 20), timedelta(minutes=2))
        lite_world.slack.clock.move_to(at(30, 10))
        live_through(lite_world, at(30, 10, 10))
        urgent = next(one for one in rows(lite_world) if one.kind == "urgent" and one.recipient == "U0KARIM")
        assert urgent.state is Sending.SET_ASIDE

    def test_a_clock_of_a_team_that_is_gone_does_not_stop_the_others(self, world: World) -> None:
        call(world), call(world, "PETER")
        world.tick()
        self.spoil(world, Deadline, owner_id="U0KARIM", team_key="nedlagt")
        world.move_to(at(30, 8, 15))
        world.move_to(at(30, 9))
        assert kinds(world, "PETER")[-1] == notices.WARN
        lost = world.item(1)
        assert lost.next_step_at is not None
        assert lost.next_step_at > world.now
        assert lost.warned_at is None

    def test_a_message_that_cannot_be_redrawn_does_not_stop_the_others(self, lite_world: World) -> None:
        numbers = [call(lite_world), call(lite_world, "PETER")]
        lite_world.tick()
        lite_world.slack.faults.add(
            Fault("error", "chat.update", error="message_not_found", channel="D0KARIM")
        )
        for number in numbers:
            tried(lite_world, number, by="PETER")
        lite_world.tick()
        assert "1 forsøg" in shown(lite_world, "PETER")[0]

    def test_a_home_that_cannot_be_drawn_does_not_stop_the_others(self, lite_world: World) -> None:
        bad = Fault("error", "views.publish", error="internal_error", channel="U0KARIM", times=None)
        lite_world.slack.faults.add(bad)
        for owner in TEAM_A:
            opened_home(lite_world, owner)
        lite_world.tick()
        assert [owner for owner in TEAM_A if lite_world.visitor(owner).home()] == ["MAJA", "PETER"]

    @staticmethod
    def row_to(world: World, recipient: str) -> Outbox:
        return next(one for one in rows(world) if one.recipient == recipient)

    @staticmethod
    def spoil(world: World, table: type[Outbox | Deadline], **change: str) -> None:
        """Change the row found by the first pair to the second, as nobody should."""
        (found_by, value), (column, spoilt) = change.items()
        with world.parts.database.write() as session:
            session.execute(update(table).where(getattr(table, found_by) == value).values({column: spoilt}))


def test_an_engine_that_was_told_to_halt_begins_nothing_new(lite_world: World) -> None:
    engine = engine_of(lite_world)
    call(lite_world)
    engine.halt()
    engine.tick(lite_world.now)
    assert posted(lite_world) == []
