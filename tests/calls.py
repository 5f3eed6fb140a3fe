"""Calls and what is done about them, straight through the use cases, for tests of what the clock does."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from bot.demo.ledger import Delivery
from bot.demo.wire import JsonObject
from bot.slack_app import web_client
from jobs.courier import Courier
from jobs.engine import Engine, build
from rules.callback import promise
from rules.office import Office
from storage import endings, intake, repeat, working
from storage.endings import Why
from storage.intake import Call
from storage.models import Note, Outbox, Outcome, Person
from tests.world import COPENHAGEN, World, text_of

FICTIVE = "+4522334455"


def at(day: int, hour: int, minute: int = 0, *, month: int = 11, year: int = 2026) -> datetime:
    """An office time in late 2026: the 26th of November is a Thursday."""
    return datetime(year, month, day, hour, minute, tzinfo=COPENHAGEN)


def call(
    world: World,
    owner: str | None = "KARIM",
    *,
    team: str = "voksen-a",
    by: str = "RIKKE",
    urgent: bool = False,
) -> int:
    """Log a call now, without the form; returns its number."""
    written = Call(team, f"U0{owner}" if owner else None, FICTIVE, topic="afgoerelse", urgent=urgent)
    received = world.now
    with world.parts.database.write() as session:
        kept = promise(world.office.team(team).calendar, world.office.callback, received)
        key = str(uuid.uuid4())
        logged = intake.log(
            session, world.office, world.parts.vault, written, kept, by=f"U0{by}", now=received, key=key
        )
        return logged.id


def tried(world: World, number: int, by: str = "KARIM", outcome: Outcome = Outcome.NO_ANSWER) -> datetime:
    """Nobody answered; returns when the bot proposes to try again."""
    with world.parts.database.write() as session:
        return working.tried(session, world.office, number, outcome, by=f"U0{by}", now=world.now)


def spoke(world: World, number: int, by: str = "KARIM") -> None:
    with world.parts.database.write() as session:
        working.spoke(session, world.office, number, by=f"U0{by}", now=world.now)


def noted(world: World, number: int, by: str = "KARIM") -> None:
    with world.parts.database.write() as session:
        working.noted(session, world.office, number, Note.JOURNALED, by=f"U0{by}", now=world.now)


def take(world: World, number: int, by: str) -> None:
    with world.parts.database.write() as session:
        working.take(session, world.office, number, by=f"U0{by}", now=world.now)


def snooze(world: World, number: int, until: datetime, by: str = "KARIM") -> None:
    with world.parts.database.write() as session:
        working.snooze(session, world.office, number, until, by=f"U0{by}", now=world.now)


def undo(world: World, number: int, by: str = "RIKKE") -> None:
    with world.parts.database.write() as session:
        intake.undo(session, world.office, number, by=f"U0{by}", now=world.now)


def correct(world: World, number: int, written: Call, by: str = "RIKKE") -> None:
    """The message taker saves the form anew."""
    with world.parts.database.write() as session:
        kept = promise(world.office.team(written.team_key).calendar, world.office.callback, world.now)
        intake.correct(
            session,
            world.office,
            world.parts.vault,
            number,
            written,
            by=f"U0{by}",
            now=world.now,
            promise=kept,
        )


def correct_to_calm(world: World, number: int, owner: str = "KARIM", by: str = "RIKKE") -> None:
    """The message taker unticks *haster*."""
    correct(world, number, Call("voksen-a", f"U0{owner}", FICTIVE, topic="afgoerelse"), by)


def opened_home(world: World, user: str) -> None:
    """Somebody looks at Home; Slack is told that we heard before we have noted it."""

    def noticed() -> bool:
        with world.parts.database.read() as session:
            return session.get_one(Person, f"U0{user}").home_wanted > 0

    visitor = world.visitor(user)
    visitor.open_home()
    visitor.wait_for(noticed)


def posted(world: World, user: str | None = None) -> list[Delivery]:
    """The direct messages Slack was given, to this person or to everybody; redrawings not counted."""
    return world.slack.ledger.delivered(
        "message", event_type="fristvagt_notice", user=f"U0{user}" if user else None
    )


def kinds(world: World, user: str | None = None) -> list[str]:
    """What kind of message each of them was, oldest first."""
    known = {row.id: row.kind for row in rows(world)}
    return [known[(one.metadata or {})["event_payload"]["outbox"]] for one in posted(world, user)]


def shown(world: World, user: str) -> list[str]:
    """The person's messages as they stand now, whole."""
    return [text_of(one) for one in world.dms(user)]


def lists(messages: Iterable[JsonObject]) -> list[JsonObject]:
    return [one for one in messages if "Dine opkald" in text_of(one)]


def rows(world: World) -> list[Outbox]:
    with world.parts.database.read() as session:
        return list(session.scalars(select(Outbox).order_by(Outbox.id)))


def engine_of(world: World, office: Office | None = None, *, timeout: int | None = None) -> Engine:
    """Another engine on the world's database, as another process would have."""
    client = web_client(world.parts.settings)
    client.timeout = timeout or client.timeout
    return build(office or world.office, world.parts.database, Courier(client), world.parts.vault)


def agreed(world: World, number: int, at: datetime, by: str = "KARIM") -> None:
    """The citizen wants to be rung at that time."""
    with world.parts.database.write() as session:
        working.agreed(session, world.office, number, at, by=f"U0{by}", now=world.now)


def reopened(world: World, number: int, why: Why, by: str = "KARIM") -> None:
    with world.parts.database.write() as session:
        endings.reopen(session, world.office, number, why, by=f"U0{by}", now=world.now)


def rang_again(world: World, number: int, by: str = "RIKKE") -> None:
    """The citizen rings once more while the call is open."""
    with world.parts.database.write() as session:
        repeat.called_again(session, world.office, number, by=f"U0{by}", now=world.now)
