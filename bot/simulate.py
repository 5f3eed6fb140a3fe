"""A simulated office: calls, work, leave and sick days, through the real use cases and the real engine.

Only Slack is replaced, by a recorder. What it recorded is then judged by rules of its own, written
without the engine's: who was told what, when, and whether they were at work.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from bot.simulate_absence import Absences
from bot.simulate_audit import Audit
from bot.simulate_cases import Cases
from bot.simulate_caseworkers import Caseworkers
from bot.simulate_footprint import EVERY_DAYS, Footprint, footprint
from bot.simulate_office import ZONE
from bot.simulate_reception import URGENT, Reception
from bot.simulate_recorder import Recorder
from bot.simulate_stage import Stage
from jobs.engine import build
from rules.office import Office
from storage import people
from storage.database import Database
from storage.people import Known
from storage.vault import Vault

# How often the engine ticks and people look up while somebody may be at work, and how often otherwise.
STEP, QUIET_STEP = timedelta(minutes=10), timedelta(hours=1)
DAY_BEGINS, DAY_ENDS = time(7), time(17)


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of what: `calls` and statutory `cases` a working day, and which share of calls is `urgent`."""

    first: date
    days: int
    calls: int
    seed: int
    urgent: float = URGENT
    cases: int = 0


class Simulation:
    """Runs a plan. `days()` gives each day as it has passed, for a progress bar."""

    def __init__(self, office: Office, database: Database, vault: Vault, plan: Plan) -> None:
        self.plan = plan
        self.recorder = Recorder(datetime.combine(plan.first, time.min, tzinfo=ZONE))
        self.engine = build(office, database, self.recorder, vault)
        chance = Random(plan.seed)  # noqa: S311 - a simulation must repeat itself
        self.stage = Stage(office, database, vault, chance)
        self.reception = Reception(self.stage, plan.calls, plan.urgent)
        self.absences, self.caseworkers = Absences(self.stage), Caseworkers(self.stage)
        self.cases = Cases(self.stage, plan.cases)
        self.audit = Audit(office)
        self.footprints: list[Footprint] = []
        self._heard = 0

    def days(self) -> Iterator[date]:
        """Live through the plan, a day at a time; each is audited as it ends."""
        self._hire()
        for count in range(self.plan.days):
            day = self.plan.first + timedelta(days=count)
            self._live(day)
            if (count + 1) % EVERY_DAYS == 0:
                self.footprints.append(footprint(self.stage.database, day))
            yield day

    def _hire(self) -> None:
        office, start = self.stage.office, self.recorder.now
        with self.stage.database.write() as session:
            people.remember(session, [Known(one, one) for one in sorted(office.people())], start)

    def _live(self, day: date) -> None:
        working = any(team.calendar.is_working_day(day) for team in self.stage.office.teams)
        self.caseworkers.morning()
        self.absences.morning(day)
        self.cases.morning(day)
        calls = self.reception.calls_on(day)
        for at, until in _steps(day, working=working):
            self._tick(at)
            told = self._told_since()
            self.caseworkers.work(at, told)
            self.cases.work(at, told)
            while calls and calls[0] < until:
                self.reception.ring(calls.pop(0))
        with self.stage.database.read() as session:
            self.audit.look(session, self.recorder.now)

    def _tick(self, at: datetime) -> None:
        self.recorder.now = at
        self.engine.tick(at)

    def _told_since(self) -> set[str]:
        """Who has had a message since this was last asked."""
        told = {one.recipient for one in self.recorder.told[self._heard :]}
        self._heard = len(self.recorder.told)
        return told


def _steps(day: date, *, working: bool) -> Iterator[tuple[datetime, datetime]]:
    """Moments of the day with the one after each: close together while somebody may be at work."""
    at, midnight = (datetime.combine(day + timedelta(days=n), time.min, tzinfo=ZONE) for n in (0, 1))
    while at < midnight:
        close = working and DAY_BEGINS <= at.time() < DAY_ENDS
        later = at + (STEP if close else QUIET_STEP)
        yield at, later
        at = later
