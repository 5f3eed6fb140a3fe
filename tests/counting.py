"""An office that is counted: calls and deadlines straight through the use cases, at times the test sets."""

import sqlite3
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, delete, event

from bot.office_file import EXAMPLE, load_office
from jobs.figures import Rolls
from rules.callback import promise
from rules.figures import Figure, Period, Value, Values
from rules.statute import Rule
from storage import (
    case_work,
    cases,
    endings,
    figure_rolls,
    figures,
    handover,
    intake,
    people,
    repeat,
    working,
)
from storage.base import Base
from storage.cases import NewCase
from storage.database import Database, connect
from storage.endings import Why
from storage.intake import Call
from storage.migrate import upgrade
from storage.models import Ending, LateWhy, Note, Outcome, Result
from storage.people import Known
from storage.vault import Vault, generate_key

A, B = "voksen-a", "voksen-b"
BOTH = (A, B)
ZONE = ZoneInfo("Europe/Copenhagen")
FICTIVE = "+4522334455"
RIKKE, KARIM, SOFIE, LONE = "U0RIKKE", "U0KARIM", "U0SOFIE", "U0LONE"
# The rows of items, each before what it points at.
OF_ITEMS = ("attempt", "outbox_item", "handover_item", "callback", "case_clock", "deadline")


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """An office time."""
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE)


class Counting:
    """An office on one database. Every act happens at `now`."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.database, self.now = database, now
        self.office, self.vault = load_office(EXAMPLE), Vault.from_keys([generate_key()])
        self.rolls = Rolls(self.office, database)
        with database.write() as session:
            people.remember(session, [Known(one, one) for one in self.office.people()], now)

    def do(self, act: Callable[..., Any], *given: Any, by: str = KARIM, **how: Any) -> Any:
        with self.database.write() as session:
            return act(session, self.office, *given, by=by, now=self.now, **how)

    def call(self, team: str = A, owner: str | None = None) -> int:
        return int(self._log(Call(team, owner, FICTIVE)).id)

    def _log(self, call: Call) -> Any:
        kept = promise(self.office.team(call.team_key).calendar, self.office.callback, self.now)
        return self.do(intake.log, self.vault, call, kept, by=RIKKE, key=str(uuid.uuid4()))

    def corrected(self, number: int, team: str) -> None:
        kept = promise(self.office.team(team).calendar, self.office.callback, self.now)
        call = Call(team, None, FICTIVE)
        self.do(intake.correct, self.vault, number, call, by=RIKKE, promise=kept)

    def undone(self, number: int) -> None:
        self.do(intake.undo, number, by=RIKKE)

    def again(self, number: int) -> None:
        self.do(repeat.called_again, number, by=RIKKE)

    def tried(self, number: int, outcome: Outcome = Outcome.NO_ANSWER) -> None:
        self.do(working.tried, number, outcome)

    def agreed(self, number: int) -> None:
        open_again = self.office.team(A).calendar.next_opening(self.now + timedelta(days=1))
        self.do(working.agreed, number, open_again)

    def spoke(self, number: int) -> None:
        self.do(working.spoke, number)

    def noted(self, number: int) -> None:
        self.do(working.noted, number, Note.JOURNALED)

    def in_vain(self, number: int) -> None:
        self.do(endings.end, number, Ending.IN_VAIN)

    def taken_up(self, number: int, why: Why) -> None:
        self.do(endings.reopen, number, why)

    def given(self, number: int, team: str) -> None:
        self.do(handover.reassign, number, team_key=team, owner_id=None)

    def registered(self, rule: Rule, received: date, team: str = A, **more: Any) -> int:
        case = NewCase(rule, team, None, "", received, **more)
        return int(self.do(cases.register, self.vault, case, by=LONE, key=str(uuid.uuid4())).id)

    def decided(
        self,
        number: int,
        on: date,
        result: Result = Result.GRANTED,
        sent: date | None = None,
        relatives: bool | None = None,
    ) -> None:
        self.do(case_work.end, number, result, decided_on=on, sent_on=sent, relatives=relatives)

    def announced(self, number: int, sent: date, to: date) -> None:
        self.do(case_work.announce, number, sent_on=sent, to=to, why=LateWhy.EXTENT)

    def reopened(self, number: int) -> None:
        self.do(case_work.reopen, number)

    def roll(self) -> None:
        """Let the engine roll whatever is due."""
        for _ in range(200):
            self.rolls.run(self.now)

    def rolled_until(self) -> date | None:
        with self.database.read() as session:
            return figure_rolls.rolled_until(session)

    def figures(self, starts: date, ends: date, teams: Sequence[str] = BOTH) -> Values:
        with self.database.read() as session:
            return figures.of_period(session, self.office, teams, Period(starts, ends), self.now)

    def figure(self, figure: Figure, starts: date, ends: date, teams: Sequence[str] = BOTH) -> Value:
        return self.figures(starts, ends, teams)[figure]

    def delete_every_item(self) -> None:
        with self.database.write() as session:
            for name in OF_ITEMS:
                table: Table = Base.metadata.tables[name]
                session.execute(delete(table))


@cache
def _empty_file() -> bytes:
    """A migrated SQLite file, made once."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        database = connect(f"sqlite:///{path}")
        upgrade(database)
        # Closing the last connection writes the WAL back into the file.
        database.close()
        return path.read_bytes()


def _forget_power_cuts(connection: sqlite3.Connection, _: object) -> None:
    """Nobody misses these databases after a power cut, so nothing waits for the disk."""
    connection.execute("PRAGMA synchronous = OFF")


@contextmanager
def counting(url: str, now: datetime) -> Iterator[Counting]:
    """An office on an empty database, or on the SQLite file that is there already."""
    database = connect(url)
    if database.on_sqlite:
        path = Path(str(database.engine.url.database))
        if not path.exists():
            path.write_bytes(_empty_file())
        event.listen(database.engine, "connect", _forget_power_cuts)
    else:
        upgrade(database)
    yield Counting(database, now)
    database.close()
