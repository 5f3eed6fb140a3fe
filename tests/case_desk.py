"""Statutory deadlines at the front desk: registered behind it, pressed at it."""

import uuid
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from rules.statute import Ends, Kind, Length, Rule, Unit
from storage import caselist, cases
from storage.caselist import CaseItem
from storage.cases import NewCase
from storage.models import Turn
from tests import payload_shapes as shapes
from tests.cases import SUPPORT
from tests.front_desk import KARIM, RIKKE, Answer, FrontDesk
from tests.payload_shapes import Json
from views import ids

CASE_REF = "23-1234"
SENT = replace(SUPPORT, key="sendt", name="Merudgifter", paragraph="100", ends=Ends.SENT)
FOLLOW_UP = replace(
    SUPPORT,
    key="opfoelgning",
    name="Opfølgning",
    paragraph="",
    kind=Kind.FOLLOW_UP,
    ends=Ends.DONE,
    length=Length(Unit.MONTHS, Decimal(6)),
    repeat=Length(Unit.MONTHS, Decimal(6)),
)


def registered(
    desk: FrontDesk,
    rule: Rule = SUPPORT,
    *,
    owner: str | None = KARIM,
    days_ago: int = 0,
    case_ref: str = CASE_REF,
    turn: Turn | None = None,
    remitted: bool = False,
    by: str = RIKKE,
) -> int:
    """Register a deadline now, behind the desk; returns its number."""
    case = NewCase(
        rule=rule,
        team_key="voksen-a",
        owner_id=owner,
        case_ref=case_ref,
        received_on=today(desk) - timedelta(days=days_ago),
        turn=turn,
        remitted=remitted,
    )
    with desk.database.write() as session:
        made = cases.register(
            session, desk.office, desk.vault, case, by=by, now=desk.now, key=str(uuid.uuid4())
        )
        return made.id


def today(desk: FrontDesk) -> date:
    return desk.now.astimezone(desk.office.zone).date()


def item(desk: FrontDesk, number: int) -> CaseItem:
    with desk.database.read() as session:
        return caselist.items(session, [number])[0]


def opened(desk: FrontDesk, number: int, action_id: str = ids.CASE_END, by: str = KARIM) -> Json:
    """The modal a button opens."""
    desk.press(by, action_id, number)
    return shapes.opened(desk.modal())


def chosen(desk: FrontDesk, number: int, choice: str, by: str = KARIM) -> Json:
    """The modal a choice in the menu opens."""
    desk.send(shapes.choose(by, ids.CASE_MORE, f"{choice}:{number}"))
    return shapes.opened(desk.modal())


def decide(desk: FrontDesk, number: int, outcome: str, by: str = KARIM, **fields: str) -> Answer:
    """*Afgjort* with that outcome, decided today unless said otherwise."""
    return desk.submit(by, opened(desk, number, by=by), {ids.OUTCOME: outcome} | fields)
