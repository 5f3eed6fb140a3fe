"""What the figures of 30 days and what stands open cost, beside the same statements without us."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from bot.bench_fill import fill
from bot.office_file import EXAMPLE, load_office
from rules.figures import Period
from rules.office import Office
from storage import figure_rolls, figures
from storage.case_models import CaseClock
from storage.database import Database
from storage.models import LIVE, Callback, Deadline

NOW = datetime(2026, 11, 19, 11, tzinfo=UTC)
DAYS = 30
RUNS = 40
MOST_ORM = 100_000  # beyond that, waiting for it would say nothing new
Statement = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds with `rows` calls and as many deadlines: the median, and the middle four fifths.

    `raw_ms`: the same statements and parameters straight to the driver. `orm_ms`: all rows loaded and
    counted in Python, once; None where there are too many.
    """

    database: str
    rows: int
    ms: float
    fast_ms: float
    slow_ms: float
    raw_ms: float
    orm_ms: float | None
    runs: int = RUNS


def measure(database: Database, kind: str, rows: int, say: Callable[[str], None]) -> Measured:
    """Fill the (empty) database, roll its past up, and time it."""
    office = load_office(EXAMPLE)
    started = perf_counter()
    fill(database, office, rows, NOW)
    say(f"{kind}: {rows:,} calls and {rows:,} deadlines stored in {perf_counter() - started:.0f} s")
    started = perf_counter()
    _roll(database, office)
    say(f"{kind}: past days rolled up in {perf_counter() - started:.0f} s")
    statements = _statements(database, office)
    ours, raw = _timed(lambda: _look(database, office)), _timed(lambda: _replay(database, statements))
    fast, *_, slow = quantiles(ours, n=10)
    return Measured(
        database=kind,
        rows=rows,
        ms=round(median(ours), 2),
        fast_ms=round(fast, 2),
        slow_ms=round(slow, 2),
        raw_ms=round(median(raw), 2),
        orm_ms=round(_once(lambda: _by_hand(database)), 1) if rows <= MOST_ORM else None,
    )


def _roll(database: Database, office: Office) -> None:
    more = True
    while more:
        with database.write() as session:
            more = figure_rolls.roll(session, office, NOW, most=100)
    with database.write() as session:
        session.execute(text("ANALYZE"))


def _look(database: Database, office: Office) -> None:
    with database.read() as session:
        _ask(session, office)


def _ask(session: Session, office: Office) -> None:
    today, teams = NOW.date(), [team.key for team in office.teams]
    period = Period(today - timedelta(days=DAYS), today + timedelta(days=1))
    figures.of_period(session, office, teams, period, NOW)
    figures.standing(session, office, teams, NOW)


def _statements(database: Database, office: Office) -> list[Statement]:
    """What is sent to the database for one look, as the driver gets it."""
    sent: list[Statement] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        sent.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    _look(database, office)
    event.remove(database.engine, "before_cursor_execute", note)
    return [one for one in sent if one[0].lstrip().upper().startswith("SELECT")]


def _replay(database: Database, statements: list[Statement]) -> None:
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        for statement, parameters in statements:
            cursor.execute(statement, parameters)
            cursor.fetchall()
        cursor.close()
    finally:
        connection.close()


def _timed(work: Callable[[], None]) -> list[float]:
    """Milliseconds of each run, after three that warm up."""
    for _ in range(3):
        work()
    return [_once(work) for _ in range(RUNS)]


def _once(work: Callable[[], object]) -> float:
    gc.collect()
    started = perf_counter()
    work()
    return 1000 * (perf_counter() - started)


def _by_hand(database: Database) -> dict[str, int]:
    """A few of the same counts as one would write them at first: every row an object, counted in Python."""
    since = NOW - timedelta(days=DAYS)
    with database.read() as session:
        calls = session.execute(
            select(Deadline, Callback).join(Callback, Callback.deadline_id == Deadline.id)
        ).all()
        cases = session.execute(
            select(Deadline, CaseClock).join(CaseClock, CaseClock.deadline_id == Deadline.id)
        ).all()
    recent = [(one, call) for one, call in calls if one.logged_at >= since]
    rung = [(one, call) for one, call in recent if call.first_attempt_at is not None]
    return {
        "calls": len(recent),
        "rung": sum(
            call.first_attempt_at is not None and call.first_attempt_at <= one.goal_at for one, call in rung
        ),
        "open": sum(one.state in LIVE for one, _ in calls),
        "decided": sum(one.closed_at is not None and one.closed_at >= since for one, _ in cases),
        "running": sum(one.state in LIVE for one, _ in cases),
    }
