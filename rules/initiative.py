"""An initiative of the action plan: planned, expected and actual months, and what they come to today."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

MONTHS_A_YEAR = 12


class Standing(StrEnum):
    """Where an initiative stands on a day."""

    LATE = "late"  # the month it should begin in is over, and it has not begun
    AHEAD = "ahead"  # it is to begin this month or later
    RUNNING = "running"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Initiative:
    """What the office has planned, and how it went. Every date is the first of its month."""

    key: str
    title: str
    owner: str  # a Slack id
    planned: date
    planned_end: date | None = None  # the last month; None: no end was planned
    expected: date | None = None  # when it was last said to begin, if that was said apart from the plan
    started: date | None = None
    ended: date | None = None
    answers: str = ""  # the point of criticism it answers
    status: str = ""
    note: str = ""  # what its source says of its dates

    @property
    def begins(self) -> date:
        """The best that is known of its first month: begun, expected, else planned."""
        return self.started or self.expected or self.planned

    @property
    def months_late(self) -> int:
        """How many months after the plan it began, or is expected to; negative when before."""
        return months_between(self.planned, self.begins)

    @property
    def contradicted(self) -> bool:
        """Whether plan and expectation name different months."""
        return self.expected is not None and self.expected != self.planned

    def standing(self, today: date) -> Standing:
        """Where it stands on that day, by the office's calendar."""
        if self.ended is not None:
            return Standing.ENDED
        if self.started is not None:
            return Standing.RUNNING
        return Standing.LATE if self.begins < month_of(today) else Standing.AHEAD

    def told(
        self, *, status: str, expected: date | None, started: date | None, ended: date | None
    ) -> "Initiative":
        """The same initiative as its owner last told of it."""
        return replace(self, status=status, expected=expected, started=started, ended=ended)


def counted(plan: Iterable[Initiative], today: date) -> dict[Standing, int]:
    """How many stand where, in the order of `Standing`."""
    standings = [one.standing(today) for one in plan]
    return {standing: standings.count(standing) for standing in Standing}


def month_of(day: date) -> date:
    """The first of the day's month."""
    return day.replace(day=1)


def months_between(first: date, last: date) -> int:
    """Whole calendar months from the one to the other."""
    return (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month


def month_after(month: date, many: int = 1) -> date:
    """The first of the month so many months later."""
    year, number = divmod(month.year * MONTHS_A_YEAR + month.month - 1 + many, MONTHS_A_YEAR)
    return date(year, number + 1, 1)


def spanned(plan: Iterable[Initiative], today: date) -> list[date]:
    """Every month from the plan's first to its last, today's among them."""
    named = [month_of(today)]
    for one in plan:
        named += [day for day in (one.planned, one.planned_end, one.expected, one.started, one.ended) if day]
    first, last = min(named), max(named)
    return [month_after(first, n) for n in range(months_between(first, last) + 1)]
