"""Kills spread evenly over many things of one kind; whichever bot is struck is started again."""

from collections import Counter, deque
from collections.abc import Sequence
from itertools import cycle, islice

from bot.chaos_kills import Kill
from bot.chaos_stage import Stage

AT_INTAKES = tuple(kill for kill in Kill if kill.at_intake)
AT_MESSAGES = tuple(kill for kill in Kill if not kill.at_intake)
TRAP_SECONDS, DEATH_SECONDS = 15.0, 5.0


class Storm:
    """So many kills, at these points in turn, over so many things. `done` says how many fell where."""

    def __init__(self, stage: Stage, points: Sequence[Kill], kills: int, things: int) -> None:
        self.done = Counter[Kill]()
        self._stage = stage
        self._to_come = deque(islice(cycle(points), kills))
        self._apart = things / (kills + 1)

    def pass_over(self, things: int) -> None:
        """So many have come through: kill when it is time, and see to it that every bot runs."""
        # In the middle of each share, with a share and a half left for the last: a busy machine looks late.
        if self._to_come and things >= (self.done.total() + 0.5) * self._apart:
            self._strike(self._to_come[0])
        self._start_again()

    def _strike(self, kill: Kill) -> None:
        stage = self._stage
        trap = stage.wire.set(stage.executioner.trap(kill))
        if not trap.sprung.wait(TRAP_SECONDS) and stage.wire.lift(trap):
            return  # nobody came by; it is tried again at the next look
        stage.wait_for(lambda: not all(one.alive for one in stage.instances), DEATH_SECONDS)
        self._to_come.popleft()
        self.done[kill] += 1

    def _start_again(self) -> None:
        if self._stage.alone:
            self._stage.revive()
            return
        # The dead one's leases run out by themselves. A clock moved beyond them would end those of the others
        # too, while their messages are on the way.
        for one in self._stage.instances:
            if not one.alive:
                one.start()
