"""The auditor's spot check: drawn once a month, answered in a window, reminded once, and in the log."""

from datetime import datetime
from random import Random

import pytest
from sqlalchemy import select

from storage import events, spot_checks
from storage.audit_models import Answer, SpotCheck, SpotRead
from storage.models import Event
from tests.calls import at
from tests.world import COPENHAGEN, World, text_of
from views import ids

FIRST = datetime(2026, 12, 1, 9, 0, tzinfo=COPENHAGEN)


def reads(world: World, many: int, month: int = 11, action: str = "citizen_read") -> None:
    with world.parts.database.write() as session:
        for number in range(many):
            when = at(1 + number % 27, 10, number % 60, month=month)
            events.record(session, at=when, actor="U0KARIM", action=action, item=number + 1, why="view")


def drawn(world: World) -> list[SpotRead]:
    with world.parts.database.read() as session:
        return list(session.scalars(select(SpotRead).order_by(SpotRead.id)))


def opened(world: World) -> dict[str, object]:
    world.visitor("AUDIT").press(world.dms("AUDIT")[-1], ids.SPOT_OPEN)
    return world.modal("AUDIT")


def answer(world: World, read: SpotRead, action_id: str = ids.SPOT_CONFIRM) -> None:
    auditor = world.visitor("AUDIT")
    auditor.press(world.modal("AUDIT"), action_id, block_id=f"spot_{read.id}")
    world.tick()


class TestTheDraw:
    def test_ten_reads_of_last_month_are_drawn_on_the_first(self, world: World) -> None:
        reads(world, 40)
        reads(world, 5, month=10)
        world.move_to(FIRST)
        (message,) = world.dms("AUDIT")
        assert "Stikprøve: 10 opslag fra november 2026 skal ses efter. 10 er ikke besvaret." in text_of(
            message
        )
        assert {read.at.astimezone(COPENHAGEN).month for read in drawn(world)} == {11}
        assert len(drawn(world)) == 10

    def test_it_is_drawn_once_however_many_processes_there_are(self, world: World) -> None:
        reads(world, 3)
        world.move_to(FIRST)
        with world.parts.database.write() as session:
            assert spot_checks.draw(session, world.office, world.now) is None
        world.move_to(FIRST.replace(day=15))
        assert (len(drawn(world)), len(world.dms("AUDIT"))) == (3, 1)

    def test_seed_frame_and_date_are_kept_so_that_it_can_be_drawn_again(self, lite_world: World) -> None:
        reads(lite_world, 40)
        lite_world.move_to(FIRST)
        (event,) = lite_world.events("spot_check_drawn")
        with lite_world.parts.database.read() as session:
            check = session.scalars(select(SpotCheck)).one()
            frame = session.scalars(
                select(Event).where(Event.action == "citizen_read").order_by(Event.id)
            ).all()
        assert (check.frame_size, check.drawn_at, event.detail["seed"]) == (40, FIRST, check.seed)
        again = sorted(one.id for one in Random(check.seed).sample(frame, 10))
        assert again == [read.event_id for read in drawn(lite_world)]

    def test_the_seed_cannot_be_known_beforehand(self, lite_world: World) -> None:
        reads(lite_world, 1)
        lite_world.tick()
        before = spot_checks_seed(lite_world)
        reads(lite_world, 1)
        lite_world.tick()
        assert spot_checks_seed(lite_world) != before

    def test_a_month_without_reads_asks_nothing(self, lite_world: World) -> None:
        lite_world.move_to(FIRST)
        assert (lite_world.dms("AUDIT"), lite_world.events("spot_check_drawn")[0].detail["frame"]) == ([], 0)

    def test_after_downtime_it_is_drawn_late(self, lite_world: World) -> None:
        reads(lite_world, 3)
        lite_world.move_to(FIRST.replace(day=10, hour=11))
        assert len(lite_world.dms("AUDIT")) == 1

    def test_an_office_may_want_none(self, lite_world: World) -> None:
        object.__setattr__(lite_world.office, "spot_check", 0)
        reads(lite_world, 3)
        lite_world.move_to(FIRST)
        assert drawn(lite_world) == []


