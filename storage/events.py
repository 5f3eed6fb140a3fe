"""The log of what happened: appended, never changed, and without content."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Insert, Table, insert
from sqlalchemy.orm import Session

from storage.models import Event

ENGINE = "engine"  # the actor when nobody pressed anything


def record(
    session: Session,
    *,
    at: datetime,
    actor: str,
    action: str,
    item: int | None = None,
    result: str = "done",
    **detail: str | int | bool | None,
) -> None:
    """Append one event. `detail` may hold ids, times and words of ours; never what a person typed."""
    facts: dict[str, Any] = {key: value for key, value in detail.items() if value is not None}
    row = {"at": at, "actor": actor, "action": action, "deadline_id": item, "result": result, "detail": facts}
    session.connection().execute(_appending(), row)


def record_many(
    session: Session, *, at: datetime, actor: str, action: str, items: Mapping[int, Mapping[str, str | None]]
) -> None:
    """Append one event for each of these clocks, in one round; their `detail` as in `record`."""
    new = [
        {
            "at": at,
            "actor": actor,
            "action": action,
            "deadline_id": item,
            "result": "done",
            "detail": {key: value for key, value in detail.items() if value is not None},
        }
        for item, detail in items.items()
    ]
    if new:
        session.execute(_appending(), new)


@cache
def _appending() -> Insert:
    """The table's own insert: the session has nothing to keep track of in a row that never changes.

    Nor does anybody ask for its number.
    """
    return insert(cast("Table", Event.__table__)).inline()


def refused(
    session: Session, *, at: datetime, actor: str, action: str, why: str, item: int | None = None
) -> None:
    """Append a refused attempt: who, what, and the kind of reason."""
    record(session, at=at, actor=actor, action=action, item=item, result="refused", why=why)
