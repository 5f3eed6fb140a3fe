"""The first thing after a restore: reading in Slack what was sent since. Until then nothing leaves."""

import logging
from dataclasses import dataclass, field
from datetime import datetime

from jobs.courier import CHANNELS, Memory
from jobs.pause import Pause
from jobs.trouble import Kind, Trouble
from rules.office import Office
from storage import recall
from storage.database import Database

logger = logging.getLogger(__name__)


@dataclass
class Recall:
    """Makes the outbox whole again, one person at a time. All times aware UTC."""

    office: Office
    database: Database
    memory: Memory
    pause: Pause = field(default_factory=Pause)
    asked: set[str] = field(default_factory=set)
    over: bool = False

    def __call__(self, now: datetime) -> bool:
        """Whether messages may leave; raises `AppRefusedError`."""
        if self.over:
            return True
        with self.database.read() as session:
            since = recall.pending(session)
            everybody = self.office.people() | recall.recipients(session) if since else set()
        if since is None or self._all_asked(sorted(everybody), since, now):
            self.over = True
        return self.over

    def _all_asked(self, everybody: list[str], since: datetime, now: datetime) -> bool:
        for person in everybody:
            if person not in self.asked and not self._ask(person, since, now):
                return False
        with self.database.write() as session:
            recall.settled(session, since, now)
        logger.info("what was sent since the backup is known again")
        return True

    def _ask(self, person: str, since: datetime, now: datetime) -> bool:
        """Whether we know now what this one was sent."""
        if self.pause.holds(now):
            return False
        try:
            sent = self.memory.told(person, since - recall.MARGIN)
        except Trouble as trouble:
            return self._cannot(person, trouble, now)
        with self.database.write() as session:
            lost = recall.remember(session, sent)
        if lost:
            logger.warning("logged after the backup, and no longer known: %s", _numbers(lost))
        self.pause.worked()
        self.asked.add(person)
        return True

    def _cannot(self, person: str, trouble: Trouble, now: datetime) -> bool:
        logger.warning("what %s was sent since the backup cannot be read: %s", person, trouble)
        # We are in no channel's history by right, and whoever cannot be written to was sent nothing:
        # better twice than never.
        final = trouble.kind in (Kind.PERSON, Kind.REFUSED) or trouble.code == "missing_scope"
        if final or (person.startswith(CHANNELS) and trouble.kind is not Kind.TRANSIENT):
            self.asked.add(person)
            return True
        trouble.stop_if_refused()
        self.pause.failed.add("another")  # one failure is enough to wait here
        self.pause.begins(person, trouble, now)
        return False


def _numbers(lost: set[int]) -> str:
    return ", ".join(map(str, sorted(lost)))
