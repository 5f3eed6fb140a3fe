"""The second reader of a complaint: who can be one, and that she hears of it."""

import re
from datetime import timedelta

import pytest

from rules.complaint import (
    NotAReaderError,
    ReaderMissingError,
    SameReaderError,
)
from rules.reversal import BoardOutcome
from storage import complaint_work, people
from storage.complaint_models import Stage
from storage.models import Deadline, Result
from storage.people import Known
from tests.calls import kinds, shown
from tests.complaints import (
    complain,
    complaint_of,
    ends,
    told,
)
from tests.front_desk import KARIM, LONE, MAJA, RIKKE
from tests.world import World
from views import ids

REMITTED, UPHELD = BoardOutcome.REMITTED, BoardOutcome.UPHELD


class TestTheSecondReader:
    def test_is_not_the_owner(self, world: World) -> None:
        with pytest.raises(SameReaderError):
            complain(world, second_reader=KARIM)

    def test_is_not_who_decided(self, world: World) -> None:
        with pytest.raises(SameReaderError):
            complain(world, decided_by=MAJA)

    def test_works_with_decisions(self, world: World) -> None:
        with pytest.raises(NotAReaderError):
            complain(world, second_reader=RIKKE)

    def test_has_not_left(self, lite_world: World) -> None:
        number = complain(lite_world, second_reader=None)
        with lite_world.parts.database.write() as session:
            people.remember(session, [Known(MAJA, "Maja Lund", active=False)], lite_world.now)
        with pytest.raises(NotAReaderError, match="åben konto"):
            complain(lite_world, case_ref="23-9")
        with lite_world.parts.database.write() as session, pytest.raises(NotAReaderError):
            complaint_work.choose_reader(
                session, lite_world.office, number, MAJA, by=LONE, now=lite_world.now
            )
        assert told(lite_world, "reader") == []

    @pytest.mark.parametrize("result", [Result.MEDHOLD, Result.PARTLY, Result.UPHELD])
    def test_is_needed_before_the_reassessment_ends(self, world: World, result: Result) -> None:
        number = complain(world, second_reader=None)
        with pytest.raises(ReaderMissingError):
            ends(world, number, result)
        assert complaint_of(world, number).stage is Stage.REASSESSMENT

    def test_who_was_given_the_case_since_is_none_any_more(self, world: World) -> None:
        number = complain(world)
        with world.parts.database.write() as session:
            session.get_one(Deadline, number).owner_id = MAJA
        with pytest.raises(ReaderMissingError):
            ends(world, number, Result.UPHELD)


class TestTheSecondReaderIsTold:
    def test_when_somebody_else_chose_her(self, world: World) -> None:
        number = complain(world, by=RIKKE)
        world.tick()
        (message,) = shown(world, "MAJA")
        assert message.startswith("Du er valgt som anden læser af en klage.")
        assert f"*Nr. {number}* · Voksenteam A" in message
        (post,) = world.dms("MAJA")
        assert re.findall(ids.COMPLAINT_OPEN, str(post["blocks"])) == [ids.COMPLAINT_OPEN]

    def test_of_no_case_and_no_citizen(self, world: World) -> None:
        complain(world, by=RIKKE, case_ref="23-1234")
        world.tick()
        assert not {"23-1234", "§", "Karim"} & set(re.findall(r"23-1234|§|Karim", str(world.dms("MAJA"))))

    def test_never_when_she_chose_herself(self, world: World) -> None:
        complain(world, by=MAJA)
        assert told(world, "reader") == []

    def test_when_she_is_chosen_later_and_whoever_was_no_longer_reads_it(self, world: World) -> None:
        number = complain(world, by=RIKKE)
        world.tick()
        chosen(world, number, LONE)
        world.tick()
        assert "*Nr." in shown(world, "LONE")[0]
        (earlier,) = shown(world, "MAJA")
        assert f"~Nr. {number}~ · Voksenteam A · du er ikke længere anden læser" in earlier
        assert ids.COMPLAINT_OPEN not in str(world.dms("MAJA"))

    def test_once_although_the_same_is_chosen_again(self, world: World) -> None:
        number = complain(world, by=RIKKE)
        world.advance(timedelta(minutes=5))
        chosen(world, number, MAJA)
        assert told(world, "reader") == [MAJA]

    def test_not_when_another_was_chosen_before_it_left(self, world: World) -> None:
        number = complain(world, by=RIKKE)
        chosen(world, number, LONE)
        world.tick()
        assert kinds(world, "MAJA") == []
        assert kinds(world, "LONE") == ["reader"]

    def test_not_once_the_reassessment_has_ended(self, world: World) -> None:
        number = complain(world, by=RIKKE)
        ends(world, number, Result.UPHELD)
        world.tick()
        assert kinds(world, "MAJA") == []
        chosen(world, number, LONE)
        assert told(world, "reader") == [MAJA]

    def test_within_the_days_budget(self, world: World) -> None:
        for _ in range(world.office.notices.dms_a_day + 2):
            complain(world, by=RIKKE)
            world.tick()
            world.advance(timedelta(minutes=20))
        assert len(kinds(world, "MAJA")) <= world.office.notices.dms_a_day


def chosen(world: World, number: int, reader: str, *, by: str = KARIM) -> None:
    with world.parts.database.write() as session:
        complaint_work.choose_reader(session, world.office, number, reader, by=by, now=world.now)


def test_a_lead_is_no_less_a_reader(world: World) -> None:
    assert complaint_of(world, complain(world, second_reader=LONE)).second_reader == LONE
