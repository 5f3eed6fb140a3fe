"""The same deadline twice on one case, by hand and from what went before it: nothing is counted twice."""

import uuid
from dataclasses import replace
from datetime import date

import pytest

from rules.statute import Rule
from storage import case_amend, case_naming, cases
from storage.cases import AlreadyRunningError, NewCase
from tests.cases import INSIGHT, SUPPORT, registered
from tests.complaints import COSTS, complain, follows, in_force
from tests.front_desk import KARIM
from tests.test_complaint_corrections import WRITTEN, sent_back
from tests.world import World


def by_hand(world: World, rule: Rule = SUPPORT, day: date = WRITTEN, *, remitted: bool = True) -> int:
    case = NewCase(rule, "voksen-a", KARIM, "23-1234", day, remitted=remitted)
    with world.parts.database.write() as session:
        key = str(uuid.uuid4())
        return cases.register(
            session, world.office, world.parts.vault, case, by=KARIM, now=world.now, key=key
        ).id


@pytest.mark.parametrize("remitted", [True, False])
def test_a_case_that_a_ruling_sent_back_is_not_started_again_by_hand(world: World, remitted: bool) -> None:
    _, again = sent_back(world)
    with pytest.raises(AlreadyRunningError) as refused:
        by_hand(world, remitted=remitted)
    assert refused.value.number == again


def test_another_day_or_another_rule_on_the_case_is_another_deadline(lite_world: World) -> None:
    _, again = sent_back(lite_world)
    other_day, other_rule = by_hand(lite_world, day=date(2026, 12, 17)), by_hand(lite_world, COSTS)
    assert len({again, other_day, other_rule}) == 3


def test_a_clock_started_without_a_case_cannot_be_named_as_its_twin(lite_world: World) -> None:
    _, again = sent_back(lite_world)
    number = registered(lite_world, received=WRITTEN)
    with lite_world.parts.database.write() as session, pytest.raises(AlreadyRunningError) as refused:
        case_naming.name_case(
            session,
            lite_world.office,
            lite_world.parts.vault,
            number,
            "23-1234",
            by=KARIM,
            now=lite_world.now,
        )
    assert refused.value.number == again


def test_two_complaints_of_one_day_stand_beside_each_other(lite_world: World) -> None:
    first, second = (complain(lite_world, rule, case_ref="23-1234") for rule in (SUPPORT, COSTS))
    assert first != second


def test_a_reassessment_by_hand_is_the_complaint_that_is_there(lite_world: World) -> None:
    number = complain(lite_world, case_ref="23-1234")
    today = lite_world.now.date()
    with pytest.raises(AlreadyRunningError) as refused:
        by_hand(lite_world, in_force(lite_world, "genvurdering"), today, remitted=False)
    assert refused.value.number == number


def test_one_of_two_steps_of_one_day_can_be_corrected(lite_world: World) -> None:
    first, second = (registered(lite_world, rule, case_ref="23-1234") for rule in (SUPPORT, INSIGHT))
    windows = [follows(lite_world, one, "klagefrist") for one in (first, second)]
    rule = in_force(lite_world, "klagefrist")
    case = NewCase(rule, "voksen-a", KARIM, "23-1234", lite_world.now.date())
    with lite_world.parts.database.write() as session:
        amended = case_amend.amend(
            session,
            lite_world.office,
            lite_world.parts.vault,
            windows[1],
            replace(case, owner_id=None),
            by=KARIM,
            now=lite_world.now,
            key="again",
        )
        assert amended.owner_id is None
