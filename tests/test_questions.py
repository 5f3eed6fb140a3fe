"""Asking the jurist: told at once without the case, opened until answered, answered once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from rules.office import Office, Role
from rules.rights import Action, Facts, may
from storage import forgetting, questions, setup_holes
from storage.models import Deadline, Outbox, Result
from storage.question_models import Question
from storage.questions import NoJuristError, NothingAskedError
from storage.working import ClosedError
from tests.calls import at, call, posted
from tests.calls import shown as shown_to
from tests.case_desk import CASE_REF, decide, registered
from tests.cases import registered as registered_in
from tests.front_desk import BENT, JONNA, KARIM, LONE, MAJA, RIKKE, FrontDesk, front_desk
from tests.world import World, text_of
from views import ids


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FrontDesk]:
    with front_desk(tmp_path) as made:
        yield made


def ask(desk: FrontDesk, number: int, by: str = KARIM) -> str:
    """What the asker is told."""
    desk.press(by, ids.JURIST_ASK, number)
    return text_of(desk.modal())


def told(desk: FrontDesk, kind: str = questions.ASKED) -> list[str]:
    with desk.database.read() as session:
        return list(session.scalars(select(Outbox.recipient).where(Outbox.kind == kind)))


def opened(desk: FrontDesk, number: int, by: str, button: str = ids.CASE_VIEW) -> str:
    desk.press(by, button, number)
    return text_of(desk.modal())


class TestAsking:
    def test_tells_the_jurist_and_the_log_and_says_so(self, desk: FrontDesk) -> None:
        number = registered(desk)
        assert "Du får besked, når der er svaret" in ask(desk, number)
        assert told(desk) == [JONNA]
        (asked,) = desk.events("jurist_asked")
        assert (asked.actor, asked.deadline_id, asked.detail) == (KARIM, number, {})

    def test_is_offered_in_an_opened_case_and_call(self, desk: FrontDesk) -> None:
        case, phoned = registered(desk), desk.log()
        assert "Spørg juristen" in opened(desk, case, KARIM)
        assert "Spørg juristen" in opened(desk, phoned, KARIM, ids.VIEW)

    @pytest.mark.parametrize("asks", [KARIM, MAJA])
    def test_twice_is_one_whoever_asks(self, desk: FrontDesk, asks: str) -> None:
        number = registered(desk)
        ask(desk, number)
        assert f"Juristen er allerede spurgt om nr. {number}." in ask(desk, number, asks)
        assert (told(desk), len(desk.events("jurist_asked"))) == ([JONNA], 1)
        assert "har ikke svaret endnu" in opened(desk, number, asks)
        assert "Spørg juristen" not in opened(desk, number, asks)

    def test_without_a_jurist_says_whom_to_talk_to(self, desk: FrontDesk) -> None:
        number = registered(desk)
        with desk.database.write() as session, pytest.raises(NoJuristError, match="Tal med din leder"):
            questions.ask(session, without_jurists(desk.office), number, by=KARIM, now=desk.now)
        assert told(desk) == []

    def test_the_only_jurist_has_nobody_to_ask(self, desk: FrontDesk) -> None:
        number = registered(desk)
        with desk.database.write() as session, pytest.raises(NoJuristError):
            questions.ask(session, desk.office, number, by=JONNA, now=desk.now)

    def test_of_what_is_over_nothing_is_asked(self, desk: FrontDesk) -> None:
        number = registered(desk)
        decide(desk, number, Result.GRANTED)
        with desk.database.write() as session, pytest.raises(ClosedError):
            questions.ask(session, desk.office, number, by=KARIM, now=desk.now)


def without_jurists(office: Office) -> Office:
    return replace(office, roles={role: held for role, held in office.roles.items() if role != Role.JURIST})


class TestTheJurist:
    def test_opens_the_case_and_the_log_says_so(self, desk: FrontDesk) -> None:
        number = registered(desk)
        ask(desk, number)
        shown = opened(desk, number, JONNA)
        assert CASE_REF in shown
        assert not any(label in shown for label in ("Skriv sagsnummer", "Ret sagsnummer", "Spørg juristen"))
        assert [read.actor for read in desk.events("case_read")] == [JONNA]

    @pytest.mark.parametrize("when", ["never asked", "answered", "over"])
    def test_opens_nothing_else(self, desk: FrontDesk, when: str) -> None:
        number = registered(desk)
        if when != "never asked":
            ask(desk, number)
        if when == "answered":
            desk.press(JONNA, ids.JURIST_ANSWERED, number)
        if when == "over":
            decide(desk, number, Result.GRANTED)
        assert CASE_REF not in opened(desk, number, JONNA)
        assert not [read for read in desk.events("case_read") if read.actor == JONNA]

    def test_does_not_work_on_what_was_asked_about(self, desk: FrontDesk) -> None:
        number = registered(desk)
        ask(desk, number)
        desk.press(JONNA, ids.CASE_END, number)
        assert len(desk.events(result="refused")) == 1

    def test_opens_no_protected_address(self, desk: FrontDesk) -> None:
        facts = Facts("voksen-a", KARIM, RIKKE, protected=True, asked=True)
        assert not may(desk.office, JONNA, Action.OPEN, facts)
        assert may(desk.office, JONNA, Action.ANSWER, facts)

    def test_is_a_jurist_and_nobody_else(self, desk: FrontDesk) -> None:
        facts = Facts("voksen-a", KARIM, RIKKE, asked=True)
        assert not any(may(desk.office, one, Action.ANSWER, facts) for one in (KARIM, LONE, BENT, RIKKE))

    def test_answers_once_and_the_asker_is_told_once(self, desk: FrontDesk) -> None:
        number = registered(desk)
        ask(desk, number)
        for _ in range(2):
            desk.press(JONNA, ids.JURIST_ANSWERED, number)
        assert told(desk, questions.ANSWERED) == [KARIM]
        assert [one.actor for one in desk.events("jurist_answered")] == [JONNA]

    def test_can_be_asked_again_after_an_answer(self, desk: FrontDesk) -> None:
        number = registered(desk)
        ask(desk, number)
        desk.press(JONNA, ids.JURIST_ANSWERED, number)
        assert "Du får besked" in ask(desk, number, MAJA)
        assert told(desk) == [JONNA, JONNA]

    def test_is_told_in_status_how_many_wait(self, desk: FrontDesk) -> None:
        for number in (registered(desk), registered(desk, case_ref="23-9")):
            ask(desk, number)
        assert "2 spørgsmål til juristen venter." in text_of(desk.command(JONNA, "mig", "/status").body)
        assert "spørgsmål" not in text_of(desk.command(KARIM, "mig", "/status").body)

    def test_cannot_answer_what_nobody_asked(self, desk: FrontDesk) -> None:
        number = registered(desk)
        with desk.database.write() as session, pytest.raises(NothingAskedError):
            questions.answer(session, desk.office, number, by=JONNA, now=desk.now)


class TestWhatIsTold:
    def test_the_jurist_reads_number_paragraph_team_and_who_asks(self, world: World) -> None:
        number = registered_in(world)
        asked_in(world, number)
        world.tick()
        (said,) = shown_to(world, "JONNA")
        for fact in (f"Nr. {number}", "§ 85", "Voksenteam A", "Karim Aziz spørger", "Åbn", "Besvaret"):
            assert fact in said
        assert "23-" not in said

    def test_outside_notice_hours_it_waits(self, lite_world: World) -> None:
        number = registered_in(lite_world)
        lite_world.move_to(at(26, 18))
        before = len(shown_to(lite_world, "JONNA"))
        asked_in(lite_world, number)
        lite_world.tick()
        assert len(shown_to(lite_world, "JONNA")) == before
        lite_world.move_to(at(27, 8))
        assert "Karim Aziz spørger" in shown_to(lite_world, "JONNA")[-1]

    def test_once_answered_the_message_says_by_whom_and_the_asker_reads_it(self, lite_world: World) -> None:
        number = call(lite_world)
        asked_in(lite_world, number)
        lite_world.tick()
        with lite_world.parts.database.write() as session:
            questions.answer(session, lite_world.office, number, by=JONNA, now=lite_world.now)
        lite_world.advance(timedelta(minutes=1))
        (jonna,) = shown_to(lite_world, "JONNA")
        assert "besvaret af Jonna Friis" in jonna
        assert "Åbn" not in jonna
        assert f"Nr. {number} · opkald" in shown_to(lite_world, "KARIM")[-1]
        assert "Juristen har svaret dig." in posted(lite_world, "KARIM")[-1].text

    def test_what_was_closed_before_it_left_is_not_told(self, lite_world: World) -> None:
        number = registered_in(lite_world)
        lite_world.move_to(at(26, 18))
        asked_in(lite_world, number)
        with lite_world.parts.database.write() as session:
            questions.answer(session, lite_world.office, number, by=JONNA, now=lite_world.now)
        lite_world.move_to(at(27, 8))
        assert not [one for one in shown_to(lite_world, "JONNA") if "juristen" in one]


def asked_in(world: World, number: int) -> None:
    with world.parts.database.write() as session:
        questions.ask(session, world.office, number, by=KARIM, now=world.now)


def test_a_deleted_item_takes_its_questions_along(desk: FrontDesk) -> None:
    number = desk.log()
    ask(desk, number)
    with desk.database.write() as session:
        forgetting.clocks(session, [number])
    with desk.database.read() as session:
        assert session.scalars(select(Question)).all() == []
        assert session.get(Deadline, number) is None


def test_an_office_without_a_jurist_has_a_hole_in_its_set_up(desk: FrontDesk) -> None:
    def said(office: Office) -> list[str]:
        with desk.database.read() as session:
            return [str(one) for one in setup_holes.setup_holes(session, office, desk.now)]

    assert not any("ingen jurist" in one for one in said(desk.office))
    assert any("ingen jurist i kontorfilen" in one for one in said(without_jurists(desk.office)))
