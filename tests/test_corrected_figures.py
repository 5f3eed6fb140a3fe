"""What a corrected ruling of Ankestyrelsen does to the figures: what was missed stays missed."""

from datetime import date, timedelta

from sqlalchemy import select

from rules.figures import Count, Figure, Kept, Paragraphs, Period, Values
from storage import figures
from storage.complaint_models import CorrectWhy
from storage.figure_rolls import rolled_until
from storage.models import Event
from tests.calls import at
from tests.cases import case_of
from tests.complaints import corrects
from tests.figure_reference import reference
from tests.test_complaint_corrections import CAME, UPHELD, WRITTEN, decision, sent_back
from tests.world import COPENHAGEN, World

DECEMBER = Period(date(2026, 12, 1), date(2027, 1, 1))
JANUARY = Period(date(2027, 1, 1), date(2027, 2, 1))
FEBRUARY = Period(date(2027, 2, 1), date(2027, 3, 1))
# The clock was started on 18 December and missed on 12 February.
DAY_AFTER = at(15, 10, month=2, year=2027)
LONG_AFTER = at(1, 10, month=3, year=2027)


def counted(world: World, days: Period) -> Values:
    """The figures of these days, which the log tells too."""
    with world.parts.database.read() as session:
        told = figures.of_period(session, world.office, ["voksen-a"], days, world.now)
        log = session.scalars(select(Event).order_by(Event.id)).all()
    assert dict(told) == reference(log, ["voksen-a"], days, COPENHAGEN, world.now)
    return told


def ended(world: World, days: Period) -> dict[Kept, int]:
    kept = counted(world, days)[Figure.DEADLINES]
    assert isinstance(kept, Paragraphs)
    return {how: n for how, n in kept.total.items() if n}


def rolled(world: World) -> None:
    """February is counted for good."""
    world.move_to(LONG_AFTER)
    for _ in range(60):
        world.tick()
    with world.parts.database.read() as session:
        until = rolled_until(session)
    assert until is not None
    assert until > date(2027, 2, 12)


def test_a_miss_stays_a_miss_when_the_day_of_receipt_is_corrected(world: World) -> None:
    number, _ = sent_back(world)
    world.move_to(DAY_AFTER)
    assert ended(world, FEBRUARY) == {Kept.MISSED: 1}
    new = corrects(world, number, decision(received=WRITTEN - timedelta(days=1)), CorrectWhy.DATE)
    assert new is not None
    assert ended(world, FEBRUARY) == {Kept.MISSED: 1}
    world.tick()
    assert case_of(world, new).missed_at is not None


def test_it_stays_one_in_days_counted_for_good(world: World) -> None:
    number, _ = sent_back(world)
    rolled(world)
    assert ended(world, FEBRUARY) == {Kept.MISSED: 1}
    corrects(world, number, decision(received=WRITTEN - timedelta(days=1)), CorrectWhy.DATE)
    assert ended(world, FEBRUARY) == {Kept.MISSED: 1}


def test_it_moves_to_the_month_it_was_missed_in(lite_world: World) -> None:
    number, _ = sent_back(lite_world)
    rolled(lite_world)
    # It came a fortnight earlier, so it was due on 29 January.
    corrects(lite_world, number, decision(received=CAME), CorrectWhy.DATE)
    assert (ended(lite_world, JANUARY), ended(lite_world, FEBRUARY)) == ({Kept.MISSED: 1}, {})


def test_the_case_was_open_all_the_while(lite_world: World) -> None:
    number, _ = sent_back(lite_world)
    rolled(lite_world)
    before = counted(lite_world, DECEMBER)[Figure.OPEN_DEADLINES]
    corrects(lite_world, number, decision(received=CAME), CorrectWhy.DATE)
    assert counted(lite_world, DECEMBER)[Figure.OPEN_DEADLINES] == before == Count(1)


def test_corrected_twice_it_is_still_one(lite_world: World) -> None:
    number, _ = sent_back(lite_world)
    rolled(lite_world)
    corrects(lite_world, number, decision(received=CAME), CorrectWhy.DATE)
    lite_world.advance(timedelta(days=1))
    corrects(lite_world, number, decision(), CorrectWhy.DATE)
    assert (ended(lite_world, JANUARY), ended(lite_world, FEBRUARY)) == ({}, {Kept.MISSED: 1})


def test_what_was_never_sent_back_was_never_missed(lite_world: World) -> None:
    number, _ = sent_back(lite_world)
    rolled(lite_world)
    corrects(lite_world, number, decision(UPHELD))
    assert ended(lite_world, FEBRUARY) == {}
