"""Which deadlines are counted as the law's: what the office owes a citizen, and nothing else."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, text

from rules.figures import OWED, Figure, Kept, Paragraphs, Period
from rules.shipped import shipped
from rules.statute import Kind, Unit, Whose
from storage import catalogue, figures
from storage.database import Database, connect
from storage.figure_models import FigureDay
from storage.migrate import upgrade
from tests.cases import registered
from tests.world import World

OF_ITS_OWN = ("moede-handling", "opfoelgning", "indsats-udloeber", "refusion-kommune", "varsel", "notat")
NOT_OWED = (*OF_ITS_OWN, "tidlig-indsats", "efterlevelse", "borgerraadgiver", "ankestyrelsen-129")
COUNTED = ("genvurdering", "delvis-medhold-videresend", "stofmisbrug", "sagsfrist", "partsaktindsigt")


def counted(world: World, keys: tuple[str, ...]) -> dict[str, dict[Kept, int]]:
    """What half a year comes to when one of each passes."""
    day = world.now.date()
    with world.parts.database.read() as session:
        known = catalogue.current(session, world.office)
    for key in keys:
        rule = known.rule(key)
        chosen = day + timedelta(days=5) if rule.length.unit is Unit.CHOSEN else None
        registered(world, rule, chosen=chosen, key=key)
    world.advance(timedelta(days=200))
    with world.parts.database.read() as session:
        half_a_year = Period(day, day + timedelta(days=201))
        told = figures.of_period(session, world.office, ["voksen-a"], half_a_year, world.now)
    kept = told[Figure.DEADLINES]
    assert isinstance(kept, Paragraphs)
    return {rule: dict(parts) for rule, parts in kept.rules.items()}


def test_what_the_office_does_for_itself_and_what_others_answer_is_not_counted(lite_world: World) -> None:
    assert counted(lite_world, NOT_OWED) == {}


def test_what_it_owes_a_citizen_is(world: World) -> None:
    assert counted(world, COUNTED) == {key: {Kept.MISSED: 1} for key in COUNTED}


def test_every_kind_is_one_or_the_other() -> None:
    ours = {Kind.NOTE, Kind.INQUIRY, Kind.REFUND, Kind.FOLLOW_UP, Kind.MEASURE_END, Kind.ACTION, Kind.OTHER}
    citizens = {Kind.COMPLAINT_WINDOW, Kind.PARTIAL_ANSWER, Kind.HEARING}
    assert set(Kind) == OWED | ours | citizens
    assert not OWED & (ours | citizens)


@pytest.fixture
def rolled(database_url: str) -> Iterator[Database]:
    """A database that counted one missed deadline of every shipped rule on one day."""
    made = connect(database_url)
    upgrade(made, "0009")
    with made.engine.begin() as connection:
        for rule in shipped():
            cell = {"day": date(2026, 10, 5), "team_key": "voksen-a", "figure": Figure.DEADLINES, "n": 1}
            connection.execute(insert(FigureDay).values(**cell, part=f"{rule.key}:missed", of=0))
        lead_time = {"day": date(2026, 10, 5), "team_key": "voksen-a", "figure": Figure.LEAD_TIME, "n": 1}
        connection.execute(insert(FigureDay).values(**lead_time, part="efterlevelse:12", of=0))
    yield made
    made.close()


def test_days_rolled_before_are_freed_of_what_is_not_owed(rolled: Database) -> None:
    upgrade(rolled)
    with rolled.engine.begin() as connection:
        left = {part for (part,) in connection.execute(text("SELECT part FROM figure_day"))}
    # A citizen's never was counted.
    owed = {f"{one.key}:missed" for one in shipped() if one.kind in OWED or one.whose is Whose.CITIZEN}
    assert left == owed | {"efterlevelse:12"}
