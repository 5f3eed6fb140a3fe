"""Noticing who is back at work: the day's list comes to them, with one line on what happened."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from rules.office import Office
from storage import absences, away_notices, returns
from storage.database import Database


@dataclass(frozen=True)
class Returns:
    """Notices ended absences, each once; and those that a wrong clock took for ended. All times aware UTC."""

    office: Office
    database: Database

    def run(self, now: datetime) -> bool:
        """Returns whether anybody came back, or was still away after all."""
        with self.database.read() as session:
            if not returns.any_to_notice(session, now):
                return False
        with self.database.write() as session:
            still_away = self._go_on(session, now)
            return self._end(session, now) or still_away

    def _end(self, session: Session, now: datetime) -> bool:
        ended = returns.unnoticed(session, now)
        roster = absences.roster(session, self.office, now)
        for absence in ended:
            absence.returned_at = now
            if roster.at_work(absence.person_id, now):
                away_notices.back_at_work(session, self.office, absence.person_id, now)
        return bool(ended)

    def _go_on(self, session: Session, now: datetime) -> bool:
        """Lists were drawn as if they were back; what they have open is still their stand-ins'."""
        early = returns.noticed_early(session, now)
        for absence in early:
            absence.returned_at = None
            away_notices.move_to_stand_in(session, self.office, absence.person_id, now)
        return bool(early)
