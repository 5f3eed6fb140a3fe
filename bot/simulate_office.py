"""The office of a simulated year: three teams, twenty-five people, real holidays, closing days of its own."""

from datetime import date, time
from zoneinfo import ZoneInfo

from rules.office import Office, Role, Team
from rules.worktime import Closing, Span, WorkCalendar

ZONE = ZoneInfo("Europe/Copenhagen")
TEAM_SIZES = (9, 8, 8)
RECEPTION = "U9RECEPTION"


def simulated_office(year: int) -> Office:
    """Three teams with different telephone hours; each leads one and stands in for the next."""
    sizes = enumerate(TEAM_SIZES)
    teams = tuple(_team(number, size, year) for number, size in sizes)
    return Office(
        name="Simuleret kontor",
        zone=ZONE,
        language="da",
        teams=teams,
        roles={Role.RECEPTIONIST: frozenset({RECEPTION})},
        urgent_text="Ring 112.",
    )


def _team(number: int, size: int, year: int) -> Team:
    members = tuple(f"U{number}P{one}" for one in range(size))
    next_lead = f"U{(number + 1) % len(TEAM_SIZES)}P0"
    return Team(
        key=f"team-{number}",
        name=f"Team {number}",
        number=f"+454357000{number}",
        channel=f"C{number}",
        lead=members[0],
        deputy=next_lead,
        duty=members[1],
        members=members,
        calendar=_calendar(number, year),
    )


def _calendar(number: int, year: int) -> WorkCalendar:
    opening = {day: (Span(time(8), time(15)),) for day in range(4)} | {4: (Span(time(8), time(13)),)}
    starts = (time(9), time(10), time(12))[number]
    telephone = {day: (Span(starts, time(starts.hour + 1)),) for day in range(4 if number else 5)}
    return WorkCalendar(ZONE, opening, telephone, {one.day: one for one in _closings(year)})


def _closings(year: int) -> list[Closing]:
    between = [Closing(date(one, 12, day), "jul") for one in (year, year + 1) for day in range(24, 32)]
    halves = [
        Closing(date(one, month, day), "halv dag", time(12))
        for one in (year, year + 1)
        for month, day in ((5, 1), (6, 5))
    ]
    return [*between, *halves]
