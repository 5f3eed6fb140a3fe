"""Which cells of a table are hidden when it leaves the team: the small ones, and what gives them away."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet

from rules.small_numbers import SMALLEST

Cell = tuple[str, ...]
Line = Mapping[Cell, int]  # cells that come to nought with these signs: the parts, and minus their total
TOTAL = ""  # in a cell's name: the sum over that dimension
# Sums are solved by whole numbers up to a prime; that one is larger than any figure of ours.
_PRIME = 2**61 - 1


def hidden_cells(cells: Mapping[Cell, int]) -> frozenset[Cell]:
    """The cells to hide. Each is named by its place in every dimension; totals are cells too.

    What is divided further only as a whole (the office by paragraph, say) has no cells for its parts.

    A cell from 1 to 4 is hidden. In a line that adds up, never one alone is hidden, nor several that are
    alike or together come to less than 5: the smallest other ones go with them. Then more, until no small
    cell follows from the sums of what is shown. Nought is shown.
    """
    small = frozenset(cell for cell, n in cells.items() if 0 < n < SMALLEST)
    lines = _lines(cells)
    hidden = set(small)
    while found := _beside(lines, hidden, cells) or _against_sums(lines, hidden, small, cells):
        hidden |= found
    return frozenset(hidden)


def _lines(cells: Iterable[Cell]) -> list[Line]:
    """The cells that differ in one dimension only: all but the total add up to the total."""
    lines: dict[tuple[int, Cell], dict[Cell, int]] = defaultdict(dict)
    for cell in cells:
        for place, part in enumerate(cell):
            lines[place, cell[:place] + cell[place + 1 :]][cell] = -1 if part == TOTAL else 1
    return [line for line in lines.values() if len(line) > 1]


def _beside(lines: Iterable[Line], hidden: AbstractSet[Cell], cells: Mapping[Cell, int]) -> AbstractSet[Cell]:
    """What must go with the first line that tells too much; nothing when none does."""
    for line in lines:
        gone = [cell for cell in line if cell in hidden]
        if gone and _tells(gone, cells) and (found := _smallest(line, hidden, cells)):
            return found
    return frozenset()


def _tells(gone: Collection[Cell], cells: Mapping[Cell, int]) -> bool:
    sizes = [cells[cell] for cell in gone]
    return len(set(sizes)) == 1 or sum(sizes) < SMALLEST


def _smallest(
    among: Iterable[Cell], hidden: AbstractSet[Cell], cells: Mapping[Cell, int]
) -> AbstractSet[Cell]:
    """The smallest shown ones above nought, totals last: all that are alike, so that order says nothing."""
    left = {cell: (cell.count(TOTAL), cells[cell]) for cell in among if cell not in hidden and cells[cell]}
    return {cell for cell, rank in left.items() if rank == min(left.values())}


def _against_sums(
    lines: Collection[Line], hidden: AbstractSet[Cell], small: AbstractSet[Cell], cells: Mapping[Cell, int]
) -> AbstractSet[Cell]:
    """What must go so that the first small cell no longer follows from several lines taken together."""
    for cell in sorted(_computable(lines, hidden) & small):
        beside = {other for line in lines if cell in line for other in line}
        if found := _smallest(beside, hidden, cells) or _smallest(cells, hidden, cells):
            return found
    return frozenset()


def _computable(lines: Iterable[Line], hidden: AbstractSet[Cell]) -> AbstractSet[Cell]:
    """The hidden cells that the sums alone determine: elimination, a row for each line with a hidden cell."""
    solved: dict[Cell, dict[Cell, int]] = {}
    for line in lines:
        row = {cell: sign for cell, sign in line.items() if cell in hidden}
        for cell in [one for one in row if one in solved]:
            _take(row, cell, solved[cell])
        if row:
            _add(solved, row)
    return {cell for cell, row in solved.items() if len(row) == 1}


def _add(solved: dict[Cell, dict[Cell, int]], row: dict[Cell, int]) -> None:
    cell = min(row)
    inverse = pow(row[cell], -1, _PRIME)
    row = {one: factor * inverse % _PRIME for one, factor in row.items()}
    for other in solved.values():
        if cell in other:
            _take(other, cell, row)
    solved[cell] = row


def _take(row: dict[Cell, int], cell: Cell, from_it: Mapping[Cell, int]) -> None:
    """Take so much of the other row away that the cell is gone from this one."""
    factor = row[cell]
    for one, its in from_it.items():
        left = (row.get(one, 0) - factor * its) % _PRIME
        if left:
            row[one] = left
        else:
            row.pop(one, None)
