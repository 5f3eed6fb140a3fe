"""Whether anything waits for the engine: one look for all its steps, so that an idle tick costs little."""

from datetime import datetime
from functools import cache

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from storage import chain, clocks, outbox, people, returns, rows


def anything(session: Session, now: datetime) -> bool:
    """Whether a clock, a message, a redrawing, a Home tab, an absence or a seal waits at `now` (aware)."""
    return bool(rows.find(session, _anything(), {"now": now}).scalar())


@cache
def _anything() -> Select[bool]:
    looks = (
        returns.to_notice().exists(),
        clocks.come().exists(),
        outbox.due_ones().exists(),
        outbox.stale_ones().exists(),
        people.stale_ones().exists(),
        chain.anything_unsealed(),
    )
    return select(or_(*looks))
