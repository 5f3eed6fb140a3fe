"""What one person is being sent: how much, and whether one message makes another superfluous."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, String, Update, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from storage import complaint_notices, outbox, rows
from storage.models import Outbox, OutboxItem, Sending
from storage.outbox import Claim

IN_FLIGHT = (Sending.SENDING, Sending.SENT)


def alone_with(session: Session, recipient: str) -> None:
    """Until the transaction ends, no other process decides on what this person is sent."""
    # On SQLite a writer is alone anyway.
    if session.get_bind().dialect.name == "postgresql":
        rows.find(session, _alone_with(), {"recipient": recipient})


@cache
def _alone_with() -> Select[None]:
    return select(func.pg_advisory_xact_lock(func.hashtext(bindparam("recipient", type_=String))))


def sent_between(session: Session, claim: Claim, start: datetime, end: datetime) -> int:
    """How many other messages the recipient was sent in the period, besides urgent ones and complaints.

    One whose outcome is unknown counts: it may have arrived.
    """
    facts = {"recipient": claim.recipient, "this": claim.id, "start": start, "end": end}
    return session.scalar(_sent_between(), facts) or 0


@cache
def _sent_between() -> Select[int]:
    return (
        select(func.count())
        .select_from(Outbox)
        .where(
            Outbox.recipient == bindparam("recipient"),
            Outbox.id != bindparam("this"),
            Outbox.state.in_(IN_FLIGHT),
            Outbox.urgent.is_(False),
            Outbox.kind.not_in(complaint_notices.KINDS),
            Outbox.sent_at >= bindparam("start"),
            Outbox.sent_at < bindparam("end"),
        )
    )


def sent_before(session: Session, claim: Claim) -> datetime | None:
    """When the claim's recipient was last sent a message of its kind before this one."""
    return session.scalar(
        _sent_before(), {"recipient": claim.recipient, "kind": claim.kind, "this": claim.id}
    )


@cache
def _sent_before() -> Select[datetime | None]:
    return select(func.max(Outbox.sent_at)).where(
        Outbox.recipient == bindparam("recipient"),
        Outbox.kind == bindparam("kind"),
        Outbox.id < bindparam("this"),
        Outbox.state == Sending.SENT,
    )


def waits(session: Session, recipient: str, kinds: Collection[str]) -> bool:
    """Whether a message of one of these kinds is on its way to the person."""
    return session.scalars(_waiting(), {"recipient": recipient, "kinds": list(kinds)}).first() is not None


@cache
def _waiting() -> Select[int]:
    waiting = select(Outbox.id).where(
        Outbox.recipient == bindparam("recipient"),
        Outbox.kind.in_(bindparam("kinds", expanding=True)),
        Outbox.state == Sending.WAITING,
    )
    return waiting.limit(1)


def companion(
    session: Session, claim: Claim, kinds: Collection[str], since: datetime, now: datetime
) -> Outbox | None:
    """Another message of these kinds to the same person that leaves now, or left at `since` or later."""
    whose = {"recipient": claim.recipient, "kinds": list(kinds), "this": claim.id}
    return session.scalars(_companions(), {**whose, "since": since, "now": now}).first()


@cache
def _companions() -> Select[Outbox]:
    return select(Outbox).where(*_beside()).order_by(Outbox.id).limit(1)


def _beside() -> Sequence[ColumnElement[bool]]:
    """Of these kinds to that person, another than this one: leaving now, or left since."""
    leaving = and_(
        Outbox.state.in_((Sending.WAITING, Sending.SENDING)), Outbox.not_before <= bindparam("now")
    )
    left = and_(Outbox.state == Sending.SENT, Outbox.sent_at >= bindparam("since"))
    return (
        Outbox.recipient == bindparam("recipient"),
        Outbox.kind.in_(bindparam("kinds", expanding=True)),
        Outbox.id != bindparam("this"),
        or_(leaving, left),
    )


def unheard(
    session: Session, recipient: str, claim: Claim, items: Collection[int], now: datetime
) -> list[int]:
    """Those of the items that `recipient` is not told of by another message of the claim's kind.

    Whoever stands in for somebody may be told of the same on their own account, now or since it was due;
    until the transaction ends, no other process decides on what they are sent.
    """
    alone_with(session, recipient)
    whose = {"recipient": recipient, "kinds": [claim.kind], "this": claim.id}
    heard = set(session.scalars(_heard(), {**whose, "since": claim.due_at, "now": now}))
    return [item for item in items if item not in heard]


@cache
def _heard() -> Select[int]:
    told = Outbox.id == OutboxItem.outbox_id
    return select(OutboxItem.deadline_id).join(Outbox, told).where(*_beside())


def join(session: Session, claim: Claim, companion: Outbox) -> None:
    """Let another message speak of what this one was to speak of; one that left is redrawn."""
    outbox.speak_of(session, companion.id, outbox.items_of(session, claim.id))
    outbox.want(session, companion.id)


def supersede(session: Session, recipient: str, kind: str, ts: str) -> None:
    """Messages of this kind above `ts` are redrawn once more, short, and then left alone."""
    session.execute(_superseding(), {"whose": recipient, "which": kind, "above": ts})


@cache
def _superseding() -> Update:
    return (
        update(Outbox)
        .where(
            Outbox.recipient == bindparam("whose"),
            Outbox.kind == bindparam("which"),
            Outbox.ts < bindparam("above"),
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
