"""Whether the bot is well: what is read from the database, and that each trouble says what to do."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from bot.demo.faults import Fault
from bot.pulse import EVERY, Pulse
from rules.absence import Away
from rules.office import Office
from storage import absences, instances, people, schedule
from storage.figure_models import Instance
from storage.health import Health, health
from storage.instances import REMEMBERED, SILENT
from storage.models import Deadline, Outbox, Sending
from storage.people import Known
from tests.calls import at, call
from tests.world import World, text_of
from views.engine_health import engine_health
from views.texts import Texts

POST = "chat.postMessage"
JUST_NOW = timedelta(seconds=2)


class Beating:
    """One process's pulse, beside a world whose clock the test moves."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.heard: timedelta | None = JUST_NOW
        self.pulse = Pulse(world.parts.database, lambda: self.heard)
        self.pulse.begin(world.now)

    def beat(self) -> None:
        self.pulse.beat(self.world.now)

    def end(self) -> None:
        self.pulse.end(self.world.now)

    @property
    def row(self) -> Instance:
        with self.world.parts.database.read() as session:
            return session.get_one(Instance, self.pulse.instance)


@pytest.fixture
def beating(world: World) -> Beating:
    made = Beating(world)
    made.beat()
    return made


def health_of(world: World, office: Office | None = None, now: datetime | None = None) -> Health:
    with world.parts.database.read() as session:
        return health(session, office or world.office, now or world.now)


def the_trouble(world: World) -> str:
    """The only one there is."""
    (trouble,) = health_of(world).troubles
    return trouble


class TestAProcess:
    def test_says_that_it_ticked_and_heard_from_slack(self, world: World, beating: Beating) -> None:
        assert beating.row.ticked_at == world.now
        assert beating.row.slack_at == world.now - JUST_NOW
        assert health_of(world).well

    def test_writes_no_more_often_than_it_must(self, world: World, beating: Beating) -> None:
        first = beating.row.ticked_at
        world.slack.clock.advance(EVERY - timedelta(seconds=1))
        beating.beat()
        assert beating.row.ticked_at == first
        world.slack.clock.advance(timedelta(seconds=1))
        beating.beat()
        assert beating.row.ticked_at == world.now

    def test_goes_on_writing_when_the_clock_is_set_back(self, world: World, beating: Beating) -> None:
        earlier = world.now - timedelta(hours=2)
        beating.pulse.beat(earlier)
        assert beating.row.ticked_at == earlier

    def test_that_hangs_is_a_trouble_after_two_minutes(self, world: World, beating: Beating) -> None:
        world.slack.clock.advance(SILENT - JUST_NOW)
        assert health_of(world).well
        world.slack.clock.advance(JUST_NOW + timedelta(seconds=1))
        assert "Bed it om at starte den igen" in the_trouble(world)

    def test_that_was_stopped_is_missed_too(self, world: World, beating: Beating) -> None:
        beating.end()
        world.slack.clock.advance(timedelta(minutes=9))
        assert "9 minutter" in the_trouble(world)
        assert health_of(world).processes.silent == 0

    def test_that_was_stopped_for_long_is_told_of_in_hours_and_days(
        self, world: World, beating: Beating
    ) -> None:
        beating.end()
        world.slack.clock.advance(timedelta(hours=5, minutes=9))
        assert "har gjort det i 5 timer." in the_trouble(world)
        world.slack.clock.advance(timedelta(days=9, hours=20))
        assert "har gjort det i 10 døgn." in the_trouble(world)

    def test_that_stopped_is_not_missed_while_another_is_alive(self, world: World, beating: Beating) -> None:
        other = Beating(world)
        beating.end()
        other.beat()
        assert health_of(world).well
        assert health_of(world).processes.alive == 1

    def test_without_slack_is_a_trouble(self, world: World, beating: Beating) -> None:
        beating.heard = None
        world.slack.clock.advance(timedelta(minutes=5) - JUST_NOW)
        beating.beat()
        assert "forbindelse til Slack i 5 minutter" in the_trouble(world)

    def test_that_never_had_slack_is_a_trouble(self, world: World) -> None:
        alone = Beating(world)
        alone.heard = None
        alone.beat()
        assert "ikke forbindelse til Slack" in the_trouble(world)

    def test_that_never_was_is_a_trouble(self, world: World) -> None:
        assert "aldrig været i gang" in the_trouble(world)

    def test_that_ended_days_ago_is_forgotten(self, world: World, beating: Beating) -> None:
        beating.end()
        killed = Beating(world)
        killed.beat()
        world.slack.clock.advance(REMEMBERED + timedelta(seconds=1))
        newest = Beating(world)
        with world.parts.database.read() as session:
            assert [one.id for one in session.query(Instance)] == [newest.pulse.instance]

    def test_that_cannot_write_its_end_ends_all_the_same(self, world: World, beating: Beating) -> None:
        with world.parts.database.write():
            beating.end()
        assert beating.row.stopped_at is None or world.parts.database.on_sqlite is False


