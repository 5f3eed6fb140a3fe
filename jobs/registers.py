"""What the registers do by the calendar: the plan's monthly question, and what else comes by month or day.

Each occurrence is claimed by a row, by the first process that sees it due; after downtime the newest one is
run late.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial

from sqlalchemy.orm import Session

from jobs.together import each
from rules.initiative import month_after
from rules.ladder import list_on
from rules.office import Office
from rules.worktime import days_from
from storage import initiatives, pulse_answers, samples, schedule, trials
from storage.database import Database

# What a job does at `now`, in the month or on the day its occurrence lies in.
Act = Callable[[Session, Office, datetime, date], object]
NIGHT, AFTERNOON = time(6), time(13)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Job:
    """`newest` gives the latest time at or before `now` (aware) it was to run; None: not yet this month."""

    name: str
    newest: Callable[[Office, datetime], datetime | None]
    act: Act


@dataclass
class Registers:
    """Runs what has come due. Remembers what it has seen done, to spare the database."""

    office: Office
    database: Database
    seen: dict[str, datetime] = field(default_factory=dict)

    def run(self, now: datetime) -> bool:
        """Returns whether anything was claimed."""
        return each([partial(self._run, job, now) for job in JOBS])

    def _run(self, job: Job, now: datetime) -> bool:
        at = job.newest(self.office, now)
        if at is None or self.seen.get(job.name) == at:
            return False
        with self.database.write() as session:
            ours = schedule.claim(session, job.name, at, now)
            if ours and self._was_there(session, job, at, now):
                job.act(session, self.office, now, at.astimezone(self.office.zone).date())
        self.seen[job.name] = at
        return ours

    def _was_there(self, session: Session, job: Job, at: datetime, now: datetime) -> bool:
        """Whether the bot ran before: who begins in the middle of a month waits for the next one."""
        return _today(self.office, at) == _today(self.office, now) or schedule.ran_before(
            session, job.name, at
        )


def first_afternoon(office: Office, now: datetime) -> datetime | None:
    """The afternoon of the month's first working day: its morning belongs to the day's list."""
    day = _working_day_from(office, _today(office, now).replace(day=1))
    return _if_past(datetime.combine(day, AFTERNOON, tzinfo=office.zone), now)


def _next_afternoon(office: Office, now: datetime) -> datetime:
    """Now, in the first minute of one; else the next: after downtime the day's list has the morning."""
    day = _working_day_from(office, _today(office, now))
    at = datetime.combine(day, AFTERNOON, tzinfo=office.zone)
    if now < at + MINUTE:
        return max(at, now)
    tomorrow = _working_day_from(office, date.fromordinal(day.toordinal() + 1))
    return datetime.combine(tomorrow, AFTERNOON, tzinfo=office.zone)


def middle_list(office: Office, now: datetime) -> datetime | None:
    """The list of the first working day from the tenth on: the plan's question has the month's first one."""
    day = _working_day_from(office, _today(office, now).replace(day=10))
    return _if_past(list_on(office.teams[0].calendar, office.ladder, day), now)


def _working_day_from(office: Office, day: date) -> date:
    calendar = office.teams[0].calendar
    return next(one for one in days_from(day) if calendar.is_working_day(one))


def _if_past(at: datetime, now: datetime) -> datetime | None:
    return at if at <= now else None


def _today(office: Office, now: datetime) -> date:
    return now.astimezone(office.zone).date()


def _nudge(session: Session, office: Office, now: datetime, day: date) -> None:
    month = day.replace(day=1)
    ends = datetime.combine(month_after(month), time.min, tzinfo=office.zone)
    initiatives.nudge(session, office, month, not_before=_next_afternoon(office, now), expires_at=ends)


def first_night(office: Office, now: datetime) -> datetime | None:
    """The night before the month's first day is over."""
    first = _today(office, now).replace(day=1)
    return _if_past(datetime.combine(first, NIGHT, tzinfo=office.zone), now)


def _draw(session: Session, office: Office, now: datetime, day: date) -> None:
    samples.drawn_for(session, office, month_after(day.replace(day=1), -1), now)


def todays_list(office: Office, now: datetime) -> datetime | None:
    """The day's list, on a working day once it has come."""
    calendar, day = office.teams[0].calendar, _today(office, now)
    return _if_past(list_on(calendar, office.ladder, day), now) if calendar.is_working_day(day) else None


def _remind(session: Session, office: Office, now: datetime, day: date) -> None:
    trials.remind(session, office, day, now)


def _ask(session: Session, office: Office, now: datetime, day: date) -> None:
    pulse_answers.ask(session, office, day.replace(day=1), now)


def _forget(session: Session, _office: Office, _now: datetime, day: date) -> None:
    pulse_answers.forget(session, day.replace(day=1))


JOBS: Sequence[Job] = (
    Job("plan", first_afternoon, _nudge),
    Job("quality_sample", first_night, _draw),
    Job("trials", todays_list, _remind),
    Job("pulse", middle_list, _ask),
    Job("pulse_forgotten", first_night, _forget),
)
