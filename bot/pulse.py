"""The process's own sign of life in the database: any other process, and `check --running`, can read it."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import VERSION
from storage import instances
from storage.database import UNAVAILABLE, Database

logger = logging.getLogger(__name__)

# An idle tick reads; one in fifteen writes.
EVERY = timedelta(seconds=15)


@dataclass
class Pulse:
    """One process's row. `heard_ago` says how long ago Slack answered, None when it is not connected."""

    database: Database
    heard_ago: Callable[[], timedelta | None]
    instance: str = field(default_factory=lambda: str(uuid.uuid4()))
    written_at: datetime | None = None
    slack_at: datetime | None = None

    def begin(self, now: datetime) -> None:
        """The process starts."""
        with self.database.write() as session:
            instances.started(session, self.instance, VERSION, now)

    def beat(self, now: datetime) -> None:
        """A tick went well; written down now and then."""
        # The distance both ways: a clock that was set back must not silence us.
        if self.written_at is not None and abs(now - self.written_at) < EVERY:
            return
        heard = self.heard_ago()
        self.slack_at = now - heard if heard is not None else self.slack_at
        with self.database.write() as session:
            if not self._noted(session, now):
                # We slept for so long that others took us for gone.
                instances.started(session, self.instance, VERSION, now)
                session.flush()
                self._noted(session, now)
        self.written_at = now

    def _noted(self, session: Session, now: datetime) -> bool:
        return instances.seen(session, self.instance, ticked_at=now, slack_at=self.slack_at)

    def end(self, now: datetime) -> None:
        """The process stops as it should; a database that is gone does not keep it."""
        try:
            with self.database.write() as session:
                instances.stopped(session, self.instance, now)
        except UNAVAILABLE as error:
            logger.warning("the end could not be written down: %s", type(error).__name__)
