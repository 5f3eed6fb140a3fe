"""The auditor's monthly spot check: a few reads of the month before, drawn at random, each to be answered.

The frame is every read of somebody's data in that month. The seed comes from the chain's newest link, so
nobody can know it beforehand; it is stored, and with it the draw can be made again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from rules.errors import FristvagtError
from rules.office import Office, Role
from rules.retention import months_before
from storage import chain, events, outbox
from storage.audit_models import Answer, EventChain, SpotCheck, SpotRead
from storage.models import Event
from storage.upsert import insert_if_new

KIND = "spot_check"  # of the message to the auditor
READS = ("citizen_read", "case_read", "number_searched", "insight_given", "exported")


class NoSuchReadError(FristvagtError):
    """The button names no read that was drawn."""

    def __init__(self) -> None:
        super().__init__("Opslaget findes ikke længere i stikprøven. Intet er ændret.")


@dataclass(frozen=True, slots=True)
class Draw:
    """A month's draw with its reads, in the order they took place."""

    check: SpotCheck
    reads: Sequence[SpotRead]

    @property
    def unanswered(self) -> list[SpotRead]:
        return [one for one in self.reads if one.answer is None]


def month_before(office: Office, now: datetime) -> tuple[datetime, datetime]:
    """The beginning and the end of the calendar month before `now`, in the office's zone."""
    local = now.astimezone(office.zone)
    ends = datetime.combine(local.date().replace(day=1), time.min, tzinfo=office.zone)
    return months_before(ends, 1), ends


def draw(session: Session, office: Office, now: datetime) -> Draw | None:
    """Draw of the month before, and ask every auditor; None when that is done already or not wanted."""
    starts, ends = month_before(office, now)
    if not office.spot_check:
        return None
    frame = session.scalars(_frame(starts, ends)).all()
    seed = _seed(session, starts.date())
    new = insert_if_new(
        session, SpotCheck, month=starts.date(), drawn_at=now, seed=seed, frame_size=len(frame)
    )
    if not new:
        return None
    check = session.scalars(select(SpotCheck).where(SpotCheck.month == starts.date())).one()
    session.add_all([_read(check, event) for event in drawn(frame, seed, office.spot_check)])
    session.flush()
    _ask(session, office, check, now)
    events.record(
        session,
        at=now,
        actor=events.ENGINE,
        action="spot_check_drawn",
        check=check.id,
        month=f"{starts:%Y-%m}",
        seed=seed,
        frame=len(frame),
    )
    return Draw(check, _reads(session, [check.id]))


def drawn(frame: Sequence[Event], seed: str, most: int) -> list[Event]:
    """The reads that seed draws from a frame in the order of ids."""
    chance = Random(seed)  # noqa: S311 - a draw must be possible to repeat
    return sorted(chance.sample(frame, min(most, len(frame))), key=lambda event: event.id)


def _frame(starts: datetime, ends: datetime) -> Select[Event]:
    within = Event.at >= starts, Event.at < ends
    return select(Event).where(Event.action.in_(READS), *within, Event.result == "done").order_by(Event.id)


def _seed(session: Session, month: date) -> str:
    newest = session.scalar(select(EventChain.hash).where(EventChain.id == chain.THE_CHAIN)) or b""
    return f"{month:%Y-%m}:{newest.hex()[:24]}"


def _read(check: SpotCheck, event: Event) -> SpotRead:
    return SpotRead(
        check_id=check.id,
        event_id=event.id,
        at=event.at,
        actor=event.actor,
        action=event.action,
        deadline_id=event.deadline_id,
        why=event.detail.get("why"),
    )


def _ask(session: Session, office: Office, check: SpotCheck, now: datetime) -> None:
    """One message to each auditor, unless there is nothing to answer."""
    if not to_answer(session, check):
        return
    for auditor in sorted(office.roles.get(Role.AUDITOR, ())):
        outbox.enqueue(
            session,
            key=key_of(check, auditor),
            kind=KIND,
            recipient=auditor,
            team_key=office.teams[0].key,
            not_before=now,
        )


def key_of(check: SpotCheck, auditor: str) -> str:
    """The key of the message that asks this auditor."""
    return f"{KIND}:{check.id}:{auditor}"


def check_of(session: Session, key: str) -> SpotCheck | None:
    """The draw a message asks about."""
    number = key.split(":")[1]
    return session.get(SpotCheck, int(number)) if number.isdigit() else None


def newest(session: Session) -> Draw | None:
    """The newest draw."""
    check = session.scalars(select(SpotCheck).order_by(SpotCheck.month.desc()).limit(1)).first()
    return Draw(check, _reads(session, [check.id])) if check else None


def to_answer(session: Session, check: SpotCheck) -> list[SpotRead]:
    """The draw's reads, after those of the draw before that nobody had answered when this was drawn."""
    left = [one for one in _reads(session, _one_before(session, check)) if _open_at(one, check.drawn_at)]
    return [*left, *_reads(session, [check.id])]


def _one_before(session: Session, check: SpotCheck) -> list[int]:
    earlier = select(SpotCheck.id).where(SpotCheck.month < check.month)
    return list(session.scalars(earlier.order_by(SpotCheck.month.desc()).limit(1)))


def _open_at(read: SpotRead, at: datetime) -> bool:
    return read.answered_at is None or read.answered_at > at


def _reads(session: Session, checks: Iterable[int]) -> list[SpotRead]:
    wanted = select(SpotRead).where(SpotRead.check_id.in_(list(checks)))
    return list(session.scalars(wanted.order_by(SpotRead.event_id)))


def answer(session: Session, office: Office, number: int, said: Answer, *, by: str, now: datetime) -> None:
    """Note what the auditor says of a read; the same answer again changes nothing.

    Raises `NoSuchReadError`.
    """
    read = session.get(SpotRead, number, with_for_update=True, populate_existing=True)
    if read is None:
        raise NoSuchReadError
    if read.answer is not said:
        read.answer, read.answered_by, read.answered_at = said, by, now
        events.record(
            session,
            at=now,
            actor=by,
            action="spot_check_answered",
            item=read.deadline_id,
            check=read.check_id,
            event=read.event_id,
            answer=said.value,
        )
        _redraw(session, office)


def _redraw(session: Session, office: Office) -> None:
    latest = newest(session)
    if latest is None:
        return
    for auditor in office.roles.get(Role.AUDITOR, ()):
        row = outbox.by_key(session, key_of(latest.check, auditor))
        if row is not None:
            outbox.want(session, row.id)
