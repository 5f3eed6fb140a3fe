"""What one person is being sent: how much, and whether one message makes another superfluous."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from storage import outbox
from storage.models import Outbox, Sending
from storage.outbox import Claim

IN_FLIGHT = (Sending.SENDING, Sending.SENT)


def alone_with(session: Session, recipient: str) -> None:
    """Until the transaction ends, no other process decides on what this person is sent."""
    # On SQLite a writer is alone anyway.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(recipient))))


def sent_between(session: Session, claim: Claim, start: datetime, end: datetime) -> int:
    """How many other messages the claim's recipient was sent in the period, urgent ones left out.

    One whose outcome is unknown counts: it may have arrived.
    """
    return (
        session.scalar(
            select(func.count())
            .select_from(Outbox)
            .where(
                Outbox.recipient == claim.recipient,
                Outbox.id != claim.id,
                Outbox.state.in_(IN_FLIGHT),
                Outbox.urgent.is_(False),
                Outbox.sent_at >= start,
                Outbox.sent_at < end,
            )
        )
        or 0
    )


def waits(session: Session, recipient: str, kind: str) -> bool:
    """Whether a message of this kind is on its way to the person."""
    waiting = select(Outbox.id).where(
        Outbox.recipient == recipient, Outbox.kind == kind, Outbox.state == Sending.WAITING
    )
    return session.scalars(waiting.limit(1)).first() is not None


def companion(
    session: Session, claim: Claim, kinds: Collection[str], since: datetime, now: datetime
) -> Outbox | None:
    """Another message of these kinds to the same person that leaves now, or left at `since` or later."""
    leaving = and_(Outbox.state.in_((Sending.WAITING, Sending.SENDING)), Outbox.not_before <= now)
    left = and_(Outbox.state == Sending.SENT, Outbox.sent_at >= since)
    return session.scalars(
        select(Outbox)
        .where(
            Outbox.recipient == claim.recipient,
            Outbox.kind.in_(kinds),
            Outbox.id != claim.id,
            or_(leaving, left),
        )
        .order_by(Outbox.id)
        .limit(1)
    ).first()


def join(session: Session, claim: Claim, companion: Outbox) -> None:
    """Let another message speak of what this one was to speak of; one that left is redrawn."""
    outbox.speak_of(session, companion.id, outbox.items_of(session, claim.id))
    outbox.want(session, companion.id)


def supersede(session: Session, recipient: str, kind: str, ts: str) -> None:
    """Messages of this kind above `ts` are redrawn once more, short, and then left alone."""
    session.execute(
        update(Outbox)
        .where(
            Outbox.recipient == recipient,
            Outbox.kind == kind,
            Outbox.ts < ts,
            Outbox.state == Sending.SENT,
            Outbox.superseded.is_(False),
        )
        .values(superseded=True, wanted=Outbox.wanted + 1)
        .execution_options(synchronize_session=False)
    )


def set_aside(session: Session) -> int:
    """How many messages wait for a person to look at them."""
    waiting = select(func.count()).select_from(Outbox).where(Outbox.state == Sending.SET_ASIDE)
    return session.scalar(waiting) or 0
