"""The lines of the export of figures: a value a line, each with its n and its definition."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from bot import report_words as words
from bot.export_csv import Value
from bot.report_cells import Cell, Leaving, Told
from bot.report_families import apart, together
from bot.report_month import Month
from bot.report_values import WHOLE_OFFICE, by_figure, by_team, columns, whole
from bot.report_words import Unit
from rules.figures import (
    DEFINITIONS,
    Count,
    Figure,
    Kept,
    LeadTimes,
    Paragraphs,
    Parts,
    Period,
    Share,
    Values,
)
from rules.figures import Value as Counted
from rules.hidden_cells import TOTAL
from rules.office import Office

HEADER = ("Fra", "Til", "Team", "Tal", "Del", "Enhed", "Værdi", "n", "Bemærkning", "Definition")
Named = tuple[str, Unit, Cell]  # a part's name, what it is counted in, and what may be told of it
_REMARKS: Mapping[Told, str] = {
    Told.HIDDEN: words.HIDDEN,
    Told.AT_LEAST: "mindst",
    Told.AT_MOST: "højst",
    Told.NONE: "ingen at tælle",
}


class By(StrEnum):
    """How a period is divided."""

    MONTH = "month"
    DAY = "day"


def periods(days: Period, by: By) -> list[Period]:
    """The months, cut off where the period begins and ends; or the days."""
    found, starts = [], days.starts
    while starts < days.ends:
        ends = Month(starts.year, starts.month).period.ends if by is By.MONTH else starts + timedelta(days=1)
        found.append(Period(starts, min(ends, days.ends)))
        starts = ends
    return found


def figure_rows(
    session: Session, office: Office, team: str, days: Period, by: By, now: datetime
) -> Iterator[tuple[Value, ...]]:
    """The lines in the order of `HEADER`, for one team or with "" for all and each."""
    asked = periods(days, by)
    told = _leaving(by_team(session, office, asked, now), by)
    for figure in Figure:
        for period, leaving in zip(asked, told, strict=True):
            shown = leaving[figure]
            for key, name in columns(office, team).items():
                yield _row(figure, period, name, ("", words.unit_of(figure), shown.main()[key]))
                for part in _parts(shown, figure, key) if by is By.MONTH else ():
                    yield _row(figure, period, name, part)
            for part in _by_rule(shown, figure) if by is By.MONTH and whole(office, team) else ():
                yield _row(figure, period, WHOLE_OFFICE, part)


def _leaving(counted: Mapping[str, Sequence[Values]], by: By) -> Sequence[Mapping[Figure, Leaving]]:
    each = by_figure(counted)
    if by is By.MONTH:
        return [apart(period) for period in each]
    # A day is too short for parts, and a month's days add up to what the report tells of the month.
    return together([{figure: _plain(values) for figure, values in period.items()} for period in each])


def _plain(values: Mapping[str, Counted]) -> Mapping[str, Counted]:
    return {team: _without_parts(value) for team, value in values.items()}


def _without_parts(value: Counted) -> Counted:
    if isinstance(value, Parts):
        return Count(value.of)
    if isinstance(value, Paragraphs):
        return Share(value.total[Kept.KEPT], sum(value.total.values()))
    if isinstance(value, LeadTimes):
        return LeadTimes(value.every, {})
    return value


def _parts(shown: Leaving, figure: Figure, team: str) -> Iterator[Named]:
    if figure is Figure.DECISIONS:
        for part in shown.parts():
            yield words.OUTCOMES.get(part, part), Unit.COUNT, shown.outcome(team, part)
    if figure is Figure.DEADLINES:
        for kept in Kept:
            yield words.KEPT[kept], Unit.SHARE, shown.ended(team, TOTAL, kept)


def _by_rule(shown: Leaving, figure: Figure) -> Iterator[Named]:
    if figure is Figure.DEADLINES:
        for rule in shown.parts():
            for kept in Kept:
                yield f"{rule}: {words.KEPT[kept]}", Unit.SHARE, shown.ended(TOTAL, rule, kept)
    if figure is Figure.LEAD_TIME:
        for rule in shown.parts():
            yield rule, Unit.DAYS, shown.took(rule)


def _row(figure: Figure, period: Period, team: str, named: Named) -> tuple[Value, ...]:
    part, unit, cell = named
    definition = DEFINITIONS[figure]
    return (
        period.starts,
        period.ends - timedelta(days=1),
        team,
        str(definition.title) if part else words.title(figure),
        part,
        unit.value,
        _number(unit, cell),
        cell.n,
        _REMARKS.get(cell.told, ""),
        str(definition.text),
    )


def _number(unit: Unit, cell: Cell) -> Value:
    """Percent for a share, since Excel reads "84" and not "0,84" as people do."""
    if cell.number is None or unit is not Unit.SHARE:
        return cell.number
    return round(cell.number * 100, 1)
