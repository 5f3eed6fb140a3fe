"""The jurist who has left: nobody is promised an answer of hers, and whoever is here can be asked instead."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from rules.absence import Away
from rules.office import Office, Role
from storage import absences, people, questions, setup_holes
from storage.models import Outbox, Sending
from storage.people import Known
from storage.question_models import Question
from storage.questions import Asking, NoJuristError
from tests.calls import call, kinds
from tests.case_desk import registered
from tests.front_desk import AUDIT, JONNA, KARIM, LONE, MAJA, SOFIE, FrontDesk
from tests.world import World, text_of, world
from views import ids

JURISTS = frozenset({JONNA, SOFIE})


def known(world: World, *, active: bool, person: str = JONNA) -> None:
    """What Slack says of the person now."""
    with world.parts.database.write() as session:
        people.remember(session, [Known(person, "Jonna Friis", active=active)], world.now)


def with_roles(office: Office, **held: frozenset[str]) -> Office:
    return replace(office, roles=dict(office.roles) | {Role(role): who for role, who in held.items()})


def ask(world: World, number: int, by: str = KARIM) -> Asking:
    with world.parts.database.write() as session:
        return questions.ask(session, world.office, number, by=by, now=world.now)


def told(world: World) -> list[tuple[str, Sending]]:
    """Who is told of a question, and whether it reached them."""
    with world.parts.database.read() as session:
        wanted = select(Outbox.recipient, Outbox.state).where(Outbox.kind == questions.ASKED)
        return [(who, state) for who, state in session.execute(wanted.order_by(Outbox.id))]


@pytest.fixture
def two(sqlite_url: str, example: Office) -> Iterator[World]:
    """An office with two jurists."""
    with world(sqlite_url, office=with_roles(example, jurist=JURISTS)) as made:
        yield made


@pytest.fixture
def example(desk: FrontDesk) -> Office:
    return desk.office


class TestTheOnlyOneLeft:
    def test_is_not_asked(self, lite_world: World) -> None:
        number = call(lite_world)
        known(lite_world, active=False)
        with pytest.raises(NoJuristError, match="Tal med din leder"):
            ask(lite_world, number)
        with lite_world.parts.database.read() as session:
            assert session.scalars(select(Question)).all() == []

    def test_who_is_away_is_asked_and_told_when_she_is_back(self, lite_world: World) -> None:
        number = call(lite_world)
        away = Away(JONNA, lite_world.now, lite_world.now + timedelta(hours=2))
        with lite_world.parts.database.write() as session:
            absences.add(session, lite_world.office, away, by=JONNA, now=lite_world.now)
        assert ask(lite_world, number) is Asking.ASKED
        lite_world.tick()
        assert ask(lite_world, number, MAJA) is Asking.ALREADY
        assert told(lite_world) == [(JONNA, Sending.WAITING)]
        lite_world.advance(timedelta(hours=2))
        assert told(lite_world) == [(JONNA, Sending.SENT)]

    def test_who_left_afterwards_answers_nobody(self, lite_world: World) -> None:
        number = call(lite_world)
        ask(lite_world, number)
        known(lite_world, active=False)
        with pytest.raises(NoJuristError):
            ask(lite_world, number)

    def test_who_came_back_is_told_when_asked_again(self, lite_world: World) -> None:
        number = call(lite_world)
        ask(lite_world, number)
        known(lite_world, active=False)
        lite_world.tick()
        lite_world.advance(timedelta(minutes=1))
        known(lite_world, active=True)
        assert ask(lite_world, number) is Asking.ASKED
        lite_world.tick()
        assert told(lite_world) == [(JONNA, Sending.DROPPED), (JONNA, Sending.SENT)]
        assert ask(lite_world, number) is Asking.ALREADY


class TestAmongSeveral:
    def test_those_who_are_here_are_asked(self, two: World) -> None:
        number = call(two)
        known(two, active=False)
        assert ask(two, number) is Asking.ASKED
        two.tick()
        assert told(two) == [(SOFIE, Sending.SENT)]

    def test_one_who_is_left_of_those_who_were_told_can_still_answer(self, two: World) -> None:
        number = call(two)
        ask(two, number)
        two.tick()
        known(two, active=False)
        assert ask(two, number) is Asking.ALREADY
        assert len(told(two)) == len(JURISTS)

    def test_one_who_came_since_is_asked_when_the_one_who_was_told_has_left(self, lite_world: World) -> None:
        number = call(lite_world)
        ask(lite_world, number)
        lite_world.tick()
        known(lite_world, active=False)
        renewed = with_roles(lite_world.office, jurist=frozenset({SOFIE}))
        with lite_world.parts.database.write() as session:
            again = questions.ask(session, renewed, number, by=KARIM, now=lite_world.now)
        assert again is Asking.ASKED
        lite_world.tick()
        assert questions.ASKED in kinds(lite_world, "SOFIE")
        with lite_world.parts.database.read() as session:
            assert len(session.scalars(select(Question)).all()) == 1

    def test_a_colleague_who_asks_again_is_not_promised_the_answer(self, lite_world: World) -> None:
        number = call(lite_world)
        ask(lite_world, number)
        known(lite_world, active=False)
        renewed = with_roles(lite_world.office, jurist=frozenset({SOFIE}))
        with lite_world.parts.database.write() as session:
            assert questions.ask(session, renewed, number, by=MAJA, now=lite_world.now) is Asking.PASSED_ON
        with lite_world.parts.database.write() as session:
            questions.answer(session, renewed, number, by=SOFIE, now=lite_world.now)
        with lite_world.parts.database.read() as session:
            answers = select(Outbox.recipient).where(Outbox.kind == questions.ANSWERED)
            assert session.scalars(answers).all() == [KARIM]


class TestAtTheDesk:
    """What stands in the windows."""

    def left(self, desk: FrontDesk) -> None:
        with desk.database.write() as session:
            people.remember(session, [Known(JONNA, "Jonna Friis", active=False)], desk.now)

    def press(self, desk: FrontDesk, by: str, button: str, number: int) -> str:
        desk.press(by, button, number)
        return text_of(desk.modal())

    def test_nobody_is_promised_an_answer(self, desk: FrontDesk) -> None:
        number = registered(desk)
        self.left(desk)
        desk.press(KARIM, ids.JURIST_ASK, number)
        assert "Du får besked" not in str(desk.client.calls)
        assert "Tal med din leder" in str(desk.client.calls)

    @pytest.mark.parametrize("phoned", [True, False])
    def test_it_can_be_asked_again_of_a_case_and_of_a_call(self, desk: FrontDesk, phoned: bool) -> None:
        number, button = (desk.log(), ids.VIEW) if phoned else (registered(desk), ids.CASE_VIEW)
        self.press(desk, KARIM, ids.JURIST_ASK, number)
        assert "har ikke svaret endnu" in self.press(desk, KARIM, button, number)
        self.left(desk)
        shown = self.press(desk, KARIM, button, number)
        assert "har ikke svaret endnu" not in shown
        assert "Spørg juristen" in shown


class TestTheSetUp:
    def holes(self, world: World, office: Office) -> list[str]:
        with world.parts.database.read() as session:
            found = setup_holes.setup_holes(session, office, world.now)
            return [str(one) for one in found if "roles." in str(one)]

    def test_is_whole_while_everybody_is_here(self, lite_world: World) -> None:
        assert self.holes(lite_world, lite_world.office) == []

    @pytest.mark.parametrize("role", ["jurist", "coordinator", "auditor"])
    def test_names_whoever_has_left_with_the_role(self, lite_world: World, role: str) -> None:
        office = with_roles(lite_world.office, jurist=frozenset(), auditor=frozenset())
        known(lite_world, active=False)
        (said,) = self.holes(lite_world, with_roles(office, **{role: frozenset({JONNA})}))
        assert said.startswith(f"{JONNA} i roles.{role} har en lukket konto i Slack.")

    def test_names_a_guest_and_whoever_slack_does_not_know(self, lite_world: World) -> None:
        with lite_world.parts.database.write() as session:
            people.remember(session, [Known(AUDIT, "Aksel Toft", outsider=True)], lite_world.now)
        office = with_roles(lite_world.office, jurist=frozenset({"U0GHOST"}))
        guest, ghost = sorted(self.holes(lite_world, office))
        assert f"{AUDIT} i roles.auditor er gæst" in guest
        assert "U0GHOST i roles.jurist findes ikke" in ghost

    def test_says_it_of_a_lead_who_holds_a_role_too(self, lite_world: World) -> None:
        known(lite_world, active=False, person=LONE)
        office = with_roles(lite_world.office, coordinator=frozenset({LONE}))
        assert len(self.holes(lite_world, office)) == 1
