"""Simulated statutory deadlines: registered day by day, and worked on by whoever's list speaks of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from bot.simulate_office import ZONE
from bot.simulate_stage import Stage
from rules.office import Team
from rules.statute import Ends, Kind, Length, Mark, Rule, Unit
from storage import absences, case_work, cases, pages
from storage.caselist import CaseItem
from storage.cases import NewCase
from storage.models import LateWhy, Result, Waiting

LONGEST_AGO = 12  # days between the application and its registration
TO_THE_TEAM, LOOKS = 0.05, 0.25
# What comes of a deadline on the list: with time left, and on its last working day or after it.
WITH_TIME = {"decided": 25, "waits": 6, "postponed": 6, "nothing": 63}
LAST_DAY = {"decided": 50, "announced": 35, "nothing": 15}
NEW_DATE = timedelta(days=28)


def _rule(paragraph: str, amount: int, unit: Unit, kind: Kind = Kind.DECISION) -> Rule:
    return Rule(
        key=f"simuleret-{paragraph}",
        name="Fiktiv ydelse",
        law="fiktiv lov",
        paragraph=paragraph,
        kind=kind,
        length=Length(unit, Decimal(amount)),
        starts="ansøgning modtaget",
        ends=Ends.DECIDED,
        mark=Mark.LOCAL,
    )


RULES = (
    _rule("1", 2, Unit.WEEKS),
    _rule("2", 4, Unit.WEEKS),
    _rule("3", 2, Unit.MONTHS),
    _rule("4", 7, Unit.WORKING_DAYS, Kind.ACCESS),
)


@dataclass
class Cases:
    """Registers `a_day` deadlines a working day, and works on them as lists tell of them."""

    stage: Stage
    a_day: int
    registered: int = 0

    def morning(self, day: date) -> None:
        """The day's applications, registered by the teams' leads before the lists leave."""
        if not self.stage.office.teams[0].calendar.is_working_day(day):
            return
        at = datetime.combine(day, datetime.min.time(), tzinfo=ZONE) + timedelta(hours=7, minutes=50)
        for _ in range(self.a_day):
            self._register(at)

    def _register(self, at: datetime) -> None:
        stage, chance = self.stage, self.stage.chance
        team = chance.choice(stage.office.teams)
        case = NewCase(
            rule=chance.choice(RULES),
            team_key=team.key,
            owner_id=None if stage.happens(TO_THE_TEAM) else chance.choice(team.members),
            case_ref=f"27-{self.registered:06}",
            received_on=at.date() - timedelta(days=chance.randint(0, LONGEST_AGO)),
        )
        register = partial(
            cases.register, office=stage.office, vault=stage.vault, case=case, by=team.lead, now=at
        )
        key = f"case:{self.registered}"
        self.registered += stage.act("registered", lambda session: register(session, key=key))

    def work(self, at: datetime, told: Collection[str]) -> None:
        """A step of the clock for everybody at work in opening hours."""
        open_teams = [team for team in self.stage.office.teams if team.calendar.is_open(at)]
        if not open_teams or not self.a_day:
            return
        with self.stage.database.read() as session:
            roster = absences.roster(session, self.stage.office, at)
        for team in open_teams:
            for person in team.members:
                if person in told and roster.at_work(person, at) and self.stage.happens(LOOKS):
                    self._look(team, person, at)

    def _look(self, team: Team, person: str, at: datetime) -> None:
        with self.stage.database.read() as session:
            found = pages.page(session, self.stage.office, person, at).cases
        for item in [*found.mine, *found.team]:
            self._handle(team, person, item, at)

    def _handle(self, team: Team, person: str, item: CaseItem, now: datetime) -> None:
        last_day = item.goal_at.astimezone(ZONE).date() <= now.astimezone(ZONE).date()
        ways = LAST_DAY if last_day else WITH_TIME
        today, office, number = now.astimezone(ZONE).date(), self.stage.office, item.number
        match self.stage.chance.choices(list(ways), list(ways.values()))[0]:
            case "decided":
                result = self._result(item)
                end = partial(case_work.end, decided_on=today, sent_on=today, by=person, now=now)
                self.stage.act("decided", lambda session: end(session, office, number, result))
            case "announced":
                announce = partial(case_work.announce, sent_on=today, why=LateWhy.EXTENT, by=person, now=now)
                to = max(today, item.legal_on) + NEW_DATE
                self.stage.act("announced", lambda session: announce(session, office, number, to=to))
            case "waits":
                until = today + timedelta(days=self.stage.chance.randint(1, 20))
                wait = partial(case_work.wait, on=Waiting.DOCTOR, until=until, by=person, now=now)
                self.stage.act("waits", lambda session: wait(session, office, number))
            case "postponed":
                to = team.calendar.add_working_days(today, self.stage.chance.randint(1, 5))
                postpone = partial(case_work.postpone, to=to, by=person, now=now)
                self.stage.act("postponed", lambda session: postpone(session, office, number))

    def _result(self, item: CaseItem) -> Result:
        rule = item.statute
        return self.stage.chance.choice(case_work.results(rule.kind, rule.whose))
