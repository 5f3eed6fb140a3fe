"""What a person's list and Home tab hold, read in one go."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from rules.absence import Roster
from rules.complaint import WITH_COMPLAINTS
from rules.office import Office, Role, Team
from rules.rights import LOGGERS, Action, may
from storage import (
    absences,
    caselist,
    catalogue,
    complaint_file,
    handover_reads,
    in_place,
    intake,
    questions,
    rule_changes,
    worklist,
    workload,
)
from storage.caselist import Part
from storage.handover_reads import Moved
from storage.models import Callback, Deadline
from storage.worklist import WorkItem
from storage.workload import Week

WORKERS = frozenset({Role.CASEWORKER, Role.LEAD})


@dataclass(frozen=True, slots=True)
class Lead:
    """What a lead sees besides: the weeks of the teams led now, and hand-overs that can still be undone."""

    weeks: Sequence[Week] = ()
    moved: Sequence[Moved] = ()
    rules_changed: int = 0


@dataclass(frozen=True, slots=True)
class Jurist:
    """Counts for whoever works with complaints. `questions` is None for whom they are not."""

    complaints: int  # under way, of those the person may open
    questions: int | None


@dataclass(frozen=True, slots=True)
class Cases:
    """Statutory deadlines beside the calls, in the same parts."""

    mine: Part = field(default_factory=Part)
    team: Part = field(default_factory=Part)
    over: Part = field(default_factory=Part)


@dataclass(frozen=True, slots=True)
class Page:
    """Everything one person is shown. A part is None for whom it is not."""

    mine: Sequence[WorkItem] | None
    team: Sequence[WorkItem]
    over: Sequence[WorkItem]
    cases: Cases
    receipts: Sequence[WorkItem] | None
    amendable: frozenset[int]
    stand_ins: Mapping[int, str]  # by number of the receipts whose owner is away
    away: frozenset[str]
    lead: Lead | None
    jurist: Jurist | None


def page(session: Session, office: Office, person: str, now: datetime) -> Page:
    """The Home tab's data: own calls, the teams' unowned ones, what is over the limit, receipts."""
    roles, roster = office.roles_of(person), absences.roster(session, office, now)
    works, logs = bool(roles & WORKERS), bool(roles & LOGGERS)
    receipts = worklist.receipts(session, person, _midnight(office, now)) if logs else None
    return Page(
        mine=_mine(session, roster, person, now) if works else None,
        team=worklist.unowned(session, [team.key for team in office.teams_of(person)]) if works else (),
        over=_over(session, roster, person, now),
        cases=_all_cases(session, roster, person, now) if works else Cases(),
        receipts=receipts,
        amendable=_amendable(session, receipts or (), person, now),
        stand_ins=in_place.of_owners(session, office, receipts or (), now),
        away=away(roster, now),
        lead=_lead(session, roster, person, now) if Role.LEAD in roles else None,
        jurist=_jurist(session, office, person, now) if roles & WITH_COMPLAINTS else None,
    )


def _jurist(session: Session, office: Office, person: str, now: datetime) -> Jurist:
    return Jurist(
        complaints=len(complaint_file.theirs(session, office, person, now)),
        questions=questions.how_many(session) if may(office, person, Action.QUESTIONS) else None,
    )


def _lead(session: Session, roster: Roster, person: str, now: datetime) -> Lead:
    led = [team for team in led_now(roster, person, now) if person in team.leads()]
    return Lead(
        weeks=[workload.week(session, team, now) for team in led],
        moved=handover_reads.undoable(session, roster.office.led_by(person), now),
        rules_changed=_rules_changed(session, roster, person, now),
    )


def _rules_changed(session: Session, roster: Roster, person: str, now: datetime) -> int:
    led = [team.key for team in led_now(roster, person, now)]
    known = catalogue.current(session, roster.office)
    return len(rule_changes.changed(session, roster.office, known, led))


@dataclass(frozen=True, slots=True)
class Duties:
    """What a person is to see to now: nothing while they are away themselves."""

    mine: Sequence[WorkItem] = ()
    team: Sequence[WorkItem] = ()
    over: Sequence[WorkItem] = ()
    away: frozenset[str] = frozenset()
    cases: Cases = Cases()


def duties(session: Session, office: Office, person: str, now: datetime, *, outbox_id: int = 0) -> Duties:
    """The day's list's data: own calls and those of whom one stands in for, the team's, the lead's.

    `outbox_id` is the list that is made: what it has told of itself still belongs on it.
    """
    roster = absences.roster(session, office, now)
    if not roster.at_work(person, now):
        return Duties()
    on_duty = [team.key for team in office.teams if roster.duty_of(team, now) == person]
    return Duties(
        mine=_mine(session, roster, person, now),
        team=worklist.unowned(session, on_duty),
        over=_over(session, roster, person, now),
        away=away(roster, now),
        cases=_due_cases(session, roster, person, now, outbox_id),
    )


def _all_cases(session: Session, roster: Roster, person: str, now: datetime) -> Cases:
    """Every running deadline, for the Home tab."""
    theirs = _stood_in_for(roster, person, now)
    found = caselist.owned(session, {person} | {absent for absent, _ in theirs})
    return Cases(
        mine=_of_these(found, person, theirs),
        team=caselist.unowned(session, [team.key for team in roster.office.teams_of(person)]),
        over=_missed(session, roster, person, now),
    )


def _due_cases(session: Session, roster: Roster, person: str, now: datetime, outbox_id: int) -> Cases:
    """The deadlines that have a place on today's list."""
    theirs = _stood_in_for(roster, person, now)
    on_duty = [team.key for team in roster.office.teams if roster.duty_of(team, now) == person]
    found = caselist.on_list(
        session,
        {person} | {absent for absent, _ in theirs},
        now=now,
        today_ends=_midnight(roster.office, now) + timedelta(days=1),
        outbox_id=outbox_id,
    )
    return Cases(
        mine=_of_these(found, person, theirs),
        team=caselist.unowned(session, on_duty),
        over=_missed(session, roster, person, now),
    )


