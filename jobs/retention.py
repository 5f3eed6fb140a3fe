"""The nightly deletion of what is no longer kept, a small batch at a time, and its receipt in the log.

What is left afterwards is counted, for the database to plan by.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from sqlalchemy.exc import SQLAlchemyError

from jobs.trouble import mistake
from rules.office import Office
from storage import bytes_gone, planning, retention, schedule
from storage.database import UNAVAILABLE, Database
from storage.retention import Horizons, Sweep
from storage.vault import Vault

logger = logging.getLogger(__name__)

JOB = "retention"
AT_NIGHT = time(2, 30)
# So many rows at a time: a call logged meanwhile waits a few milliseconds.
BATCH = 100
MOST_FLUSHES = 20


@dataclass
class Tonight:
    """One night's work, as far as it has come."""

    at: datetime
    until: Horizons
    left: Iterator[tuple[str, Sweep]]
    now_at: tuple[str, Sweep] | None = None
    took: Counter[str] = field(default_factory=Counter)
    swept: bool = False
    flushes: int = 0


@dataclass
class Retention:
    """One batch a round. What a process leaves undone when it dies is taken the next night."""

    office: Office
    database: Database
    vault: Vault
    seen: datetime | None = None
    tonight: Tonight | None = None

    def run(self, now: datetime) -> bool:
        """Returns whether there was anything to do at `now` (aware UTC)."""
        if self.tonight is None:
            self.tonight = self._begin(now)
        if self.tonight is None:
            return False
        if not self.tonight.swept:
            self._sweep(self.tonight, now)
        else:
            self._flush(self.tonight)
        return True

    def _begin(self, now: datetime) -> Tonight | None:
        """Tonight's work, if it is ours: the newest occurrence, claimed by a row, also after downtime."""
        at = self._latest(now)
        if at == self.seen:
            return None
        with self.database.write() as session:
            ours = schedule.claim(session, JOB, at, now)
            until = retention.horizons(session, self.office, now) if ours else None
            if until is not None:
                retention.begun(session, at, now)
        self.seen = at
        if until is None:
            return None
        return Tonight(at, until, iter(retention.sweeps(self.vault).items()))

    def _latest(self, now: datetime) -> datetime:
        local = now.astimezone(self.office.zone)
        at = datetime.combine(local.date(), AT_NIGHT, tzinfo=self.office.zone)
        return at if at <= local else at - timedelta(days=1)

    def _sweep(self, tonight: Tonight, now: datetime) -> None:
        tonight.now_at = tonight.now_at or next(tonight.left, None)
        if tonight.now_at is None:
            self._receipt(tonight, now)
            return
        name, sweep = tonight.now_at
        taken = self._batch(name, sweep, tonight.until)
        tonight.took[name] += taken
        if taken == 0:
            tonight.now_at = None

    def _batch(self, name: str, sweep: Sweep, until: Horizons) -> int:
        try:
            with self.database.write() as session:
                return sweep(session, until, BATCH)
        except UNAVAILABLE:
            raise
        except Exception as error:  # noqa: BLE001 - it must hold up neither the other kinds nor the reminders
            logger.error("retention of %s: %s", name, mistake(error))  # noqa: TRY400 - rows are not logged
            return 0

    def _receipt(self, tonight: Tonight, now: datetime) -> None:
        took = {name: number for name, number in tonight.took.items() if number}
        with self.database.write() as session:
            retention.receipt(session, took, tonight.at, now)
        logger.info("retention: %s", took)
        tonight.swept = True

    def _flush(self, tonight: Tonight) -> None:
        tonight.flushes += 1
        if bytes_gone.flush(self.database) or tonight.flushes >= MOST_FLUSHES:
            self.tonight = None
            self._count()

    def _count(self) -> None:
        try:
            planning.learn(self.database)
        except SQLAlchemyError as error:
            # Answers take longer without; no reminder may wait for it.
            logger.error("counting the tables: %s", type(error).__name__)  # noqa: TRY400 - rows are not logged
