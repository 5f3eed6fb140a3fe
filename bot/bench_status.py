"""What the figures of 30 days and what stands open cost, beside the same statements without us."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import perf_counter

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot.bench_fill import fill
from bot.bench_replay import replay, sent_by
from bot.bench_row import Row
from bot.bench_timing import in_turns
from bot.office_file import EXAMPLE, load_office
from rules.figures import Period
from rules.office import Office
from storage import figure_rolls, figures
from storage.case_models import CaseClock
from storage.database import Database
from storage.models import LIVE, Callback, Deadline

NOW = datetime(2026, 11, 19, 11, tzinfo=UTC)
DAYS = 30
RUNS, ORM_RUNS = 40, 3
MOST_ORM = 100_000  # beyond that, waiting for it would say nothing new
OVER_RAW, GROWTH, BEFORE_ORM = 2.0, 3.0, 30.0


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds with `rows` calls and as many deadlines: the median, and the middle four fifths.

    `raw_ms`: the same statements and parameters straight to the driver. `orm_ms`: all rows loaded and
    counted in Python; None where there are too many. `over_raw`: the median of each round's two.
    """

    database: str
    rows: int
    ms: float
    fast_ms: float
    slow_ms: float
    raw_ms: float
    orm_ms: float | None
    over_raw: float
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
    statements = sent_by(database, lambda: _look(database, office))
    ours, raw = in_turns(RUNS, lambda: _look(database, office), lambda: replay(database, statements))
    orm = in_turns(ORM_RUNS, lambda: _by_hand(database), warm_up=0)[0] if rows <= MOST_ORM else None
    say(f"{kind}: ms over {rows:,} of each: ours {ours}, same SQL {raw}, ORM {orm or 'not tried'}")
    return Measured(
        database=kind,
        rows=rows,
        ms=round(ours.ms, 2),
        fast_ms=round(ours.fast_ms, 2),
        slow_ms=round(ours.slow_ms, 2),
        raw_ms=round(raw.ms, 2),
        orm_ms=round(orm.ms, 1) if orm else None,
        over_raw=round(ours.over(raw), 3),
        runs=ours.n,
    )


def targets(measured: Sequence[Measured]) -> list[Row]:
    """The three targets of `/status`; the third for the most rows the ORM was tried on."""
    rows = [_beside_raw(one) for one in measured]
    for kind in dict.fromkeys(one.database for one in measured):
        sizes = sorted((one for one in measured if one.database == kind), key=lambda one: one.rows)
        if len(sizes) > 1:
            rows.append(_growth(sizes[0], sizes[-1]))
        rows += [_beside_orm(one, one.orm_ms) for one in sizes if one.orm_ms is not None][-1:]
    return rows


def _beside_raw(one: Measured) -> Row:
    what = f"over {one.rows:,} of each / the same prepared SQL"
    return _row(one, what, floor_ms=one.raw_ms, ratio=one.over_raw, target=OVER_RAW, most=True)


def _growth(small: Measured, large: Measured) -> Row:
    what = f"over {large.rows:,} of each / over {small.rows:,}"
    return _row(large, what, floor_ms=small.ms, ratio=large.ms / small.ms, target=GROWTH, most=True)


def _beside_orm(one: Measured, orm_ms: float) -> Row:
    what = f"ORM counting / ours, over {one.rows:,} of each (at least)"
    return _row(one, what, rival_ms=orm_ms, ratio=orm_ms / one.ms, target=BEFORE_ORM, most=False)


def _row(
    one: Measured,
    what: str,
    *,
    ratio: float,
    target: float,
    most: bool,
    floor_ms: float | None = None,
    rival_ms: float | None = None,
) -> Row:
    return Row(
        bench="status",
        database=one.database,
        what=what,
        ms=one.ms,
        floor_ms=floor_ms,
        rival_ms=rival_ms,
        ratio=ratio,
        target=target,
        met=ratio <= target if most else ratio >= target,
        n=one.runs,
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
