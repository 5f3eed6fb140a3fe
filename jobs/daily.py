"""The jobs of people and hours: the morning list, the lead's week, and the start of telephone hours.

Each occurrence is claimed by a row, so several processes never double it. After downtime only the
newest occurrence is run: a list says what is true when it leaves, so older ones have nothing to add.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import takewhile

from sqlalchemy.orm import Session

from jobs.together import each
from rules.ladder import list_on
from rules.office import Office, Team
from rules.worktime import days_from
from storage import absences, clocks, lead_notices, notices, people, schedule
from storage.database import Database

# When telephone hours begin this near a person's list, the list says it.
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
    looked: datetime | None = None

    def run(self, now: datetime) -> bool:
        """Returns whether anything was claimed. All of it begins on a whole minute: one look in each."""
        minute = now.replace(second=0, microsecond=0)
        if minute == self.looked:
            return False
        ran = self._look(now)
        self.looked = minute
        return ran

    def _look(self, now: datetime) -> bool:
        # What a clock that was ahead has done is still to come.
        self.done = {one for one in self.done if one.at <= now < one.ends}
        with self.database.read() as session:
            own = people.list_times(session, self.office)
        due = [(team, one) for team in self.office.teams for one in self._due(team, own, now)]
        return each([partial(self._run, team, one, now) for team, one in due])

    def _due(self, team: Team, own: Collection[time], now: datetime) -> list[Occurrence]:
        today = team.calendar.local(now).date()
        due = [one for one in occurrences(self.office, team, today, own) if one.at <= now < one.ends]
        return [one for one in due if one not in self.done]

    def _run(self, team: Team, occurrence: Occurrence, now: datetime) -> bool:
        with self.database.write() as session:
            ours = schedule.claim(session, occurrence.job, occurrence.at, now)
            if ours:
                self._ask(session, team, occurrence, now)
        self.done.add(occurrence)
        return ours

    def _ask(self, session: Session, team: Team, occurrence: Occurrence, now: datetime) -> None:
        if occurrence.job.startswith(notices.LIST):
            self._ask_for_lists(session, team, occurrence, now)
            return
        for person in clocks.ringing(session, self.office, team, now) - {None}:
            if not _list_says_it(occurrence.at, self._list_at(session, team, str(person), occurrence)):
                notices.telephone_hours(session, team, str(person), occurrence.at, occurrence.ends)

    def _ask_for_lists(self, session: Session, team: Team, occurrence: Occurrence, now: datetime) -> None:
        """The lists of those whose time this is; that nobody is at work is said at the office's."""
        # In one order, so that two processes that ask for two teams' lists never wait for each other.
        for person in sorted(clocks.concerned(session, self.office, team, now), key=str):
            if person is None:
                if occurrence.at == list_on(team.calendar, self.office.ladder, occurrence.at.date()):
                    notices.nobody_left(session, team, now)
            elif occurrence.at == self._list_at(session, team, person, occurrence):
                notices.list_is_due(session, team, person, occurrence.at, now)
        self._ask_for_the_week(session, team, occurrence, now)

    def _ask_for_the_week(self, session: Session, team: Team, occurrence: Occurrence, now: datetime) -> None:
        """The lead's counts, once a week: with their own list of its first working day, or the next we run.

        Whoever began in the middle of a week waits for the next one.
        """
        monday = lead_notices.monday_of(team, occurrence.at)
        starts = datetime.combine(monday, time.min, tzinfo=team.calendar.zone)
        first = _first_of_the_week(team, occurrence.at.date(), monday)
        if not first and not schedule.ran_before(session, occurrence.job, starts):
            return
        lead = absences.roster(session, self.office, now).lead_of(team, now) or team.lead
        if self._list_at(session, team, lead, occurrence) > occurrence.at:
            return
        if schedule.claim(session, f"{notices.WEEK}:{team.key}", starts, now):
            lead_notices.the_week(session, team, lead, monday, occurrence.at)

    def _list_at(self, session: Session, team: Team, person: str, occurrence: Occurrence) -> datetime:
        return notices.list_at(session, self.office, team, person, occurrence.at.date())


def _first_of_the_week(team: Team, day: date, monday: date) -> bool:
    return not any(
        team.calendar.is_working_day(one) for one in takewhile(lambda one: one < day, days_from(monday))
    )


def _list_says_it(start: datetime, list_at: datetime) -> bool:
    """Whether the list comes so near the start of telephone hours that one of the two is enough."""
    return abs(start - list_at) <= LIST_IS_FRESH


def occurrences(office: Office, team: Team, day: date, own: Collection[time] = ()) -> Iterator[Occurrence]:
    """What happens for the team on that day; `own` are the times at which somebody's own list comes."""
    calendar = team.calendar
    if not calendar.is_working_day(day):
        return
    tomorrow = datetime.combine(day + timedelta(days=1), time.min, tzinfo=calendar.zone)
    for at in sorted({list_on(calendar, office.ladder, day, one) for one in (None, *own)}):
        yield Occurrence(f"{notices.LIST}:{team.key}", at, tomorrow)
    for span in calendar.telephone_on(day):
        start = datetime.combine(day, span.start, tzinfo=calendar.zone)
        end = datetime.combine(day, span.end, tzinfo=calendar.zone)
        yield Occurrence(f"{notices.TELEPHONE}:{team.key}", start, end)
