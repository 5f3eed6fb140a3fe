"""A month of the phone line against the local workspace, whose ledger judges the budget and the hours."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

import pytest

from bot.demo.ledger import Delivery
from rules.errors import FristvagtError
from rules.office import may_notify
from storage import notices
from storage.models import Outcome, State
from tests.calls import at, call, kinds, noted, posted, rows, snooze, spoke, take, tried
from tests.world import COPENHAGEN, World
from tests.world import world as make_world

FIRST, DAYS, HOURS = date(2026, 11, 2), 28, range(7, 19)
STEP = timedelta(hours=1)
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

    def hours(self, day: date) -> range:
        """On a closed day it is enough to look in now and then."""
        return HOURS if self.world.office.teams[0].calendar.is_working_day(day) else HOURS[::5]

    def ring(self) -> None:
        for _ in range(self.chance.choice((0, 0, 1, 2))):
            owner, team = self.chance.choice(PEOPLE)
            call(self.world, owner, team=team, urgent=self.chance.random() < 0.05)
            self.logged += 1

    def work(self) -> None:
        for number in self.chance.sample(range(1, self.logged + 1), min(self.logged, 4)):
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


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("month")
    with make_world(f"sqlite:///{folder / 'fristvagt.db'}", at=at(2, 7)) as world:
        Month(world, seed=2026).live()
        yield world


def local(one: Delivery) -> datetime:
    return one.at.astimezone(COPENHAGEN)


def ordinary(world: World) -> list[Delivery]:
    return [one for one, kind in zip(posted(world), kinds(world), strict=True) if kind not in URGENT]


def test_nobody_gets_more_than_three_messages_a_day(month: World) -> None:
    counts = Counter((one.user, local(one).date()) for one in ordinary(month))
    assert max(counts.values()) == MOST
    assert len(counts) > 50


def test_urgent_messages_are_the_only_exception_and_are_counted(month: World) -> None:
    urgent = [kind for kind in kinds(month) if kind in URGENT]
    marked = [row for row in rows(month) if row.urgent and row.sent_at]
    assert len(urgent) == len(marked) > 0


def test_nothing_is_sent_outside_working_hours(month: World) -> None:
    team = month.office.teams[0]
    assert [one for one in ordinary(month) if may_notify(month.office, team, one.at) != one.at] == []


def test_every_message_is_sent_once(month: World) -> None:
    assert set(Counter(str(one.metadata) for one in posted(month)).values()) == {1}


def test_every_open_call_has_a_next_step_to_come(month: World) -> None:
    live = [month.item(number) for number in range(1, month.count() + 1)]
    assert all(
        one.next_step_at is not None and one.next_step_at > month.now - STEP
        for one in live
        if one.state in (State.OPEN, State.NOTING)
    )


def test_every_snooze_has_woken_or_is_still_to_come(month: World) -> None:
    asleep = [month.item(number).snoozed_until for number in range(1, month.count() + 1)]
    assert all(until > month.now - STEP for until in asleep if until is not None)


def test_every_working_day_with_calls_has_one_list_a_person(month: World) -> None:
    lists = Counter(
        (one.user, local(one).date())
        for one, kind in zip(posted(month), kinds(month), strict=True)
        if kind == notices.LIST
    )
    assert set(lists.values()) == {1}
    assert all(month.office.teams[0].calendar.is_working_day(day) for _, day in lists)
