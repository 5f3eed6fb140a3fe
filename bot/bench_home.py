"""The Home tab of a caseworker with fifty open items among very many, read and drawn, beside its SQL."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from slack_sdk import WebClient
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from bot.bench_fill import fill, open_all
from bot.bench_replay import replay, sent_by
from bot.bench_row import Row
from bot.bench_show import Kind, Say
from bot.bench_status import NOW
from bot.bench_timing import in_turns
from bot.office_file import EXAMPLE, load_office
from jobs.courier import Courier
from jobs.refresh import RefreshHomes
from rules.office import Office
from storage import people
from storage.database import Database
from storage.models import Callback, Deadline
from storage.people import Known

ITEMS = 1_000_000
CASEWORKER = "U0KARIM"
OWN = 50
RUNS = 60
MOST_TIMES = 2.5


def on(kind: Kind, server: str, say: Say, items: int = ITEMS) -> list[Row]:
    """The bench on a fresh database of that kind."""
    with kind.opened(server) as database:
        return measure(database, kind, say, items)


def measure(database: Database, kind: str, say: Say, items: int = ITEMS) -> list[Row]:
    """Fill the (empty) database with open items, half of them calls, and time one tab."""
    ours = office()
    fill(database, ours, items // 2, NOW)
    open_all(database, NOW + timedelta(days=30))
    _give(database, ours)
    say(f"home {kind}: {items:,} open items stored, {OWN} of them {CASEWORKER}'s")
    draw = _drawing(database, ours)
    statements = sent_by(database, draw)
    drawn, raw = in_turns(RUNS, draw, lambda: replay(database, statements))
    ratio = drawn.over(raw)
    say(f"home {kind}: ms read and drawn {drawn}, the same {len(statements)} statements alone {raw}")
    return [
        Row(
            bench="home",
            database=kind,
            what=f"{OWN} own among {items:,} open, read and drawn / raw SQL of the same rows",
            ms=drawn.ms,
            floor_ms=raw.ms,
            rival_ms=None,
            ratio=ratio,
            target=MOST_TIMES,
            met=ratio <= MOST_TIMES,
            n=drawn.n,
        )
    ]


def office() -> Office:
    """The caseworker's."""
    return load_office(EXAMPLE)


def _drawing(database: Database, office: Office) -> Callable[[], object]:
    """Reads and draws the tab; it is sent nowhere."""
    homes = RefreshHomes(office, database, Courier(WebClient()))
    return lambda: homes.view(CASEWORKER, NOW)


def _give(database: Database, office: Office) -> None:
    """The newest ones of the team: calls and deadlines in equal parts."""
    team = office.teams_of(CASEWORKER)[0].key
    with database.write() as session:
        everybody = [Known(one, f"Medarbejder {one}") for one in sorted(office.people())]
        people.remember(session, everybody, NOW)
        call = Deadline.id.in_(select(Callback.deadline_id))
        for which in (call, ~call):
            numbers = _newest(session, which)
            given = {"owner_id": CASEWORKER, "team_key": team}
            session.execute(update(Deadline).where(Deadline.id.in_(numbers)).values(given))


def _newest(session: Session, which: ColumnElement[bool]) -> Sequence[int]:
    return session.scalars(
        select(Deadline.id).where(which).order_by(Deadline.id.desc()).limit(OWN // 2)
    ).all()
