"""What is no longer kept, found and deleted in small batches, so that nobody waits for it.

Nothing goes whose day is not counted yet: the figures stay when the rows are gone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from rules.office import Office
from storage import chain, events, forgetting, notices, schedule
from storage.agenda_models import AgendaItem, Attendance, Meeting, Precedent, PrecedentRead
from storage.audit_models import EventSeal, SpotCheck, SpotRead
from storage.case_models import CaseClock
from storage.complaint_models import BoardRuling, Complaint, Stage
from storage.figure_models import Instance
from storage.figure_rolls import rolled_until
from storage.models import (
    CALLBACK,
    Absence,
    Callback,
    Deadline,
    Event,
    Handled,
    Handover,
    HandoverItem,
    JobRun,
    Outbox,
    OutboxItem,
    Sending,
    State,
)
from storage.register_models import QualityCase, QualityFinding, QualitySample, Trial
from storage.vault import Vault

OVER = (State.CLOSED, State.WITHDRAWN)
FINISHED = (Sending.SENT, Sending.DROPPED, Sending.UNDELIVERABLE, Sending.SET_ASIDE)
# A restore is remembered by these for as long as the database lives; there are few of them.
REMEMBERED = ("restored", "recalled")
UNDER_WAY = "retention_under_way"


@dataclass(frozen=True, slots=True)
class Horizons:
    """Until when each kind of row goes. `rolled`: what happened from then on is not counted yet."""

    calls: datetime
    deadlines: datetime
    audit: datetime
    traces: datetime
    rolled: datetime


def horizons(session: Session, office: Office, now: datetime) -> Horizons | None:
    """Where they lie at `now` (aware); None when no day is counted yet, and so nothing may go."""
    day = rolled_until(session)
    if day is None:
        return None
    kept, local = office.retention, now.astimezone(office.zone)
    return Horizons(
        calls=kept.calls_before(local),
        deadlines=kept.deadlines_before(local),
        audit=kept.audit_before(local),
        traces=kept.traces_before(local),
        rolled=datetime.combine(day, time.min, tzinfo=office.zone),
    )


def begun(session: Session, at: datetime, now: datetime) -> None:
    """The night of `at` begins to delete; until its receipt that can be seen."""
    schedule.claim(session, UNDER_WAY, at, now)


def receipt(session: Session, took: Mapping[str, int], at: datetime, now: datetime) -> None:
    """What the night of `at` took, in counts, as an event; and since when others were cut off, uncounted."""
    cut_off = select(func.min(JobRun.scheduled_at)).where(JobRun.job == UNDER_WAY, JobRun.scheduled_at < at)
    since = session.scalar(cut_off)
    session.execute(delete(JobRun).where(JobRun.job == UNDER_WAY, JobRun.scheduled_at <= at))
    facts: dict[str, Any] = dict(took) | ({"uncounted_since": since.isoformat()} if since else {})
    events.record(session, at=now, actor=events.ENGINE, action="retention_done", **facts)


# Deletes up to so many of one kind, and returns how many it took.
Sweep = Callable[[Session, Horizons, int], int]


def calls(session: Session, until: Horizons, most: int) -> int:
    """Closed calls that no statutory deadline came of."""
    over = _over(until, until.calls).where(Deadline.kind == CALLBACK, ~_has_started())
    return forgetting.clocks(session, session.scalars(over.limit(most)).all())


def calls_with_deadlines(session: Session, until: Horizons, most: int) -> int:
    """Closed calls whose deadline is still kept: they say nothing more of the citizen."""
    over = _over(until, until.calls).where(Deadline.kind == CALLBACK)
    full = over.join(Callback, Callback.deadline_id == Deadline.id).where(forgetting.holds_content())
    return forgetting.contents(session, session.scalars(full.limit(most)).all())


def deadlines(session: Session, until: Horizons, most: int) -> int:
    """Closed statutory deadlines that no other came of."""
    free = ~_has_started(), ~_complained_of(until)
    over = _over(until, until.deadlines).where(Deadline.kind != CALLBACK, *free)
    return forgetting.clocks(session, session.scalars(over.limit(most)).all())


def learnings(session: Session, _until: Horizons, most: int) -> int:
    """What was learned of a complaint whose case is gone: it is counted on, and nothing typed stays."""
    kept = select(Deadline.id).where(Deadline.id == BoardRuling.complaint_id).exists()
    told = select(BoardRuling.id).where(BoardRuling.learning.is_not(None), ~kept).limit(most)
    old = session.scalars(told).all()
    session.execute(update(BoardRuling).where(BoardRuling.id.in_(old)).values(learning=None))
    return len(old)


def _over(until: Horizons, before: datetime) -> Select[int]:
    counted = and_(Deadline.closed_at < until.rolled, Deadline.due_at < until.rolled)
    over = Deadline.state.in_(OVER), Deadline.closed_at < before
    return select(Deadline.id).where(*over, counted).order_by(Deadline.closed_at)


def _has_started() -> ColumnElement[bool]:
    later = aliased(CaseClock)
    return select(later.deadline_id).where(later.started_by == Deadline.id).exists()


def _complained_of(until: Horizons) -> ColumnElement[bool]:
    """A complaint may lie with Ankestyrelsen for longer than clocks are kept: its case is still needed.

    Once it has ended it is kept as long as a clock that ended that day, so that the end can be corrected.
    """
    theirs = or_(Complaint.id == Deadline.id, Complaint.latest_id == Deadline.id)
    needed = or_(Complaint.stage != Stage.ENDED, Complaint.ended_on >= until.deadlines.date())
    return select(Complaint.id).where(needed, theirs).exists()


def handled(session: Session, until: Horizons, most: int) -> int:
    old = select(Handled.key).where(Handled.at < until.traces).limit(most)
    return forgetting.remove(session, Handled, Handled.key.in_(session.scalars(old).all()))


def messages(session: Session, until: Horizons, most: int) -> int:
    """Messages that speak of nothing kept. A greeting's row keeps it from being sent again."""
    spoken_of = select(OutboxItem.outbox_id).where(OutboxItem.outbox_id == Outbox.id).exists()
    old = select(Outbox.id).where(
        Outbox.state.in_(FINISHED),
        Outbox.not_before < min(until.traces, until.rolled),
        Outbox.kind != notices.WELCOME,
        ~spoken_of,
    )
    return forgetting.remove(session, Outbox, Outbox.id.in_(session.scalars(old.limit(most)).all()))


