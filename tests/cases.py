"""Statutory deadlines straight through the use cases, for tests of what the clock does."""

import uuid
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from rules.statute import Ends, Kind, Length, Mark, Rule, Unit, Whose
from storage import case_work, caselist, cases
from storage.case_models import CaseClock
from storage.caselist import CaseItem
from storage.cases import NewCase
from storage.models import LateWhy, Result, Waiting
from tests.world import World

SUPPORT = Rule(
    key="serviceloven-85",
    name="Socialpædagogisk støtte",
    law="serviceloven",
    paragraph="85",
    kind=Kind.DECISION,
    length=Length(Unit.WEEKS, Decimal(8)),
    starts="ansøgning modtaget",
    local=True,
    mark=Mark.LOCAL,
)
INSIGHT = replace(
    SUPPORT,
    key="gdpr-12",
    name="Indsigt",
    law="GDPR",
    paragraph="12",
    kind=Kind.ACCESS,
    length=Length(Unit.MONTHS, Decimal(1)),
    extension=Length(Unit.MONTHS, Decimal(2)),
    ends=Ends.SENT,
)
COMPLAINT_WINDOW = replace(
    SUPPORT,
    key="klagefrist",
    name="Klagefrist",
    law="retssikkerhedsloven",
    paragraph="67",
    kind=Kind.COMPLAINT_WINDOW,
    length=Length(Unit.WEEKS, Decimal(4)),
    whose=Whose.CITIZEN,
)


def registered(
    world: World,
    rule: Rule = SUPPORT,
    *,
    owner: str | None = "KARIM",
    received: date | None = None,
    by: str = "RIKKE",
    case_ref: str = "",
    chosen: date | None = None,
    key: str = "",
) -> int:
    """Register a deadline now, without the form; returns its number."""
    case = NewCase(
        rule=rule,
        team_key="voksen-a",
        owner_id=f"U0{owner}" if owner else None,
        case_ref=case_ref,
        received_on=received or world.now.date(),
        chosen=chosen,
    )
    with world.parts.database.write() as session:
        made = cases.register(
            session,
            world.office,
            world.parts.vault,
            case,
            by=f"U0{by}",
            now=world.now,
            key=key or str(uuid.uuid4()),
        )
        return made.id


def decided(
    world: World,
    number: int,
    result: Result = Result.GRANTED,
    *,
    on: date | None = None,
    sent: date | None = None,
    by: str = "KARIM",
) -> None:
    with world.parts.database.write() as session:
        case_work.end(
            session,
            world.office,
            number,
            result,
            decided_on=on or world.now.date(),
            sent_on=sent,
            by=f"U0{by}",
            now=world.now,
        )


def announced(world: World, number: int, to: date, *, sent: date | None = None, by: str = "KARIM") -> None:
    with world.parts.database.write() as session:
        case_work.announce(
            session,
            world.office,
            number,
            sent_on=sent or world.now.date(),
            to=to,
            why=LateWhy.INFORMATION,
            by=f"U0{by}",
            now=world.now,
        )


def waits(world: World, number: int, until: date, by: str = "KARIM") -> None:
    with world.parts.database.write() as session:
        case_work.wait(session, world.office, number, Waiting.DOCTOR, until, by=f"U0{by}", now=world.now)


def postponed(world: World, number: int, to: date, by: str = "KARIM") -> None:
    with world.parts.database.write() as session:
        case_work.postpone(session, world.office, number, to, by=f"U0{by}", now=world.now)


def reopened(world: World, number: int, by: str = "KARIM") -> None:
    with world.parts.database.write() as session:
        case_work.reopen(session, world.office, number, by=f"U0{by}", now=world.now)


def undone(world: World, number: int, by: str = "RIKKE") -> None:
    with world.parts.database.write() as session:
        cases.undo(session, world.office, number, by=f"U0{by}", now=world.now)


def case_of(world: World, number: int) -> CaseClock:
    with world.parts.database.read() as session:
        return session.get_one(CaseClock, number)


def line_of(world: World, number: int) -> CaseItem:
    with world.parts.database.read() as session:
        return caselist.items(session, [number])[0]


def on_list(world: World, person: str, today_ends: datetime) -> list[int]:
    """The numbers that belong on the person's list if it were made now."""
    with world.parts.database.read() as session:
        found = caselist.on_list(session, [f"U0{person}"], now=world.now, today_ends=today_ends)
    return [one.number for one in found]
