"""The jobs that belong to people and hours: the morning list, and the start of telephone hours.

Each occurrence is claimed by a row, so several processes never double it. After downtime only the
newest occurrence is run: a list says what is true when it leaves, so older ones have nothing to add.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from rules.office import Office, Team
from storage import clocks, notices, schedule
from storage.database import Database

# When telephone hours begin this soon after the morning list, the list has just said it.
LIST_IS_FRESH = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A job at its scheduled time; worthless once `ends`. Aware times in the team's zone."""

    job: str
    at: datetime
    ends: datetime


@dataclass
class Daily:
    """Runs what has come due today. Remembers what it has seen done, to spare the database."""

    office: Office
    database: Database
    done: set[Occurrence] = field(default_factory=set)

    def run(self, now: datetime) -> bool:
        """Returns whether anything was claimed."""
        ran = [self._run(team, one, now) for team in self.office.teams for one in self._due(team, now)]
        return any(ran)

    def _due(self, team: Team, now: datetime) -> list[Occurrence]:
        today = team.calendar.local(now).date()
        due = [one for one in occurrences(self.office, team, today) if one.at <= now < one.ends]
        return [one for one in due if one not in self.done]

    def _run(self, team: Team, occurrence: Occurrence, now: datetime) -> bool:
        with self.database.write() as session:
            ours = schedule.claim(session, occurrence.job, occurrence.at, now)
            if ours:
                self._ask(session, team, occurrence, now)
        self.done = {one for one in self.done if now < one.ends} | {occurrence}
        return ours

    def _ask(self, session: Session, team: Team, occurrence: Occurrence, now: datetime) -> None:
        if occurrence.job.startswith(notices.LIST):
            for person in clocks.concerned(session, self.office, team, now):
                if person is None:
                    notices.nobody_left(session, team, now)
                else:
                    notices.the_list(session, team, person, occurrence.at, occurrence.at)
            return
        for person in clocks.ringing(session, self.office, team, now) - {None}:
            notices.telephone_hours(session, team, str(person), occurrence.at, occurrence.ends)


def occurrences(office: Office, team: Team, day: date) -> Iterator[Occurrence]:
    """What happens for the team on that day."""
    calendar = team.calendar
    if not calendar.is_working_day(day):
        return
    at = datetime.combine(day, office.ladder.digest, tzinfo=calendar.zone)
    tomorrow = datetime.combine(day + timedelta(days=1), time.min, tzinfo=calendar.zone)
    yield Occurrence(f"{notices.LIST}:{team.key}", at, tomorrow)
    for span in calendar.telephone_on(day):
        start = datetime.combine(day, span.start, tzinfo=calendar.zone)
        if start > at + LIST_IS_FRESH:
            end = datetime.combine(day, span.end, tzinfo=calendar.zone)
            yield Occurrence(f"{notices.TELEPHONE}:{team.key}", start, end)
