"""Whether somebody has been told of a clock already, or is about to be."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from storage import rows
from storage.models import Outbox, OutboxItem, Sending


def has_told(session: Session, recipient: str, kinds: Iterable[str], item: int, since: datetime) -> bool:
    """Whether they were sent a message of one of these kinds at `since` or later that speaks of the clock."""
    which = {"recipient": recipient, "kinds": list(kinds), "item": item, "since": since}
    return rows.find(session, _telling(coming=False), which).first() is not None


def tells(session: Session, recipient: str, kinds: Iterable[str], item: int, since: datetime) -> bool:
    """The same, or one is on its way to them."""
    which = {"recipient": recipient, "kinds": list(kinds), "item": item, "since": since}
    return rows.find(session, _telling(coming=True), which).first() is not None


@cache
def _telling(*, coming: bool) -> Select[int]:
    told = and_(Outbox.state == Sending.SENT, Outbox.sent_at >= bindparam("since"))
    on_its_way = Outbox.state.in_((Sending.WAITING, Sending.SENDING))
    return (
        select(Outbox.id)
        .join(OutboxItem, OutboxItem.outbox_id == Outbox.id)
        .where(
            OutboxItem.deadline_id == bindparam("item"),
            Outbox.recipient == bindparam("recipient"),
            Outbox.kind.in_(bindparam("kinds", expanding=True)),
            or_(told, on_its_way) if coming else told,
        )
        .limit(1)
    )
