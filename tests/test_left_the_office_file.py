"""Whoever left the office file: what begins again in their name reaches the team, and they read nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from jobs.departed import Departed
from jobs.engine import Engine
from rules.absence import Roster
from rules.complaint import ReaderMissingError
from rules.office import Office
from storage import case_work, complaint_chain, complaint_file, complaint_work, notices
from storage.complaint_models import Stage
from storage.complaints import OpenComplaint, open_complaints
from storage.models import Deadline, Result
from tests import cases as clocks
from tests.calls import at, call, engine_of, rows
from tests.complaints import REMITTED, at_the_board, complain, ends, ruling
from tests.front_desk import JONNA, KARIM, LONE, MAJA
from tests.statements import asked
from tests.world import World
from tests.world import world as make_world
from views.complaint_details import details
from views.texts import Texts

DAY = timedelta(days=1)


@pytest.fixture
def pg_world(postgresql_url: str) -> Iterator[World]:
    with make_world(postgresql_url) as made:
        yield made


def without(office: Office, person: str) -> Office:
    """The office file after somebody has been taken out of it."""
    teams = (
        replace(
            team,
            members=tuple(one for one in team.members if one != person),
            duty=team.lead if team.duty == person else team.duty,
        )
        for team in office.teams
    )
    roles = {role: held - {person} for role, held in office.roles.items()}
    return replace(office, teams=tuple(teams), roles=roles)


def at_times(world: World, engine: Engine, *moments: datetime) -> None:
    for moment in moments:
        world.slack.clock.move_to(moment)
        engine.tick(moment)


def reminded(world: World) -> set[str]:
    """Whom lists and warnings were sent to."""
    kinds = (notices.LIST, notices.WARN)
    return {one.recipient for one in rows(world) if one.kind in kinds and one.state == "sent"}


class TestWhatBeginsAgain:
    def test_reopened_for_who_has_left_it_is_the_teams(self, lite_world: World) -> None:
        number = clocks.registered(lite_world)
        clocks.decided(lite_world, number)
        office = without(lite_world.office, KARIM)
        engine = engine_of(lite_world, office)
        engine.tick(lite_world.now)
        lite_world.slack.clock.advance(DAY)
        engine.tick(lite_world.now)
        with lite_world.parts.database.write() as session:
            case_work.reopen(session, office, number, by=LONE, now=lite_world.now)
        at_times(lite_world, engine, lite_world.now + timedelta(minutes=1))
        assert lite_world.item(number).owner_id is None

    def test_sent_back_to_who_has_left_it_reminds_the_team(self, lite_world: World) -> None:
        number = at_the_board(lite_world)
        office = without(lite_world.office, KARIM)
        engine = engine_of(lite_world, office)
        at_times(lite_world, engine, at(18, 10, month=12))
        with lite_world.parts.database.write() as session:
            decided = ruling(lite_world, REMITTED)
            vault = lite_world.parts.vault
            again = complaint_work.decide(
                session, office, vault, number, decided, by=JONNA, now=lite_world.now
            )
        days = ((15, 1), (29, 1), (1, 2), (8, 2), (9, 2), (10, 2), (11, 2), (12, 2))
        at_times(lite_world, engine, *(at(day, 9, month=month, year=2027) for day, month in days))
        assert again.started is not None
        assert lite_world.item(again.started.id).owner_id is None
        assert reminded(lite_world)
        assert reminded(lite_world) <= office.people()

    def test_a_message_that_waited_for_them_goes_to_the_stand_in(self, lite_world: World) -> None:
        number = call(lite_world)
        office = without(lite_world.office, KARIM)
        roster = Roster(office)
        assert not roster.at_work(KARIM, lite_world.now)
        assert roster.stand_in(office.teams[0], KARIM, lite_world.now) == office.teams[0].duty
        at_times(lite_world, engine_of(lite_world, office), *(at(27, 8, 15), at(30, 8, 15), at(30, 9)))
        assert lite_world.item(number).owner_id is None
        assert KARIM not in reminded(lite_world)

    def test_everybody_with_a_role_is_of_the_office(self, lite_world: World) -> None:
        roster = Roster(lite_world.office)
        assert all(roster.at_work(one, lite_world.now) for one in lite_world.office.people())


class TestTheLook:
    def test_comes_again_for_what_another_process_had_locked(self, pg_world: World) -> None:
        number = call(pg_world)
        job = Departed(without(pg_world.office, KARIM), pg_world.parts.database)
        with pg_world.parts.database.write() as session:
            session.get_one(Deadline, number, with_for_update=True)
            assert not job.run(pg_world.now)
        assert job.run(pg_world.now)
        assert pg_world.item(number).owner_id is None

    def test_asks_once_a_minute_and_writes_nothing_when_nobody_left(self, lite_world: World) -> None:
        call(lite_world)
        job = Departed(lite_world.office, lite_world.parts.database)
        with asked(lite_world.parts.database) as statements:
            for seconds in (0, 1, 30, 60):
                assert not job.run(lite_world.now + timedelta(seconds=seconds))
        assert len(statements) == len({"the first minute", "the next"})

    def test_is_made_anew_when_the_clock_was_set_back(self, lite_world: World) -> None:
        job = Departed(without(lite_world.office, KARIM), lite_world.parts.database)
        assert not job.run(lite_world.now + DAY)
        call(lite_world)
        assert job.run(lite_world.now)


class TestASecondReaderWhoLeft:
    def test_is_missing_for_as_long_as_it_is_reassessed(self, lite_world: World) -> None:
        number, office = complain(lite_world), without(lite_world.office, MAJA)
        assert not seen(lite_world, lite_world.office).reader_missing
        assert seen(lite_world, office).reader_missing
        with lite_world.parts.database.read() as session:
            assert complaint_chain.reader_missing(session, office, number)
            assert not complaint_chain.reader_missing(session, lite_world.office, number)

    def test_keeps_the_reassessment_from_being_ended(self, lite_world: World) -> None:
        number, office = complain(lite_world), without(lite_world.office, MAJA)
        with lite_world.parts.database.write() as session, pytest.raises(ReaderMissingError):
            case_work.end(
                session,
                office,
                number,
                Result.UPHELD,
                decided_on=lite_world.now.date(),
                sent_on=lite_world.now.date(),
                by=KARIM,
                now=lite_world.now,
            )
        assert seen(lite_world, office).stage is Stage.REASSESSMENT

    def test_is_said_on_the_opened_complaint_with_what_to_do(self, lite_world: World) -> None:
        number = complain(lite_world)
        said = shown(lite_world, without(lite_world.office, MAJA), number)
        assert "er ikke længere på kontoret; vælg en anden" in said
        assert "Vælg anden læser" in said
        assert "ikke længere" not in shown(lite_world, lite_world.office, number)

    def test_has_read_it_when_the_reassessment_is_over(self, lite_world: World) -> None:
        number, office = complain(lite_world), without(lite_world.office, MAJA)
        ends(lite_world, number, Result.UPHELD)
        assert not seen(lite_world, office).reader_missing
        assert "ikke længere" not in shown(lite_world, office, number)


def seen(world: World, office: Office) -> OpenComplaint:
    """The only complaint under way."""
    with world.parts.database.read() as session:
        (found,) = open_complaints(session, office, ["voksen-a"], world.now)
    return found


def shown(world: World, office: Office, number: int) -> str:
    """The opened complaint, as Lone sees it."""
    with world.parts.database.write() as session:
        file = complaint_file.opened(session, office, world.parts.vault, number, by=LONE, now=world.now)
        return str(details(Texts(world.office.zone), file, world.now.date()))
