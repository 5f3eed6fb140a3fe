"""On the first of the month: the auditor's draw of the month before."""

from dataclasses import dataclass
from datetime import datetime, time

from rules.office import Office
from storage import schedule, spot_checks
from storage.database import Database

JOB = "spot_check"
AT = time(6)


@dataclass
class SpotChecks:
    """Claimed once a month, by the first process that sees it due; after downtime it is drawn late."""

    office: Office
    database: Database
    seen: datetime | None = None

    def run(self, now: datetime) -> bool:
        """Returns whether a draw was made."""
        at = self._occurrence(now)
        if now < at or at == self.seen:
            return False
        with self.database.write() as session:
            ours = schedule.claim(session, JOB, at, now)
            made = spot_checks.draw(session, self.office, now) if ours else None
        self.seen = at
        return made is not None

    def _occurrence(self, now: datetime) -> datetime:
        _, ends = spot_checks.month_before(self.office, now)
        return datetime.combine(ends.date(), AT, tzinfo=self.office.zone)
