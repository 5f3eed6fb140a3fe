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

from sqlalchemy import ColumnElement, CursorResult, and_, or_, select, update
from sqlalchemy.orm import Session

from storage.models import Outbox, OutboxItem, Sending
from storage.upsert import insert_if_new

LEASE = timedelta(seconds=60)
MOST_TRIES = 5
# How long Slack may take to show a message in its history.
LOOK_AFTER = timedelta(seconds=3)


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
        and_(Outbox.state == Sending.WAITING, Outbox.not_before <= now, _free(now)),
        and_(Outbox.state == Sending.SENDING, _free(now)),
    )


def _stale(now: datetime) -> ColumnElement[bool]:
    return and_(Outbox.state == Sending.SENT, Outbox.shown < Outbox.wanted, _free(now))


def _free(now: datetime) -> ColumnElement[bool]:
    """Neither leased nor left alone for a while after a failure."""
    return or_(Outbox.leased_until.is_(None), Outbox.leased_until <= now)


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


def renew(session: Session, claim: Claim, now: datetime) -> bool:
    """Let the lease last from `now`, and hold the row until the transaction ends; False when it was lost."""
    return _write(session, claim, leased_until=now + LEASE)


def leaving(session: Session, claim: Claim, now: datetime) -> bool:
    """The message goes out now: from here on it counts as one the person was sent."""
    return _write(session, claim, leased_until=now + LEASE, sent_at=now)


def settle(session: Session, claim: Claim, **values: Any) -> bool:
    """Write a claimed row's outcome and give the lease back; False when the lease was lost."""
    return _write(session, claim, **{"lease": None, "leased_until": None, **values})


def _write(session: Session, claim: Claim, **values: Any) -> bool:
    result = session.execute(
        update(Outbox)
        .where(Outbox.id == claim.id, Outbox.lease == claim.lease)
        .values(**values)
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


def later(session: Session, claim: Claim, *, at: datetime) -> bool:
    """Put off until `at`, such as the next working hours. That costs no try."""
    return settle(
        session,
        claim,
        state=Sending.WAITING,
        not_before=at,
        tries=claim.tries - 1,
        attempted_at=None,
        sent_at=None,
        error=None,
    )


def again(session: Session, claim: Claim, *, at: datetime, error: str) -> bool:
    """Slack did not take it: try again at `at`. When it was due stays as it was."""
    return settle(session, claim, state=Sending.WAITING, leased_until=at, sent_at=None, error=error)


def unknown(session: Session, claim: Claim, *, error: str, look_at: datetime) -> bool:
    """The message may or may not be with Slack: the next claim looks before it sends."""
    return _write(session, claim, leased_until=look_at, error=error)


def give_back(session: Session, claim: Claim, now: datetime) -> bool:
    """We never got to this one; whatever doubt it had, it keeps."""
    if claim.uncertain:
        return _write(session, claim, leased_until=now, tries=claim.tries - 1)
    return settle(session, claim, state=Sending.WAITING, tries=claim.tries - 1)


def release_leases(session: Session, now: datetime) -> int:
    """End every lease: for a process that knows it is alone. Returns how many outcomes are unknown."""
    result = session.execute(
        update(Outbox)
        .where(Outbox.lease.is_not(None))
        # What the last process sent as it died may not be in the history yet.
        .values(leased_until=now + LOOK_AFTER)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", result).rowcount