def _of_these(found: Part, person: str, theirs: Set[tuple[str, str]]) -> Part:
    ours = [one for one in found if one.owner_id == person or (one.owner_id, one.team_key) in theirs]
    return Part(ours, found.more, found.late)


def _missed(session: Session, roster: Roster, person: str, now: datetime) -> Part:
    return caselist.missed(session, [team.key for team in led_now(roster, person, now)], person, now)


def _mine(session: Session, roster: Roster, person: str, now: datetime) -> list[WorkItem]:
    """The person's own calls, and those of people who are away and whose work is the person's meanwhile."""
    stood_in_for = _stood_in_for(roster, person, now)
    found = worklist.owned(session, {person} | {absent for absent, _ in stood_in_for})
    return [one for one in found if one.owner_id == person or (one.owner_id, one.team_key) in stood_in_for]


def _stood_in_for(roster: Roster, person: str, now: datetime) -> Set[tuple[str, str]]:
    """(absent person, team) whose work is this person's meanwhile."""
    return {
        (absent, team.key)
        for absent in away(roster, now) - {person}
        # In every team: what was begun in one is kept by whoever has moved to another.
        for team in roster.office.teams
        if roster.stand_in(team, absent, now) == person
    }


def away(roster: Roster, now: datetime) -> frozenset[str]:
    """Who of the office is not at work."""
    return frozenset(one for one in roster.office.people() if not roster.at_work(one, now))


def _over(session: Session, roster: Roster, person: str, now: datetime) -> list[WorkItem]:
    """What is over the limit in the teams the person leads now, their own calls left out."""
    led = [team.key for team in led_now(roster, person, now)]
    return [item for item in worklist.breached(session, led, now) if item.owner_id != person]


def led_now(roster: Roster, person: str, now: datetime) -> list[Team]:
    """The teams the person is the lead of, and those whose lead they stand in for."""
    teams = roster.office.teams
    return [team for team in teams if person in (team.lead, roster.lead_of(team, now))]


def _midnight(office: Office, now: datetime) -> datetime:
    return datetime.combine(now.astimezone(office.zone).date(), time.min, tzinfo=office.zone)


def _amendable(session: Session, receipts: Sequence[WorkItem], person: str, now: datetime) -> frozenset[int]:
    fresh = [item.number for item in receipts if now < item.logged_at + intake.AMEND_FOR]
    return frozenset(
        number
        for number in fresh
        if intake.amendable(session.get_one(Deadline, number), session.get_one(Callback, number), person, now)
    )
