"""The rows of a figure's tables: a team's value now and the month before, and what it is divided into."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot import report_words as words
from bot.report_appeals import Shares
from bot.report_cells import Cell, Leaving
from bot.report_values import Report
from bot.report_words import Unit
from rules.appeal_figures import AppealFigure, Span
from rules.figures import Figure, Kept
from rules.hidden_cells import TOTAL
from rules.reversal import FEW

# What a figure with parts is divided into, as the head of its second table.
PART: Mapping[Figure, str] = {
    Figure.DECISIONS: "Udfald",
    Figure.DEADLINES: "Sådan endte fristerne",
    Figure.LEAD_TIME: "Paragraf",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line: `team` is the column's key, `lasting` that the value does not grow with the month's days."""

    team: str
    name: str
    unit: Unit
    now: Cell
    before: Cell
    lasting: bool = False


def rows_of(report: Report, figure: Figure) -> list[Row]:
    """A row for each team, the whole office first."""
    now, before, unit = report.now(figure), report.before(figure), words.unit_of(figure)
    lasting = figure in words.STANDING
    return [Row(key, name, unit, now[key], before[key], lasting) for key, name in report.teams.items()]


def parts_of(report: Report, figure: Figure) -> list[Row]:
    """A row for each outcome, each way deadlines ended, or each paragraph; none for most figures."""
    match figure:
        case Figure.DECISIONS:
            return list(_outcomes(report))
        case Figure.DEADLINES:
            return [*_ends(report), *_ends_by_rule(report)]
        case Figure.LEAD_TIME:
            return list(_lead_times(report))
        case _:
            return []


def appeal_rows(report: Report, figure: AppealFigure, team: str) -> Iterator[Row]:
    """The team's year to date and twelve months, beside the same a year before."""
    now, before = _appeals(report, figure)
    for span, said in words.SPANS.items():
        name = f"{report.teams[team]}: {said}"
        yield Row(team, name, Unit.SHARE, now.told(team, span), before.told(team, span), lasting=True)


def appeals_by_paragraph(report: Report, figure: AppealFigure) -> Iterator[Row]:
    """The whole office's twelve months; none for what is not counted by paragraph."""
    now, before = _appeals(report, figure)
    if report.whole:
        for one in dict.fromkeys([*now.paragraphs(), *before.paragraphs()]):
            cells = now.told(TOTAL, Span.MONTHS, one), before.told(TOTAL, Span.MONTHS, one)
            yield Row(TOTAL, one, Unit.SHARE, *cells, lasting=True)


def rest_on_few(rows: Iterable[Row]) -> list[str]:
    """The names of those whose share says little, now or before."""
    return [row.name for row in rows if any(0 < (cell.n or 0) < FEW for cell in (row.now, row.before))]


def _appeals(report: Report, figure: AppealFigure) -> tuple[Shares, Shares]:
    return report.appeals.figures[figure], report.appeals_before.figures[figure]


def _outcomes(report: Report) -> Iterator[Row]:
    now, before = _months(report, Figure.DECISIONS)
    for key, name in report.teams.items():
        for part in _parts(now, before):
            cells = now.outcome(key, part), before.outcome(key, part)
            yield Row(key, f"{name}: {words.OUTCOMES.get(part, part)}", Unit.COUNT, *cells)


def _ends(report: Report) -> Iterator[Row]:
    for key, name in report.teams.items():
        yield from _ends_of(report, key, TOTAL, name)


def _ends_by_rule(report: Report) -> Iterator[Row]:
    """By paragraph for the whole office only."""
    if report.whole:
        for rule in _parts(*_months(report, Figure.DEADLINES)):
            yield from _ends_of(report, TOTAL, rule, report.rules.get(rule, rule))


def _ends_of(report: Report, team: str, rule: str, name: str) -> Iterator[Row]:
    now, before = _months(report, Figure.DEADLINES)
    for kept in Kept:
        cells = now.ended(team, rule, kept), before.ended(team, rule, kept)
        yield Row(team, f"{name}: {words.KEPT[kept]}", Unit.SHARE, *cells)


def _lead_times(report: Report) -> Iterator[Row]:
    """By paragraph for the whole office only."""
    if report.whole:
        now, before = _months(report, Figure.LEAD_TIME)
        for rule in _parts(now, before):
            name = report.rules.get(rule, rule)
            yield Row(TOTAL, name, Unit.DAYS, now.took(rule), before.took(rule))


def _months(report: Report, figure: Figure) -> tuple[Leaving, Leaving]:
    """The reported one, and the one before it."""
    return report.figures[figure][-1], report.figures[figure][-2]


def _parts(now: Leaving, before: Leaving) -> Sequence[str]:
    return list(dict.fromkeys([*now.parts(), *before.parts()]))
