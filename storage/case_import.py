"""Many statutory deadlines at once: the same rows that registering each would make, by bulk inserts.

No message is sent for them: the lists tell of each when its next rung comes.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Insert, Table, insert
from sqlalchemy.orm import Session

from rules.case_ladder import next_case_step, passed_mark
from rules.office import Office
from rules.statute import Kind
from storage import case_twins, cases, clocks, complaint_chain, events, people
from storage.base import Base
from storage.case_models import CaseClock
from storage.case_twins import Plain
from storage.cases import NewCase
from storage.complaint_models import Complaint
from storage.models import Deadline
from storage.numbers import new_numbers
from storage.vault import Vault

# Many cases share rule, team and day, so that their dates need not be counted again.
MOST_KEPT = 5_000
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Dates:
    """What is the same for every case of one rule, team and receipt: the columns of both rows."""

    deadline: Values
    clock: Values
    passed: bool  # the date lies behind already


@dataclass(frozen=True, slots=True)
class Planned:
    """One deadline, counted and ready to be stored. Under each key of the vault: its fingerprints."""

    case: NewCase
    dates: Dates
    identities: tuple[bytes, ...]
    prints: tuple[bytes, ...]  # of its case

    @property
    def plain(self) -> list[Plain]:
        """It by case, rule and receipt: a table does not say what a deadline came of."""
        rule, received = self.case.rule.key, self.dates.clock["received_on"]
        return [(one, rule, received) for one in self.prints]


class CaseImport:
    """One import; `by` is the administrator who runs it, `now` the same moment for every row."""

    def __init__(self, office: Office, vault: Vault, *, by: str, now: datetime) -> None:
        self._office, self._vault, self._by, self._now = office, vault, by, now
        self._kept: dict[tuple[str, str, date, datetime | None, date | None], Dates] = {}
        self._frozen: dict[str, Values] = {}

    def plan(self, case: NewCase) -> Planned:
        """Count its dates. Raises as `cases.counted_of` does."""
        same = (case.rule.key, case.team_key, case.received_on, case.received_at, case.chosen)
        dates = self._kept.get(same)
        if dates is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            dates = self._kept[same] = self._dates(case)
        prints = self._vault.fingerprints(case.case_ref, purpose=cases.CASE)
        return Planned(case, dates, cases.identities(self._vault, case), prints)

    def new_ones(self, session: Session, batch: Sequence[Planned]) -> list[Planned]:
        """Those that are not there yet, each once, whoever or whatever started what is there."""
        wanted = [one for planned in batch for one in planned.prints]
        known = case_twins.on_these_cases(session, wanted) if wanted else set()
        new: list[Planned] = []
        for planned in batch:
            if known.isdisjoint(planned.plain):
                known.update(planned.plain)
                new.append(planned)
        return new

    def store(self, session: Session, new: Sequence[Planned]) -> None:
        """Insert them; raises IntegrityError when somebody registers one of them at the same time."""
        if not new:
            return
        pairs = list(zip(new_numbers(session, len(new)), new, strict=True))
        session.execute(_inserting(Deadline), [_deadline(number, planned) for number, planned in pairs])
        session.execute(_inserting(CaseClock), [self._clock(number, planned) for number, planned in pairs])
        complaints = _complaints(pairs)
        if complaints:
            session.execute(_inserting(Complaint), complaints)
        details = {number: _detail(planned) for number, planned in pairs}
        events.record_many(session, at=self._now, actor=self._by, action="deadline_imported", items=details)
        people.want_home(session, self._watchers(new))

    def _dates(self, case: NewCase) -> Dates:
        anybodys = replace(case, case_ref="", owner_id=None)
        counted = cases.counted_of(self._office, anybodys, self._now)
        deadline = cases.shared_row(self._office, anybodys, counted, by=self._by, now=self._now)
        clock = cases.case_row(self._vault, 0, anybodys, counted, self._now)
        calendar = self._office.team(case.team_key).calendar
        times = clocks.case_times(self._office, deadline, clock)
        step = next_case_step(calendar, self._office.ladder, times, self._now)
        deadline.next_step, deadline.next_step_at = step.step, step.at
        deadline.version += 1  # as planning a registered one does
        deadline.rule = self._frozen.setdefault(case.rule.key, deadline.rule)
        passed = deadline.due_at <= self._now
        # A rung that has passed already is told of by the next list; the others wait for their day.
        mark = None if passed else passed_mark(calendar, times, self._now)
        clock.mark, clock.marked_at = (mark.rung, mark.at) if mark else (None, None)
        return Dates(_values(deadline), _values(clock), passed)

    def _clock(self, number: int, planned: Planned) -> Values:
        ref = str(uuid.uuid4())
        return planned.dates.clock | {
            "deadline_id": number,
            "ref": ref,
            "case_ref_sealed": cases.seal_case_ref(self._vault, ref, planned.case.case_ref),
            "case_print": planned.prints[0],
            "identity": planned.identities[0],
        }

    def _watchers(self, new: Sequence[Planned]) -> set[str]:
        teams = {planned.case.team_key for planned in new}
        owners = {planned.case.owner_id for planned in new if planned.case.owner_id}
        return owners.union(*(self._office.team(key).people() for key in teams))


def _complaints(pairs: Sequence[tuple[int, Planned]]) -> list[Values]:
    """A reassessment is a complaint; which decision it is of, and who reads it too, is asked for later."""
    return [
        _complaint(number, planned)
        for number, planned in pairs
        if planned.case.rule.kind is Kind.REASSESSMENT
    ]


def _complaint(number: int, planned: Planned) -> Values:
    case = planned.case
    clock = CaseClock(received_on=case.received_on, rule_key=case.rule.key, started_by=None)
    deadline = Deadline(id=number, team_key=case.team_key)
    return complaint_chain.values(deadline, clock)


def _deadline(number: int, planned: Planned) -> Values:
    return planned.dates.deadline | {"id": number, "owner_id": planned.case.owner_id}


def _detail(planned: Planned) -> dict[str, str | None]:
    case, clock = planned.case, planned.dates.clock
    told = cases.legal_facts(case.rule, clock["legal_on"], clock["legal_at"])
    received = clock["received_on"].isoformat()
    return {
        "team": case.team_key,
        "owner": case.owner_id,
        "rule": case.rule.key,
        "received": received,
        **told,
    }


def _values(row: Base) -> Values:
    """The columns that were set."""
    columns = row.__table__.columns.keys()
    return {name: value for name, value in vars(row).items() if name in columns}


@cache
def _inserting(model: type[Base]) -> Insert:
    return insert(cast("Table", model.__table__))
