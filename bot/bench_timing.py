"""Several ways to do the same, timed in turns: what else runs on the machine disturbs each of them alike."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter

WARM_UP = 3
Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds (or what was measured instead) of each run: the median, and the middle four fifths."""

    runs: tuple[float, ...]

    @property
    def ms(self) -> float:
        return median(self.runs)

    @property
    def fast_ms(self) -> float:
        return self._tenths()[0]

    @property
    def slow_ms(self) -> float:
        return self._tenths()[-1]

    @property
    def n(self) -> int:
        return len(self.runs)

    def over(self, other: "Timed") -> float:
        """How many times the other's: the median over the rounds, whose two runs were disturbed alike."""
        return median(ours / theirs for ours, theirs in zip(self.runs, other.runs, strict=True))

    def _tenths(self) -> list[float]:
        return quantiles(self.runs, n=10, method="inclusive") if self.n > 1 else [self.ms]

    def __str__(self) -> str:
        return f"{_short(self.ms)} ({_short(self.fast_ms)}-{_short(self.slow_ms)}, n = {self.n})"


def in_turns(runs: int, *works: Work, warm_up: int = WARM_UP) -> list[Timed]:
    """Each of `works` that many times, one after the other and again; the first `warm_up` rounds are lost."""
    for _ in range(warm_up):
        for work in works:
            work()
    rounds = [[milliseconds(work) for work in works] for _ in range(runs)]
    return [Timed(one) for one in zip(*rounds, strict=True)]


def milliseconds(work: Work) -> float:
    """How long one run took."""
    gc.collect()
    started = perf_counter()
    work()
    return 1000 * (perf_counter() - started)


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"  # noqa: PLR2004 - digits to read
