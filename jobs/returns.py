"""Noticing who is back at work: the day's list comes to them, with one line on what happened."""

from dataclasses import dataclass
from datetime import datetime

from rules.office import Office
from storage import absences, away_notices, returns
from storage.database import Database


@dataclass(frozen=True)
class Returns:
    """Notices ended absences, each once. All times aware UTC."""

    office: Office
    database: Database

    def run(self, now: datetime) -> bool:
        """Returns whether anybody came back."""
        with self.database.read() as session:
            if not returns.any_unnoticed(session, now):
                return False
        with self.database.write() as session:
            ended = returns.unnoticed(session, now)
            roster = absences.roster(session, self.office, now)
            for absence in ended:
                absence.returned_at = now
                if roster.at_work(absence.person_id, now):
                    away_notices.back_at_work(session, self.office, absence.person_id, now)
            return bool(ended)
