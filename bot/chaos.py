"""A chaos run: days of an office, with bots that are killed and everything around them going wrong."""

import itertools
import time as real
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from bot.chaos_evidence import evidence
from bot.chaos_faults import FAULTS, RARE, Scene
from bot.chaos_judge import owed_on, unseen, works
from bot.chaos_kills import Kill
from bot.chaos_office import ZONE
from bot.chaos_people import Intake
from bot.chaos_stage import Stage

# A Thursday; the clocks go back on the Sunday after it.
FIRST_DAY = date(2026, 10, 22)
# When the clock stops for people to act, and where the day's share of faults belongs.
MORNING, LIST = time(8, 1), time(8, 15)
HOURS = (time(8, 16), time(8, 45), time(9, 20), time(10, 1), time(11, 2), time(12, 3), time(13, 4))
CHECK, LAST_CHECK, EVENING = time(14, 10), time(15, 50), time(16, 45)
LEAST_A_DAY, MOST_A_DAY, DAYS_AT_LEAST = 20, 400, 3
TRAP_SECONDS = 15.0
MINUTE = timedelta(minutes=1)
CHECK_SECONDS, SILENCE_SECONDS = 600.0, 20.0
URGENT_FROM = 5_000_000
# What a kill waited for did not come about: it is tried again so many acts later.
ONCE_MORE = 10
MOST_EVIDENCE, MOST_LOOKED_INTO = 200, 3  # lines; calls a day


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of what. The same seed gives the same acts and faults, as far as real processes let it."""

    actions: int
    kills: int
    seed: int
    instances: int = 1
    faults: Sequence[str] = tuple(FAULTS)

    @property
    def goes_wrong(self) -> Iterator[Kill | str]:
        """Kills at each point in turn, and the other faults: each once, the common ones again and again."""
        yield from itertools.islice(itertools.cycle(Kill), self.kills)
        yield from self.faults
        often = itertools.cycle([name for name in self.faults if name not in RARE] or [""])
        yield from filter(None, itertools.islice(often, max(0, self.kills // 2 - len(self.faults))))

    @property
    def a_day(self) -> int:
        return min(MOST_A_DAY, max(LEAST_A_DAY, self.actions // DAYS_AT_LEAST))


@dataclass
class Run:
    """Plays a plan on a stage. `play` gives the number of acts done, for a progress bar."""

    plan: Plan
    stage: Stage
    acted: int = 0
    kills: dict[Kill, int] = field(default_factory=lambda: dict.fromkeys(Kill, 0))
    late: dict[int, str] = field(default_factory=dict)  # stood in no message of some day
    lost: dict[int, str] = field(default_factory=dict)  # nor of the last day, when all was well again
    evidence: list[str] = field(default_factory=list)  # what the tables said then of some of them
    owed: int = 0
    checks: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        self._chance = Random(self.plan.seed)  # noqa: S311 - a run must repeat itself
        self._due = list(_programme(self.plan, self._chance))
        self._urgent = itertools.count(URGENT_FROM)
        self._scene = Scene(self.stage, self._chance, self._acts, self._log_urgent)

    def play(self) -> Iterator[int]:
        """Live through days until everybody has acted and everything has gone wrong; then make it well."""
        self.stage.revive()
        day = FIRST_DAY
        while self.acted < self.plan.actions or self._due:
            self._live(day)
            day += timedelta(days=1)
            yield self.acted
        self._end_well(day)
        yield self.acted

    def _live(self, day: date) -> None:
        self.days += 1
        if not works(day):
            self._to(day, time(3, 0))
            self._to(day, time(12))
            return
        self._to(day, MORNING)
        self._lists_leave(day)
        self.stage.idle()
        for moment in HOURS:
            if not self._to(day, moment):
                return
            self._work(self.acted + self.plan.a_day // len(HOURS))
        if self._to(day, CHECK):
            self.check(day)
        # What a tick began in the office's hours it must also end there.
        self.stage.idle()
        self._to(day, EVENING)
        self._acts(1)

    def _to(self, day: date, moment: time) -> bool:
        """Move there; False when an outage has taken us past it."""
        when = datetime.combine(day, moment, tzinfo=ZONE)
        if self.stage.clock.now() > when + timedelta(hours=1):
            return False
        self.stage.move_to(when)
        return True

    def _lists_leave(self, day: date) -> None:
        """The lists are many messages at once: half of the kills that need a message are there."""
        kill = self._next_kill_at_a_message() if self.stage.memory.open_calls() else None
        if kill is None:
            self._to(day, LIST)
            return
        self._kill(kill, lambda: self._to(day, LIST))

    def _next_kill_at_a_message(self) -> Kill | None:
        at, what = self._due[0] if self._due else (0, "")
        if at > self.acted + self.plan.a_day or not isinstance(what, Kill) or what.at_intake:
            return None
        self._due.pop(0)
        return what

    def _work(self, until: int) -> None:
        """Acts up to that number, and what is due to go wrong meanwhile."""
        while self.acted < min(until, self.plan.actions) or self._something_due():
            if self._something_due():
                self._go_wrong()
            else:
                self._acts(1)

    def _something_due(self) -> bool:
        late = self.stage.clock.now().astimezone(ZONE).time() > HOURS[-1]
        return bool(self._due) and self._due[0][0] <= self.acted and not late

    def _go_wrong(self) -> None:
        _, what = self._due.pop(0)
        if isinstance(what, Kill):
            self._kill(what, self._intake if what.at_intake else self._log_urgent)
            return
        with self.stage.trouble(what):
            FAULTS[what](self._scene)

    def _kill(self, kill: Kill, bring_about: Callable[[], object]) -> None:
        stage = self.stage
        with stage.trouble(kill):
            trap = stage.wire.set(stage.executioner.trap(kill))
            bring_about()
            if not trap.sprung.wait(TRAP_SECONDS) and stage.wire.lift(trap):
                self._due.insert(0, (self.acted + ONCE_MORE, kill))
                return
            stage.wait_for(lambda: not all(one.alive for one in stage.instances), 2.0)
            self.kills[kill] += trap.sprung.is_set()
            self._acts(self._chance.randint(0, 2))
            stage.revive()

    def _intake(self) -> None:
        form = self._chance.random() < 0.3  # noqa: PLR2004 - a third of them come by the form
        self.stage.log(self.acted, urgent=not form, form=form)
        self.acted += 1

    def _log_urgent(self) -> None:
        self.stage.log(next(self._urgent), urgent=True)

    def _acts(self, count: int) -> None:
        for _ in range(count):
            self.stage.act(self.acted)
            self.acted += 1

    def check(self, day: date) -> None:
        """Everything made well, every call that was open this morning must stand in a message of today."""
        stage = self.stage
        stage.all_done()
        stage.make_well()
        began = real.monotonic()
        while (missing := self._missing(day)) and not self._hopeless(began):
            self._let_time_pass(day)
        self.checks += 1
        self.owed += len(self._owed(day))
        self.lost = {one.number: f"{one} stood in no message of {day}" for one in missing}
        if missing and len(self.evidence) < MOST_EVIDENCE:
            few = [one.number for one in missing[:MOST_LOOKED_INTO]]
            self.evidence += [f"{day}, {stage.clock.now()}:", *evidence(stage.database.url, few)]
        self.late |= self.lost

    def _hopeless(self, began: float) -> bool:
        """Nothing has come for long: not a slow machine, but a message that never will."""
        waited = real.monotonic() - began
        return waited > CHECK_SECONDS or (
            waited > SILENCE_SECONDS and self.stage.wire.quiet_for(SILENCE_SECONDS)
        )

    def _missing(self, day: date) -> list[Intake]:
        """Whatever the bots took for today or later counts as of today: their clocks may have been ahead."""
        stage = self.stage
        begins = datetime.combine(day, time.min, tzinfo=ZONE)
        recent = [
            one
            for one in stage.book.standing_since(begins - timedelta(days=4))
            if stage.clock.for_the_bots(datetime.fromtimestamp(float(one.ts), ZONE)) >= begins
        ]
        return unseen(self._owed(day), recent, stage.memory.moved)

    def _owed(self, day: date) -> list[Intake]:
        memory = self.stage.memory
        return owed_on(memory.open_calls(), memory.moved, day)

    def _let_time_pass(self, day: date) -> None:
        """A minute at a time, for pauses and retries; never into the evening."""
        self.stage.wait_for(lambda: not self._missing(day), 1.0)
        if self.stage.clock.now() < datetime.combine(day, LAST_CHECK, tzinfo=ZONE):
            self.stage.clock.advance(MINUTE)

    def _end_well(self, day: date) -> None:
        """Two working days on which nothing goes wrong: whatever was still to come has come."""
        left = 2
        while left:
            if works(day):
                left -= 1
                for moment in (MORNING, LIST, CHECK):
                    self._to(day, moment)
                    self.stage.make_well()
                self.check(day)
            day += timedelta(days=1)
        self.stage.wait_for(lambda: self.stage.wire.quiet_for(2.0))


def _programme(plan: Plan, chance: Random) -> Iterator[tuple[int, Kill | str]]:
    """Kills and faults, each in turn, shuffled together and spread evenly over the acts."""
    together = list(plan.goes_wrong)
    chance.shuffle(together)
    step = plan.actions / max(1, len(together))
    for position, what in enumerate(together):
        yield round(position * step), what
