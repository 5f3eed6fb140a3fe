"""An agenda as it is read: each item as its register says it stands now. Nothing of a citizen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.meeting import ItemKind, ItemResult, Series
from rules.office import Office
from storage import agendas, caselist, complaints, events, people
from storage.agenda_models import AgendaItem, Meeting, Precedent
from storage.agenda_notes import items_of
from storage.agenda_sources import Topic, board_decisions, topics
from storage.caselist import CaseItem
from storage.complaints import BoardDecision, OpenComplaint


@dataclass(frozen=True, slots=True)
class Line:
    """One item. `item` is None before the agenda is made. What the register no longer holds is None."""

    kind: ItemKind
    subject: int
    carried: bool
    item: int | None = None
    result: ItemResult | None = None
    case: CaseItem | None = None  # the clock with the subject's number
    complaint: OpenComplaint | None = None
    decision: BoardDecision | None = None
    precedent: Precedent | None = None
    action: CaseItem | None = None  # what it became
    about: int | None = None  # of an action: the item it was agreed on


@dataclass(frozen=True, slots=True)
class Agenda:
    """A meeting with its lines and the names of colleagues in them."""

    planned: agendas.Planned
    lines: Sequence[Line]
    names: Mapping[str, str]
    attendees: Sequence[str]
    fixed: frozenset[ItemKind]

    @property
    def series(self) -> Series:
        return self.planned.occurrence.series


def opened(session: Session, office: Office, which: agendas.Planned, *, by: str, now: datetime) -> Agenda:
    """The agenda, brought up to date. Who opened it is written to the log in the same transaction."""
    series, meeting = which.occurrence.series, which.meeting
    if meeting is not None:
        agendas.brought_up_to_date(session, office, series, meeting, now)
    number = meeting.id if meeting is not None else None
    events.record(session, at=now, actor=by, action="agenda_read", meeting=number, series=series.key)
    return read(session, office, which, now)


def read(session: Session, office: Office, which: agendas.Planned, now: datetime) -> Agenda:
    """The same without a trace, for redrawing what somebody has opened."""
    series, meeting = which.occurrence.series, which.meeting
    items = list(items_of(session, meeting)) if meeting is not None and which.made else []
    wanted: Sequence[AgendaItem | Topic] = items
    if not which.made:
        wanted = topics(session, office, series, meeting or _not_stored(which), now)
    found = _Registers.of(session, office, series, meeting, wanted, now)
    lines = [found.line(one) for one in wanted]
    there = agendas.attendees(session, meeting) if meeting is not None else ()
    colleagues = [one.second_reader for one in found.complaints.values()]
    colleagues += [one.owner_id for one in found.complaints.values()]
    settled = meeting.settled_by if meeting is not None else None
    names = people.names(session, [*colleagues, *there, series.chair, settled])
    return Agenda(which, lines, names, there, series.fixed)


def _not_stored(which: agendas.Planned) -> Meeting:
    """Stands for a meeting nobody has touched yet."""
    at = which.occurrence
    return Meeting(id=0, series=at.series.key, planned_on=at.planned_on, starts_at=at.starts_at)


@dataclass(frozen=True, slots=True)
class _Registers:
    """What every register says of the items, read in one go."""

    cases: Mapping[int, CaseItem]
    complaints: Mapping[int, OpenComplaint]
    decisions: Mapping[int, BoardDecision]
    precedents: Mapping[int, Precedent]
    origins: Mapping[int, int]  # of an action, the number it is about

    @classmethod
    def of(
        cls,
        session: Session,
        office: Office,
        series: Series,
        meeting: Meeting | None,
        wanted: Iterable[AgendaItem | Topic],
        now: datetime,
    ) -> "_Registers":
        listed = list(wanted)
        actions = [one.action_id for one in listed if isinstance(one, AgendaItem) and one.action_id]
        clocks = [one.subject for one in listed if one.kind is not ItemKind.PRECEDENT]
        texts = [one.subject for one in listed if one.kind is ItemKind.PRECEDENT]
        running = complaints.open_complaints(session, office, series.team_keys, now)
        today = now.astimezone(office.zone).date()
        news = board_decisions(session, series, meeting, today)
        about = select(AgendaItem.action_id, AgendaItem.subject).where(AgendaItem.action_id.in_(clocks))
        return cls(
            cases={one.number: one for one in caselist.items(session, {*clocks, *actions})},
            complaints={one.id: one for one in running},
            decisions={one.id: one for one in news},
            precedents={
                one.id: one for one in session.scalars(select(Precedent).where(Precedent.id.in_(texts)))
            },
            origins={action: subject for action, subject in session.execute(about) if action is not None},
        )

    def line(self, one: AgendaItem | Topic) -> Line:
        stored = one if isinstance(one, AgendaItem) else None
        kind = one.kind
        return Line(
            kind=kind,
            subject=one.subject,
            carried=one.carried,
            item=stored.id if stored else None,
            result=stored.result if stored else None,
            case=self.cases.get(one.subject) if kind is not ItemKind.PRECEDENT else None,
            complaint=self.complaints.get(one.subject) if kind is ItemKind.COMPLAINT else None,
            decision=self.decisions.get(one.subject) if kind is ItemKind.BOARD_DECISION else None,
            precedent=self.precedents.get(one.subject) if kind is ItemKind.PRECEDENT else None,
            action=self.cases.get(stored.action_id) if stored and stored.action_id else None,
            about=self.origins.get(one.subject) if kind is ItemKind.ACTION else None,
        )