def hand_overs(session: Session, until: Horizons, most: int) -> int:
    old = session.scalars(select(Handover.id).where(Handover.at < until.traces).limit(most)).all()
    forgetting.remove(session, HandoverItem, HandoverItem.handover_id.in_(old))
    return forgetting.remove(session, Handover, Handover.id.in_(old))


def absences(session: Session, until: Horizons, most: int) -> int:
    settled = or_(Absence.returned_at.is_not(None), Absence.cancelled_at.is_not(None))
    ended = Absence.ends_at < min(until.traces, until.rolled)
    old = session.scalars(select(Absence.id).where(ended, settled).limit(most)).all()
    return forgetting.remove(session, Absence, Absence.id.in_(old))


def runs(session: Session, until: Horizons, most: int) -> int:
    """Claims of periodic jobs; each job's newest stays, for it says how far the job has come."""
    newest = select(JobRun.job, func.max(JobRun.scheduled_at).label("at")).group_by(JobRun.job).subquery()
    old = (
        select(JobRun)
        .join(newest, newest.c.job == JobRun.job)
        .where(JobRun.scheduled_at < until.traces, JobRun.scheduled_at < newest.c.at)
        .where(JobRun.job.not_in(REMEMBERED))
    )
    found = session.scalars(old.limit(most)).all()
    for run in found:
        session.delete(run)
    session.flush()
    return len(found)


def instances(session: Session, until: Horizons, most: int) -> int:
    """Processes that have not been heard of for long."""
    heard = func.coalesce(Instance.stopped_at, Instance.ticked_at, Instance.started_at)
    return forgetting.remove(session, Instance, heard < until.traces)


