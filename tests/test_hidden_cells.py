"""What is hidden of a table that leaves the team, so that nothing small can be computed from the rest."""

from itertools import product

import numpy
from hypothesis import given
from hypothesis import strategies as st

from rules.hidden_cells import TOTAL, Cell, hidden_cells
from rules.small_numbers import SMALLEST


def with_totals(cells: dict[Cell, int]) -> dict[Cell, int]:
    """The table with a total in every dimension."""
    whole: dict[Cell, int] = {}
    for cell, n in cells.items():
        for summed in product((False, True), repeat=len(cell)):
            name = tuple(TOTAL if over else part for part, over in zip(cell, summed, strict=True))
            whole[name] = whole.get(name, 0) + n
    return whole


def line(**cells: int) -> set[str]:
    """What is hidden of these beside their total."""
    return {cell[0] for cell in hidden_cells(with_totals({(name,): n for name, n in cells.items()}))}


class TestALine:
    def test_shows_everything_from_five_on_and_nought(self) -> None:
        assert line(a=5, b=0, c=40) == set()

    def test_hides_a_small_cell_and_the_next_smallest(self) -> None:
        assert line(a=3, b=20, c=40) == {"a", "b"}

    def test_hides_two_small_cells_and_no_more(self) -> None:
        assert line(a=3, b=4, c=40) == {"a", "b"}

    def test_hides_a_third_when_two_are_alike(self) -> None:
        assert line(a=4, b=4, c=40) == {"a", "b", "c"}

    def test_hides_a_third_when_two_come_to_less_than_five(self) -> None:
        assert line(a=1, b=2, c=40) == {"a", "b", "c"}

    def test_hides_the_total_too_when_there_is_nothing_else(self) -> None:
        assert line(a=3, b=0) == {"a", TOTAL}


def names(letters: str, most: int) -> st.SearchStrategy[list[str]]:
    return st.integers(1, most).map(lambda n: list(letters[:n]))


@st.composite
def tables(draw: st.DrawFn) -> dict[Cell, int]:
    sides = [draw(names(letters, 4)) for letters in ("abcd", "klmn", "xyz")[: draw(st.integers(1, 3))]]
    sizes = st.one_of(st.integers(0, 6), st.integers(0, 60))
    return with_totals({cell: draw(sizes) for cell in product(*sides)})


def computable(cells: dict[Cell, int], hidden: frozenset[Cell]) -> list[Cell]:
    """The hidden cells the sums of the table alone determine, found by linear algebra."""
    unknown = sorted(hidden)
    rows = []
    for cell in cells:
        for place, name in enumerate(cell):
            if name == TOTAL:
                parts = [
                    one
                    for one in cells
                    if one[place] != TOTAL
                    and one[:place] + one[place + 1 :] == cell[:place] + cell[place + 1 :]
                ]
                rows.append([(one in parts) - (one == cell) for one in unknown])
    system = numpy.array(rows, dtype=float).reshape(len(rows), len(unknown))
    rank = numpy.linalg.matrix_rank(system)
    found = []
    for number, cell in enumerate(unknown):
        alone = numpy.zeros((1, len(unknown)))
        alone[0, number] = 1
        if numpy.linalg.matrix_rank(numpy.vstack([system, alone])) == rank:
            found.append(cell)
    return found


@given(tables())
def test_every_small_cell_is_hidden(cells: dict[Cell, int]) -> None:
    hidden = hidden_cells(cells)
    assert {cell for cell, n in cells.items() if 0 < n < SMALLEST} <= hidden
    assert all(cells[cell] for cell in hidden)


@given(tables())
def test_no_small_cell_can_be_computed_from_the_shown_ones(cells: dict[Cell, int]) -> None:
    found = computable(cells, hidden_cells(cells))
    assert [cell for cell in found if cells[cell] < SMALLEST] == []
