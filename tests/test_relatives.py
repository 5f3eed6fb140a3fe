"""Whether relatives or network were involved is asked where something is decided, and nowhere else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import case_work
from storage.case_models import CaseClock
from storage.models import Result
from tests.case_desk import chosen, opened, registered
from tests.cases import INSIGHT
from tests.front_desk import KARIM, LONE, FrontDesk, front_desk
from views import ids


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FrontDesk]:
    with front_desk(tmp_path) as made:
        yield made


def clock(desk: FrontDesk, number: int) -> CaseClock:
    with desk.database.read() as session:
        return session.get_one(CaseClock, number)


def decide(desk: FrontDesk, number: int, *boxes: str) -> None:
    form = opened(desk, number)
    answer = desk.submit(KARIM, form, {ids.OUTCOME: Result.GRANTED, ids.RELATIVES: list(boxes)})
    assert answer.errors == {}


def test_no_box_is_ticked_beforehand_and_none_is_needed(desk: FrontDesk) -> None:
    form = opened(desk, registered(desk))
    (field,) = [block for block in form["blocks"] if block.get("block_id") == ids.RELATIVES]
    assert field["optional"]
    assert "initial_options" not in field["element"]


@pytest.mark.parametrize(("boxes", "noted"), [([ids.RELATIVES], "yes"), ([], "no")])
def test_what_was_ticked_is_kept_and_logged(desk: FrontDesk, boxes: list[str], noted: str) -> None:
    number = registered(desk)
    decide(desk, number, *boxes)
    (ended,) = desk.events("deadline_ended")
    assert ended.detail["relatives"] == noted
    assert clock(desk, number).relatives is bool(boxes)


def test_nothing_is_known_where_nothing_is_decided(desk: FrontDesk) -> None:
    answered, dropped = registered(desk, INSIGHT), registered(desk)
    desk.submit(KARIM, opened(desk, answered))
    desk.submit(KARIM, chosen(desk, dropped, ids.MORE_DROP))
    assert [clock(desk, number).relatives for number in (answered, dropped)] == [None, None]
    assert not any("relatives" in ended.detail for ended in desk.events("deadline_ended"))


def test_a_case_taken_up_again_forgets_how_long_it_took_and_who_was_involved(desk: FrontDesk) -> None:
    number = registered(desk, days_ago=9)
    decide(desk, number, ids.RELATIVES)
    assert clock(desk, number).lead_days == 9
    with desk.database.write() as session:
        case_work.reopen(session, desk.office, number, by=LONE, now=desk.now)
    assert (clock(desk, number).lead_days, clock(desk, number).relatives) == (None, None)
