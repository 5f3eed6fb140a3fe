"""A citizen's insight also tells where else their items were looked at: meetings and quality reviews."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from sqlalchemy import update

from bot.insight_file import as_markdown
from bot.insight_words import FACTS, WORDS
from bot.office_file import EXAMPLE, load_office
from rules.meeting import ItemKind, ItemResult
from rules.reversal import BoardOutcome
from rules.sample import Finding, Heading
from storage import agenda_notes, insight, samples, traces
from storage.insight import Kept
from storage.register_models import QualityCase, QualitySample
from tests.complaints import at_the_board, rules, ruling
from tests.front_desk import JONNA, LONE
from tests.meetings import inquiry, items_of, precedent, series, with_meetings
from tests.world import COPENHAGEN, World, world

MONDAY = datetime(2026, 11, 30, 8, 15, tzinfo=COPENHAGEN)


@pytest.fixture
def made(database_url: str) -> Iterator[World]:
    """An office that meets on Tuesdays; the agenda is made on Monday."""
    with world(database_url, office=with_meetings(load_office(EXAMPLE), series())) as one:
        yield one


def kept(made: World, number: int) -> Kept:
    with made.parts.database.write() as session:
        found = insight.of(session, made.parts.vault, [number], by=LONE, now=made.now)
    return found.items[0]


def told(made: World, number: int) -> str:
    with made.parts.database.write() as session:
        found = insight.of(session, made.parts.vault, [number], by=LONE, now=made.now)
    return as_markdown(found, made.office.zone, made.now, {"moede": "Socialfagligt møde"})


def settle(made: World, result: ItemResult, item: int) -> None:
    with made.parts.database.write() as session:
        place = agenda_notes.item(session, made.office, item)
        agenda_notes.noted(session, place, result, by=LONE, now=made.now)


def reviewed(made: World, number: int) -> None:
    month, today = date(2026, 11, 1), made.now
    with made.parts.database.write() as session:
        sample = QualitySample(month=month, drawn_at=today, seed="frø", wanted=1, frame=[])
        session.add(sample)
        session.flush()
        case = QualityCase(
            sample_id=sample.id, place=1, deadline_id=number, team_key="voksen-a", paragraph=""
        )
        session.add(case)
        session.flush()
        found = dict.fromkeys(Heading, Finding.IN_ORDER) | {Heading.HEARING: Finding.REMARK}
        samples.review(session, made.office, case.id, found, by=JONNA, now=today)


def test_what_a_meeting_made_of_it(made: World) -> None:
    number = inquiry(made)
    made.move_to(MONDAY)
    (item,) = items_of(made)
    settle(made, ItemResult.AGAIN, item.id)
    (trace,) = kept(made, number).traces
    assert (trace.what, trace.by, trace.detail) == (
        traces.TAKEN_UP,
        LONE,
        {"series": "moede", "outcome": "agenda_again"},
    )
    line = (
        "| 01.12.2026 kl. 09:00 | Lone Krag (U0LONE) | på et mødes dagsorden "
        "| møde: Socialfagligt møde, udfald: igen næste gang |"
    )
    assert line in told(made, number)


def test_a_precedent_has_a_number_of_another_register(made: World) -> None:
    number = at_the_board(made)
    rules(made, number, ruling(made, BoardOutcome.UPHELD))
    assert precedent(made) == number
    made.move_to(MONDAY)
    assert {one.kind for one in items_of(made)} == {ItemKind.BOARD_DECISION, ItemKind.PRECEDENT}
    assert [one.what for one in kept(made, number).traces] == [traces.TAKEN_UP]


def test_what_a_review_found(made: World) -> None:
    number = at_the_board(made)
    reviewed(made, number)
    (trace,) = kept(made, number).traces
    assert (trace.what, trace.by, len(trace.detail)) == (traces.REVIEWED, JONNA, len(Heading))
    assert "trukket til kvalitetsgennemgang | " in told(made, number)
    assert "partshøring: bemærkning" in told(made, number)


def test_drawn_and_not_reviewed_it_says_so_without_a_name(made: World) -> None:
    number = at_the_board(made)
    reviewed(made, number)
    with made.parts.database.write() as session:
        session.execute(update(QualityCase).values(reviewed_by=None, reviewed_at=None))
    assert [(one.by, one.at) for one in kept(made, number).traces] == [(None, made.now)]


def test_a_word_of_every_closed_list_is_said_in_danish() -> None:
    assert {one.value for one in Heading} <= FACTS.keys()
    assert {one.value for one in Finding} | {f"agenda_{one.value}" for one in ItemResult} <= WORDS.keys()