def spot_checks_seed(world: World) -> str:
    with world.parts.database.read() as session:
        return spot_checks._seed(session, FIRST.date())


class TestTheAnswers:
    def test_the_message_names_nobody_and_the_window_says_who_when_and_which(self, lite_world: World) -> None:
        number = lite_world.log()
        karim = lite_world.visitor("KARIM")
        lite_world.tick()
        karim.press(lite_world.dms("KARIM")[0], ids.VIEW)
        lite_world.settle()
        lite_world.move_to(FIRST)
        assert "Karim" not in text_of(lite_world.dms("AUDIT")[-1])
        shown = text_of(opened(lite_world))
        assert "*Karim Aziz*, torsdag 26. november kl. 10:04" in shown
        assert f"Åbnede navn, nummer og besked på nr. {number}" in shown
        assert not any(word in shown for word in ("Jens", "22 33", "2233"))

    def test_an_answer_is_an_event_and_shows_in_window_and_message(self, world: World) -> None:
        reads(world, 2)
        world.move_to(FIRST)
        opened(world)
        first, second = drawn(world)
        answer(world, first)
        answer(world, second, ids.SPOT_INVESTIGATE)
        said = [
            (one.actor, one.detail["event"], one.detail["answer"])
            for one in world.events("spot_check_answered")
        ]
        assert said == [("U0AUDIT", first.event_id, "confirmed"), ("U0AUDIT", second.event_id, "investigate")]
        assert "Svar: skal undersøges" in text_of(world.modal("AUDIT"))
        assert "Alle er besvaret." in text_of(world.dms("AUDIT")[-1])

    def test_the_same_answer_again_changes_nothing_and_another_takes_its_place(
        self, lite_world: World
    ) -> None:
        reads(lite_world, 1)
        lite_world.move_to(FIRST)
        opened(lite_world)
        (read,) = drawn(lite_world)
        answer(lite_world, read)
        answer(lite_world, read)
        assert len(lite_world.events("spot_check_answered")) == 1
        answer(lite_world, read, ids.SPOT_INVESTIGATE)
        assert drawn(lite_world)[0].answer == "investigate"

    def test_what_nobody_answered_is_reminded_of_once_with_the_next(self, lite_world: World) -> None:
        reads(lite_world, 2)
        lite_world.move_to(FIRST)
        reads(lite_world, 1, month=12)
        lite_world.move_to(datetime(2027, 1, 4, 9, tzinfo=COPENHAGEN))
        message = text_of(lite_world.dms("AUDIT")[-1])
        assert "1 opslag fra december 2026 skal ses efter. 2 fra sidste gang venter." in message
        assert "3 er ikke besvaret." in message
        opened(lite_world)
        answer(lite_world, drawn(lite_world)[0])
        assert "1 fra sidste gang venter." in text_of(lite_world.dms("AUDIT")[-1])
        with lite_world.parts.database.write() as session:
            later = at(10, 10, month=1, year=2027)
            events.record(session, at=later, actor="U0KARIM", action="case_read", item=9)
        lite_world.move_to(datetime(2027, 2, 1, 9, tzinfo=COPENHAGEN))
        assert "1 fra sidste gang venter." in text_of(lite_world.dms("AUDIT")[-1])
        lite_world.move_to(datetime(2027, 3, 1, 9, tzinfo=COPENHAGEN))
        assert len(drawn(lite_world)) == 4

    def test_a_forged_number_changes_nothing(self, lite_world: World) -> None:
        reads(lite_world, 1)
        lite_world.move_to(FIRST)
        with pytest.raises(spot_checks.NoSuchReadError), lite_world.parts.database.write() as session:
            spot_checks.answer(
                session, lite_world.office, 99, Answer.CONFIRMED, by="U0AUDIT", now=lite_world.now
            )
