"""What a person's list and Home tab hold, read in one go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy.orm import Session

from rules.absence import Roster
from rules.office import Office, Role
from rules.rights import LOGGERS
from storage import absences, intake, worklist
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
    away: frozenset[str]


def page(session: Session, office: Office, person: str, now: datetime) -> Page:
    """The Home tab's data: own calls, the teams' unowned ones, what is over the limit, receipts."""
    roles, roster = office.roles_of(person), absences.roster(session, office, now)
    works, logs = bool(roles & WORKERS), bool(roles & LOGGERS)
    receipts = worklist.receipts(session, person, _midnight(office, now)) if logs else None
    own = worklist.owned(session, person) if works else []
    return Page(
        mine=own + stood_in_for(session, roster, person, now) if works else None,
        team=worklist.unowned(session, [team.key for team in office.teams_of(person)]) if works else (),
        over=_over(session, roster, person, now),
        receipts=receipts,
        amendable=_amendable(session, receipts or (), person, now),
        away=away(roster, now),
    )


@dataclass(frozen=True, slots=True)
class Duties:
    """What a person is to see to now: nothing while they are away themselves."""

    mine: Sequence[WorkItem] = ()
    team: Sequence[WorkItem] = ()
    over: Sequence[WorkItem] = ()
    away: frozenset[str] = frozenset()


def duties(session: Session, office: Office, person: str, now: datetime) -> Duties:
    """The day's list's data: own calls and those of whom one stands in for, the team's, the lead's."""
    roster = absences.roster(session, office, now)
    if not roster.at_work(person, now):
        return Duties()
    on_duty = [team.key for team in office.teams if roster.duty_of(team, now) == person]
    return Duties(
        mine=worklist.owned(session, person) + stood_in_for(session, roster, person, now),
        team=worklist.unowned(session, on_duty),
        over=_over(session, roster, person, now),
        away=away(roster, now),
    )


def stood_in_for(session: Session, roster: Roster, person: str, now: datetime) -> list[WorkItem]:
    """The calls of those who are away and whose work is the person's meanwhile."""
    return [
        item
        for absent in sorted(away(roster, now))
        for team in roster.office.teams_of(absent)
        if absent != person and roster.stand_in(team, absent, now) == person
        for item in worklist.owned_in(session, absent, team.key)
    ]


def away(roster: Roster, now: datetime) -> frozenset[str]:
    """Who of the office is not at work."""
    return frozenset(one for one in roster.office.people() if not roster.at_work(one, now))


def _over(session: Session, roster: Roster, person: str, now: datetime) -> list[WorkItem]:
    """What is over the limit in the teams the person leads now, their own calls left out."""
    led = [team.key for team in roster.office.teams if roster.lead_of(team, now) == person]
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
