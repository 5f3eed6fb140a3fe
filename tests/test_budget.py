"""A month of the phone line against the local workspace, whose ledger judges the budget and the hours."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

import pytest

from bot.demo.ledger import Delivery
from rules.errors import FristvagtError
from rules.office import may_notify
from storage import notices
from storage.models import Deadline, Outcome, State
from tests.calls import at, call, kinds, noted, posted, rows, snooze, spoke, take, tried
from tests.world import COPENHAGEN, World
from tests.world import world as make_world

FIRST, DAYS, HOURS = date(2026, 11, 2), 28, (7, 8, 9, 11, 13, 15, 17)
PEOPLE = (("KARIM", "voksen-a"), ("MAJA", "voksen-a"), ("SOFIE", "voksen-b"), (None, "voksen-a"))
MOST = 3
URGENT = (notices.URGENT, notices.URGENT_LEAD)


class Month:
    """Seeded: many calls, people who ring, postpone, forget; and a tick every so often."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance = world, Random(seed)
        self.logged = 0

    def live(self) -> None:
        for day in range(DAYS):
            for hour in self.hours(FIRST + timedelta(days=day)):
                moment = datetime.combine(FIRST + timedelta(days=day), time(hour, 15), tzinfo=COPENHAGEN)
                self.world.move_to(moment)
                if self.world.office.teams[0].calendar.is_open(moment):
                    self.ring()
                    self.work()

    def hours(self, day: date) -> tuple[int, ...]:
        """On a closed day it is enough to look in now and then."""
        return HOURS if self.world.office.teams[0].calendar.is_working_day(day) else HOURS[::5]

    def ring(self) -> None:
        for _ in range(self.chance.choice((0, 1, 1, 2))):
            owner, team = self.chance.choice(PEOPLE)
            call(self.world, owner, team=team, urgent=self.chance.random() < 0.15)
            self.logged += 1

    def work(self) -> None:
        for number in self.chance.sample(range(1, self.logged + 1), min(self.logged, 3)):
            try:
                self.act(number)
            except FristvagtError:
                continue  # closed, or postponed beyond the limit: as a person would be told

    def act(self, number: int) -> None:
        item = self.world.item(number)
        by = (item.owner_id or "U0MAJA").removeprefix("U0")
        if item.state is State.NOTING:
            noted(self.world, number, by)
        elif item.state is State.OPEN:
            self.ring_back(number, by)

    def ring_back(self, number: int, by: str) -> None:
        match self.chance.randrange(6):
            case 0:
                spoke(self.world, number, by)
            case 1:
                tried(self.world, number, by, Outcome.NO_ANSWER)
            case 2 | 3:
                minutes = self.chance.choice((20, 60, 90, 300, 1500))
                snooze(self.world, number, self.world.now + timedelta(minutes=minutes), by)
            case 4:
                take(self.world, number, by)


def local(one: Delivery) -> datetime:
    return one.at.astimezone(COPENHAGEN)


@dataclass(frozen=True)
class Judge:
    """What the ledger and the tables say about a month that has been lived."""

    world: World
    sent: list[tuple[Delivery, str]]

    @classmethod
    def of(cls, world: World) -> "Judge":
        return cls(world, list(zip(posted(world), kinds(world), strict=True)))

    @property
    def ordinary(self) -> list[Delivery]:
        return [one for one, kind in self.sent if kind not in URGENT]

    def most_a_day(self) -> int:
        return max(Counter((one.user, local(one).date()) for one in self.ordinary).values())

    def outside_hours(self) -> list[Delivery]:
        office, team = self.world.office, self.world.office.teams[0]
        return [one for one in self.ordinary if may_notify(office, team, one.at) != one.at]

    def uncounted_urgent_ones(self) -> int:
        counted = sum(row.urgent and row.sent_at is not None for row in rows(self.world))
        return sum(kind in URGENT for _, kind in self.sent) - counted

    def sent_more_than_once(self) -> list[str]:
        return [
            which for which, times in Counter(str(one.metadata) for one, _ in self.sent).items() if times > 1
        ]

    def most_lists_a_day(self) -> int:
        lists = [(one.user, local(one).date()) for one, kind in self.sent if kind == notices.LIST]
        return max(Counter(lists).values())

    def stuck_clocks(self) -> list[int]:
        live = [one for one in self.items() if one.state in (State.OPEN, State.NOTING)]
        return [one.id for one in live if one.next_step_at is None or one.next_step_at < self.world.now]

    def overslept(self) -> list[int]:
        return [one.id for one in self.items() if one.snoozed_until and one.snoozed_until < self.world.now]

    def items(self) -> list[Deadline]:
        return [self.world.item(number) for number in range(1, self.world.count() + 1)]


@pytest.mark.timeout(300)
def test_a_month_of_calls_keeps_to_the_budget_and_the_hours_and_forgets_nothing(sqlite_url: str) -> None:
    with make_world(sqlite_url, at=at(2, 7)) as world:
        Month(world, seed=2026).live()
        world.tick()
        judge = Judge.of(world)
        assert judge.most_a_day() == MOST
        assert judge.outside_hours() == []
        assert judge.uncounted_urgent_ones() == 0
        assert judge.sent_more_than_once() == []
        assert judge.most_lists_a_day() == 1
        assert judge.stuck_clocks() == []
        assert judge.overslept() == []
        assert len(judge.ordinary) > 100
        assert len(judge.sent) > len(judge.ordinary)
