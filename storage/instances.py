"""The running processes of the bot: each keeps a row that says when it was last well."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, delete, func, or_, select, update
from sqlalchemy.orm import Session

from storage.figure_models import Instance

# A process that has not ticked for so long hangs, or is gone.
SILENT = timedelta(minutes=2)
# Rows of processes that are gone tell nobody anything after this.
REMEMBERED = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Processes:
    """What the processes' rows say at one moment. Times aware UTC; None: never."""

    alive: int  # they ticked within `SILENT`
    silent: int  # they neither tick nor said that they stopped
    ticked_at: datetime | None  # the newest tick of any process, stopped ones included
    slack_at: datetime | None  # when Slack last answered a process that is alive


def started(session: Session, instance: str, version: str, now: datetime) -> None:
    """A process begins. Rows of those that ended days ago are removed."""
    last_seen = func.coalesce(Instance.stopped_at, Instance.ticked_at, Instance.started_at)
    session.execute(delete(Instance).where(last_seen < now - REMEMBERED))
    session.add(Instance(id=instance, version=version, started_at=now))


def seen(session: Session, instance: str, *, ticked_at: datetime, slack_at: datetime | None) -> bool:
    """The process has ticked; `slack_at` is when it last heard from Slack. False when its row is gone."""
    row = update(Instance).where(Instance.id == instance)
    result = session.execute(row.values(ticked_at=ticked_at, slack_at=slack_at))
    return cast("CursorResult[Any]", result).rowcount == 1


def stopped(session: Session, instance: str, now: datetime) -> None:
    """The process was asked to stop, and did."""
    session.execute(update(Instance).where(Instance.id == instance).values(stopped_at=now))


def processes(session: Session, now: datetime) -> Processes:
    """Who is alive at `now`."""
    rows = session.scalars(select(Instance).where(or_(Instance.stopped_at.is_(None), _newest()))).all()
    running = [one for one in rows if one.stopped_at is None]
    # The distance both ways: what died with its clock a day ahead is not alive until then.
    alive = [one for one in running if one.ticked_at is not None and abs(now - one.ticked_at) <= SILENT]
    return Processes(
        alive=len(alive),
        silent=len(running) - len(alive),
        ticked_at=_latest(one.ticked_at for one in rows),
        slack_at=_latest(one.slack_at for one in alive),
    )


def _newest() -> ColumnElement[bool]:
    return Instance.ticked_at == select(func.max(Instance.ticked_at)).scalar_subquery()


def _latest(times: Iterable[datetime | None]) -> datetime | None:
    return max((one for one in times if one is not None), default=None)
