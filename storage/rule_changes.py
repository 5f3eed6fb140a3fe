"""Running deadlines whose rule has been changed since. They keep theirs until the lead decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from rules.catalogue import Catalogue
from rules.errors import FristvagtError
from rules.office import Office
from rules.period import count
from rules.statute import Rule
from storage.case_models import CaseClock
from storage.case_work import CHOSEN, rule_of
from storage.cases import legal_facts, still_running
from storage.figure_changes import following
from storage.models import Deadline, Person, State
from storage.working import acted


class UnchangedError(FristvagtError):
    """There is no newer rule, or it has been decided about already."""

    def __init__(self, number: int) -> None:
        super().__init__("Der er ingen ny regel at tage stilling til på nr. {number}.", number=number)


@dataclass(frozen=True, slots=True)
class Changed:
    """One running deadline, by the rule it began with and by the one in force now.

    `would_be` is None when the new rule cannot be counted from what is known of its receipt.
    """

    number: int
    team_key: str
    owner_name: str | None
    began_with: Rule
    now_in_force: Rule
    legal_on: date
    would_be: date | None


def changed(
    session: Session, office: Office, catalogue: Catalogue, team_keys: Sequence[str] | None = None
) -> list[Changed]:
    """Running deadlines a newer version of their rule would move, and nobody has decided about, by number.

    `team_keys` None means every team. A rule that is gone changes nothing: its clocks run on.
    """
    stale = _stale(session, catalogue)
    if not stale:
        return []
    rows = session.execute(
        select(Deadline, CaseClock, Person.name)
        .join(CaseClock, CaseClock.deadline_id == Deadline.id)
        .outerjoin(Person, Person.slack_id == Deadline.owner_id)
        .where(
            Deadline.state == State.OPEN,
            tuple_(CaseClock.rule_key, CaseClock.rule_print).in_(stale),
            *([Deadline.team_key.in_(team_keys)] if team_keys is not None else []),
        )
        .order_by(Deadline.id)
    )
    found = [
        _compared(office, deadline, case, catalogue.rule(case.rule_key), owner)
        for deadline, case, owner in rows
        if _may_apply(case, catalogue.rule(case.rule_key))
    ]
    return [one for one in found if one.would_be != one.legal_on]


def _may_apply(case: CaseClock, rule: Rule) -> bool:
    """A rule of another time than the receipt's is not this clock's, and one decided against is done with."""
    return case.kept_print != rule.fingerprint and rule.valid_on(case.received_on)


def _stale(session: Session, catalogue: Catalogue) -> list[tuple[str, str]]:
    """(key, fingerprint) of the rules clocks began with that are in force no more."""
    # Read from the index alone: it is asked each time a lead's Home is drawn.
    running = session.execute(select(CaseClock.rule_key, CaseClock.rule_print).distinct())
    now = {rule.key: rule.fingerprint for rule in catalogue.rules}
    return [(key, printed) for key, printed in running if now.get(key, printed) != printed]


def _compared(office: Office, deadline: Deadline, case: CaseClock, rule: Rule, owner: str | None) -> Changed:
    return Changed(
        number=deadline.id,
        team_key=deadline.team_key,
        owner_name=owner,
        began_with=rule_of(deadline),
        now_in_force=rule,
        legal_on=case.legal_on,
        would_be=_recounted(office, deadline, case, rule),
    )


def _recounted(office: Office, deadline: Deadline, case: CaseClock, rule: Rule) -> date | None:
    """A day does not tell the hour, and a team may have left the office file: one clock hides no other."""
    try:
        calendar = office.team(deadline.team_key).calendar
        return count(rule, calendar, case.received_at or case.received_on, case.legal_on).legal_on
    except FristvagtError:
        return None


def keep(
    session: Session, office: Office, catalogue: Catalogue, number: int, *, by: str, now: datetime
) -> Deadline:
    """The lead's decision: this clock runs on by the rule it began with. Raises `UnchangedError`."""
    deadline, case, rule = _undecided(session, office, catalogue, number)
    case.kept_print = rule.fingerprint
    return acted(session, office, deadline, "rule_kept", by, now, rule=rule.key)


def use_new(
    session: Session, office: Office, catalogue: Catalogue, number: int, *, by: str, now: datetime
) -> Deadline:
    """The lead's decision: this clock runs by the rule in force now, counted from the same receipt.

    A date announced to the citizen stands, and the owner's next list tells of the change. Raises
    `UnchangedError`, and what `count` raises when the hour of receipt is not known.
    """
    deadline, case, rule = _undecided(session, office, catalogue, number)
    calendar = office.team(deadline.team_key).calendar
    counted = count(rule, calendar, case.received_at or case.received_on, case.legal_on)
    facts = legal_facts(rule, counted.legal_on, counted.legal_at)
    with following(session, office, [deadline], now):
        case.legal_on, case.legal_at = counted.legal_on, counted.legal_at
        case.rule_print, case.kept_print, deadline.rule = rule.fingerprint, None, rule.frozen()
        announced = case.first_announced_on is not None and case.first_announced_on <= case.legal_on
        if announced or case.legal_at > now:
            case.missed_at = None
    if case.announced_to is not None:
        counted = count(
            rule.with_length(CHOSEN), calendar, case.received_on, max(case.announced_to, case.legal_on)
        )
    deadline.goal_at, deadline.due_at = counted.aim_at, counted.legal_at
    deadline.warned_at = deadline.breached_at = None
    case.postponed_to = None
    case.mark, case.marked_at, case.rungs_from = None, now, now
    return acted(session, office, deadline, "rule_applied", by, now, rule=rule.key, **facts)


def _undecided(
    session: Session, office: Office, catalogue: Catalogue, number: int
) -> tuple[Deadline, CaseClock, Rule]:
    deadline, case = still_running(session, office, number)
    rule = catalogue.by_key.get(case.rule_key)
    if (
        rule is None
        or not rule.valid_on(case.received_on)
        or rule.fingerprint in (case.rule_print, case.kept_print)
    ):
        raise UnchangedError(number)
    return deadline, case, rule