class TestTheWork:
    def test_what_waits_for_quiet_hours_to_end_is_not_late(self, world: World, beating: Beating) -> None:
        world.move_to(at(26, 20))
        call(world)
        world.tick()
        beating.beat()
        assert health_of(world).unsent.n == 0
        assert health_of(world).well

    def test_a_message_slack_does_not_take_is_late_after_a_quarter(
        self, world: World, beating: Beating
    ) -> None:
        call(world)
        due = world.now
        world.slack.faults.add(Fault("error", POST, error="service_unavailable", times=None))
        world.tick()
        assert health_of(world).unsent.n > 0
        assert health_of(world).well
        while world.now < due + timedelta(minutes=16):
            world.advance(timedelta(minutes=1))
            beating.beat()
        assert "Beskeder, der skulle være sendt" in the_trouble(world)
        world.slack.faults.clear()
        world.advance(timedelta(minutes=1))
        assert health_of(world).well

    def test_a_message_set_aside_is_a_trouble_for_a_week_and_counted_after_it(
        self, world: World, beating: Beating
    ) -> None:
        call(world)
        world.tick()
        with world.parts.database.write() as session:
            session.execute(update(Outbox).values(state=Sending.SET_ASIDE))
        n = health_of(world).set_aside.n
        assert n > 0
        assert f"syv dage: {n}" in the_trouble(world)
        world.slack.clock.advance(timedelta(days=8))
        beating.beat()
        assert health_of(world).set_aside.n == n
        assert not [one for one in health_of(world).troubles if "syv dage" in one]

    def test_somebody_slack_cannot_reach_is_counted_and_no_trouble(
        self, world: World, beating: Beating
    ) -> None:
        call(world)
        world.tick()
        with world.parts.database.write() as session:
            session.execute(update(Outbox).values(state=Sending.UNDELIVERABLE))
        assert health_of(world).undeliverable.n > 0
        assert health_of(world).well

    @pytest.mark.parametrize("late", [timedelta(minutes=6), timedelta(days=3)])
    def test_an_item_whose_step_never_came_is_a_trouble(
        self, world: World, beating: Beating, late: timedelta
    ) -> None:
        number = call(world)
        overdue = update(Deadline).where(Deadline.id == number).values(next_step_at=world.now - late)
        with world.parts.database.write() as session:
            session.execute(overdue)
        assert health_of(world).astray == 1
        assert "ikke følger op på: 1" in the_trouble(world)

    def test_an_item_that_only_seems_to_be_followed_is_found_by_its_limit(
        self, world: World, beating: Beating
    ) -> None:
        number = call(world)
        put_off = update(Deadline).where(Deadline.id == number)
        after = world.item(number).due_at + timedelta(hours=3)
        with world.parts.database.write() as session:
            session.execute(put_off.values(next_step_at=after + timedelta(hours=1)))
        assert health_of(world, now=after).astray == 1

    def test_an_item_of_a_team_that_is_gone_is_a_trouble(self, world: World, beating: Beating) -> None:
        call(world, "SOFIE", team="voksen-b")
        smaller = replace(world.office, teams=world.office.teams[:1])
        assert "ikke længere står i kontorfilen: 1" in str(health_of(world, smaller).troubles[0])


