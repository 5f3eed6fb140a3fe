"""Where an item has left a trace that its own log does not tell of: a meeting's agenda, a quality review."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from rules.meeting import ItemKind
from storage import samples
from storage.agenda_models import AgendaItem, Meeting
from storage.register_models import QualityCase, QualitySample

TAKEN_UP, REVIEWED = "agenda_item", "quality_case"


@dataclass(frozen=True, slots=True)
class Trace:
    """What was noted of an item in another place, and when. None of it is anybody's own words."""

    at: datetime
    what: str
    by: str | None
    detail: Mapping[str, str] = field(default_factory=dict)


def of(session: Session, number: int) -> list[Trace]:
    """Every trace of this clock, the oldest first."""
    return sorted(
        [*_meetings(session, number), *_reviews(session, number)], key=lambda one: (one.at, one.what)
    )


def _meetings(session: Session, number: int) -> Iterator[Trace]:
    query = select(AgendaItem, Meeting).join(Meeting, Meeting.id == AgendaItem.meeting_id)
    for item, meeting in session.execute(query.where(_about(number))):
        # An agenda's words are not the log's: there, what is decided is a case.
        result = {"outcome": f"agenda_{item.result.value}"} if item.result else {}
        yield Trace(meeting.starts_at, TAKEN_UP, item.settled_by, {"series": meeting.series} | result)


def _about(number: int) -> ColumnElement[bool]:
    # A principafgørelse has a number in a register of its own, and is about no citizen.
    taken_up = and_(AgendaItem.kind != ItemKind.PRECEDENT, AgendaItem.subject == number)
    return or_(taken_up, AgendaItem.action_id == number)


def _reviews(session: Session, number: int) -> Iterator[Trace]:
    query = select(QualityCase, QualitySample).join(QualitySample, QualitySample.id == QualityCase.sample_id)
    for case, sample in session.execute(query.where(QualityCase.deadline_id == number)):
        found = {heading.value: finding.value for heading, finding in samples.found_in(session, case).items()}
        yield Trace(case.reviewed_at or sample.drawn_at, REVIEWED, case.reviewed_by, found)
