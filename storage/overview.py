"""What `/status` shows, read in one go: counts now, figures of a period, and the names of its rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from rules.figures import Figure, Period, Value, Values
from rules.office import Office, Team
from rules.reversal import Reversal, rolling
from rules.statute import Rule
from storage import absences, catalogue, complaint_rate, figures, workload
from storage.figures import Load, Standing
from storage.workload import Week

PERIOD_DAYS = 30
WEEKS = 8
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts of some teams. `scope` is the one team's key, or "" for all; `deserted` are team names."""

    scope: str
    now: datetime
    standing: Standing
    values: Values
    rules: Mapping[str, Rule]
    deserted: Sequence[str] = ()
    complaints: int = 0  # under way now
    reversal: Reversal = field(default_factory=Reversal)  # of the twelve months that end today


@dataclass(frozen=True, slots=True)
class Details:
    """What a lead sees besides: each person's load, the days ahead, and the weeks behind by their Monday."""

    overview: Overview
    load: Sequence[Load]
    weeks: Sequence[Week]
    contacts: Sequence[tuple[date, Value]]


def overview(session: Session, office: Office, teams: Sequence[Team], now: datetime) -> Overview:
    """The counts of these teams now, and over the last thirty days, today included so far."""
    keys = [team.key for team in teams]
    roster = absences.roster(session, office, now)
    return Overview(
        scope=keys[0] if len(keys) == 1 else "",
        now=now,
        standing=figures.standing(session, office, keys, now),
        values=figures.of_period(session, office, keys, last_days(office, now), now),
        rules=catalogue.current(session, office).by_key,
        deserted=[team.name for team in teams if roster.stand_in(team, team.duty, now) is None],
        complaints=sum(complaint_rate.stages(session, keys).values()),
        reversal=complaint_rate.rate(session, keys, rolling(now.astimezone(office.zone).date())),
    )


def details(session: Session, office: Office, teams: Sequence[Team], now: datetime) -> Details:
    """The same with the load of every person of these teams."""
    keys = [team.key for team in teams]
    weeks = last_weeks(office, now)
    counted = figures.by_period(session, office, keys, weeks, now)
    return Details(
        overview=overview(session, office, teams, now),
        load=figures.load(session, office, keys, now),
        weeks=[workload.week(session, team, now) for team in teams],
        contacts=[(week.starts, one[Figure.CONTACTS]) for week, one in zip(weeks, counted, strict=True)],
    )


def last_days(office: Office, now: datetime) -> Period:
    """The last thirty days by the office's calendar, today the last of them."""
    today = now.astimezone(office.zone).date()
    return Period(today - timedelta(days=PERIOD_DAYS - 1), today + timedelta(days=1))


def last_weeks(office: Office, now: datetime) -> list[Period]:
    """The last eight weeks from Monday to Sunday, the running one the last of them."""
    today = now.astimezone(office.zone).date()
    monday = today - timedelta(days=today.weekday())
    starts = [monday - n * A_WEEK for n in reversed(range(WEEKS))]
    return [Period(start, start + A_WEEK) for start in starts]
