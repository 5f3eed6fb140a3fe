"""The auditor of the tick: looks for what the other steps have left undone, and tells the lead."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from rules.office import Office, Team
from storage import absences, alarms, events, lead_notices
from storage.alarms import Found, What
from storage.database import Database

logger = logging.getLogger(__name__)

# Every process looks for itself: two indexed reads, so nothing is gained by taking turns.
EVERY = timedelta(minutes=3)


def nothing() -> None:
    """What follows a clean look when nobody outside waits to hear of it."""


@dataclass
class Auditor:
    """Looks every few minutes, after the other steps. `clean` is called when all was as it should be."""

    office: Office
    database: Database
    clean: Callable[[], None] = nothing
    looked_at: datetime | None = field(default=None, init=False)

    def run(self, now: datetime) -> bool:
        """Returns whether a trouble was found; never asks for another round of the tick."""
        # The distance both ways: a clock that was set back must not stop the looking.
        if self.looked_at is not None and abs(now - self.looked_at) < EVERY:
            return False
        self.looked_at = now
        with self.database.read() as session:
            troubles = alarms.found(session, self.office, now)
            noted = alarms.any_alarm(session)
        if troubles or noted:
            self._note(troubles, now)
        if not troubles:
            self.clean()
        return bool(troubles)

    def _note(self, troubles: list[Found], now: datetime) -> None:
        with self.database.write() as session:
            for trouble in alarms.confirmed(session, troubles, now, apart=EVERY):
                self._raise_alarm(session, trouble, now)
            for what, team_key in alarms.over(session, troubles):
                logger.info("trouble over: %s in %s", what, team_key)
                events.record(
                    session, at=now, actor=events.ENGINE, action="trouble_over", what=what, team=team_key
                )

    def _raise_alarm(self, session: Session, trouble: Found, now: datetime) -> None:
        ids = ", ".join(map(str, trouble.numbers))
        logger.error("trouble found: %s in %s: %s", trouble.what, trouble.team_key, ids)
        events.record(
            session,
            at=now,
            actor=events.ENGINE,
            action="trouble_found",
            what=trouble.what.value,
            team=trouble.team_key,
            count=len(trouble.numbers),
        )
        roster = absences.roster(session, self.office, now)
        for team in self._concerned(trouble):
            lead = roster.lead_of(team, now) or team.lead
            about = f"{trouble.what}:{trouble.team_key}:{now.isoformat()}"
            lead_notices.ill(session, self.office, team, lead, about, now)

    def _concerned(self, trouble: Found) -> list[Team]:
        """Items whose team is gone are everybody's: any lead may give them to a team of their own."""
        if trouble.what is What.TEAMLESS:
            return list(self.office.teams)
        return [team for team in self.office.teams if team.key == trouble.team_key]
