"""Rows to measure on: so many calls and as many statutory deadlines, 200 of each a day, back in time.

A call is rung after up to three days and a deadline decided after up to five weeks, so what stands open is
the same however many years lie behind it.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from sqlalchemy import Table, insert, text, update
from sqlalchemy.orm import Session

from bot.bench_copies import copy_back
from rules.office import Office
from rules.shipped import shipped
from rules.statute import Rule, Whose
from storage.base import Base
from storage.case_models import CaseClock
from storage.database import Database
from storage.models import Attempt, Callback, Deadline, Event, Outcome, Person, Result, State

A_DAY = 200  # calls, and as many deadlines
MADE = 100_000  # beyond that they are copied
BATCH_OF_DAYS = 50
AGO = timedelta(days=31)  # from an opened clock's logging to its next step
SEED = 1
STRANGERS = tuple(f"U0BENCH{n:02}" for n in range(40))
RULES = 12
FILLED: tuple[type[Base], ...] = (Deadline, Callback, CaseClock, Attempt, Event)
SEALED = bytes(60)
SPOKEN_TO = 0.8
IN_HOURS = 0.5
RINGS_AGAIN = 0.05
TOLD_LATER = 0.05
WITH_RELATIVES = 3  # one of so many
RESULTS = (Result.GRANTED, Result.GRANTED, Result.PARTIAL, Result.REFUSED, Result.DONE)
Values = dict[str, Any]


@dataclass
class Batch:
    """Rows of some days, a list a table."""

    deadlines: list[Values] = field(default_factory=list)
    calls: list[Values] = field(default_factory=list)
    cases: list[Values] = field(default_factory=list)
    attempts: list[Values] = field(default_factory=list)
    events: list[Values] = field(default_factory=list)


def fill(
    database: Database,
    office: Office,
    rows: int,
    now: datetime,
    *,
    logged: bool = True,
    owners: Sequence[str] = STRANGERS,
) -> None:
    """Store so many of each, the oldest first, the newest logged yesterday.

    Not `logged`: without events, which an engine would be tying to the chain all the while it is measured.
    `owners`: the office's own people where an engine runs, which gives back what strangers have open.
    """
    with database.write() as session:
        people = [{"slack_id": one, "name": f"Medarbejder {one}", "updated_at": now} for one in owners]
        _insert(session, Person, people)
    with _indexed_afterwards(database):
        _fill(database, _Made(office, now, logged=logged, owners=owners), rows, now)
    _counted(database)


def open_all(database: Database, until: datetime) -> None:
    """Take them all up again: every clock is open, and its next step comes at `until`.

    They were logged lately, so an engine has no past days to count.
    """
    times = {"logged_at": until - AGO, "closed_at": None, "due_at": until, "next_step_at": until}
    with database.write() as session:
        session.execute(update(Deadline).values(state=State.OPEN, **times))
    _counted(database)


def _counted(database: Database) -> None:
    """What a server's autovacuum does as rows come: else it plans for empty tables."""
    with database.write() as session:
        session.execute(text("ANALYZE"))


@contextmanager
def _indexed_afterwards(database: Database) -> Iterator[None]:
    """An index is built in a fraction of the time it takes to keep it up row by row."""
    indexes = [index for model in FILLED for index in cast("Table", model.__table__).indexes]
    with database.engine.begin() as connection:
        for index in indexes:
            index.drop(connection)
    yield
    with database.engine.begin() as connection:
        for index in indexes:
            index.create(connection)


