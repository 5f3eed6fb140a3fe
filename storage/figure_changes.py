"""Late changes: what happens to an old item is mended in the days already rolled.

The item is counted by the figures' own sources before and after, and the difference is added to the
cells. A day's figures so belong to the team that has the item now, as those of a day not yet rolled do.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, select, union_all
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from rules.figures import Figure
from rules.office import Office
from storage.figure_counts import named
from storage.figure_models import FigureDay
from storage.figure_rolls import SETTLES, changing, rolled_until
from storage.figure_sources import DEADLINES, OPEN, SOURCES, Source, Standing
from storage.models import Deadline

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True, slots=True)
class _Place:
    day: date
    team_key: str
    figure: Figure
    part: str


@contextmanager
def following(
    session: Session,
    office: Office,
    deadlines: Sequence[Deadline],
    now: datetime,
    *,
    since: datetime | None = None,
) -> Iterator[None]:
    """Let the rolled days follow what the block does to these (locked) items. Free for young ones.

    `since`: when they are to count as registered, where the block puts that earlier.
    """
    # A day to spare: another process whose clock is ahead may have rolled a day more.
    settled = now - SETTLES + ONE_DAY
    old = [one.id for one in deadlines if min(one.logged_at, since or one.logged_at) < settled]
    if not old:
        yield
        return
    session.flush()
    changing(session)
    until = rolled_until(session)
    if until is None:
        yield
        return
    before = _counted(session, office, old, until)
    yield
    session.flush()
    _add(session, before, _counted(session, office, old, until))


def _add(session: Session, before: "_Counts", after: "_Counts") -> None:
    n, of = Counter(after.n), Counter(after.of)
    n.subtract(before.n)
    of.subtract(before.of)
    rows = [
        {
            "day": one.day,
            "team_key": one.team_key,
            "figure": one.figure,
            "part": one.part,
            "n": n[one],
            "of": of[one],
        }
        # In order, so that no two who mend wait for each other.
        for one in sorted({*n, *of})
        if n[one] or of[one]
    ]
    if rows:
        session.execute(_adding(session.get_bind().dialect.name), rows)


@cache
def _adding(dialect: str) -> Any:
    table = cast("Table", FigureDay.__table__)
    insert = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    sums = {name: table.c[name] + insert.excluded[name] for name in ("n", "of")}
    return insert.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=sums)


@dataclass
class _Counts:
    """What some items add to each cell of the days before `until`."""

    until: date
    n: Counter[_Place]
    of: Counter[_Place]

    def add(self, place: _Place, n: int, of: int) -> None:
        if place.day < self.until:
            self.n[place] += n
            self.of[place] += of


def _counted(session: Session, office: Office, numbers: Sequence[int], until: date) -> _Counts:
    counts, these = _Counts(until, Counter(), Counter()), {"numbers": list(numbers)}
    for figure, team, part, at, n, of in session.execute(_moments(), these):
        counts.add(_Place(at.astimezone(office.zone).date(), team, Figure(figure), part), n, of)
    for figure, team, part, day, n, of in session.execute(_each(DEADLINES), these):
        counts.add(_Place(day, team, Figure(figure), part), n, of)
    for standing in OPEN:
        for team, opened, closed in session.execute(_lives(standing), these):
            first = opened.astimezone(office.zone).date()
            last = min(until, closed.astimezone(office.zone).date()) if closed else until
            for day in (first + ONE_DAY * n for n in range((last - first).days)):
                counts.add(_Place(day, team, standing.figure, ""), 1, 0)
    return counts


@cache
def _moments() -> Any:
    return union_all(*(_each(source) for source in SOURCES))


@cache
def _each(source: Source) -> Select[Any]:
    """Every row of the items one by one, with its time."""
    return (
        select(
            named(source.figure),
            Deadline.team_key,
            source.part.label("part"),
            source.at.label("at"),
            source.n.label("n"),
            source.of.label("base"),
        )
        .select_from(source.rows)
        .where(source.at.is_not(None), _these(), *source.where)
    )


@cache
def _lives(standing: Standing) -> Select[str, datetime, datetime | None]:
    lives = select(Deadline.team_key, Deadline.logged_at, Deadline.closed_at)
    return lives.where(_these(), *standing.where)


def _these() -> Any:
    return Deadline.id.in_(bindparam("numbers", expanding=True))
