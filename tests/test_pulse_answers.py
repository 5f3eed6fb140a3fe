"""The pulse: off until asked for, one answer each, nothing that leads an answer back to anybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from bot.demo.wire import JsonObject
from bot.office_file import EXAMPLE, load_office
from rules.pulse import QUESTIONS, Pulse, answered
from storage import pulse_answers
from storage.base import Base
from storage.models import Event, Handled
from storage.pulse_answers import AnsweredBeforeError, PulseOverError
from storage.register_models import PulseCount, PulseVoter
from tests.front_desk import ALI, BENT, KARIM, LONE, MAJA, PETER, SOFIE
from tests.world import COPENHAGEN, World, text_of
from tests.world import world as make_world
from views import ids

DECEMBER = date(2026, 12, 1)
# The first working day from the tenth of December on, when the day's list comes.
ASKED = datetime(2026, 12, 10, 8, 15, tzinfo=COPENHAGEN)
JANUARY = datetime(2027, 1, 4, 10, 0, tzinfo=COPENHAGEN)
ANSWERING = [KARIM, MAJA, PETER, SOFIE, ALI]


@contextmanager
def pulsing(database_url: str) -> Iterator[World]:
    office = replace(load_office(EXAMPLE), pulse=Pulse(on=True))
    with make_world(database_url, office=office) as made:
        made.tick()
        yield made


@pytest.fixture
def asked(database_url: str) -> Iterator[World]:
    with pulsing(database_url) as made:
        made.move_to(ASKED)
        yield made


@pytest.fixture
def lite_asked(sqlite_url: str) -> Iterator[World]:
    with pulsing(sqlite_url) as made:
        made.move_to(ASKED)
        yield made


def answer(world: World, by: str, *scores: int) -> None:
    with world.parts.database.write() as session:
        today = world.now.astimezone(COPENHAGEN).date()
        pulse_answers.answer(session, world.office, today, DECEMBER, scores or (4, 2), by)


def given(world: World) -> dict[tuple[int, int], int]:
    with world.parts.database.read() as session:
        return {(one.question, one.score): one.n for one in session.scalars(select(PulseCount)) if one.n}


def voters(world: World) -> set[str]:
    with world.parts.database.read() as session:
        return set(session.scalars(select(PulseVoter.person_id)))


def form(world: World, user: str = "KARIM") -> JsonObject:
    message = next(one for one in reversed(world.dms(user)) if "spørgsmål" in text_of(one))
    world.visitor(user).press(message, ids.PULSE_OPEN)
    return world.modal(user)


class TestAsking:
    def test_it_is_off_by_default(self, lite_world: World) -> None:
        lite_world.tick()
        lite_world.move_to(ASKED)
        assert not any("spørgsmål" in text_of(one) for one in lite_world.dms("KARIM"))
        with pytest.raises(PulseOverError):
            answer(lite_world, KARIM)

    def test_caseworkers_are_asked_once_a_month_and_nobody_else(self, asked: World) -> None:
        asked.move_to(ASKED.replace(day=15))
        for user, n in (("KARIM", 1), ("ALI", 1), ("JONNA", 0), ("RIKKE", 0)):
            assert sum("To spørgsmål om arbejdet" in text_of(one) for one in asked.dms(user)) == n, user

    def test_the_form_has_two_questions_and_nothing_chosen(self, lite_asked: World) -> None:
        shown = form(lite_asked)
        inputs = [block for block in shown["blocks"] if block["type"] == "input"]
        assert [block["label"]["text"] for block in inputs] == [str(one) for one in QUESTIONS]
        assert not any("initial_option" in block["element"] for block in inputs)


class TestAnswering:
    def test_an_answer_is_counted_and_a_second_is_refused(self, asked: World) -> None:
        shown = form(asked)
        scores = {ids.PULSE_FIRST: "4", ids.PULSE_SECOND: "2"}
        assert asked.visitor("KARIM").submit(shown, scores)["ok"]
        assert given(asked) == {(0, 4): 1, (1, 2): 1}
        with pytest.raises(AnsweredBeforeError):
            answer(asked, KARIM, 5, 5)
        assert given(asked) == {(0, 4): 1, (1, 2): 1}

    def test_whoever_has_answered_is_not_given_the_form_again(self, lite_asked: World) -> None:
        answer(lite_asked, KARIM)
        assert "Du har svaret i denne måned." in text_of(form(lite_asked))

    def test_last_months_form_is_closed(self, lite_asked: World) -> None:
        lite_asked.move_to(JANUARY)
        with pytest.raises(PulseOverError):
            answer(lite_asked, KARIM)

    @pytest.mark.parametrize("forged", ["0", "6", "x", ""])
    def test_a_forged_score_counts_nothing(self, lite_asked: World, forged: str) -> None:
        shown = form(lite_asked)
        half = {ids.PULSE_FIRST: "4"}
        lite_asked.visitor("KARIM").submit(shown, half | {ids.PULSE_SECOND: forged} if forged else half)
        assert (given(lite_asked), voters(lite_asked)) == ({}, set())


class TestNothingLeadsBack:
    def test_an_answer_writes_two_tables_and_no_other(self, lite_asked: World) -> None:
        before = everything(lite_asked)
        answer(lite_asked, KARIM)
        after = everything(lite_asked)
        assert {name for name in after if after[name] != before[name]} == {"pulse_count", "pulse_voter"}

    def test_sent_through_the_form_it_leaves_no_trace_either(self, asked: World) -> None:
        shown = form(asked)
        with asked.parts.database.read() as session:
            before = len(session.scalars(select(Event)).all()), len(session.scalars(select(Handled)).all())
        asked.visitor("KARIM").submit(shown, {ids.PULSE_FIRST: "4", ids.PULSE_SECOND: "2"})
        with asked.parts.database.read() as session:
            after = len(session.scalars(select(Event)).all()), len(session.scalars(select(Handled)).all())
        assert after == before

    def test_the_tables_have_no_column_for_a_person_beside_a_score_nor_for_a_time(self) -> None:
        columns = {
            name: {column.name: column.type for column in Base.metadata.tables[name].columns}
            for name in ("pulse_month", "pulse_count", "pulse_voter")
        }
        assert set(columns["pulse_count"]) == {"month", "question", "score", "n"}
        assert set(columns["pulse_voter"]) == {"month", "person_id"}
        assert not any("TIME" in str(kind).upper() for kinds in columns.values() for kind in kinds.values())

    def test_who_answered_is_kept_in_no_order_of_coming(self, lite_asked: World) -> None:
        with pytest.raises(OperationalError), lite_asked.parts.database.read() as session:
            session.execute(text("SELECT rowid FROM pulse_voter"))

    def test_the_databases_row_versions_tell_nothing(self, postgresql_url: str) -> None:
        with pulsing(postgresql_url) as made:
            made.move_to(ASKED)
            for person in (KARIM, MAJA):
                answer(made, person, 1 if person == KARIM else 5, 3)
            with made.parts.database.read() as session:
                versions = {
                    str(row)
                    for table in ("pulse_count", "pulse_voter")
                    for row in session.execute(text(f"SELECT xmin FROM {table}")).scalars()  # noqa: S608
                }
            assert len(versions) == 1

    def test_who_answered_is_forgotten_when_the_month_is_over(self, asked: World) -> None:
        answer(asked, KARIM)
        assert voters(asked) == {KARIM}
        asked.move_to(JANUARY)
        assert voters(asked) == set()
        assert given(asked) == {(0, 4): 1, (1, 2): 1}


def everything(world: World) -> dict[str, str]:
    with world.parts.database.read() as session:
        return {
            name: str(sorted(map(str, session.execute(select(table)).all())))
            for name, table in Base.metadata.tables.items()
        }


class TestShowing:
    def test_four_answers_are_not_shown_and_five_are(self) -> None:
        assert answered(DECEMBER, "?", {3: 4}).n is None
        shown = answered(DECEMBER, "?", {3: 4, 5: 1})
        assert (shown.n, shown.mean) == (5, 3.4)

    def test_a_month_is_shown_once_it_is_over(self, asked: World) -> None:
        for person in ANSWERING:
            answer(asked, person)
        assert results(asked) == []
        asked.move_to(JANUARY)
        assert [(one[0], one[1]) for one in results(asked)] == [(5, 4.0), (5, 2.0)]

    def test_a_month_with_four_answers_is_named_without_them(self, lite_asked: World) -> None:
        for person in ANSWERING[:4]:
            answer(lite_asked, person)
        lite_asked.move_to(JANUARY)
        assert results(lite_asked) == [(None, None), (None, None)]

    def test_only_those_who_are_asked_may_answer(self, lite_asked: World) -> None:
        office = lite_asked.office
        assert set(ANSWERING) <= set(pulse_answers.answering(office))
        assert not {BENT, LONE} & set(pulse_answers.answering(office))


def results(world: World) -> list[tuple[int | None, float | None]]:
    with world.parts.database.read() as session:
        today = world.now.astimezone(COPENHAGEN).date()
        return [(one.n, one.mean) for one in pulse_answers.results(session, today)]
