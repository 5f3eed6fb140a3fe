"""What a report is made from: the figures of twelve months, as they may leave the team."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.report_appeals import Appeals, a_year_before, read_appeals
from bot.report_cells import Cell, Cells, Leaving
from bot.report_families import Figures, apart
from bot.report_month import Month
from rules.figures import Figure, Period, Values
from rules.hidden_cells import TOTAL
from rules.office import Marker, Office
from rules.shipped import shipped
from storage.exports import municipal_ever
from storage.figures import by_period
from views.case_words import named

WHOLE_OFFICE = "Hele kontoret"


@dataclass(frozen=True, slots=True)
class Report:
    """Twelve months of figures, the reported one last. `teams` are the columns: key and name."""

    office: str
    month: Month
    months: tuple[Month, ...]
    teams: Mapping[str, str]
    whole: bool  # whether it is about the whole office
    figures: Mapping[Figure, Sequence[Leaving]]
    appeals: Appeals
    appeals_before: Appeals  # a year before: no case is in both
    rules: Mapping[str, str]  # what each deadline's key is called
    markers: tuple[Marker, ...]
    made_at: datetime  # by the office's clock
    unfinished: bool

    @property
    def previous(self) -> Month:
        return self.month.earlier(1)

    def now(self, figure: Figure) -> Cells:
        """The reported month."""
        return self.figures[figure][-1].main()

    def before(self, figure: Figure) -> Cells:
        """The month before it."""
        return self.figures[figure][-2].main()

    def trend(self, figure: Figure, team: str) -> list[Cell]:
        """The team's months, the oldest first."""
        return [month.main()[team] for month in self.figures[figure]]


def read_report(session: Session, office: Office, team_key: str, month: Month, now: datetime) -> Report:
    """The figures for one team, or with "" for all and each. Raises `UnknownTeam`.

    What is hidden is the same either way: two reports beside each other tell no more than one.
    """
    if team_key:
        office.team(team_key)
    months = month.year_up_to()
    local = now.astimezone(office.zone)
    until = min(month.last, local.date())
    return Report(
        office=office.name,
        month=month,
        months=months,
        teams=columns(office, team_key),
        whole=whole(office, team_key),
        figures=leaving(by_team(session, office, [one.period for one in months], now)),
        appeals=read_appeals(session, office, until),
        appeals_before=read_appeals(session, office, a_year_before(until)),
        rules={rule.key: named(rule) for rule in (*shipped(), *municipal_ever(session))},
        markers=_within(office.markers, months),
        made_at=local,
        unfinished=not month.is_over(local.date()),
    )


def columns(office: Office, team_key: str) -> Mapping[str, str]:
    """Whom the figures are shown for, by key; an office of one team is that team."""
    if team_key or len(office.teams) == 1:
        team = office.team(team_key) if team_key else office.teams[0]
        return {team.key: team.name}
    return {TOTAL: WHOLE_OFFICE, **{team.key: team.name for team in office.teams}}


def whole(office: Office, team_key: str) -> bool:
    """Whether that is the whole office: no team is named, or there is no other."""
    return not team_key or len(office.teams) == 1


def leaving(by_team: Mapping[str, Sequence[Values]]) -> Mapping[Figure, Sequence[Leaving]]:
    """For each figure its periods, with what may be told of them."""
    told = [apart(period) for period in by_figure(by_team)]
    return {figure: [period[figure] for period in told] for figure in Figure}


def by_figure(by_team: Mapping[str, Sequence[Values]]) -> list[Figures]:
    """The same period by period, each figure's teams beside each other."""
    periods = len(next(iter(by_team.values())))
    return [
        {figure: {team: values[number][figure] for team, values in by_team.items()} for figure in Figure}
        for number in range(periods)
    ]


def by_team(
    session: Session, office: Office, periods: Sequence[Period], now: datetime
) -> Mapping[str, Sequence[Values]]:
    """The figures of each period, by team and for the whole office (`TOTAL`)."""
    asked = {TOTAL: [team.key for team in office.teams], **{team.key: [team.key] for team in office.teams}}
    return {key: by_period(session, office, keys, periods, now) for key, keys in asked.items()}


def _within(markers: Sequence[Marker], months: Sequence[Month]) -> tuple[Marker, ...]:
    first, last = months[0].period.starts, months[-1].period.ends
    return tuple(one for one in markers if first <= one.day < last)
