"""Complaints straight through the use cases: registered, reassessed, forwarded, decided, corrected."""

import uuid
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from rules.reversal import BoardOutcome
from rules.statute import Kind, Rule
from storage import case_file, case_work, cases, catalogue, complaint_work
from storage.complaint_models import Complaint, CorrectWhy
from storage.complaint_work import NewComplaint, Ruling
from storage.models import Deadline, Outbox, Result
from tests.cases import SUPPORT
from tests.front_desk import JONNA, KARIM, LONE, MAJA
from tests.world import World

COSTS = replace(SUPPORT, key="serviceloven-100", name="Merudgifter", paragraph="100")
HELP_82B = replace(SUPPORT, key="serviceloven-82b", name="Tidlig indsats", paragraph="82 b stk. 1")
REMITTED, UPHELD = BoardOutcome.REMITTED, BoardOutcome.UPHELD


def complain(world: World, rule: Rule = SUPPORT, *, by: str = KARIM, key: str = "", **fields: Any) -> int:
    """Register a complaint received today, read by Maja too; returns its number."""
    known: dict[str, Any] = {
        "team_key": "voksen-a",
        "owner_id": KARIM,
        "case_ref": "",
        "received_on": today(world),
        "second_reader": MAJA,
    }
    with world.parts.database.write() as session:
        made = complaint_work.register(
            session,
            world.office,
            world.parts.vault,
            NewComplaint(rule, **(known | fields)),
            by=by,
            now=world.now,
            key=key or str(uuid.uuid4()),
        )
        return made.id


def ends(world: World, number: int, result: Result, *, by: str = KARIM) -> None:
    """End a clock today, sent at once."""
    with world.parts.database.write() as session:
        case_work.end(
            session,
            world.office,
            number,
            result,
            decided_on=today(world),
            sent_on=today(world),
            by=by,
            now=world.now,
        )


def follows(world: World, number: int, rule: str) -> int:
    """Start the next step of a complaint, as its offer does."""
    with world.parts.database.write() as session:
        before = session.get_one(Deadline, number)
        case = cases.NewCase(
            rule=catalogue.current(session, world.office).rule(rule),
            team_key=before.team_key,
            owner_id=before.owner_id,
            case_ref=case_file.reference(session, world.parts.vault, number),
            received_on=today(world),
            started_by=number,
            sequel=True,
        )
        made = cases.register(
            session, world.office, world.parts.vault, case, by=KARIM, now=world.now, key=str(uuid.uuid4())
        )
        return made.id


def at_the_board(world: World, rule: Rule = SUPPORT, **fields: Any) -> int:
    """A complaint that was upheld and sent on today."""
    number = complain(world, rule, **fields)
    ends(world, number, Result.UPHELD)
    return number


def ruling(
    world: World, *parts: BoardOutcome, rule: Rule = SUPPORT, on: date | None = None, **more: Any
) -> Ruling:
    day = on or today(world)
    return Ruling(parts=parts, decided_on=day, received_on=day, rule=rule, **more)


def rules(world: World, number: int, decided: Ruling, *, by: str = JONNA) -> int | None:
    """Ankestyrelsen decides; returns the clock a remitted case starts."""
    with world.parts.database.write() as session:
        made = complaint_work.decide(
            session, world.office, world.parts.vault, number, decided, by=by, now=world.now
        )
        return made.started.id if made.started is not None else None


def corrects(
    world: World,
    number: int,
    decided: Ruling | None,
    why: CorrectWhy = CorrectWhy.OUTCOME,
    *,
    by: str = LONE,
) -> int | None:
    with world.parts.database.write() as session:
        made = complaint_work.correct(
            session, world.office, world.parts.vault, number, decided, why, by=by, now=world.now
        )
        return made.started.id if made.started is not None else None


def complaint_of(world: World, number: int) -> Complaint:
    with world.parts.database.read() as session:
        return session.get_one(Complaint, number)


def today(world: World) -> date:
    return world.now.astimezone(world.office.zone).date()


def in_force(world: World, key: str) -> Rule:
    """The rule of that key as it is in force."""
    with world.parts.database.read() as session:
        return catalogue.current(session, world.office).rule(key)


def decided_rule(kind: Kind) -> Rule:
    """A rule of another kind, that nobody can complain of."""
    return replace(SUPPORT, key="andet", kind=kind)


def told(world: World, kind: str) -> list[str]:
    """Who is told of it, in the outbox."""
    with world.parts.database.read() as session:
        return sorted(session.scalars(select(Outbox.recipient).where(Outbox.kind == kind)))