def _fill(database: Database, made: "_Made", rows: int, now: datetime) -> None:
    """The newest ones are made one by one; whole multiples of them are copied by the database."""
    copies = rows // MADE - 1 if rows % MADE == 0 else 0
    _make(database, made, rows if copies < 1 else MADE, now)
    for number in range(1, copies + 1):
        with database.write() as session:
            copy_back(session, 2 * MADE, MADE // A_DAY, number)


def _make(database: Database, made: "_Made", rows: int, now: datetime) -> None:
    days = -(-rows // A_DAY)
    left = rows
    for first in range(days, 0, -BATCH_OF_DAYS):
        batch = Batch()
        for ago in range(first, max(0, first - BATCH_OF_DAYS), -1):
            made.day(batch, now.date() - timedelta(days=ago), min(A_DAY, left))
            left -= min(A_DAY, left)
        _store(database, batch)


def _store(database: Database, batch: Batch) -> None:
    with database.write() as session:
        _insert(session, Deadline, batch.deadlines)
        _insert(session, Callback, batch.calls)
        _insert(session, CaseClock, batch.cases)
        _insert(session, Attempt, batch.attempts)
        _insert(session, Event, batch.events)


def _insert(session: Session, model: type[Base], rows: Sequence[Values]) -> None:
    if rows:
        session.execute(insert(cast("Table", model.__table__)), rows)


class _Made:
    """Makes rows, the same ones each time."""

    def __init__(self, office: Office, now: datetime, *, logged: bool, owners: Sequence[str]) -> None:
        self._chance, self._now = random.Random(SEED), now  # noqa: S311 - rows to measure on
        self._logged, self._owners = logged, owners
        self._teams = [team.key for team in office.teams]
        ours = [rule for rule in shipped() if rule.whose is Whose.AUTHORITY]
        self._rules = [(rule, rule.frozen(), rule.fingerprint) for rule in ours[:RULES]]
        self._number = 0

    def day(self, batch: Batch, day: date, many: int) -> None:
        opens = datetime.combine(day, time(7), tzinfo=UTC)
        for at in sorted(opens + timedelta(seconds=self._chance.randrange(7 * 3600)) for _ in range(many)):
            self._call(batch, at)
            self._case(batch, at)

    def _call(self, batch: Batch, at: datetime) -> None:
        attempt = at + timedelta(minutes=self._chance.randrange(3 * 24 * 60))
        rung, spoke = attempt < self._now, self._chance.random() < SPOKEN_TO
        shared = self._shared(at, at + timedelta(days=1), at + timedelta(days=2), attempt if rung else None)
        batch.deadlines.append(shared | {"kind": "callback", "rule": {"unit": "working_days"}})
        number = self._number
        batch.calls.append(
            {
                "deadline_id": number,
                "ref": f"call-{number}",
                "name_sealed": SEALED,
                "phone_sealed": SEALED,
                "topic": "andet",
                "best_time": "any",
                "attempts": int(rung),
                "attempt_days": int(rung),
                "first_attempt_at": attempt if rung else None,
                "waited_minutes": self._chance.randrange(900) if rung else None,
                "contact_at": attempt if rung and spoke else None,
            }
        )
        if rung:
            batch.attempts.append(self._attempt(number, attempt, spoke))
        batch.events += self._events(number, at) if self._logged else ()

    def _attempt(self, number: int, at: datetime, spoke: bool) -> Values:
        return {
            "deadline_id": number,
            "at": at,
            "by": self._owners[0],
            "outcome": Outcome.SPOKE if spoke else Outcome.NO_ANSWER,
            "in_telephone_hours": self._chance.random() < IN_HOURS,
        }

    def _events(self, number: int, at: datetime) -> Iterator[Values]:
        again = ["called_again"] if self._chance.random() < RINGS_AGAIN else []
        for action in ("call_logged", *again):
            yield {
                "at": at,
                "actor": self._owners[0],
                "action": action,
                "result": "done",
                "deadline_id": number,
                "detail": {},
            }

    def _case(self, batch: Batch, at: datetime) -> None:
        rule, frozen, fingerprint = self._chance.choice(self._rules)
        legal = at + timedelta(days=28)
        ended = at + timedelta(days=self._chance.randrange(2, 36))
        over, told = ended < self._now, self._chance.random() < TOLD_LATER
        shared = self._shared(at, legal - timedelta(days=1), legal, ended if over else None)
        batch.deadlines.append(shared | {"kind": rule.kind.value, "rule": frozen})
        batch.cases.append(
            self._clock(rule, fingerprint, at)
            | {
                "legal_on": legal.date(),
                "legal_at": legal,
                "decided_on": ended.date() if over else None,
                "lead_days": (ended.date() - at.date()).days if over else None,
                "relatives": self._number % WITH_RELATIVES == 0 if over else None,
                "result": self._chance.choice(RESULTS) if over else None,
                "first_announced_on": legal.date() if told else None,
                "announced_to": (legal + timedelta(days=30)).date() if told else None,
            }
        )

    def _clock(self, rule: Rule, fingerprint: str, at: datetime) -> Values:
        return {
            "deadline_id": self._number,
            "ref": f"case-{self._number}",
            "case_ref_sealed": SEALED,
            "rule_key": rule.key,
            "rule_print": fingerprint,
            "whose": rule.whose,
            "received_on": at.date(),
            "rungs_from": at,
        }

    def _shared(self, at: datetime, goal: datetime, due: datetime, closed: datetime | None) -> Values:
        self._number += 1
        return {
            "id": self._number,
            "team_key": self._chance.choice(self._teams),
            "owner_id": self._chance.choice(self._owners),
            "logged_by": self._owners[0],
            "logged_at": at,
            "received_as": at,
            "goal_at": goal,
            "due_at": due,
            "state": State.CLOSED if closed else State.OPEN,
            "closed_at": closed,
            "next_step_at": None if closed else due,
        }
