"""A team's week as its lead is told of it: what falls due against who is at work, and how last week went."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from rules.figures import Figure, Kept, Paragraphs, Period, Share, Value, Values
from rules.office import Office, Team
from storage import figures, lead_notices, workload
from storage.figures import Standing
from storage.workload import Week

ONE_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class LeadWeek:
    """Counts of one team. `last` are the figures of the whole week before this one."""

    team: str  # its name
    coming: Week
    standing: Standing
    last: Values

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
    period = Period(monday - ONE_WEEK, monday)
    last = figures.of_period(session, office, [team.key], period, now)
    return LeadWeek(
        team=team.name,
        coming=workload.week(session, team, now),
        standing=figures.standing(session, office, [team.key], now),
        last={figure: last[figure] for figure in TOLD},
    )


def _counted(value: Value) -> bool:
    match value:
        case Share():
            return value.of > 0
        case Paragraphs():
            return any(value.total.values())
        case _:
            return False
