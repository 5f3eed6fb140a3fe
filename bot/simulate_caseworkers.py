"""Simulated caseworkers: they look at Home now and then, ring in its order, and forget things."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from bot.simulate_office import ZONE
from bot.simulate_stage import Stage
from rules.attempts import may_end
from rules.ladder import times_to_wait
from rules.office import Team
from rules.order import working_order
from storage import absences, endings, handover, pages, working
from storage.endings import Why
from storage.models import Ending, Note, Outcome
from storage.pages import Page
from storage.worklist import WorkItem

# How often somebody looks, in each step of the clock: after a message, and otherwise.
LOOKS_WHEN_TOLD, LOOKS = 0.5, 0.1
NO_TIME_TODAY = 0.1  # meetings all day: only an urgent message gets through
MOST_IN_ONE_GO, EACH_TAKES = 9, timedelta(minutes=1)
RINGS_AT_ONCE, NOTES_AT_ONCE, NOTES_LATER = 0.7, 0.7, 0.9
REOPENED, LEAD_ACTS = 0.01, 0.3
# What comes of ringing, and what the owner chooses after three attempts, in percent.
WAYS = {
    "spoke": 56,
    Outcome.NO_ANSWER: 25,
    Outcome.LEFT_MESSAGE: 5,
    Outcome.BUSY: 3,
    Outcome.WRONG_NUMBER: 1,
    "agreed": 4,
    "snoozed": 3,
    "reassigned": 1,
    "nothing": 2,
}
ENDS: dict[Ending | str, int] = {Ending.LETTER: 40, Ending.IN_VAIN: 35, "agreed": 25}


@dataclass
class Caseworkers:
    """Everybody at work. `no_time` are those who ring nobody today."""

    stage: Stage
    no_time: frozenset[str] = frozenset()
    mistaken: list[tuple[str, int]] = field(default_factory=list)

    def morning(self) -> None:
        """Draw whose day is full."""
        everybody = sorted(self.stage.office.people())
        self.no_time = frozenset(one for one in everybody if self.stage.happens(NO_TIME_TODAY))

    def work(self, at: datetime, told: Collection[str]) -> None:
        """A step of the clock for everybody at work in opening hours; `told` had a message since the last."""
        open_teams = [team for team in self.stage.office.teams if team.calendar.is_open(at)]
        if not open_teams:
            return
        with self.stage.database.read() as session:
            roster = absences.roster(session, self.stage.office, at)
        for team in open_teams:
            for person in team.members:
                if roster.at_work(person, at) and self._looks(person, told):
                    self._look(team, person, at)

    def _looks(self, person: str, told: Collection[str]) -> bool:
        if person in self.no_time:
            return person in told and self.stage.happens(LOOKS)
        return self.stage.happens(LOOKS_WHEN_TOLD if person in told else LOOKS)

    def _look(self, team: Team, person: str, at: datetime) -> None:
        self.stage.did["looked"] += 1
        with self.stage.database.read() as session:
            page = pages.page(session, self.stage.office, person, at)
        ready = [one for one in _in_order(page, at) if one.snoozed_until is None or one.snoozed_until <= at]
        for count, item in enumerate(ready[: self.stage.chance.randint(1, MOST_IN_ONE_GO)]):
            self._handle(team, person, item, at + count * EACH_TAKES)
        if page.over and self.stage.happens(LEAD_ACTS):
            self._give_on(team, page.over[0], person, at)
        self._reopen(at)

    def _handle(self, team: Team, person: str, item: WorkItem, now: datetime) -> None:
        if item.to_note:
            if self.stage.happens(NOTES_LATER):
                self._note(person, item.number, now)
        elif item.owner_id is None or (item.urgent and item.taken_by is None):
            self._take(team, person, item, now)
        elif may_end(item.attempts, item.attempt_days, wrong_number=item.wrong_number):
            self._end(team, person, item, now)
        else:
            self._ring(team, person, item, now)

    def _take(self, team: Team, person: str, item: WorkItem, now: datetime) -> None:
        """*Jeg tager den*: most then ring, some forget."""
        office, number = self.stage.office, item.number
        took = self.stage.act("took", lambda one: working.take(one, office, number, by=person, now=now))
        if took and (item.urgent or self.stage.happens(RINGS_AT_ONCE)):
            self._ring(team, person, item, now)

    def _ring(self, team: Team, person: str, item: WorkItem, now: datetime) -> None:
        office, number = self.stage.office, item.number
        way = self.stage.chance.choices(list(WAYS), list(WAYS.values()))[0]
        match way:
            case Outcome():
                self.stage.act(
                    way.value, lambda one: working.tried(one, office, number, way, by=person, now=now)
                )
            case "spoke":
                self._speak(person, number, now)
            case "agreed":
                self._agree(team, person, number, now)
            case "snoozed":
                self._snooze(team, person, item, now)
            case "reassigned":
                self._give_on(team, item, person, now)

    def _speak(self, person: str, number: int, now: datetime) -> None:
        office = self.stage.office
        self.stage.act("spoke", lambda one: working.spoke(one, office, number, by=person, now=now))
        if self.stage.happens(NOTES_AT_ONCE):
            self._note(person, number, now + timedelta(minutes=1))

    def _note(self, person: str, number: int, now: datetime) -> None:
        office, answer = self.stage.office, self.stage.chance.choice(list(Note))
        self.stage.act("noted", lambda one: working.noted(one, office, number, answer, by=person, now=now))
        if self.stage.happens(REOPENED):
            self.mistaken.append((person, number))

    def _reopen(self, now: datetime) -> None:
        """Those who noted the wrong call see it when somebody looks next."""
        office, why = self.stage.office, self.stage.chance.choice(list(Why))
        while self.mistaken:
            by, number = self.mistaken.pop()
            again = partial(endings.reopen, office=office, number=number, why=why, by=by, now=now)
            self.stage.act("reopened", again)

    def _agree(self, team: Team, person: str, number: int, now: datetime) -> None:
        """A time within the coming days; one in the office's closed hours is refused, and rung anew."""
        at = now + timedelta(days=self.stage.chance.randint(1, 3), minutes=self.stage.chance.randint(0, 240))
        at, office = team.calendar.next_opening(at), self.stage.office
        self.stage.act("agreed", lambda one: working.agreed(one, office, number, at, by=person, now=now))

    def _snooze(self, team: Team, person: str, item: WorkItem, now: datetime) -> None:
        office, number = self.stage.office, item.number
        until = self.stage.chance.choice(times_to_wait(team.calendar, office.ladder, now))
        self.stage.act("snoozed", lambda one: working.snooze(one, office, number, until, by=person, now=now))

    def _end(self, team: Team, person: str, item: WorkItem, now: datetime) -> None:
        """Three times in vain: the owner chooses."""
        office, number = self.stage.office, item.number
        choice = self.stage.chance.choices(list(ENDS), list(ENDS.values()))[0]
        if isinstance(choice, Ending):
            self.stage.act(
                choice.value, lambda one: endings.end(one, office, number, choice, by=person, now=now)
            )
        else:
            self._agree(team, person, number, now)

    def _give_on(self, team: Team, item: WorkItem, by: str, now: datetime) -> None:
        """To a colleague, or back to the team."""
        office, number = self.stage.office, item.number
        to = self.stage.chance.choice([*team.members, None])
        self.stage.act(
            "reassigned",
            lambda one: handover.reassign(
                one, office, number, team_key=item.team_key, owner_id=to, by=by, now=now
            ),
        )


def _in_order(page: Page, at: datetime) -> list[WorkItem]:
    return working_order([*(page.mine or ()), *page.team], at, ZONE)
