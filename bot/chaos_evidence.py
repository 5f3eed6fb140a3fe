"""What the bots' own tables say of a call the judge misses: to find the mistake, never to judge by."""

from collections.abc import Iterable, Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.database import connect
from storage.models import Deadline, Event, JobRun, Outbox, OutboxItem, Sending

NEWEST = 12
# Not yet out, or never to be.
UNUSUAL = (Sending.WAITING, Sending.SENDING, Sending.UNDELIVERABLE, Sending.SET_ASIDE)


def evidence(url: str, numbers: Iterable[int]) -> list[str]:
    """Lines about each number, from the database at `url`. Ids and times only."""
    database = connect(url)
    try:
        with database.read() as session:
            return [*_of_all(session), *(line for number in sorted(numbers) for line in _of(session, number))]
    finally:
        database.close()


def _of_all(session: Session) -> Iterator[str]:
    """The outbox in numbers, and what was done last by the clock."""
    states = select(Outbox.state, func.count(), func.min(Outbox.not_before), func.max(Outbox.sent_at))
    for state, many, since, newest in session.execute(states.group_by(Outbox.state)):
        yield f"outbox {state}: {many}, from {since}, sent {newest}"
    for row in session.scalars(select(Outbox).where(Outbox.state.in_(UNUSUAL)).order_by(Outbox.id)):
        yield _told(row)
    for job in session.scalars(select(JobRun).order_by(JobRun.scheduled_at.desc()).limit(NEWEST)):
        yield f"job {job.job} of {job.scheduled_at} at {job.claimed_at}"


def _of(session: Session, number: int) -> Iterator[str]:
    item = session.get(Deadline, number)
    if item is None:
        yield f"{number}: no row"
        return
    yield (
        f"{number}: {item.state} team {item.team_key} owner {item.owner_id} due {item.due_at} "
        f"next {item.next_step_at} snoozed {item.snoozed_until} claimed {item.claimed_at}"
    )
    events = session.scalars(select(Event).where(Event.deadline_id == number).order_by(Event.id.desc()))
    for one in [*events][:NEWEST]:
        yield f"    {one.at} {one.actor} {one.action} {one.result} {one.detail}"
    spoken = select(Outbox).join(OutboxItem, OutboxItem.outbox_id == Outbox.id)
    newest = spoken.where(OutboxItem.deadline_id == number).order_by(Outbox.id.desc()).limit(NEWEST)
    yield from map(_told, session.scalars(newest))
    if item.owner_id is not None:
        theirs = select(Outbox).where(Outbox.recipient == item.owner_id).order_by(Outbox.id.desc())
        yield f"  the newest to {item.owner_id}:"
        yield from map(_told, session.scalars(theirs.limit(NEWEST)))


def _told(row: Outbox) -> str:
    return (
        f"    outbox {row.id} {row.kind} {row.key} to {row.recipient} {row.state} "
        f"from {row.not_before} sent {row.sent_at} tries {row.tries} {row.error or ''}"
    )
