"""The office: its teams, people, roles and the hours in which it may be disturbed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from rules.callback import CallbackPolicy
from rules.errors import NeverOpenError, UnknownTeam
from rules.initiative import Initiative
from rules.meeting import Series
from rules.pulse import Pulse
from rules.retention import Retention
from rules.sentence import Sentence
from rules.statute import Length
from rules.worktime import WorkCalendar, days_from

__all__ = [
    "Commands",
    "Deadlines",
    "Ladder",
    "Link",
    "Marker",
    "Notices",
    "Office",
    "Role",
    "Team",
    "UnknownTeam",
    "may_interrupt",
    "may_notify",
]


# Said when an acute call concerns a child, unless the office has written its own.
CHILD_TEXT = Sentence("Stil om til kommunens modtagelse for underretninger om børn med det samme.")


class Role(StrEnum):
    RECEPTIONIST = "receptionist"
    CASEWORKER = "caseworker"
    LEAD = "lead"
    JURIST = "jurist"
    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    ADMIN = "admin"
    CHIEF = "chief"  # centerchef: told of the ombudsman's inquiries


@dataclass(frozen=True)
class Team:
    """A unit with a shared line. `number` is E.164; people are Slack user ids."""

    key: str
    name: str
    number: str
    channel: str
    lead: str
    deputy: str
    duty: str
    members: tuple[str, ...]
    calendar: WorkCalendar

    def leads(self) -> tuple[str, ...]:
        """Lead and deputy, in the order they are asked; a person holding both is named once."""
        return tuple(dict.fromkeys((self.lead, self.deputy)))

    def people(self) -> frozenset[str]:
        return self._people

    @cached_property
    def _people(self) -> frozenset[str]:
        return frozenset({*self.members, *self.leads(), self.duty})


@dataclass(frozen=True)
class Notices:
    """When people may be sent a direct message, by the wall clock, and how many a day."""

    earliest: time = time(8)
    latest: time = time(16)
    dms_a_day: int = 3


@dataclass(frozen=True)
class Ladder:
    """When a callback's owner is reminded. `warn_before` is opening time, `urgent_wait` clock time."""

    digest: time = time(8, 15)
    warn_before: timedelta = timedelta(hours=2)
    urgent_wait: timedelta = timedelta(minutes=15)


@dataclass(frozen=True)
class Deadlines:
    """What the office has decided about statutory deadlines.

    Rungs are working days before the last working day on or before the date. `on` names recalled
    rules the office's lawyer has confirmed; `lengths` gives a length to rules the law leaves open.
    """

    ladder: tuple[int, ...] = (10, 3, 1, 0)
    ladders: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    on: frozenset[str] = frozenset()
    lengths: Mapping[str, Length] = field(default_factory=dict)

    def ladder_of(self, rule: str) -> tuple[int, ...]:
        """The rungs for that rule, the longest first."""
        return tuple(sorted(self.ladders.get(rule, self.ladder), reverse=True))


@dataclass(frozen=True, slots=True)
class Marker:
    """A day the office wants to see in its figures: "ny medarbejder"."""

    day: date
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A page the office wants at hand; `url` is https."""

    name: str
    url: str


@dataclass(frozen=True)
class Commands:
    """The slash commands' names: Slack has no namespaces, so an office may have to rename them."""

    callback: str = "/callback"
    status: str = "/status"
    absence: str = "/absence"
    deadline: str = "/deadline"
    appeal: str = "/appeal"
    agenda: str = "/agenda"


@dataclass(frozen=True)
class Office:
    """Everything the office has decided. `roles` gives roles beyond those the teams give."""

    name: str
    zone: ZoneInfo
    language: Literal["da", "en"]
    teams: tuple[Team, ...]
    roles: Mapping[Role, frozenset[str]]
    urgent_text: str
    child_text: str = CHILD_TEXT
    callback: CallbackPolicy = field(default_factory=CallbackPolicy)
    ladder: Ladder = field(default_factory=Ladder)
    notices: Notices = field(default_factory=Notices)
    deadlines: Deadlines = field(default_factory=Deadlines)
    commands: Commands = field(default_factory=Commands)
    markers: tuple[Marker, ...] = ()
    meetings: tuple[Series, ...] = ()
    links: tuple[Link, ...] = ()
    principles: tuple[str, ...] = ()
    retention: Retention = field(default_factory=Retention)
    spot_check: int = 10  # how many reads the auditor is asked about a month
    plan: tuple[Initiative, ...] = ()
    sample: int = 6  # how many decisions are drawn for review a month
    pulse: Pulse = field(default_factory=Pulse)

    def team(self, key: str) -> Team:
        """The team with that key; raises `UnknownTeam`."""
        team = self.team_or_none(key)
        if team is None:
            raise UnknownTeam(key, (team.key for team in self.teams))
        return team

    def team_or_none(self, key: str) -> Team | None:
        return next((team for team in self.teams if team.key == key), None)

    def series_or_none(self, key: str) -> Series | None:
        """The standing meeting with that key."""
        return next((one for one in self.meetings if one.key == key), None)

    def initiative_or_none(self, key: str) -> Initiative | None:
        """The initiative of the action plan with that key, as the office file has it."""
        return next((one for one in self.plan if one.key == key), None)

    def teams_of(self, slack_id: str) -> tuple[Team, ...]:
        """The teams the person works in or stands in for: member, lead, deputy or duty."""
        return tuple(team for team in self.teams if slack_id in team.people())

    def led_by(self, slack_id: str) -> frozenset[str]:
        """The keys of the teams the person leads, or stands in for the lead of."""
        return frozenset(team.key for team in self.teams if slack_id in team.leads())

    def leads(self, team: Team) -> tuple[str, ...]:
        return team.leads()

    def roles_of(self, slack_id: str) -> frozenset[Role]:
        """Every role the person holds; empty for an outsider."""
        held = {role for role, people in self.roles.items() if slack_id in people}
        for team in self.teams:
            if slack_id in (*team.members, team.duty):
                held.add(Role.CASEWORKER)
            if slack_id in team.leads():
                held.add(Role.LEAD)
        return frozenset(held)

    def people(self) -> frozenset[str]:
        """Everybody who holds a role."""
        return self._people

    @cached_property
    def _people(self) -> frozenset[str]:
        return frozenset().union(*self.roles.values(), *(team.people() for team in self.teams))


def may_notify(office: Office, team: Team, at: datetime) -> datetime:
    """`at` itself inside notice hours of one of the team's working days, else the next moment that is.

    A half-day closing ends the notice hours with it. Raises `NeverOpenError` when no such moment comes.
    """
    calendar = team.calendar
    local = calendar.local(at)
    for day in days_from(local.date()):
        if not calendar.is_working_day(day):
            continue
        closing = calendar.closings.get(day)
        end = min(office.notices.latest, (closing and closing.closes_at) or time.max)
        first = max(datetime.combine(day, office.notices.earliest, tzinfo=calendar.zone), local)
        if first < datetime.combine(day, end, tzinfo=calendar.zone):
            return at if first == local else first
    raise NeverOpenError(local.date())


def may_interrupt(office: Office, team: Team, at: datetime) -> datetime:
    """`at` itself when an urgent call may be told of then, else the next moment it may.

    Outside both nobody is at work, and the message taker reads out the office's text for acute cases.
    """
    quiet_until = may_notify(office, team, at)
    return at if quiet_until == at else min(team.calendar.next_opening(at), quiet_until)
