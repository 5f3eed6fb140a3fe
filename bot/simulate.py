"""A simulated office: calls, work, leave and sick days, through the real use cases and the real engine.

Only Slack is replaced, by a recorder. What it recorded is then judged by rules of its own, written
without the engine's: who was told what, when, and whether they were at work.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.simulate_office import RECEPTION, ZONE
from jobs.courier import Posted
from jobs.engine import build
from rules.absence import away_on
from rules.callback import promise
from rules.errors import FristvagtError
from rules.office import Office
from rules.order import working_order
from rules.topics import Topic
from storage import absences, intake, pages, people, working
from storage.database import Database
from storage.intake import Call
from storage.models import Note, Outcome
from storage.people import Known
from storage.vault import Vault
from views.blocks import Block, Message

MINUTES = 10  # how often the simulated people look up, and the engine ticks
DAY_BEGINS, DAY_ENDS = time(6, 30), time(19)
SICK, LEAVE = 0.02, 0.015  # the chance a day that somebody falls ill, or goes on a fortnight's leave


@dataclass(frozen=True, slots=True)
class Told:
    """One thing the recorder was given to deliver."""

    outbox_id: int
    recipient: str
    at: datetime


@dataclass
class Recorder:
    """Stands where Slack stands: keeps what was posted, and when by the simulated clock."""

    now: datetime
    told: list[Told] = field(default_factory=list)
    redrawn: int = 0

    def post(self, recipient: str, message: Message, outbox_id: int) -> Posted:
        """Keep it."""
        self.told.append(Told(outbox_id, recipient, self.now))
        return Posted(f"D{recipient}", str(len(self.told)))

    def find(self, recipient: str, outbox_id: int, since: datetime) -> Posted | None:
        """Nothing is ever in doubt here."""
        return None

    def redraw(self, posted: Posted, message: Message, outbox_id: int) -> None:
        """Count it."""
        self.redrawn += 1

    def publish_home(self, person: str, view: Block) -> None:
        """Nobody looks at Home in a simulation."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of what. `calls` a working day."""

    first: date
    days: int
    calls: int
    seed: int


class Simulation:
    """Runs a plan. `days()` gives each day as it has passed, for a progress bar."""

    def __init__(self, office: Office, database: Database, vault: Vault, plan: Plan) -> None:
        self.office, self.database, self.vault, self.plan = office, database, vault, plan
        self.recorder = Recorder(datetime.combine(plan.first, time.min, tzinfo=ZONE))
        self.engine = build(office, database, self.recorder)
        self._chance = random.Random(plan.seed)  # noqa: S311 - a simulation must repeat itself
        self.logged = 0

    def days(self) -> Iterator[date]:
        """Live through the plan, a day at a time."""
        self._hire()
        for count in range(self.plan.days):
            day = self.plan.first + timedelta(days=count)
            self._live(day)
            yield day

    def _hire(self) -> None:
        start = datetime.combine(self.plan.first, time.min, tzinfo=ZONE)
        with self.database.write() as session:
            people.remember(session, [Known(one, one) for one in sorted(self.office.people())], start)

    def _live(self, day: date) -> None:
        calls = self._call_times(day)
        if any(team.calendar.is_working_day(day) for team in self.office.teams):
            self._fall_ill(day)
        at, end = (datetime.combine(day, edge, tzinfo=ZONE) for edge in (DAY_BEGINS, DAY_ENDS))
        while at < end:
            later = at + timedelta(minutes=MINUTES)
            for moment in calls:
                if at <= moment < later:
                    self._ring(moment)
            self._tick(at)
            self._work(at)
            at = later

    def _tick(self, at: datetime) -> None:
        self.recorder.now = at
        self.engine.tick(at)

    def _call_times(self, day: date) -> list[datetime]:
        """Most calls come in opening hours; a few early, late or at the weekend."""
        working = self.office.teams[0].calendar.is_working_day(day)
        count = self.plan.calls if working else self._chance.randint(0, 2)
        begins = datetime.combine(day, time(7, 30), tzinfo=ZONE)
        return sorted(begins + timedelta(minutes=self._chance.uniform(0, 540)) for _ in range(count))

    def _ring(self, at: datetime) -> None:
        team = self._chance.choice(self.office.teams)
        owner = None if self._chance.random() < 0.15 else self._chance.choice(team.members)  # noqa: PLR2004
        call = Call(
            team_key=team.key,
            owner_id=owner,
            phone=f"+4522{self._chance.randrange(10**6):06}",
            topic=self._chance.choice(list(Topic)).value,
            urgent=self._chance.random() < 0.01,  # noqa: PLR2004
        )
        self.logged += 1
        with self.database.write() as session:
            kept = promise(team.calendar, self.office.callback, at)
            key = f"simulated:{self.logged}"
            intake.log(session, self.office, self.vault, call, kept, by=RECEPTION, now=at, key=key)

    def _fall_ill(self, day: date) -> None:
        morning = datetime.combine(day, DAY_BEGINS, tzinfo=ZONE)
        for team in self.office.teams:
            for person in team.members:
                chance = self._chance.random()
                if chance < SICK + LEAVE:
                    length = 1 if chance < SICK else 14
                    self._away(person, team.members, day, length, morning)

    def _away(self, person: str, colleagues: Sequence[str], day: date, length: int, now: datetime) -> None:
        deputy = self._chance.choice([*[one for one in colleagues if one != person], None])
        wanted = away_on(person, day, day + timedelta(days=length - 1), ZONE, deputy=deputy)
        try:
            with self.database.write() as session:
                absences.add(session, self.office, wanted, by=person, now=now)
        except FristvagtError:
            return  # already away, or a circle of deputies: refused, as in the real office

    def _work(self, at: datetime) -> None:
        with self.database.write() as session:
            roster = absences.roster(session, self.office, at)
            for team in self.office.teams:
                for person in team.members:
                    if team.calendar.is_open(at) and roster.at_work(person, at):
                        self._look_up(session, person, at)

    def _look_up(self, session: Session, person: str, at: datetime) -> None:
        """A person takes the first call on the list now and then."""
        if self._chance.random() > 0.25:  # noqa: PLR2004
            return
        duties = pages.duties(session, self.office, person, at)
        for item in working_order([*duties.mine, *duties.team], at, ZONE)[:1]:
            if item.to_note:
                working.noted(session, self.office, item.number, Note.JOURNALED, by=person, now=at)
            elif self._chance.random() < 0.6:  # noqa: PLR2004
                working.spoke(session, self.office, item.number, by=person, now=at)
            elif item.snoozed_until is None:
                working.tried(session, self.office, item.number, Outcome.NO_ANSWER, by=person, now=at)
