"""Weeks behind the demo's first morning, through the real use cases: the figures have something to count.

All of it is closed when the demo begins: nobody is reminded of what a visitor did not do.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import takewhile
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.service import Parts
from rules.callback import promise
from rules.office import Team
from rules.period import count
from rules.phone import parse_phone
from rules.statute import Kind, Rule, Unit
from rules.topics import Topic
from rules.worktime import days_from
from storage import case_work, cases, catalogue, intake, people, working
from storage.cases import NewCase
from storage.intake import Call
from storage.models import Deadline, Note, Outcome, Result
from storage.people import Known

CALLS_SINCE, CASES_SINCE = timedelta(days=28), timedelta(days=84)
CALLS_A_DAY = 3  # in each team; a case a day in all
SEED = 1
NOBODY_ANSWERS, FIRST_DAY, LATE = 0.2, 0.75, 0.06
QUICKEST, SLOWEST = 0.4, 1.05  # how much of the law's time a decision takes
WITH_RELATIVES = 3  # one decision of so many
RESULTS = (Result.GRANTED, Result.GRANTED, Result.PARTIAL, Result.REFUSED)
TOPICS = (Topic.APPLICATION, Topic.DECISION, Topic.CASE, Topic.PAYMENT, Topic.OTHER)
RECEPTION = "U0RIKKE"
A_WHILE = timedelta(minutes=10)
Act = Callable[[Session, datetime], None]


def fill(parts: Parts, now: datetime) -> None:
    """Live through them, unless the database holds something already."""
    with parts.database.write() as session:
        if session.scalar(select(Deadline.id).limit(1)) is not None:
            return
        people.remember(session, [Known(one, one) for one in sorted(parts.office.people())], now)
        history = _History(parts, now, catalogue.current(session, parts.office).rules)
        for at, _, act in sorted(history.acts, key=lambda one: one[:2]):
            act(session, at)


@dataclass
class _Item:
    """Known by its number once it is logged."""

    number: int = 0


@dataclass
class _History:
    """Acts to be done in the order of their times."""

    parts: Parts
    now: datetime
    rules: tuple[Rule, ...]
    acts: list[tuple[datetime, int, Act]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._chance = Random(SEED)  # noqa: S311 - the demo is the same each time
        self._decisions = [
            one for one in self.rules if one.kind is Kind.DECISION and one.length.unit is not Unit.CHOSEN
        ]
        office = self.parts.office
        for team in office.teams:
            for day in self._working_days(team, CALLS_SINCE):
                for _ in range(CALLS_A_DAY):
                    self._call(team, day)
        for day in self._working_days(office.teams[0], CASES_SINCE):
            self._case(self._chance.choice(office.teams), day)

    def _working_days(self, team: Team, since: timedelta) -> Iterator[date]:
        today = self.now.astimezone(self.parts.office.zone).date()
        days = takewhile(lambda day: day < today, days_from(today - since))
        return filter(team.calendar.is_working_day, days)

    def _call(self, team: Team, day: date) -> None:
        """Logged, rung after a day or three, sometimes twice, and noted."""
        item, owner = _Item(), self._chance.choice(team.members)
        logged = self._moment(team, day)
        days = 1 if self._chance.random() < FIRST_DAY else 2
        rung = self._moment(team, team.calendar.add_working_days(day, days + (self._chance.random() < LATE)))
        acts = [(logged, self._logging(item, team, owner))]
        if self._chance.random() < NOBODY_ANSWERS:
            acts.append((rung, self._trying(item, owner)))
            rung = self._moment(team, team.calendar.add_working_days(rung.date(), 1))
        self._do([*acts, (rung, self._speaking(item, owner)), (rung + A_WHILE, self._noting(item, owner))])

    def _case(self, team: Team, day: date) -> None:
        """Received, and decided before the law's time is up: mostly."""
        item, owner = _Item(), self._chance.choice(team.members)
        rule, result = self._chance.choice(self._decisions), self._chance.choice(RESULTS)
        received = self._moment(team, day)
        allowed = count(rule, team.calendar, received).legal_on - day
        taken = allowed * self._chance.uniform(QUICKEST, SLOWEST)
        ready = team.calendar.last_working_day_on_or_before(day + taken)
        decided = self._moment(team, ready) if ready > day else received + A_WHILE
        acts = [
            (received, self._registering(item, team, owner, rule)),
            (decided, self._deciding(item, owner, result)),
        ]
        self._do(acts)

    def _do(self, acts: list[tuple[datetime, Act]]) -> None:
        """All of it, or nothing: what is begun is ended before the demo begins."""
        if acts[-1][0] < self.now:
            self.acts += [(at, len(self.acts) + place, act) for place, (at, act) in enumerate(acts)]

    def _moment(self, team: Team, day: date) -> datetime:
        """Some minute of the day's opening hours."""
        span = self._chance.choice(team.calendar.opening_on(day))
        start, end = (
            datetime.combine(day, at, tzinfo=self.parts.office.zone) for at in (span.start, span.end)
        )
        return start + (end - start - A_WHILE) * self._chance.random()

    def _logging(self, item: _Item, team: Team, owner: str) -> Act:
        phone, topic = f"2233{self._chance.randrange(10_000):04}", self._chance.choice(TOPICS)

        def act(session: Session, at: datetime) -> None:
            office, call = self.parts.office, Call(team.key, owner, parse_phone(phone), topic=topic.value)
            kept = promise(team.calendar, office.callback, at)
            key = f"history:{at.isoformat()}:{phone}"
            item.number = intake.log(
                session, office, self.parts.vault, call, kept, by=RECEPTION, now=at, key=key
            ).id

        return act

    def _trying(self, item: _Item, owner: str) -> Act:
        return lambda session, at: _nothing(
            working.tried(session, self.parts.office, item.number, Outcome.NO_ANSWER, by=owner, now=at)
        )

    def _speaking(self, item: _Item, owner: str) -> Act:
        return lambda session, at: _nothing(
            working.spoke(session, self.parts.office, item.number, by=owner, now=at)
        )

    def _noting(self, item: _Item, owner: str) -> Act:
        return lambda session, at: _nothing(
            working.noted(session, self.parts.office, item.number, Note.JOURNALED, by=owner, now=at)
        )

    def _registering(self, item: _Item, team: Team, owner: str, rule: Rule) -> Act:
        reference = f"{self.now.year % 100}-{len(self.acts):04}"

        def act(session: Session, at: datetime) -> None:
            case = NewCase(rule, team.key, owner, reference, at.date())
            key = f"history:{reference}"
            item.number = cases.register(
                session, self.parts.office, self.parts.vault, case, by=RECEPTION, now=at, key=key
            ).id

        return act

    def _deciding(self, item: _Item, owner: str, result: Result) -> Act:
        def act(session: Session, at: datetime) -> None:
            case_work.end(
                session,
                self.parts.office,
                item.number,
                result,
                decided_on=at.date(),
                sent_on=at.date(),
                relatives=item.number % WITH_RELATIVES == 0,
                by=owner,
                now=at,
            )

        return act


def _nothing(_: object) -> None:
    """What a use case gives back is not needed."""
