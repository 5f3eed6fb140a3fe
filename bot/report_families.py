"""Figures that rest on the same calls, hidden as one table: what one hides, no other gives away."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from bot.report_cells import YES, Leaving, counted
from rules.figures import AT_THE_END, Figure, Value
from rules.hidden_cells import TOTAL, hidden_cells
from rules.hidden_cells import Cell as Name

Figures = Mapping[Figure, Mapping[str, Value]]  # of one period, by team
Place = Callable[[Name], Name]  # where a figure's own cell stands in its family's table
Family = Mapping[Figure, Place]


def _alone(own: Name) -> Name:
    return own


def _divided_first(own: Name) -> Name:
    return (*own, TOTAL)


def _divided_second(own: Name) -> Name:
    return (TOTAL, *own)


def _calls(_own: Name) -> Name:
    return (TOTAL,)


def _calls_and_repeats(own: Name) -> Name:
    """The calls are what is left when the repeats are taken away from both together.

    They stand as the line's total, so that they are the last to be hidden; the sums tell the same.
    """
    if own == (TOTAL,):
        return ("both",)
    return own if own == (YES,) else (TOTAL,)


def _by_rule(own: Name) -> Name:
    return (*own, TOTAL, TOTAL, TOTAL)


def _by_outcome(own: Name) -> Name:
    """A day's decisions have no outcomes: they are their own total."""
    return (TOTAL, *(own or (TOTAL,)), TOTAL, TOTAL)


def _of_those_asked(own: Name) -> Name:
    """Those asked are part of all, and the others tell nothing of anybody: they have no cell.

    So the two stand as alike: where one is hidden, both are.
    """
    return (TOTAL, TOTAL, "asked", *own)


_RELATED: tuple[Family, ...] = (
    {Figure.RUNG_WITHIN_GOAL: _divided_first, Figure.REACHED_WITHIN_GOAL: _divided_second},
    {Figure.RUNG_WITHIN_LIMIT: _divided_first, Figure.REACHED_WITHIN_LIMIT: _divided_second},
    {Figure.CALLS: _calls, Figure.REPEAT_CALLS: _calls_and_repeats},
    {Figure.DECISIONS: _by_outcome, Figure.LEAD_TIME: _by_rule, Figure.RELATIVES: _of_those_asked},
)


def apart(period: Figures) -> Mapping[Figure, Leaving]:
    """What may be told of one period."""
    told: dict[Figure, Leaving] = {}
    for family in _families():
        told |= _leaving(family, period, hidden_cells(_table(family, period)))
    return told


def together(periods: Sequence[Figures]) -> list[Mapping[Figure, Leaving]]:
    """What may be told of periods whose sum is told elsewhere, as the days of a month are."""
    told: list[dict[Figure, Leaving]] = [{} for _ in periods]
    for family in _families():
        hidden = _hidden_together(family, periods)
        for number, period in enumerate(periods):
            told[number] |= _leaving(family, period, hidden[number])
    return [*told]


def _families() -> Iterator[Family]:
    yield from _RELATED
    related = {figure for family in _RELATED for figure in family}
    yield from ({figure: _alone} for figure in Figure if figure not in related)


def _hidden_together(family: Family, periods: Sequence[Figures]) -> list[AbstractSet[Name]]:
    if any(figure in AT_THE_END for figure in family):
        return [hidden_cells(_table(family, period)) for period in periods]
    cells: dict[Name, int] = {}
    for number, period in enumerate(periods):
        for name, n in _table(family, period).items():
            cells[str(number), *name] = n
            cells[TOTAL, *name] = cells.get((TOTAL, *name), 0) + n
    hidden = hidden_cells(cells)
    return [{name[1:] for name in hidden if name[0] == str(number)} for number in range(len(periods))]


def _table(family: Family, period: Figures) -> Mapping[Name, int]:
    return {
        (team, *place(tuple(own))): n
        for figure, place in family.items()
        for (team, *own), n in counted(period[figure]).items()
    }


def _leaving(family: Family, period: Figures, hidden: AbstractSet[Name]) -> Mapping[Figure, Leaving]:
    return {
        figure: Leaving(values, {one for one in counted(values) if (one[0], *place(one[1:])) in hidden})
        for figure, place in family.items()
        for values in [period[figure]]
    }
