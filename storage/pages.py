"""What a person's list and Home tab hold, read in one go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy.orm import Session

from rules.office import Office, Role
from rules.rights import LOGGERS
from storage import intake, worklist
from storage.models import Callback, Deadline
from storage.worklist import WorkItem

WORKERS = frozenset({Role.CASEWORKER, Role.LEAD})


@dataclass(frozen=True, slots=True)
class Page:
    """Everything one person is shown. `receipts` and `mine` are None for whom they are not."""

    mine: Sequence[WorkItem] | None
    team: Sequence[WorkItem]
    over: Sequence[WorkItem]
    receipts: Sequence[WorkItem] | None
    amendable: frozenset[int]


def page(session: Session, office: Office, person: str, now: datetime) -> Page:
    """The Home tab's data: own calls, the teams' unowned ones, what is over the limit, receipts."""
    roles = office.roles_of(person)
    works, logs = bool(roles & WORKERS), bool(roles & LOGGERS)
    receipts = worklist.receipts(session, person, _midnight(office, now)) if logs else None
    return Page(
        mine=worklist.owned(session, person) if works else None,
        team=worklist.unowned(session, [team.key for team in office.teams_of(person)]) if works else (),
        over=over(session, office, person, now),
        receipts=receipts,
        amendable=_amendable(session, receipts or (), person, now),
    )


def on_duty(session: Session, office: Office, person: str) -> list[WorkItem]:
    """Unowned calls the person is to see to, as their teams' duty person."""
    return worklist.unowned(session, [team.key for team in office.teams if team.duty == person])


def over(session: Session, office: Office, person: str, now: datetime) -> list[WorkItem]:
    """What is over the limit in the teams the person leads, their own calls left out."""
    led = [team.key for team in office.teams if team.lead == person]
    return [item for item in worklist.breached(session, led, now) if item.owner_id != person]


def _midnight(office: Office, now: datetime) -> datetime:
    return datetime.combine(now.astimezone(office.zone).date(), time.min, tzinfo=office.zone)


def _amendable(session: Session, receipts: Sequence[WorkItem], person: str, now: datetime) -> frozenset[int]:
    fresh = [item.number for item in receipts if now < item.logged_at + intake.AMEND_FOR]
    return frozenset(
        number
        for number in fresh
        if intake.amendable(session.get_one(Deadline, number), session.get_one(Callback, number), person, now)
    )
