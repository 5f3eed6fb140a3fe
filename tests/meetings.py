"""Standing meetings in a test's own small office, and the registers their agendas are made from."""

import uuid
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from rules.meeting import MeetingKind, Series
from rules.office import Office
from rules.recurrence import Recurrence, Roll, Weekly
from storage import catalogue
from storage.agenda_models import AgendaItem, Meeting
from storage.cases import NewCase, register
from storage.precedents import Draft
from storage.precedents import register as put_in
from tests.front_desk import FrontDesk
from tests.world import World

TUESDAY = Weekly(1)


def series(
    key: str = "moede",
    kind: MeetingKind = MeetingKind.PROFESSIONAL,
    recurrence: Recurrence = TUESDAY,
    *,
    teams: tuple[str, ...] = ("voksen-a",),
    at: time = time(9),
    chair: str = "U0LONE",
    roll: Roll = Roll.NEXT,
) -> Series:
    """A meeting on Tuesdays at nine, unless said otherwise."""
    return Series(key, "Socialfagligt møde", kind, teams, recurrence, at, chair, roll)


def with_meetings(office: Office, *meetings: Series) -> Office:
    return replace(office, meetings=meetings)


def inquiry(world: World, *, owner: str | None = "KARIM", due: date | None = None) -> int:
    """An ombudsman's inquiry received today; returns its number."""
    return clock(world, "borgerraadgiver", owner=owner, due=due)


def clock(world: World, rule: str, *, owner: str | None = "KARIM", due: date | None = None) -> int:
    """A clock of the shipped rule with that key in team A."""
    today = world.now.date()
    with world.parts.database.write() as session:
        case = NewCase(
            rule=catalogue.current(session, world.office).rule(rule),
            team_key="voksen-a",
            owner_id=f"U0{owner}" if owner else None,
            case_ref="",
            received_on=today,
            chosen=due or today + timedelta(days=14),
        )
        made = register(
            session, world.office, world.parts.vault, case, by="U0LONE", now=world.now, key=str(uuid.uuid4())
        )
        return made.id


def clock_at_desk(desk: FrontDesk, rule: str, *, owner: str = "U0KARIM") -> int:
    """The same behind the front desk."""
    today = desk.now.date()
    with desk.database.write() as session:
        known = catalogue.current(session, desk.office).rule(rule)
        case = NewCase(known, "voksen-a", owner, "", today, chosen=today + timedelta(days=14))
        key = str(uuid.uuid4())
        return register(session, desk.office, desk.vault, case, by="U0LONE", now=desk.now, key=key).id


def action(world: World) -> int:
    return clock(world, "moede-handling")


def precedent(world: World, number: str = "12-26", *, at: datetime | None = None, **fields: str) -> int:
    """A principafgørelse put in by the jurist; returns its id."""
    typed = {"paragraph": "85", "gist": "Støtten måles efter behovet.", "link": ""} | fields
    with world.parts.database.write() as session:
        return put_in(session, Draft(number, **typed), by="U0JONNA", now=at or world.now).id


def meetings_of(world: World) -> list[Meeting]:
    with world.parts.database.read() as session:
        return list(session.scalars(select(Meeting).order_by(Meeting.starts_at)))


def items_of(world: World, meeting: int | None = None) -> list[AgendaItem]:
    with world.parts.database.read() as session:
        wanted = select(AgendaItem).order_by(AgendaItem.id)
        return list(
            session.scalars(wanted if meeting is None else wanted.where(AgendaItem.meeting_id == meeting))
        )


def posts(world: World, channel: str = "C0VOKSENA", user: str = "KARIM") -> list[dict[str, Any]]:
    """What the bot posted in the channel, oldest first."""
    return [one for one in world.visitor(user).messages(channel) if one["user"] == "U0BOT"]
