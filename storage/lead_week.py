"""A team's week as its lead is told of it: what falls due against who is at work, and how last week went."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from sqlalchemy.orm import Session

from rules.figures import Figure, Kept, Paragraphs, Period, Share, Value, Values
from rules.office import Office, Team
from rules.worktime import days_from
from storage import figures, lead_notices, workload
from storage.figures import Standing
from storage.workload import Week

ONE_WEEK = timedelta(days=7)
# No office is closed for longer without anybody having looked at its figures.
MOST_CLOSED = 8


@dataclass(frozen=True, slots=True)
class LeadWeek:
    """Counts of one team. `last` are the figures of the whole week before this one.

    `since`: the Monday they begin with, when the weeks between were closed; None for last week.
    """

    team: str  # its name
    coming: Week
    standing: Standing
    last: Values
    since: date | None = None

    @property
    def nothing(self) -> bool:
        """Whether every count is 0, and there is nothing to say."""
        due = any(day.due or day.deadlines for day in self.coming.days)
        now = self.standing
        left = now.calls_overdue or now.calls_unowned or now.deadlines_overdue
        return not (due or left or any(map(_counted, self.last.values())))

    def share(self, figure: Figure) -> Share:
        """Last week's share."""
        value = self.last[figure]
        return value if isinstance(value, Share) else Share(0, 0)

    def kept(self) -> dict[Kept, int]:
        """How last week's statutory deadlines stood when their day had passed."""
        value = self.last[Figure.DEADLINES]
        return dict(value.total) if isinstance(value, Paragraphs) else {}


# What a lead is told of last week, in this order.
TOLD = (
    Figure.RUNG_WITHIN_GOAL,
    Figure.RUNG_WITHIN_LIMIT,
    Figure.REACHED_WITHIN_GOAL,
    Figure.REACHED_WITHIN_LIMIT,
    Figure.DEADLINES,
)


def of_team(session: Session, office: Office, team: Team, now: datetime) -> LeadWeek:
    """The team's week at `now` (aware)."""
    monday = lead_notices.monday_of(team, now)
    period = Period(_begins(team, monday), monday)
    last = figures.of_period(session, office, [team.key], period, now)
    return LeadWeek(
        team=team.name,
        coming=workload.week(session, team, now),
        standing=figures.standing(session, office, [team.key], now),
        last={figure: last[figure] for figure in TOLD},
        since=period.starts if period.starts < monday - ONE_WEEK else None,
    )


def _begins(team: Team, monday: date) -> date:
    """The Monday of the last week in which the team was at work: what nobody has been told of yet."""
    weeks = (monday - n * ONE_WEEK for n in range(1, MOST_CLOSED + 1))
    return next((one for one in weeks if _worked(team, one)), monday - ONE_WEEK)


def _worked(team: Team, monday: date) -> bool:
    return any(team.calendar.is_working_day(day) for day in islice(days_from(monday), 7))


def _counted(value: Value) -> bool:
    match value:
        case Share():
            return value.of > 0
        case Paragraphs():
            return any(value.total.values())
        case _:
            return False