def spot_checks(session: Session, until: Horizons, most: int) -> int:
    old = session.scalars(select(SpotCheck.id).where(SpotCheck.drawn_at < until.audit).limit(most)).all()
    forgetting.remove(session, SpotRead, SpotRead.check_id.in_(old))
    return forgetting.remove(session, SpotCheck, SpotCheck.id.in_(old))


def agendas(session: Session, until: Horizons, most: int) -> int:
    """Meetings long over, with what was on them and who was there."""
    over = Meeting.starts_at < min(until.audit, until.rolled)
    old = session.scalars(select(Meeting.id).where(over).limit(most)).all()
    forgetting.remove(session, AgendaItem, AgendaItem.meeting_id.in_(old))
    forgetting.remove(session, Attendance, Attendance.meeting_id.in_(old))
    return forgetting.remove(session, Meeting, Meeting.id.in_(old))


def precedents(session: Session, until: Horizons, most: int) -> int:
    """Those taken out long ago, with who had read them."""
    gone = select(Precedent.id).where(Precedent.withdrawn_at < until.audit).limit(most)
    old = session.scalars(gone).all()
    forgetting.remove(session, PrecedentRead, PrecedentRead.precedent_id.in_(old))
    return forgetting.remove(session, Precedent, Precedent.id.in_(old))


def quality_samples(session: Session, until: Horizons, most: int) -> int:
    """Draws with the names in their frame, and what the reviews found."""
    old = session.scalars(
        select(QualitySample.id).where(QualitySample.drawn_at < until.audit).limit(most)
    ).all()
    cases = session.scalars(select(QualityCase.id).where(QualityCase.sample_id.in_(old))).all()
    forgetting.remove(session, QualityFinding, QualityFinding.case_id.in_(cases))
    forgetting.remove(session, QualityCase, QualityCase.id.in_(cases))
    return forgetting.remove(session, QualitySample, QualitySample.id.in_(old))


def trials(session: Session, until: Horizons, most: int) -> int:
    """Those that ended long ago."""
    old = session.scalars(select(Trial.id).where(Trial.ended_at < until.audit).limit(most)).all()
    return forgetting.remove(session, Trial, Trial.id.in_(old))


def audit(vault: Vault) -> Sweep:
    """Events, from the beginning of the chain: raises `ChainBrokenError` for one that does not hold."""

    def sweep(session: Session, until: Horizons, most: int) -> int:
        before = min(until.audit, until.rolled)
        rows = select(EventSeal, Event.at).join(Event, Event.id == EventSeal.event_id)
        oldest = session.execute(rows.order_by(EventSeal.seq).limit(most)).all()
        old: list[EventSeal] = []
        for link, at in oldest:
            if at >= before:
                break
            old.append(link)
        if old:
            chain.cut(session, vault, old)
        return len(old)

    return sweep


def late_seals(vault: Vault) -> Sweep:
    """Not deleted but found: events that were written too late for any look back.

    SQLite has one writer, so none is late; looking through the whole log there would keep all others out.
    """

    def sweep(session: Session, _until: Horizons, most: int) -> int:
        if session.get_bind().dialect.name == "sqlite":
            return 0
        return chain.seal(session, vault, most, everything=True)

    return sweep


def sweeps(vault: Vault) -> Mapping[str, Sweep]:
    """All of them by the words of the receipt, in the order they run."""
    return {
        "deadlines": deadlines,
        "learnings": learnings,
        "calls": calls,
        "calls_emptied": calls_with_deadlines,
        "messages": messages,
        "handled": handled,
        "hand_overs": hand_overs,
        "absences": absences,
        "runs": runs,
        "instances": instances,
        "spot_checks": spot_checks,
        "quality_samples": quality_samples,
        "trials": trials,
        "agendas": agendas,
        "precedents": precedents,
        "late_seals": late_seals(vault),
        "events": audit(vault),
    }
