"""The figures of a period: rolled days from their cells, the newest days from the rows themselves."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.figures import (
    AT_THE_END,
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
    Value,
    Values,
)
from rules.office import Office
from storage import figure_rolls
from storage.figure_counts import Cell, cells
from storage.figure_models import FigureDay
from storage.figure_sources import DECISIONS
from storage.figures_now import Load, Standing, load, standing

__all__ = ["Load", "Standing", "by_period", "load", "of_period", "standing"]

Sums = Mapping[Figure, Mapping[str, tuple[int, int]]]
QUARTERS_AN_HOUR = 4


def of_period(
    session: Session, office: Office, team_keys: Sequence[str], period: Period, now: datetime
) -> Values:
    """Every figure of these teams over the period; days not yet over count up to `now` (aware)."""
    return by_period(session, office, team_keys, [period], now)[0]


def by_period(
    session: Session, office: Office, team_keys: Sequence[str], periods: Sequence[Period], now: datetime
) -> list[Values]:
    """`of_period` for each of the periods, in order."""
    rolled = figure_rolls.rolled_until(session) or date.min
    return [_values(_summed(session, office, frozenset(team_keys), one, rolled, now)) for one in periods]


def _summed(
    session: Session, office: Office, teams: frozenset[str], period: Period, rolled: date, now: datetime
) -> Sums:
    found = _kept(session, teams, Period(period.starts, min(period.ends, rolled)), period.ends)
    if period.ends > rolled:
        live = Period(max(period.starts, rolled), period.ends)
        found += [one for one in cells(session, office, live, now) if one.team_key in teams]
    n: dict[Figure, Counter[str]] = {figure: Counter() for figure in Figure}
    of: dict[Figure, Counter[str]] = {figure: Counter() for figure in Figure}
    for cell in found:
        n[cell.figure][cell.part] += cell.n
        of[cell.figure][cell.part] += cell.of
    return {figure: {part: (n[figure][part], of[figure][part]) for part in n[figure]} for figure in Figure}


def _kept(session: Session, teams: frozenset[str], days: Period, ends: date) -> list[Cell]:
    """The rolled days of the period, summed; what was open counts on its last day only."""
    if days.starts >= days.ends:
        return []
    last = ends - timedelta(days=1)
    of_the_period = FigureDay.figure.not_in(AT_THE_END) | (FigureDay.day == last)
    rows = session.execute(
        select(
            FigureDay.team_key,
            FigureDay.figure,
            FigureDay.part,
            func.sum(FigureDay.n),
            func.sum(FigureDay.of),
        )
        .where(FigureDay.day >= days.starts, FigureDay.day < days.ends)
        .where(FigureDay.team_key.in_(teams), of_the_period)
        .group_by(FigureDay.team_key, FigureDay.figure, FigureDay.part)
    )
    return [Cell(team, figure, part, int(n), int(of)) for team, figure, part, n, of in rows]


def _values(sums: Sums) -> Values:
    return {figure: _value(figure, sums[figure]) for figure in Figure}


def _value(figure: Figure, parts: Mapping[str, tuple[int, int]]) -> Value:
    n, of = sum(one for one, _ in parts.values()), sum(base for _, base in parts.values())
    match figure:
        case Figure.CALLS | Figure.CONTACTS | Figure.OPEN_CALLS | Figure.OPEN_DEADLINES:
            return Count(n)
        case Figure.ATTEMPTS_PER_CONTACT:
            return Mean(n, of)
        case Figure.WAIT:
            return _median({int(quarters): waited for quarters, (waited, _) in parts.items()})
        case Figure.DECISIONS:
            return Parts({result.value: parts.get(result.value, (0, 0))[0] for result in DECISIONS})
        case Figure.DEADLINES | Figure.LEAD_TIME:
            by_rule = _paragraphs if figure is Figure.DEADLINES else _lead_times
            return by_rule((part, counted) for part, (counted, _) in parts.items())
        case _:
            return Share(n, of)


def _median(waits: Mapping[int, int]) -> Median:
    quarters = _middle(waits)
    hours = None if quarters is None else quarters / QUARTERS_AN_HOUR
    return Median(hours, sum(waits.values()))


def _middle(counted: Mapping[int, int]) -> int | None:
    """The middle one; the longer of the two in the middle of an even number, so that nothing is flattered."""
    middle, passed = sum(counted.values()) // 2 + 1, 0
    for length in sorted(counted):
        passed += counted[length]
        if passed >= middle:
            return length
    return None


def _lead_times(parts: Iterable[tuple[str, int]]) -> LeadTimes:
    every: Counter[int] = Counter()
    rules: dict[str, Counter[int]] = {}
    for part, n in sorted(parts):
        rule, _, days = part.rpartition(":")
        if n:
            every[int(days)] += n
            rules.setdefault(rule, Counter())[int(days)] += n
    return LeadTimes(_days(every), {rule: _days(counted) for rule, counted in rules.items()})


def _days(counted: Mapping[int, int]) -> Middle:
    return Middle(_middle(counted), sum(counted.values()))


def _paragraphs(parts: Iterable[tuple[str, int]]) -> Paragraphs:
    rules: dict[str, dict[Kept, int]] = {}
    for part, n in sorted(parts):
        rule, _, kept = part.rpartition(":")
        if n:
            rules.setdefault(rule, {})[Kept(kept)] = n
    return Paragraphs(rules)
