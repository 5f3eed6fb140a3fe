"""The auditor of the tick: what is left undone is seen, told once, and forgotten when it is over."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.demo.faults import Fault
from jobs.auditor import EVERY, Auditor
from jobs.engine import Engine
from rules.absence import Away
from storage import absences, notices
from storage.figure_models import Alarm
from storage.models import Deadline, Event, Outbox
from tests.calls import at, call, kinds, posted, rows, shown, spoke
from tests.world import World

POST = "chat.postMessage"


def forget(world: World, *numbers: int) -> datetime:
    """A clock whose step has been overdue for ten minutes; returns since when."""
    since = world.now - timedelta(minutes=10)
    with world.parts.database.write() as session:
        session.execute(update(Deadline).where(Deadline.id.in_(numbers)).values(next_step_at=since))
    return since


def look(world: World, auditor: Auditor | None = None) -> bool:
    """One look of the auditor alone, as when the other steps do not do their work."""
    world.slack.clock.advance(EVERY)
    return (auditor or Auditor(world.office, world.parts.database)).run(world.now)


def ill_rows(world: World) -> list[Outbox]:
    return [one for one in rows(world) if one.kind == notices.ILL]


def alarms(world: World) -> list[Alarm]:
    with world.parts.database.read() as session:
        return list(session.scalars(select(Alarm)))


class TestWhatIsFound:
    def test_an_office_that_works_has_no_trouble(self, world: World) -> None:
        call(world)
        world.tick()
        assert not look(world)
        assert alarms(world) == []

    def test_a_step_that_never_came_is_told_to_the_lead_at_the_second_look(self, world: World) -> None:
        number = call(world)
        forget(world, number)
        assert look(world)
        assert ill_rows(world) == []
        assert look(world)
        (row,) = ill_rows(world)
        assert row.recipient == "U0LONE"

    def test_a_trouble_that_passes_by_itself_is_told_to_nobody(self, world: World) -> None:
        forget(world, call(world))
        look(world)
        world.tick()
        assert not look(world)
        assert alarms(world) == []
        assert world.events("trouble_found") == world.events("trouble_over") == []

    def test_the_log_names_ids_only(self, world: World, caplog: pytest.LogCaptureFixture) -> None:
        number = call(world)
        forget(world, number)
        look(world)
        with caplog.at_level(logging.ERROR, "jobs.auditor"):
            look(world)
        (record,) = [one for one in caplog.records if one.name == "jobs.auditor"]
        assert record.levelno == logging.ERROR
        assert record.getMessage() == f"trouble found: clocks in voksen-a: {number}"

    def test_the_event_counts_and_names_nobody(self, world: World) -> None:
        forget(world, call(world), call(world))
        look(world)
        look(world)
        (event,) = world.events("trouble_found")
        assert event.detail == {"what": "clocks", "team": "voksen-a", "count": 2}

    def test_items_of_a_team_that_is_gone_are_told_to_every_lead_left(self, world: World) -> None:
        call(world, "SOFIE", team="voksen-b")
        left = replace(world.office, teams=world.office.teams[:1])
        auditor = Auditor(left, world.parts.database)
        look(world, auditor)
        look(world, auditor)
        (row,) = ill_rows(world)
        assert (row.recipient, row.team_key) == ("U0LONE", "voksen-a")

    def test_a_message_that_does_not_leave_while_others_do(self, world: World) -> None:
        stuck_one(world)
        look(world)
        look(world)
        (row,) = [one for one in ill_rows(world) if "messages" in one.key]
        assert row.recipient == "U0LONE"

    def test_two_troubles_at_once_are_one_message(self, world: World) -> None:
        stuck_one(world)
        look(world)
        look(world)
        assert len(ill_rows(world)) == 2
        only_deliver(world.engine).tick(world.now)
        assert kinds(world, "LONE").count(notices.ILL) == 1

    def test_nobody_is_told_of_messages_while_slack_is_away(self, world: World) -> None:
        call(world)
        world.slack.faults.add(Fault("error", POST, error="service_unavailable", times=None))
        for _ in range(12):
            world.advance(EVERY)
        assert [one.what for one in alarms(world)] == ["messages"]
        assert ill_rows(world) == []


class TestTheTelling:
    def told(self, world: World) -> int:
        """A trouble in both looks, and a tick that tells of it without mending it."""
        number = call(world)
        forget(world, number)
        look(world)
        look(world)
        only_deliver(world.engine).tick(world.now)
        return number

    def test_the_lead_reads_what_and_what_to_do(self, world: World) -> None:
        number = self.told(world)
        (text,) = shown(world, "LONE")
        assert f"nr. {number}" in text
        assert "python -m bot check --running" in text
        assert "Jens" not in text

    def test_once_for_as_long_as_it_lasts(self, world: World) -> None:
        self.told(world)
        for _ in range(5):
            look(world)
        assert len(ill_rows(world)) == 1
        assert kinds(world, "LONE") == [notices.ILL]

    def test_again_when_it_is_over_and_comes_back(self, world: World) -> None:
        number = self.told(world)
        world.tick()
        look(world)
        assert len(world.events("trouble_over")) == 1
        forget(world, number)
        look(world)
        look(world)
        assert len(ill_rows(world)) == 2

    def test_what_is_over_before_it_is_told_is_not_told(self, world: World) -> None:
        number = call(world)
        forget(world, number)
        look(world)
        look(world)
        spoke(world, number)
        world.tick()
        assert notices.ILL not in kinds(world)

    def test_not_at_night(self, world: World) -> None:
        number = call(world)
        world.slack.clock.move_to(at(26, 22))
        forget(world, number)
        look(world)
        look(world)
        only_deliver(world.engine).tick(world.now)
        assert posted(world, "LONE") == []
        assert ill_rows(world)[0].not_before == at(27, 8)

    def test_the_deputy_while_the_lead_is_away(self, world: World) -> None:
        with world.parts.database.write() as session:
            gone = Away("U0LONE", world.now, world.now + timedelta(days=2))
            absences.add(session, world.office, gone, by="U0LONE", now=world.now)
        self.told(world)
        assert kinds(world, "BENT") == [notices.ILL]
        assert kinds(world, "LONE") == []

    def test_the_deputy_when_the_lead_leaves_before_it_does(self, world: World) -> None:
        number = call(world)
        forget(world, number)
        look(world)
        look(world)
        with world.parts.database.write() as session:
            gone = Away("U0LONE", world.now, world.now + timedelta(days=2))
            absences.add(session, world.office, gone, by="U0LONE", now=world.now)
        only_deliver(world.engine).tick(world.now)
        assert kinds(world, "BENT") == [notices.ILL]
        assert kinds(world, "LONE") == []


class TestTheLooking:
    def test_comes_after_the_other_steps(self, world: World) -> None:
        call(world)
        world.tick()
        world.move_to(at(30, 12))
        assert alarms(world) == []

    def test_comes_every_few_minutes_and_not_each_tick(self, world: World) -> None:
        auditor, seen = counting(world)
        for _ in range(10):
            world.slack.clock.advance(EVERY / 5)
            auditor.run(world.now)
        assert len(seen) == 2

    def test_goes_on_when_the_clock_is_set_back(self, world: World) -> None:
        auditor, seen = counting(world)
        auditor.run(world.now)
        auditor.run(world.now - timedelta(hours=1))
        assert len(seen) == 2

    def test_waits_until_the_engine_is_ready(self, world: World) -> None:
        call(world)
        waiting = replace(world.engine, ready=lambda _now: False)
        for minutes in (0, 5):
            waiting.tick(at(30, 12) + timedelta(minutes=minutes))
        assert alarms(world) == []

    def test_is_called_clean_only_when_it_was(self, world: World) -> None:
        auditor, seen = counting(world)
        number = call(world)
        forget(world, number)
        look(world, auditor)
        assert seen == []
        world.tick()
        look(world, auditor)
        assert seen == [True]

    def test_two_processes_a_moment_apart_are_one_look(self, world: World) -> None:
        forget(world, call(world))
        look(world, counting(world)[0])
        world.slack.clock.advance(timedelta(seconds=2))
        counting(world)[0].run(world.now)
        assert ill_rows(world) == []

    def test_two_processes_tell_once(self, world: World) -> None:
        forget(world, call(world))
        one, other = counting(world)[0], counting(world)[0]
        look(world, one)
        look(world, other)
        one.looked_at = None
        one.run(world.now + timedelta(seconds=1))
        assert len(ill_rows(world)) == 1
        assert len(world.events("trouble_found")) == 1


def counting(world: World) -> tuple[Auditor, list[bool]]:
    seen: list[bool] = []
    return Auditor(world.office, world.parts.database, lambda: seen.append(True)), seen


def only_deliver(engine: Engine) -> Engine:
    """The engine whose clocks stand still: it only sends."""
    sending = [step for step in engine.steps if type(step).__name__ != "Advance"]
    return replace(engine, steps=sending)


def stuck_one(world: World) -> None:
    """A message that has waited for an hour, though Slack took another one half an hour ago."""
    call(world, urgent=True)
    world.tick()
    with world.parts.database.write() as session:
        number = session.scalars(select(Outbox.id).order_by(Outbox.id.desc())).first()
        stuck = update(Outbox).where(Outbox.id == number)
        session.execute(stuck.values(state="waiting", sent_at=None, not_before=world.now))
        assert session.scalars(select(Event)).first() is not None
    world.slack.clock.advance(timedelta(hours=1))
    with world.parts.database.write() as session:
        taken = update(Outbox).where(Outbox.state == "sent")
        session.execute(taken.values(sent_at=world.now - timedelta(minutes=30)))
