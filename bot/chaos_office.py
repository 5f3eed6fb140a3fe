"""The office of the chaos harness: four teams, the people in the workspace, and the office file."""

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.demo.cast import Cast, Channel, Person
from bot.office_file import load_office
from rules.office import Office

ZONE = ZoneInfo("Europe/Copenhagen")
TEAMS, MEMBERS, RECEPTIONISTS = 4, 12, 6
OUTSIDER = "U8OTTO"
OPENS, CLOSES = "09:00", "15:00"

_HEAD = """
name = "Kaoskontoret"
zone = "Europe/Copenhagen"
language = "da"
urgent_text = "Ring 112 ved fare for liv."

[opening]
monday = ["{opens}-{closes}"]
tuesday = ["{opens}-{closes}"]
wednesday = ["{opens}-{closes}"]
thursday = ["{opens}-{closes}"]
friday = ["{opens}-{closes}"]

[[closings]]
day = 2026-12-24
until = 2026-12-31
name = "jul og nytår"

[[closings]]
day = 2027-12-24
until = 2027-12-31
name = "jul og nytår"

[roles]
receptionist = [{receptionists}]
"""
_TEAM = """
[[teams]]
key = "{key}"
name = "Team {number}"
number = "43 57 00 1{number}"
channel = "{channel}"
lead = "{lead}"
deputy = "{deputy}"
duty = "{duty}"
members = [{members}]

[teams.telephone]
tuesday = ["{telephone}:00-{telephone_ends}:00"]
thursday = ["{telephone}:00-{telephone_ends}:00"]
"""


@dataclass(frozen=True)
class TeamOfChaos:
    """One team's people, by Slack id."""

    number: int

    @property
    def key(self) -> str:
        return f"team-{self.number}"

    @property
    def channel(self) -> str:
        return f"C0TEAM{self.number}"

    @property
    def lead(self) -> str:
        return f"U{self.number}LEDER"

    @property
    def duty(self) -> str:
        return f"U{self.number}VAGT"

    @property
    def members(self) -> tuple[str, ...]:
        return tuple(f"U{self.number}SB{one:02}" for one in range(MEMBERS))

    @property
    def people(self) -> tuple[str, ...]:
        return (self.lead, self.duty, *self.members)


TEAM_LIST = tuple(TeamOfChaos(number) for number in range(TEAMS))
RECEPTION = tuple(f"U9REC{one}" for one in range(RECEPTIONISTS))


def cast_of_chaos() -> Cast:
    """Everybody, a channel a team, and somebody without a role who must get nothing."""
    staff = [person for team in TEAM_LIST for person in team.people]
    people = [Person(one, f"{handle(one)} Prøve", "Kaoskontoret") for one in (*RECEPTION, *staff)]
    outsider = Person(OUTSIDER, "Otto Udenfor", "Ingen rolle", is_outsider=True)
    channels = tuple(Channel(team.channel, team.key) for team in TEAM_LIST)
    bot = Person("U0BOT", "Fristvagt", "App", is_bot=True)
    return Cast(people=(*people, outsider), channels=channels, bot=bot)


def handle(person: str) -> str:
    """What is typed after the @."""
    return "P" + person.removeprefix("U").lower()


def write_office(folder: Path) -> Path:
    """The office file in `folder`."""
    head = _HEAD.format(opens=OPENS, closes=CLOSES, receptionists=_listed(RECEPTION))
    path = folder / "office.toml"
    path.write_text(head + "".join(_team(team) for team in TEAM_LIST), encoding="utf-8")
    return path


def office_of_chaos(folder: Path) -> Office:
    """The same, as the bot reads it."""
    return load_office(write_office(folder))


def _team(team: TeamOfChaos) -> str:
    begins = 10 + team.number
    return _TEAM.format(
        key=team.key,
        number=team.number,
        channel=team.channel,
        lead=team.lead,
        deputy=TEAM_LIST[(team.number + 1) % TEAMS].lead,
        duty=team.duty,
        members=_listed(team.members),
        telephone=begins,
        telephone_ends=begins + 1,
    )


def _listed(people: tuple[str, ...]) -> str:
    return ", ".join(f'"{one}"' for one in people)
