"""Noticing who has left in the middle of a day, as was reported ahead: what they saw to goes on."""

from dataclasses import dataclass, field
from datetime import datetime, time

from rules.office import Office
from storage import absences, away_notices, schedule
from storage.database import Database

JOB = "leaves"


@dataclass
class Leaves:
    """Looks once a minute. All times aware UTC.

    The lists and warnings of that morning told whoever has left since, and the next ones may come too late.
    What begins with a day needs nothing of this: the morning's lists go to whoever is at work then.
    """

    office: Office
    database: Database
    done: set[datetime] = field(default_factory=set)
    looked: datetime | None = None

    def run(self, now: datetime) -> bool:
        """Returns whether anybody had left."""
        minute = now.replace(second=0, microsecond=0)
        if minute == self.looked:
            return False
        found = [self._move(start, now) for start in self._starts(now)]
        self.looked = minute
        return any(found)

    def _starts(self, now: datetime) -> list[datetime]:
        with self.database.read() as session:
            starts = {one.starts_at for one in absences.begun(session, _settled(now), now)}
        self.done &= starts
        return sorted(one for one in starts - self.done if one.astimezone(self.office.zone).time() > time.min)

    def _move(self, start: datetime, now: datetime) -> bool:
        with self.database.write() as session:
            ours = schedule.claim(session, JOB, start, now)
            for absence in absences.begun(session, _settled(now), now) if ours else ():
                if absence.starts_at == start:
                    away_notices.move_to_stand_in(session, self.office, absence.person_id, now)
        self.done.add(start)
        return ours


def _settled(now: datetime) -> datetime:
    """What began by then has begun by every machine's clock, and nobody is still writing that it will."""
    return now - schedule.DIFFERENCE
