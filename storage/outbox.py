"""The outbox: what shall be told to whom. A row is an intention; its words are made when it leaves.

Rows are claimed under a lease with a fencing token: whoever comes back after the lease ran out can
no longer write the row's outcome. A claimed row whose lease ran out has an unknown outcome, and its
next claim says so.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, func, or_, select, update
from sqlalchemy.orm import Session

from storage.models import Outbox, OutboxItem, Sending
from storage.upsert import insert_if_new

LEASE = timedelta(seconds=60)
MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class Claim:
    """A row leased to us. `uncertain`: an earlier try may have reached Slack."""

    id: int
    kind: str
    recipient: str
    team_key: str
    urgent: bool
    due_at: datetime  # when it was to leave
    expires_at: datetime | None
    lease: str
    tries: int
    uncertain: bool
    attempted_at: datetime
    channel: str | None
    ts: str | None
    wanted: int
    superseded: bool


def enqueue(
    session: Session,
    *,
    key: str,
    kind: str,
    recipient: str,
    team_key: str,
    not_before: datetime,
    items: Iterable[int] = (),
    urgent: bool = False,
    expires_at: datetime | None = None,
) -> bool:
    """Add a message unless `key` was ever used. Returns whether it is new."""
    new = insert_if_new(
        session,
        Outbox,
        key=key,
        kind=kind,
        recipient=recipient,
        team_key=team_key,
        urgent=urgent,
        not_before=not_before,
        expires_at=expires_at,
        state=Sending.WAITING,
        tries=0,
        superseded=False,
        wanted=0,
        shown=0,
    )
    if new:
        speak_of(session, _id_of(session, key), items)
    return new


def by_key(session: Session, key: str) -> Outbox | None:
    return session.scalars(select(Outbox).where(Outbox.key == key)).one_or_none()


def _id_of(session: Session, key: str) -> int:
    return session.scalars(select(Outbox.id).where(Outbox.key == key)).one()


def speak_of(session: Session, outbox_id: int, items: Iterable[int]) -> None:
    """Note which clocks a message speaks of."""
    for item in items:
        insert_if_new(session, OutboxItem, outbox_id=outbox_id, deadline_id=item)


def items_of(session: Session, outbox_id: int) -> Sequence[int]:
    return session.scalars(
        select(OutboxItem.deadline_id)
        .where(OutboxItem.outbox_id == outbox_id)
        .order_by(OutboxItem.deadline_id)
    ).all()


def touch(session: Session, item: int) -> None:
    """Ask for every message that speaks of this clock to be redrawn in place."""
    speaking = select(OutboxItem.outbox_id).where(OutboxItem.deadline_id == item)
    _want(session, Outbox.id.in_(speaking))


def want(session: Session, outbox_id: int) -> None:
    """Ask for one sent message to be redrawn in place."""
    _want(session, Outbox.id == outbox_id)


def _want(session: Session, which: Any) -> None:
    session.execute(
        update(Outbox)
        .where(which, Outbox.superseded.is_(False), Outbox.state.in_((Sending.SENDING, Sending.SENT)))
        .values(wanted=Outbox.wanted + 1)
        .execution_options(synchronize_session=False)
    )


def _due(now: datetime) -> ColumnElement[bool]:
    return or_(
        and_(Outbox.state == Sending.WAITING, Outbox.not_before <= now),
        and_(Outbox.state == Sending.SENDING, Outbox.leased_until <= now),
    )


def _stale(now: datetime) -> ColumnElement[bool]:
    return and_(
        Outbox.state == Sending.SENT,
        Outbox.shown < Outbox.wanted,
        Outbox.not_before <= now,
        or_(Outbox.leased_until.is_(None), Outbox.leased_until <= now),
    )


def any_due(session: Session, now: datetime) -> bool:
    return session.scalars(select(Outbox.id).where(_due(now)).limit(1)).first() is not None


def any_stale(session: Session, now: datetime) -> bool:
    return session.scalars(select(Outbox.id).where(_stale(now)).limit(1)).first() is not None


def claim(session: Session, now: datetime, limit: int) -> list[Claim]:
    """Lease up to `limit` rows that are due, urgent ones first."""
    return _lease(session, _due(now), now, limit, attempting=True)


def claim_edits(session: Session, now: datetime, limit: int) -> list[Claim]:
    """Lease up to `limit` sent messages that show less than they should."""
    return _lease(session, _stale(now), now, limit, attempting=False)


def _lease(session: Session, which: Any, now: datetime, limit: int, *, attempting: bool) -> list[Claim]:
    rows = session.scalars(
        select(Outbox)
        .where(which)
        .order_by(Outbox.urgent.desc(), Outbox.not_before, Outbox.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    return [_take(row, now, attempting=attempting) for row in rows]


def _take(row: Outbox, now: datetime, *, attempting: bool) -> Claim:
    uncertain = row.state is Sending.SENDING
    row.lease, row.leased_until = str(uuid.uuid4()), now + LEASE
    row.tries += 1
    if attempting:
        row.state = Sending.SENDING
        row.attempted_at = row.attempted_at or now
    return Claim(
        id=row.id,
        kind=row.kind,
        recipient=row.recipient,
        team_key=row.team_key,
        urgent=row.urgent,
        due_at=row.not_before,
        expires_at=row.expires_at,
        lease=row.lease,
        tries=row.tries,
        uncertain=uncertain,
        attempted_at=row.attempted_at or now,
        channel=row.channel,
        ts=row.ts,
        wanted=row.wanted,
        superseded=row.superseded,
    )


def settle(session: Session, claim: Claim, **values: Any) -> bool:
    """Write a claimed row's outcome and give the lease back; False when the lease was lost."""
    result = session.execute(
        update(Outbox)
        .where(Outbox.id == claim.id, Outbox.lease == claim.lease)
        .values(lease=None, leased_until=None, **values)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", result).rowcount == 1


def sent(session: Session, claim: Claim, *, channel: str, ts: str, now: datetime) -> bool:
    """The message is with Slack, and shows the state it had when it was claimed."""
    return settle(
        session,
        claim,
        state=Sending.SENT,
        channel=channel,
        ts=ts,
        sent_at=now,
        tries=0,
        error=None,
        shown=claim.wanted,
    )


def later(session: Session, claim: Claim, *, at: datetime, error: str | None = None) -> bool:
    """Nothing was sent: try again at `at`. Waiting for working hours costs no try."""
    tries = claim.tries if error else claim.tries - 1
    values: dict[str, Any] = {"not_before": at, "tries": tries, "error": error}
    if not error:
        values["attempted_at"] = None
    return settle(session, claim, state=Sending.WAITING, **values)


def unknown(session: Session, claim: Claim, *, error: str, look_at: datetime) -> bool:
    """The message may or may not be with Slack: the next claim looks before it sends."""
    result = session.execute(
        update(Outbox)
        .where(Outbox.id == claim.id, Outbox.lease == claim.lease)
        .values(error=error, leased_until=look_at)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", result).rowcount == 1


def sent_on(session: Session, recipient: str, start: datetime, end: datetime) -> int:
    """How many messages `recipient` was sent in the period, urgent ones left out."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Outbox)
            .where(
                Outbox.recipient == recipient,
                Outbox.state == Sending.SENT,
                Outbox.urgent.is_(False),
                Outbox.sent_at >= start,
                Outbox.sent_at < end,
            )
        )
        or 0
    )


def covered(session: Session, claim: Claim, list_kind: str, now: datetime) -> bool:
    """Whether a list that leaves now, or left since the message was due, says the same."""
    lists = (Outbox.recipient == claim.recipient, Outbox.kind == list_kind)
    leaving = and_(Outbox.state.in_((Sending.WAITING, Sending.SENDING)), Outbox.not_before <= now)
    left = and_(Outbox.state == Sending.SENT, Outbox.sent_at >= claim.due_at)
    return session.scalars(select(Outbox.id).where(*lists, or_(leaving, left)).limit(1)).first() is not None


def supersede(session: Session, recipient: str, kind: str, newest: int) -> None:
    """Older messages of this kind are redrawn once more, short, and then left alone."""
    session.execute(
        update(Outbox)
        .where(
            Outbox.recipient == recipient,
            Outbox.kind == kind,
            Outbox.id != newest,
            Outbox.state == Sending.SENT,
            Outbox.superseded.is_(False),
        )
        .values(superseded=True, wanted=Outbox.wanted + 1)
        .execution_options(synchronize_session=False)
    )


def release_leases(session: Session, now: datetime) -> int:
    """End every lease: for a process that knows it is alone. Returns how many outcomes are unknown."""
    result = session.execute(
        update(Outbox)
        .where(Outbox.lease.is_not(None))
        .values(leased_until=now)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", result).rowcount


def set_aside(session: Session) -> int:
    """How many messages wait for a person to look at them."""
    waiting = select(func.count()).select_from(Outbox).where(Outbox.state == Sending.SET_ASIDE)
    return session.scalar(waiting) or 0
