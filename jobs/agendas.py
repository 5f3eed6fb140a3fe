"""The agendas of the standing meetings: made on the working day before, and posted in counts.

Each is made under its meeting's own row, so several processes never double it, and its message's key is the
meeting's.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from jobs.together import each
from rules.meeting import Series
from rules.office import Office
from storage import agendas, schedule
from storage.agendas import Planned
from storage.database import Database


@dataclass
class Agendas:
    """Looks once a day, when the day's lists come; the first look after downtime catches up."""

    office: Office
    database: Database
    looked: datetime | None = None

    def run(self, now: datetime) -> bool:
        """Returns whether an agenda was made. `now` is aware."""
        at = self._last_look(now)
        if at == self.looked or not self.office.meetings:
            return False
        made = each([partial(self._run, series, now) for series in self.office.meetings])
        self.looked = at
        return made

    def _last_look(self, now: datetime) -> datetime:
        """Every agenda is due at the hour of the lists, of one day or another."""
        local = now.astimezone(self.office.zone)
        today = datetime.combine(local.date(), self.office.ladder.digest, tzinfo=self.office.zone)
        return today if today <= now else today - timedelta(days=1)

    def _run(self, series: Series, now: datetime) -> bool:
        with self.database.read() as session:
            due = agendas.to_make(session, self.office, series, now)
        # Each is made, whatever became of the others.
        return each([partial(self._make, series, one, now) for one in due])

    def _make(self, series: Series, one: Planned, now: datetime) -> bool:
        with self.database.write() as session:
            # Notes that the series has run. It is nobody's claim: another meeting, moved to the same day,
            # has its agenda made at the same hour.
            schedule.claim(session, agendas.job_of(series), one.occurrence.agenda_at, now)
            meeting = agendas.row_of(session, one.occurrence)
            return agendas.make(session, self.office, series, meeting, now)
