"""What a chaos run came to, in figures."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar

from bot.chaos import Run
from bot.chaos_figures import Judged
from bot.chaos_judge import (
    excuses,
    out_of_hours,
    second_lists,
    to_others,
    twice,
    unanswered,
)

UNREADABLE = "history unreadable"
MOST_OF_EACH = 5


@dataclass(frozen=True, slots=True)
class Verdict(Judged):
    """What a run of everything that can go wrong came to."""

    RULES: ClassVar = ("lost", "avoidable", "out_of_hours", "to_others", "unanswered", "mishaps")

    actions: int
    kills: int
    delivered: int  # reminders that stand in Slack, each counted once
    lost: int  # calls that were read aloud as saved and left open, and stand in no message of the last day
    late: int  # calls that stood in no message of a day they were open, and came on a later one
    duplicates: int  # reminders that stand there twice
    avoidable: int  # of these, those a look into the history would have spared
    out_of_hours: int
    to_others: int
    unanswered: int  # acts that came to nothing while nothing was wrong
    mishaps: int  # mistakes of the harness's own visitors
    saved: int
    owed: int  # calls that a day's list had to speak of, and were looked for
    checks: int
    days: int
    seconds: int
    a_second: float
    instances: int
    killed_at: dict[str, int]
    faults: dict[str, int]
    outcomes: dict[str, int]
    excused: dict[str, int]  # what people got instead of an answer while something was wrong
    causes: dict[str, int]  # of duplicates
    calls: dict[str, int]  # what the workspace was asked
    examples: list[str]

    def told(self) -> dict[str, Any]:
        """The examples only when something is wrong."""
        figures = Judged.told(self)
        return figures if self.wrong or self.late else {**figures, "examples": []}


def verdict(run: Run, seconds: float) -> Verdict:
    """Judge a run that has ended well."""
    stage = run.stage
    posts, memory = stage.book.posts(), stage.memory
    blind = [one for one in stage.troubles if one.name == UNREADABLE]
    doubled = twice(posts, blind, stage.resumed_at)
    lists = second_lists(posts)
    late, strangers = out_of_hours(posts, stage.clock.lately), to_others(posts, memory.saved)
    ignored = unanswered(memory.deeds, stage.troubles)
    causes = Counter(one.cause for one in doubled) + Counter({"a second list": len(lists)})
    each: list[Iterable[object]] = [run.lost.values(), doubled, lists, late, strangers, ignored]
    examples = [str(one) for some in [*each, run.late.values()] for one in islice(some, MOST_OF_EACH)]
    return Verdict(
        actions=run.acted,
        kills=sum(run.kills.values()),
        delivered=len({one.outbox for one in posts}),
        lost=len(run.lost),
        late=len(run.late.keys() - run.lost.keys()),
        duplicates=len(doubled) + len(lists),
        avoidable=sum(one.readable for one in doubled) + len(lists),
        out_of_hours=len(late),
        to_others=len(strangers),
        unanswered=len(ignored),
        mishaps=len(memory.failures),
        saved=len(memory.saved),
        owed=run.owed,
        checks=run.checks,
        days=run.days,
        seconds=round(seconds),
        a_second=round(run.acted / seconds, 1),
        instances=len(stage.instances),
        killed_at={kill.value: times for kill, times in run.kills.items()},
        faults={name: times for name, times in sorted(stage.did.items()) if name not in run.kills},
        outcomes=_outcomes(memory.outcomes()),
        excused=dict(excuses(memory.deeds, stage.troubles)),
        causes=dict(+causes),
        calls=dict(stage.book.counts),
        examples=[*memory.failures[:MOST_OF_EACH], *examples],
    )


def _outcomes(each: Counter[str]) -> dict[str, int]:
    return {name: each[name] for name in sorted(each)}
