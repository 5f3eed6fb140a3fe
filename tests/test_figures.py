"""The figures of three weeks counted by hand, live and rolled up, on both databases."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from jobs.figures import DAYS_AT_ONCE, Rolls
from rules.catalogue import Catalogue
from rules.figures import (
    DEFINITIONS,
    Count,
    Figure,
    Kept,
    LeadTimes,
    Mean,
    Median,
    Middle,
    Paragraphs,
    Parts,
    Period,
    Share,
    Values,
)
from rules.statute import Length, Rule, Unit
from storage import figures, rule_changes
from storage.endings import Why
from storage.figure_models import FigureDay
from tests.counting import BOTH, LONE, A, B, Counting, counting, moment
from tests.figure_weeks import BY_HAND, FIRST, HELP, LAST, OF_TEAM_B, Weeks, october, three_weeks
from tests.statements import asked


@pytest.fixture
def empty(database_url: str) -> Iterator[Counting]:
    with counting(database_url, october(12)) as made:
        yield made


@pytest.fixture
def weeks(empty: Counting) -> Weeks:
    return three_weeks(empty)


class TestCounted:
    def test_every_figure_is_what_it_is_by_hand(self, weeks: Weeks) -> None:
        assert weeks.figures() == BY_HAND

    def test_every_figure_of_one_team_is_what_it_is_by_hand(self, weeks: Weeks) -> None:
        assert weeks.figures((B,)) == OF_TEAM_B

    def test_no_team_has_nothing(self, weeks: Weeks) -> None:
        assert weeks.figures(())[Figure.CALLS] == Count(0)

    def test_every_figure_is_defined_and_given(self, empty: Counting) -> None:
        assert set(empty.figures(FIRST, LAST)) == set(Figure) == set(DEFINITIONS)

    def test_the_middle_of_an_even_number_is_the_longer_of_the_two(self, weeks: Weeks) -> None:
        assert weeks.figures((A,))[Figure.WAIT] == Median(6.25, 2)

    def test_a_goal_counts_once_it_has_passed(self, weeks: Weeks) -> None:
        monday = (LAST, LAST + timedelta(days=1), (A,))
        weeks.counted.now = moment(LAST, 11)
        assert weeks.counted.figure(Figure.RUNG_WITHIN_GOAL, *monday) == Share(0, 0)
        weeks.counted.now = moment(LAST, 11, 1)
        assert weeks.counted.figure(Figure.RUNG_WITHIN_GOAL, *monday) == Share(0, 1)

    def test_what_has_just_happened_is_counted(self, empty: Counting) -> None:
        empty.now = october(19, 10)
        empty.call()
        assert empty.figure(Figure.CALLS, date(2026, 10, 19), date(2026, 10, 20)) == Count(1)

    def test_several_periods_at_once_are_each_what_they_are_alone(self, weeks: Weeks) -> None:
        counted, week = weeks.counted, timedelta(days=7)
        periods = [Period(FIRST + week * n, FIRST + week * (n + 1)) for n in range(3)]
        with counted.database.read() as session:
            together = figures.by_period(session, counted.office, BOTH, periods, counted.now)
        assert together == [counted.figures(one.starts, one.ends) for one in periods]


class TestDays:
    @pytest.mark.parametrize("rolled", [False, True])
    def test_a_call_belongs_to_its_day_by_the_wall_clock_when_the_clocks_change(
        self, empty: Counting, rolled: bool
    ) -> None:
        autumn, spring = date(2026, 10, 25), date(2027, 3, 28)
        for at in (
            moment(autumn, 0),
            moment(autumn, 2, 30).replace(fold=1),
            moment(autumn, 23, 30),  # in the 25th hour
            moment(spring, 0),
            moment(spring, 23, 59),  # the day has 23 hours
            moment(spring + timedelta(days=1), 0),
        ):
            empty.now = at
            empty.call()
        if rolled:
            empty.now += timedelta(days=30)
            empty.roll()
        assert [_calls_on(empty, autumn + timedelta(days=n)) for n in (-1, 0, 1)] == [0, 3, 0]
        assert [_calls_on(empty, spring + timedelta(days=n)) for n in (-1, 0, 1)] == [0, 2, 1]

    def test_a_period_is_the_sum_of_its_days(self, weeks: Weeks) -> None:
        days = [weeks.counted.figures(*_one(FIRST + timedelta(days=n))) for n in range(21)]
        shares = [one[Figure.RUNG_WITHIN_LIMIT] for one in days]
        assert sum(one.n for one in shares if isinstance(one, Share)) == 3
        assert sum(one.of for one in shares if isinstance(one, Share)) == 4


def _calls_on(counted: Counting, day: date) -> int:
    calls = counted.figure(Figure.CALLS, *_one(day))
    assert isinstance(calls, Count)
    return calls.n


def _one(day: date) -> tuple[date, date]:
    return day, day + timedelta(days=1)


class TestRolled:
    def test_a_day_is_rolled_when_a_week_has_passed_since(self, weeks: Weeks) -> None:
        weeks.counted.roll()
        assert weeks.counted.rolled_until() == date(2026, 10, 26)

    def test_half_rolled_or_whole_every_figure_is_the_same(self, weeks: Weeks) -> None:
        weeks.counted.roll()
        assert weeks.figures() == BY_HAND
        weeks.counted.now = moment(date(2026, 11, 20), 8)
        weeks.counted.roll()
        assert weeks.counted.rolled_until() == date(2026, 11, 13)
        assert weeks.figures() == BY_HAND
        assert weeks.figures((B,)) == OF_TEAM_B

    def test_the_figures_stay_when_the_rows_are_deleted(self, weeks: Weeks) -> None:
        weeks.counted.now = moment(date(2026, 11, 20), 8)
        weeks.counted.roll()
        weeks.counted.delete_every_item()
        assert weeks.figures() == BY_HAND
        assert weeks.figures((B,)) == OF_TEAM_B

    def test_after_downtime_a_few_days_are_rolled_at_once(self, weeks: Weeks) -> None:
        weeks.counted.now = moment(date(2027, 1, 20), 8)
        weeks.counted.rolls.run(weeks.counted.now)
        assert weeks.counted.rolled_until() == date(2026, 10, 16) + timedelta(days=DAYS_AT_ONCE)

    def test_nothing_is_rolled_before_anything_was_registered(self, empty: Counting) -> None:
        empty.roll()
        assert empty.rolled_until() is None

    def test_two_processes_roll_no_day_twice(self, weeks: Weeks) -> None:
        weeks.counted.now = moment(date(2026, 11, 20), 8)
        processes = [Rolls(weeks.counted.office, weeks.counted.database) for _ in range(2)]

        def live(process: Rolls) -> None:
            # A try while the other rolls comes to nothing, however many of them fit into a slow batch.
            while process.done_until < date(2026, 11, 13):
                process.run(weeks.counted.now)

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(live, processes))
        assert weeks.counted.rolled_until() == date(2026, 11, 13)
        assert weeks.figures() == BY_HAND

    def test_when_nothing_is_due_the_database_is_not_asked(self, weeks: Weeks) -> None:
        weeks.counted.roll()
        with asked(weeks.counted.database) as statements:
            weeks.counted.rolls.run(weeks.counted.now + timedelta(hours=15))
        assert statements == []


class TestLate:
    """What happens weeks later to what is rolled already."""

    @pytest.fixture
    def later(self, weeks: Weeks) -> Weeks:
        weeks.counted.now = moment(date(2026, 11, 20), 12)
        weeks.counted.roll()
        return weeks

    def test_a_contact_that_never_was_is_taken_out(self, later: Weeks) -> None:
        later.counted.taken_up(later.calls["quick"], Why.MISTAKE)
        assert _changed(later) == {
            Figure.REACHED_WITHIN_GOAL: Share(0, 4),
            Figure.REACHED_WITHIN_LIMIT: Share(0, 4),
            Figure.CONTACT_RATE: Share(1, 2),
            Figure.ATTEMPTS_PER_CONTACT: Mean(2, 1),
            Figure.IN_TELEPHONE_HOURS: Share(3, 5),
            Figure.CONTACTS: Count(1),
            Figure.OPEN_CALLS: Count(3),
        }

    def test_a_decision_in_time_noted_late_is_kept_after_all(self, later: Weeks) -> None:
        later.counted.decided(later.cases["told"], date(2026, 10, 26))
        assert _deadlines(later)["serviceloven-85"] == {Kept.KEPT: 3, Kept.MISSED: 2}

    def test_a_letter_in_time_noted_late_was_in_time(self, later: Weeks) -> None:
        later.counted.announced(later.cases["told late"], date(2026, 10, 27), date(2026, 12, 1))
        assert _deadlines(later)["serviceloven-85"] == {Kept.KEPT: 2, Kept.ANNOUNCED: 2, Kept.MISSED: 1}

    def test_a_case_taken_up_again_was_not_decided(self, later: Weeks) -> None:
        later.counted.reopened(later.cases["kept"])
        assert _changed(later) == {
            Figure.DEADLINES: Paragraphs(
                {
                    "serviceloven-85": {Kept.KEPT: 1, Kept.ANNOUNCED: 1, Kept.MISSED: 3},
                    "gdpr-12": {Kept.MISSED: 1},
                }
            ),
            Figure.DECISIONS: Parts({"granted": 0, "partial": 1, "refused": 1}),
            Figure.LEAD_TIME: LeadTimes(Middle(17, 2), {"serviceloven-85": Middle(17, 2)}),
            Figure.RELATIVES: Share(0, 1),
            Figure.OPEN_DEADLINES: Count(5),
        }

    def test_what_goes_to_another_team_takes_its_figures_along(self, later: Weeks) -> None:
        later.counted.given(later.calls["waiting"], B)
        assert _changed(later) == {}
        assert later.figures((B,))[Figure.CALLS] == Count(2)
        assert later.figures((B,))[Figure.OPEN_CALLS] == Count(1)

    def test_a_new_rule_moves_the_date_with_its_answer(self, later: Weeks) -> None:
        slower: Rule = replace(HELP, length=Length(Unit.DAYS, Decimal(15)))
        counted, number = later.counted, later.cases["told late"]
        with counted.database.write() as session:
            rule_changes.use_new(
                session, counted.office, Catalogue((slower,)), number, by=LONE, now=counted.now
            )
        # It now ended on the 28th, when the letter was sent.
        assert _deadlines(later)["serviceloven-85"] == {Kept.KEPT: 2, Kept.ANNOUNCED: 2, Kept.MISSED: 1}

    def test_rolled_or_not_the_rows_would_say_the_same(self, later: Weeks) -> None:
        later.counted.taken_up(later.calls["slow"], Why.MORE)
        later.counted.reopened(later.cases["missed"])
        mended = later.figures()
        _forget_what_is_rolled(later.counted)
        assert later.figures() == mended


def _changed(weeks: Weeks) -> Values:
    now = weeks.figures()
    return {figure: value for figure, value in now.items() if value != BY_HAND[figure]}


def _deadlines(weeks: Weeks) -> dict[str, dict[Kept, int]]:
    value = weeks.figures()[Figure.DEADLINES]
    assert isinstance(value, Paragraphs)
    return {rule: dict(kept) for rule, kept in value.rules.items()}


def _forget_what_is_rolled(counted: Counting) -> None:
    with counted.database.write() as session:
        for table in ("figure_day", "job_run"):
            session.connection().exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - two names of ours


def test_rolled_cells_hold_counts_and_words_of_ours_only(weeks: Weeks) -> None:
    weeks.counted.now = moment(date(2026, 11, 20), 8)
    weeks.counted.roll()
    with weeks.counted.database.read() as session:
        parts = set(session.scalars(select(FigureDay.part)))
        assert session.scalar(select(func.count()).select_from(FigureDay)) == len(
            set(session.execute(select(FigureDay.day, FigureDay.team_key, FigureDay.figure, FigureDay.part)))
        )
    rules = {f"serviceloven-85:{kept}" for kept in Kept} | {"gdpr-12:missed"}
    rules |= {f"serviceloven-85:{days}" for days in (13, 14, 17)}
    assert parts == {"", "2", "25", "52", "granted", "partial", "refused"} | rules
