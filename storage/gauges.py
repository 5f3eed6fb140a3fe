"""What a monitoring program watches: three numbers without anybody's name or number."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage import mailbox, outbox
from storage.models import LIVE, Deadline, Outbox


@dataclass(frozen=True, slots=True)
class Gauges:
    """How it stands at one moment. `oldest_unsent` is how long the message longest overdue has waited."""

    open_items: int
    oldest_unsent: timedelta
    set_aside: int


def gauges(session: Session, now: datetime) -> Gauges:
    """Read them at `now` (aware)."""
    live = select(func.count()).select_from(Deadline).where(Deadline.state.in_(LIVE))
    due = select(func.min(Outbox.not_before)).where(Outbox.id.in_(outbox.due_ones()))
    oldest: datetime | None = session.scalar(due, {"now": now})
    waited = now - oldest if oldest is not None else timedelta()
    return Gauges(session.scalar(live) or 0, waited, mailbox.set_aside(session))
