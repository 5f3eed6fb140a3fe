"""The sources put together: one statement for all figures of a stretch of days, grouped by team."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal_column, select, union_all
from sqlalchemy.orm import Session

from rules.figures import Figure, Period
from rules.office import Office
from storage.base import UtcDateTime
from storage.figure_sources import DEADLINES, NO_PART, NONE, ON_ITSELF, ONE, OPEN, SOURCES, Source, Standing
from storage.models import Deadline

LESS: ColumnElement[int] = literal_column("-1")
# No column of its own: grouping by a column, SQLite would read every row there is in the order of its index.
TEAM = Deadline.team_key.concat(literal_column("''")).label("team")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a figure's part came to for one team."""

    team_key: str
    figure: Figure
    part: str
    n: int
    of: int


def midnight(office: Office, day: date) -> datetime:
    """When the day begins by the office's clock, in UTC."""
    return datetime.combine(day, time.min, tzinfo=office.zone).astimezone(UTC)


def cells(session: Session, office: Office, period: Period, now: datetime) -> list[Cell]:
    """Every figure of these days from the rows themselves, each part once a team.

    What is open is open when they end; the later that is, the cheaper.
    """
    return _counted(session, _standing_statement(), office, period, now)


def changes(session: Session, office: Office, period: Period, now: datetime) -> list[Cell]:
    """The same of days long past, but of what is open by how much more there is than when they began."""
    return _counted(session, _changing_statement(), office, period, now)


def _counted(session: Session, statement: Any, office: Office, period: Period, now: datetime) -> list[Cell]:
    ends = midnight(office, period.ends)
    bounds = {
        "starts": midnight(office, period.starts),
        "ends": ends,
        "passed": min(ends, now),
        "first": period.starts,
        "after": period.ends,
        "now": now,
    }
    return added_up(
        Cell(team, Figure(figure), part, int(n), int(of))
        for figure, team, part, n, of in session.execute(statement, bounds)
    )


def added_up(counted: Iterable[Cell]) -> list[Cell]:
    """One cell for each team, figure and part, in that order: several sources count into one figure."""
    sums: dict[tuple[str, Figure, str], tuple[int, int]] = {}
    for one in counted:
        n, of = sums.get((one.team_key, one.figure, one.part), (0, 0))
        sums[one.team_key, one.figure, one.part] = n + one.n, of + one.of
    return [Cell(*name, *sums[name]) for name in sorted(sums) if any(sums[name])]


@cache
def _standing_statement() -> Any:
    """Open when the days end: what is open now and what closed since, less what came since."""
    since = bindparam("ends", type_=UtcDateTime())
    return _statement(
        (ONE, Deadline.closed_at.is_(None)),
        (ONE, Deadline.closed_at >= since),
        (LESS, Deadline.logged_at >= since),
    )


@cache
def _changing_statement() -> Any:
    starts, ends = bindparam("starts", type_=UtcDateTime()), bindparam("ends", type_=UtcDateTime())
    return _statement(
        (ONE, and_(Deadline.logged_at >= starts, Deadline.logged_at < ends)),
        (LESS, and_(Deadline.closed_at >= starts, Deadline.closed_at < ends)),
    )


def _statement(*of_open: tuple[ColumnElement[int], ColumnElement[bool]]) -> Any:
    counted = [_of_source(source) for source in (*SOURCES, DEADLINES)]
    standing = [_of_standing(one, by, which) for one in OPEN for by, which in of_open]
    return union_all(*counted, *standing)


def _of_source(source: Source) -> Select[Any]:
    counted = (
        select(
            named(source.figure),
            TEAM,
            source.part.label("part"),
            func.sum(source.n).label("n"),
            func.sum(source.of).label("base"),
        )
        .select_from(source.rows)
        .where(*source.within, *source.where)
    )
    # By its name: PostgreSQL does not know an expression with parameters again.
    return counted.group_by("team", *(["part"] if source.part is not NO_PART else []))


def _of_standing(standing: Standing, by: ColumnElement[int], which: ColumnElement[bool]) -> Select[Any]:
    return (
        select(
            named(standing.figure),
            TEAM,
            NO_PART.label("part"),
            func.sum(by).label("n"),
            func.sum(NONE).label("base"),
        )
        .select_from(ON_ITSELF)
        .where(which, *standing.where)
        .group_by("team")
    )


def named(figure: Figure) -> Any:
    """The figure's word as a column."""
    return literal_column(f"'{figure.value}'").label("figure")
