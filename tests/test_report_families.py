"""Figures that rest on the same calls are hidden together: one never tells what another hides."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot import export_figures
from bot.export_figures import By, figure_rows
from bot.office_file import EXAMPLE, load_office
from bot.report_cells import Cells, Told
from bot.report_values import leaving
from rules.figures import (
    DEFINITIONS,
    Count,
    Figure,
    LeadTimes,
    Mean,
    Median,
    Middle,
    Paragraphs,
    Parts,
    Period,
    Share,
    Value,
    Values,
)
from rules.hidden_cells import TOTAL
from rules.small_numbers import SMALLEST
from tests.counting import A, B, moment
from tests.test_hidden_cells import computable, with_totals

C = "voksen-c"
GOAL = (Figure.RUNG_WITHIN_GOAL, Figure.REACHED_WITHIN_GOAL)
LIMIT = (Figure.RUNG_WITHIN_LIMIT, Figure.REACHED_WITHIN_LIMIT)
EMPTY: Mapping[Figure, Value] = {figure: Share(0, 0) for figure in Figure} | {
    Figure.CALLS: Count(0),
    Figure.CONTACTS: Count(0),
    Figure.OPEN_CALLS: Count(0),
    Figure.OPEN_DEADLINES: Count(0),
    Figure.WAIT: Median(None, 0),
    Figure.ATTEMPTS_PER_CONTACT: Mean(0, 0),
    Figure.DEADLINES: Paragraphs({}),
    Figure.DECISIONS: Parts({}),
    Figure.LEAD_TIME: LeadTimes(Middle(None, 0), {}),
}
Numbers = tuple[int, int, int]  # calls with a goal, how many rung in time, how many reached in time


def counted(teams: Mapping[str, Numbers]) -> dict[str, Sequence[Values]]:
    """One period, the whole office included; the first number is new calls and the second repeats too."""
    sums = cast("Numbers", tuple(sum(one[place] for one in teams.values()) for place in range(3)))
    return {team: [_values(*one)] for team, one in {TOTAL: sums, **teams}.items()}


def _values(of: int, rung: int, reached: int) -> Values:
    shares = {
        figure: Share(n, of)
        for pair in (GOAL, LIMIT)
        for figure, n in zip(pair, (rung, reached), strict=True)
    }
    return {**EMPTY, **shares, Figure.CALLS: Count(of), Figure.REPEAT_CALLS: Share(rung, of + rung)}


def told(teams: Mapping[str, Numbers]) -> Mapping[Figure, Cells]:
    return {figure: months[0].main() for figure, months in leaving(counted(teams)).items()}


def test_a_base_is_hidden_in_every_figure_that_rests_on_it() -> None:
    found = told({A: (12, 4, 3), B: (0, 0, 0), C: (4, 4, 2)})
    for pair in (GOAL, LIMIT):
        first, second = ({team: cell.n for team, cell in found[figure].items()} for figure in pair)
        assert first == second


def test_a_team_of_few_is_not_the_office_of_one_figure_less_the_team_of_another() -> None:
    found = told({A: (12, 12, 8), B: (0, 0, 0), C: (4, 4, 0)})
    office, team = ({found[figure][key].n for figure in GOAL} for key in (TOTAL, A))
    assert None in office or None in team


def test_few_repeats_hide_what_they_are_a_share_of_and_not_the_calls() -> None:
    found = told({A: (40, 3, 0), B: (60, 9, 0)})
    assert (found[Figure.CALLS][A].n, found[Figure.REPEAT_CALLS][A].told) == (40, Told.HIDDEN)


def _teams() -> st.SearchStrategy[dict[str, Numbers]]:
    size = st.one_of(st.integers(0, 6), st.integers(0, 40))
    numbers = size.flatmap(lambda of: st.tuples(st.just(of), st.integers(0, of), st.integers(0, of)))
    return st.lists(numbers, min_size=2, max_size=4).map(
        lambda all_: dict(zip((A, B, C, "d"), all_, strict=False))
    )


def _shown(found: Mapping[Figure, Cells], figures: Sequence[Figure], team: str) -> set[str]:
    """Which of a team's numbers the figures tell: the base, and each one's share of it."""
    cells = {figure: found[figure][team] for figure in figures}
    known = {"of"} if any(cell.n is not None for cell in cells.values()) else set()
    return known | {figure.value for figure, cell in cells.items() if cell.told in (Told.EXACTLY, Told.NONE)}


@given(_teams())
@example({A: (12, 12, 8), B: (4, 4, 0), C: (0, 0, 0)})
def test_no_small_base_can_be_computed_from_the_figures_together(teams: dict[str, Numbers]) -> None:
    found = told(teams)
    for pair in (GOAL, LIMIT):
        bases = with_totals({(team,): of for team, (of, _, _) in teams.items()})
        hidden = frozenset(cell for cell in bases if "of" not in _shown(found, pair, cell[0]))
        assert [cell for cell in computable(bases, hidden) if bases[cell] < SMALLEST] == []


@given(_teams())
def test_no_small_number_of_repeats_can_be_computed_from_the_calls(teams: dict[str, Numbers]) -> None:
    found = told(teams)
    calls, repeats = found[Figure.CALLS], found[Figure.REPEAT_CALLS]
    for team, (_, again, _) in teams.items():
        if 0 < again < SMALLEST:
            assert calls[team].n is None or repeats[team].n is None


DECIDED = (Figure.DECISIONS, Figure.LEAD_TIME, Figure.RELATIVES)


def _decided(teams: Mapping[str, tuple[int, int]]) -> Mapping[Figure, Cells]:
    """One period; of each team how many were granted, and how many refused. Relatives in each grant."""
    sums = tuple(sum(one[place] for one in teams.values()) for place in range(2))
    values: dict[str, Sequence[Values]] = {
        team: [
            {
                **EMPTY,
                Figure.DECISIONS: Parts({"granted": granted, "refused": refused}),
                Figure.LEAD_TIME: LeadTimes(
                    Middle(20, granted + refused), {"85": Middle(20, granted + refused)}
                ),
                Figure.RELATIVES: Share(granted, granted + refused),
            }
        ]
        for team, (granted, refused) in {TOTAL: sums, **teams}.items()
    }
    return {figure: months[0].main() for figure, months in leaving(values).items()}


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=4))
@example([(12, 0), (2, 2), (0, 0)])
def test_how_many_decisions_there_were_is_hidden_wherever_it_is_told(each: list[tuple[int, int]]) -> None:
    teams = dict(zip((A, B, C, "d"), each, strict=False))
    found = _decided(teams)
    for team in (TOTAL, *teams):
        assert len({found[figure][team].n for figure in DECIDED}) == 1
    bases = with_totals({(team,): sum(one) for team, one in teams.items()})
    hidden = frozenset(cell for cell in bases if found[Figure.LEAD_TIME][cell[0]].n is None)
    assert [cell for cell in computable(bases, hidden) if bases[cell] < SMALLEST] == []


def test_a_median_of_few_days_is_hidden() -> None:
    found = _decided({A: (12, 3), B: (2, 2), C: (20, 9)})[Figure.LEAD_TIME]
    assert (found[B].told, found[TOTAL].number) == (Told.HIDDEN, 20)


@pytest.mark.parametrize("by", list(By))
def test_the_export_hides_them_together_too(by: By, monkeypatch: pytest.MonkeyPatch) -> None:
    one = counted({A: (12, 12, 8), B: (4, 4, 0)})
    monkeypatch.setattr(export_figures, "by_team", lambda *_: one)
    assert len(set(_bases(by))) == 1


def _bases(by: By) -> Iterator[tuple[object, ...]]:
    """What each figure of calls with a goal is said to rest on, team by team."""
    office, day = load_office(EXAMPLE), Period(date(2026, 10, 5), date(2026, 10, 6))
    rows = list(figure_rows(cast("Session", None), office, "", day, by, moment(day.ends, 9)))
    for figure in GOAL:
        yield tuple(row[7] for row in rows if row[3] == str(DEFINITIONS[figure].title))
