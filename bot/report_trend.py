"""Twelve months of one figure as lines, and the sentence that says what a picture of them shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from babel.dates import format_date

from bot import report_words as words
from bot.report_cells import Cell, Told
from bot.report_month import Month
from bot.report_values import Report
from rules.figures import Figure
from rules.hidden_cells import TOTAL
from rules.office import Marker

# More lines than this cannot be told apart in one picture; the tables have them all.
MOST_LINES = 6
_A_CURVE = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One team's months; None where there is nothing to show."""

    name: str
    points: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Trend:
    """What a picture is drawn from."""

    figure: Figure
    months: Sequence[Month]
    lines: Sequence[Line]
    markers: Sequence[Marker]
    unfinished: bool

    @property
    def title(self) -> str:
        return words.title(self.figure)

    @property
    def unit(self) -> words.Unit:
        return words.unit_of(self.figure)


def trend(report: Report, figure: Figure) -> Trend | None:
    """The figure's lines since the office began to count; None when nothing has two months to show."""
    months = report.months[_begun(report) :]
    lines = [
        Line(report.teams[team], [_point(cell) for cell in report.trend(figure, team)][-len(months) :])
        for team in _shown(report)
    ]
    drawn = [line for line in lines if _points(line) >= _A_CURVE] if months else []
    if not drawn:
        return None
    markers = [one for one in report.markers if one.day >= months[0].first]
    return Trend(figure, months, drawn, markers, report.unfinished)


def alt_text(shown: Trend) -> str:
    """What there is to see, for whoever cannot see it."""
    first, last = shown.months[0].name, shown.months[-1].name
    return " ".join(
        [
            f"Kurve: {shown.title}, {shown.unit.value}, fra {first} til {last}.",
            *(_described(shown, line) for line in shown.lines),
            *_unfinished(shown),
            *_marked(shown),
        ]
    )


def _begun(report: Report) -> int:
    """How many months lie before the first with anything in it: nothing was counted then."""
    for number in range(len(report.months)):
        if any(_anything(report, number)):
            return number
    return len(report.months)


def _anything(report: Report, number: int) -> Iterator[bool]:
    for months in report.figures.values():
        for cell in months[number].main().values():
            yield cell.n is None or cell.n > 0


def _shown(report: Report) -> list[str]:
    teams = list(report.teams)
    return teams if len(teams) <= MOST_LINES else [TOTAL]


def _point(cell: Cell) -> float | None:
    return cell.number if cell.told is Told.EXACTLY else None


def _points(line: Line) -> int:
    return sum(point is not None for point in line.points)


def _described(shown: Trend, line: Line) -> str:
    told = [
        (month, point) for month, point in zip(shown.months, line.points, strict=True) if point is not None
    ]
    lowest, highest = min(told, key=lambda one: one[1]), max(told, key=lambda one: one[1])
    ends = f"{_at(shown, *told[0])}, {_at(shown, *told[-1])}"
    gap = len(line.points) - len(told)
    left_out = f" {gap} af månederne har intet tal, der kan vises." if gap else ""
    if lowest[1] == highest[1]:
        return f"{line.name}: {words.amount(shown.unit, lowest[1])} hele vejen.{left_out}"
    return f"{line.name}: {ends}; lavest {_at(shown, *lowest)}, højest {_at(shown, *highest)}.{left_out}"


def _at(shown: Trend, month: Month, point: float) -> str:
    return f"{words.amount(shown.unit, point)} i {month.name}"


def _unfinished(shown: Trend) -> list[str]:
    return [f"{shown.months[-1].name.capitalize()} er foreløbig."] if shown.unfinished else []


def _marked(shown: Trend) -> list[str]:
    if not shown.markers:
        return []
    said = "; ".join(f"{format_date(one.day, 'd. MMMM y', locale='da')}: {one.text}" for one in shown.markers)
    return [f"Lodrette linjer: {said}."]
