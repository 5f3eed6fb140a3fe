"""A complaint whose team has left the office file: it is told of, and the jurist can still see to it."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from jobs.auditor import EVERY, Auditor
from rules.office import Office
from rules.rights import Action, may
from storage import alarms, clocks, complaint_file, notices
from storage.alarms import What
from storage.complaint_models import Complaint, Stage
from storage.health import health
from storage.models import Deadline, Outbox
from tests import payload_shapes as shapes
from tests.complaints import UPHELD, at_the_board, complain, rules, ruling
from tests.deadlines import with_rules
from tests.front_desk import AUDIT, JONNA, KARIM, LONE, MAJA, PETER, FrontDesk
from tests.test_complaint_command import decision, registered, with_the_board
from tests.world import World, text_of
from views import ids

GONE = "nedlagt"


def without_the_team(office: Office) -> Office:
    """The office after the team was given another key."""
    return replace(
        office,
        teams=tuple(
            replace(one, key="voksen-nord") if one.key == "voksen-a" else one for one in office.teams
        ),
    )


def teamless(world: World, office: Office) -> list[tuple[str, tuple[int, ...]]]:
    with world.parts.database.read() as session:
        found = alarms.found(session, office, world.now)
    return [(one.team_key, one.numbers) for one in found if one.what is What.TEAMLESS]


class TestIsToldOf:
    def test_at_ankestyrelsen_where_no_clock_runs(self, lite_world: World) -> None:
        number = at_the_board(lite_world)
        assert teamless(lite_world, lite_world.office) == []
        assert teamless(lite_world, without_the_team(lite_world.office)) == [("voksen-a", (number,))]

    def test_once_while_its_clock_runs(self, lite_world: World) -> None:
        first, second = at_the_board(lite_world), complain(lite_world)
        assert teamless(lite_world, without_the_team(lite_world.office)) == [("voksen-a", (first, second))]

    def test_no_more_when_it_is_over(self, lite_world: World) -> None:
        number = at_the_board(lite_world)
        rules(lite_world, number, ruling(lite_world, UPHELD))
        assert teamless(lite_world, without_the_team(lite_world.office)) == []

    def test_to_every_lead(self, lite_world: World) -> None:
        number, office = at_the_board(lite_world), without_the_team(lite_world.office)
        auditor = Auditor(office, lite_world.parts.database)
        for _ in range(2):
            lite_world.slack.clock.advance(EVERY)
            auditor.run(lite_world.now)
        with lite_world.parts.database.read() as session:
            told = select(Outbox.recipient).where(Outbox.kind == notices.ILL)
            assert sorted(session.scalars(told)) == sorted({team.lead for team in office.teams})
        assert str(number) in str(teamless(lite_world, office))

    def test_to_whoever_asks_how_the_bot_is(self, lite_world: World) -> None:
        at_the_board(lite_world)
        with lite_world.parts.database.read() as session:
            found = health(session, without_the_team(lite_world.office), lite_world.now)
        assert any("klager i et team, der ikke" in str(one) and ": 1." in str(one) for one in found.troubles)


class TestTheJurist:
    def test_alone_finds_it_and_may_see_to_it(self, lite_world: World) -> None:
        number, office = at_the_board(lite_world), without_the_team(lite_world.office)
        with lite_world.parts.database.read() as session:
            found = {
                person: [one.id for one in complaint_file.theirs(session, office, person, lite_world.now)]
                for person in (JONNA, LONE, KARIM, MAJA, AUDIT)
            }
            deadline = session.get_one(Deadline, number)
            facts = clocks.facts(session, office, deadline, None, lite_world.now)
        assert found == {JONNA: [number], LONE: [], KARIM: [], MAJA: [], AUDIT: []}
        assert [one for one in found if may(office, one, Action.COMPLAINT, facts)] == [JONNA]
        assert not any(may(office, JONNA, one, facts) for one in (Action.OPEN, Action.WORK, Action.GIVE))


class TestAtTheDesk:
    @pytest.fixture
    def lost(self, desk: FrontDesk) -> tuple[FrontDesk, int]:
        """A complaint at Ankestyrelsen whose team the office file does not know."""
        with_rules(desk)
        number = with_the_board(desk)
        name_the_team(desk, GONE)
        return desk, number

    def test_the_jurist_has_it_on_her_list(self, lost: tuple[FrontDesk, int]) -> None:
        desk, number = lost
        desk.command(JONNA, "list", "/appeal")
        said = text_of(desk.modal())
        assert f"Nr. {number}" in said
        assert GONE in said

    def test_the_jurist_writes_down_what_ankestyrelsen_decided(self, lost: tuple[FrontDesk, int]) -> None:
        desk, number = lost
        desk.press(JONNA, ids.COMPLAINT_BOARD, number)
        desk.submit(JONNA, shapes.opened(desk.modal()), decision("upheld"))
        assert stage(desk, number) is Stage.ENDED

    def test_what_is_sent_back_to_a_team_that_is_gone_is_refused_with_why(
        self, lost: tuple[FrontDesk, int]
    ) -> None:
        desk, number = lost
        desk.press(JONNA, ids.COMPLAINT_BOARD, number)
        answer = desk.submit(JONNA, shapes.opened(desk.modal()), decision("remitted"))
        assert f"Teamet „{GONE}“ findes ikke" in str(answer.errors)
        assert "Bed it om at sætte det ind igen" in str(answer.errors)
        assert stage(desk, number) is Stage.BOARD

    def test_what_was_sent_back_is_taken_back_by_nobody_without_the_team(
        self, lost: tuple[FrontDesk, int]
    ) -> None:
        desk, number = lost
        name_the_team(desk, "voksen-a")
        desk.press(JONNA, ids.COMPLAINT_BOARD, number)
        desk.submit(JONNA, shapes.opened(desk.modal()), decision("remitted"))
        name_the_team(desk, GONE)
        desk.press(JONNA, ids.COMPLAINT_CORRECT, number)
        answer = desk.submit(
            JONNA, shapes.opened(desk.modal()), {**decision("upheld"), ids.CORRECT_WHY: "outcome"}
        )
        assert "Bed it om at sætte det ind igen" in str(answer.errors)
        assert stage(desk, number) is Stage.ENDED

    def test_a_second_reader_of_what_is_still_reassessed_is_refused_with_what_to_do(
        self, desk: FrontDesk
    ) -> None:
        with_rules(desk)
        number = registered(desk)
        name_the_team(desk, GONE)
        desk.press(JONNA, ids.COMPLAINT_READER, number)
        answer = desk.submit(JONNA, shapes.opened(desk.modal()), {ids.SECOND_READER: f"person:{PETER}"})
        assert "Bed it om at sætte det ind igen" in str(answer.errors)

    def test_its_own_caseworker_is_refused(self, lost: tuple[FrontDesk, int]) -> None:
        desk, number = lost
        before = len(desk.client.calls)
        desk.press(KARIM, ids.COMPLAINT_OPEN, number)
        assert "Ankestyrelsen" not in str(desk.client.calls[before:])


def stage(desk: FrontDesk, number: int) -> Stage:
    with desk.database.read() as session:
        return session.get_one(Complaint, number).stage


def name_the_team(desk: FrontDesk, key: str) -> None:
    """What a team of the office file was called when the complaint was its."""
    with desk.database.write() as session:
        session.execute(update(Complaint).values(team_key=key))
        session.execute(update(Deadline).values(team_key=key))
