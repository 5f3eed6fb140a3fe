"""Past days rolled up: counted once into cells, which stay when the rows they came from are deleted.

Days are rolled in order, each by whoever inserts its row, in the transaction that counts it.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import cast

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from rules.figures import AT_THE_END, Period
from rules.office import Office
from storage import schedule
from storage.figure_counts import Cell, added_up, changes
from storage.figure_models import FigureDay
from storage.models import Deadline

JOB = "figures"
# Undone, corrected and noted late: nearly all of it happens within a week, and a day still counted from
# its rows needs no mending. What comes later is mended in the cells (`figure_changes.following`).
SETTLES = timedelta(days=7)
_LOCK = 0x46524953  # any number nothing else locks


def rolled_until(session: Session) -> date | None:
    """The first day that is not rolled yet; every day before it is. None when none is rolled."""
    last = schedule.last_run(session, JOB)
    return last.date() + timedelta(days=1) if last else None


def settled_until(office: Office, now: datetime) -> date:
    """The first day that is too young to be rolled at `now` (aware)."""
    return (now - SETTLES).astimezone(office.zone).date()


def roll(session: Session, office: Office, now: datetime, *, most: int) -> bool:
    """Roll up to `most` of the oldest days that are due. Returns whether any are left."""
    if not _alone(session):
        return True
    day = _first(session, office)
    until = settled_until(office, now)
    for _ in range(most):
        if day is None or day >= until:
            return False
        if not schedule.claim(session, JOB, _name(day), now):
            return True
        tomorrow = day + timedelta(days=1)
        counted = changes(session, office, Period(day, tomorrow), now)
        _store(session, day, added_up([*counted, *_open_before(session, day)]))
        day = tomorrow
    return day is not None and day < until


def changing(session: Session) -> None:
    """Called by whoever mends rolled cells: no day is rolled until the transaction ends."""
    if _on_postgresql(session):
        session.execute(select(func.pg_advisory_xact_lock_shared(_LOCK)))


def _alone(session: Session) -> bool:
    """Whether nobody else rolls or mends; never waited for, so that nobody waits for us in a circle."""
    if not _on_postgresql(session):
        return True  # SQLite has one writer
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))))


def _on_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _first(session: Session, office: Office) -> date | None:
    """The day to roll next; None before anything is registered."""
    known = rolled_until(session)
    if known is not None:
        return known
    oldest = session.scalar(select(func.min(Deadline.logged_at)))
    return oldest.astimezone(office.zone).date() if oldest else None


def _open_before(session: Session, day: date) -> list[Cell]:
    """What was open when the day began: counting it anew would cost the more the longer ago the day is."""
    yesterday = select(FigureDay).where(FigureDay.day == day - timedelta(days=1))
    rows = session.scalars(yesterday.where(FigureDay.figure.in_(AT_THE_END)))
    return [Cell(row.team_key, row.figure, row.part, row.n, row.of) for row in rows]


def _store(session: Session, day: date, counted: list[Cell]) -> None:
    rows = [
        {
            "day": day,
            "team_key": one.team_key,
            "figure": one.figure,
            "part": one.part,
            "n": one.n,
            "of": one.of,
        }
        for one in counted
    ]
    if rows:
        session.execute(insert(cast("Table", FigureDay.__table__)), rows)


def _name(day: date) -> datetime:
    """A whole day as the time of a job's occurrence: it stands for the day, in no zone."""
    return datetime.combine(day, time.min, tzinfo=UTC)
