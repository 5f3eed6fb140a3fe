"""The demo cast: who works in the local workspace, and where they write."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Person:
    """Somebody with a seat in the workspace; `is_outsider` marks who has no role in the office."""

    id: str
    name: str
    title: str
    is_bot: bool = False
    is_outsider: bool = False
    is_guest: bool = False

    @property
    def handle(self) -> str:
        """The short name after an @, as Slack's `name` field."""
        return self.name.split()[0].lower()


@dataclass(frozen=True)
class Channel:
    """A channel with everybody and the bot in it, unless `members` says otherwise.

    `shared` is with whom: "ext" another organisation, "pending" one that is invited, "org" this one's
    other workspaces.
    """

    id: str
    name: str
    members: tuple[str, ...] | None = None
    private: bool = False
    shared: Literal["", "ext", "pending", "org"] = ""


@dataclass(frozen=True)
class Command:
    """A slash command the app has registered."""

    command: str
    description: str
    usage_hint: str = ""


@dataclass(frozen=True)
class Cast:
    """The workspace before anything has happened in it."""

    people: tuple[Person, ...]
    channels: tuple[Channel, ...]
    bot: Person
    team_id: str = "T0FRIST"
    domain: str = "fristvagt-demo"
    name: str = "Center for Voksne og Velfærd (demo)"
    bot_id: str = "B0BOT"
    app_id: str = "A0FRIST"
    by_id: dict[str, Person] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {person.id: person for person in (*self.people, self.bot)})


DEMO_PEOPLE = (
    Person("U0RIKKE", "Rikke Holm", "Receptionist"),
    Person("U0KARIM", "Karim Aziz", "Sagsbehandler, voksenteam A"),
    Person("U0MAJA", "Maja Lund", "Sagsbehandler, voksenteam A"),
    Person("U0PETER", "Peter Dam", "Sagsbehandler, voksenteam A"),
    Person("U0SOFIE", "Sofie Berg", "Sagsbehandler, voksenteam B"),
    Person("U0ALI", "Ali Demir", "Sagsbehandler, voksenteam B"),
    Person("U0LONE", "Lone Krag", "Teamleder, voksenteam A"),
    Person("U0BENT", "Bent Falk", "Teamleder, voksenteam B"),
    Person("U0JONNA", "Jonna Friis", "Centerjurist"),
    Person("U0AUDIT", "Aksel Toft", "Databeskyttelse"),
    Person("U0ADMIN", "Ida Mørk", "Kommunal it"),
    Person("U0OTTO", "Otto Udenfor", "Ingen rolle i enheden", is_outsider=True),
)

DEMO_CAST = Cast(
    people=DEMO_PEOPLE,
    channels=(
        Channel("C0RECEPTION", "reception"),
        Channel("C0VOKSENA", "voksenteam-a"),
        Channel("C0VOKSENB", "voksenteam-b"),
    ),
    bot=Person("U0BOT", "Fristvagt", "App", is_bot=True),
)

DEMO_COMMANDS = (
    Command("/callback", "Noter en borger, der skal ringes op", "[@navn] [telefon] [navn, emne]"),
    Command("/deadline", "Start en lovbestemt frist", "[§ sag @navn modtaget dato]"),
    Command("/agenda", "Møder og deres dagsordener", "[principafgørelser | help]"),
    Command("/appeal", "Registrer en klage, og følg den", "[sag § modtaget dato @navn]"),
    Command("/status", "Se, hvordan det går med opkald og frister", "[mig | opkald | frister | hjælp]"),
    Command("/absence", "Meld fravær, så andre tager over", "[fra dato til dato]"),
)