class TestTheSetUp:
    def test_the_example_lacks_a_table_confirmed_rules_and_a_backup(
        self, world: World, beating: Beating
    ) -> None:
        table, rules, backup = health_of(world).holes
        assert "python -m bot import catalogue" in table
        assert "slået fra" in rules
        assert "sikkerhedskopi" in backup

    def test_a_backup_fills_its_hole(self, world: World, beating: Beating) -> None:
        with world.parts.database.write() as session:
            schedule.claim(session, "backup", at(25, 2), world.now)
        found = health_of(world)
        assert found.last_backup == at(25, 2)
        assert not [one for one in found.holes if "sikkerhedskopi" in one]

    def test_a_team_without_lead_and_deputy_at_work(self, world: World, beating: Beating) -> None:
        away(world, "U0LONE", "U0BENT")
        said = [one for one in health_of(world).holes if "stedfortræder" in one]
        assert len(said) == len(world.office.teams)

    def test_a_team_with_nobody_on_duty(self, world: World, beating: Beating) -> None:
        away(world, "U0LONE", "U0BENT", "U0MAJA")
        (said,) = [one for one in health_of(world).holes if "Sæt en vagt på" in one]
        assert "Voksenteam A" in said

    @pytest.mark.parametrize(
        ("known", "said"),
        [
            (Known("U0MAJA", "Maja", active=False), "lukket konto"),
            (Known("U0MAJA", "Maja", outsider=True), "gæst"),
        ],
    )
    def test_somebody_who_cannot_use_the_bot(
        self, world: World, beating: Beating, known: Known, said: str
    ) -> None:
        with world.parts.database.write() as session:
            people.remember(session, [known], world.now)
        assert [one for one in health_of(world).holes if "U0MAJA" in one and said in one]

    def test_somebody_slack_does_not_know(self, world: World, beating: Beating) -> None:
        team = replace(world.office.teams[0], duty="U0GHOST")
        office = replace(world.office, teams=(team, *world.office.teams[1:]))
        assert [one for one in health_of(world, office).holes if "U0GHOST" in one and "findes ikke" in one]


class TestHowItIsShown:
    @pytest.mark.parametrize(("language", "said"), [("da", "Botten er rask"), ("en", "The bot is well")])
    def test_well_in_both_languages(self, world: World, beating: Beating, language: str, said: str) -> None:
        assert said in shown(world, language)

    def test_a_trouble_comes_first_with_what_to_do(self, world: World) -> None:
        text = shown(world)
        assert text.index("aldrig været i gang") < text.index("sikkerhedskopi")
        assert "1 ting skal gøres" in text

    def test_it_names_nobody(self, world: World, beating: Beating) -> None:
        call(world)
        world.tick()
        text = shown(world)
        assert "Karim" not in text
        assert "22 33 44 55" not in text


def shown(world: World, language: str = "da") -> str:
    blocks = engine_health(Texts(world.office.zone, language), health_of(world), world.now)
    return text_of({"blocks": blocks})


def away(world: World, *everybody: str) -> None:
    with world.parts.database.write() as session:
        for person in everybody:
            absence = Away(person, world.now, world.now + timedelta(days=1))
            absences.add(session, world.office, absence, by=person, now=world.now)


def test_a_process_that_is_alive_counts_beside_one_that_fell_silent(world: World, beating: Beating) -> None:
    world.slack.clock.advance(SILENT + timedelta(minutes=1))
    other = Beating(world)
    other.beat()
    with world.parts.database.read() as session:
        living = instances.processes(session, world.now)
    assert (living.alive, living.silent) == (1, 1)
    assert health_of(world).well


def test_a_process_that_died_with_its_clock_ahead_is_not_taken_for_alive(
    world: World, beating: Beating
) -> None:
    beating.pulse.beat(world.now + timedelta(days=1))
    world.slack.clock.advance(timedelta(minutes=10))
    assert [one for one in health_of(world).troubles if "står stille" in one]


def test_a_process_that_slept_so_long_that_others_forgot_it_is_alive_again(
    world: World, beating: Beating
) -> None:
    world.slack.clock.advance(REMEMBERED + timedelta(hours=1))
    other = Beating(world)
    other.end()
    beating.beat()
    assert health_of(world).well
