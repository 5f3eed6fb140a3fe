"""The figures of one month as they may leave the team: every value either shown, bounded or hidden."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum

from rules.figures import Count, Kept, LeadTimes, Mean, Median, Middle, Paragraphs, Parts, Share, Value
from rules.hidden_cells import TOTAL, hidden_cells
from rules.hidden_cells import Cell as Name
from rules.small_numbers import Said, share_shown

YES, NO = "yes", "no"


class Told(Enum):
    """How much of a value is told."""

    EXACTLY = "exactly"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    HIDDEN = "hidden"
    NONE = "none"  # there was nothing to count


@dataclass(frozen=True, slots=True)
class Cell:
    """`number` is a count, a share from 0 to 1, an average, working hours or days; `n` what it rests on.

    Either is None when it may not be told.
    """

    told: Told
    number: float | None = None
    n: int | None = None


HIDDEN, NOTHING = Cell(Told.HIDDEN), Cell(Told.NONE, n=0)
Cells = Mapping[str, Cell]


class Leaving:
    """One figure in one period for several teams and their total (`TOTAL`), with what may be told of it."""

    def __init__(self, values: Mapping[str, Value], hidden: AbstractSet[Name] | None = None) -> None:
        self._values = values
        self._counts = counted(values)
        self._hidden = hidden_cells(self._counts) if hidden is None else hidden

    def main(self) -> Cells:
        """The one value a team that the figure is known by."""
        return {team: self._main(team, value) for team, value in self._values.items()}

    def parts(self) -> Sequence[str]:
        """What the office's figure is divided into: outcomes, or rules by their keys; the largest first."""
        names = {cell[1] for cell in self._counts if len(cell) > 1} - {TOTAL, YES, NO}
        return sorted(names, key=lambda name: (-self._sum(name), name))

    def outcome(self, team: str, name: str) -> Cell:
        """How many of the team's had that outcome."""
        return self._count(team, name)

    def ended(self, team: str, rule: str, kept: Kept) -> Cell:
        """Which share of the team's deadlines ended that way: all (`TOTAL`), or the office's by one rule."""
        n = self._counts.get((team, rule, kept.value), 0)
        of = self._counts.get((team, rule, TOTAL), 0)
        return self._share(team, n, of, (rule, kept.value), (rule, TOTAL))

    def took(self, rule: str) -> Cell:
        """How long the office's decisions by that rule took."""
        value = self._values[TOTAL]
        one = value.rules.get(rule) if isinstance(value, LeadTimes) else None
        return self._rests_on(TOTAL, one.of, one.days, rule) if one else NOTHING

    def _sum(self, name: str) -> int:
        return sum(n for cell, n in self._counts.items() if cell[0] == TOTAL and cell[1] == name)

    def _main(self, team: str, value: Value) -> Cell:
        match value:
            case Count():
                return self._count(team)
            case Share(n, of):
                return self._share(team, n, of, (YES,), (TOTAL,))
            case Mean(total, of):
                return self._rests_on(team, of, total / of if of else None)
            case Median(middle, of):
                return self._rests_on(team, of, middle)
            case Parts() | Paragraphs() | LeadTimes():
                return self._of_parts(team, value)

    def _of_parts(self, team: str, value: Parts | Paragraphs | LeadTimes) -> Cell:
        match value:
            case Parts():
                return self._count(team, TOTAL)
            case Paragraphs():
                kept = value.total[Kept.KEPT]
                of = sum(value.total.values())
                return self._share(team, kept, of, (TOTAL, Kept.KEPT.value), (TOTAL, TOTAL))
            case LeadTimes(Middle(days, of), _):
                return self._rests_on(team, of, days, TOTAL)

    def _count(self, team: str, *place: str) -> Cell:
        if (team, *place) in self._hidden:
            return HIDDEN
        n = self._counts.get((team, *place), 0)
        return Cell(Told.EXACTLY, n, n)

    def _rests_on(self, team: str, of: int, number: float | None, *place: str) -> Cell:
        if (team, *place) in self._hidden:
            return HIDDEN
        return Cell(Told.EXACTLY, number, of) if number is not None else NOTHING

    def _share(self, team: str, n: int, of: int, yes: tuple[str, ...], base: tuple[str, ...]) -> Cell:
        return share_cell(
            Share(n, of), hidden=(team, *base) in self._hidden, side_hidden=(team, *yes) in self._hidden
        )


def counted(values: Mapping[str, Value]) -> Mapping[Name, int]:
    """A figure's values as the cells of a table that adds up, each named by its team first."""
    return {(team, *place): n for team, one in values.items() for place, n in _counts(team, one).items()}


def share_cell(share: Share, *, hidden: bool, side_hidden: bool) -> Cell:
    """What may be told of a share: nothing when it is `hidden`, a bound at most when one of its sides is."""
    if not share.of:
        return NOTHING
    if hidden:
        return HIDDEN
    if not side_hidden:
        return Cell(Told.EXACTLY, share.n / share.of, share.of)
    return _bounded(share.n, share.of)


def _bounded(n: int, of: int) -> Cell:
    """What may be said of a share with a hidden side: how far it goes at most when that side is small."""
    shown = share_shown(n, of)
    told = {Said.AT_LEAST: Told.AT_LEAST, Said.AT_MOST: Told.AT_MOST}.get(shown.said)
    if told is None or shown.percent is None:
        return Cell(Told.HIDDEN, n=of)
    return Cell(told, shown.percent / 100, of)


def _counts(team: str, value: Value) -> Mapping[Name, int]:
    """The value as the cells of a table that adds up."""
    match value:
        case Count(n):
            return {(): n}
        case Share(n, of):
            return {(YES,): n, (NO,): of - n, (TOTAL,): of}
        case Mean(_, of) | Median(_, of):
            return {(): of}
        case Parts(parts):
            cells: dict[Name, int] = {(part,): n for part, n in parts.items()}
            return cells | {(TOTAL,): value.of}
        case Paragraphs():
            return _ended(value, by_rule=team == TOTAL)
        case LeadTimes():
            return _took(value, by_rule=team == TOTAL)


def _ended(value: Paragraphs, *, by_rule: bool) -> Mapping[Name, int]:
    """How deadlines ended. By rule for the whole office only: a team's own would nearly all be small."""
    cells: dict[Name, int] = {(TOTAL, kept.value): n for kept, n in value.total.items()}
    cells[TOTAL, TOTAL] = sum(value.total.values())
    if by_rule:
        for rule, one in value.rules.items():
            cells |= {(rule, kept.value): one.get(kept, 0) for kept in Kept}
            cells[rule, TOTAL] = sum(one.values())
    return cells


def _took(value: LeadTimes, *, by_rule: bool) -> Mapping[Name, int]:
    """How many decisions the days rest on; by rule for the whole office only."""
    cells: dict[Name, int] = {(TOTAL,): value.every.of}
    if by_rule:
        cells |= {(rule,): one.of for rule, one in value.rules.items()}
    return cells
