"""Rows of the outbox for tests: messages to Karim of three closed clocks, claimed and sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import outbox, people
from storage.database import Database, connect
from storage.migrate import upgrade
from storage.models import CALLBACK, Deadline, Outbox, State
from storage.outbox import Claim
from storage.people import Known

NOW = datetime(2026, 11, 26, 9, 4, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
KARIM, MAJA = "U0KARIM", "U0MAJA"


@contextmanager
def with_clocks(url: str) -> Iterator[Database]:
    """An empty outbox, and the three clocks its messages may speak of."""
    made = connect(url)
    upgrade(made)
    with made.write() as session:
        people.remember(session, [Known(KARIM, "Karim Aziz")], NOW)
        session.add_all(_clock(number) for number in (1, 2, 3))
    yield made
    made.close()


def _clock(number: int) -> Deadline:
    return Deadline(
        id=number,
        kind=CALLBACK,
        rule={},
        team_key="voksen-a",
        logged_by=KARIM,
        logged_at=NOW,
        received_as=NOW,
        goal_at=NOW,
        due_at=NOW,
        state=State.CLOSED,
    )


def add(session: Session, key: str, *items: int, **more: Any) -> int:
    """A message to Karim of these clocks; returns its id."""
    facts: dict[str, Any] = {"kind": "list", "recipient": KARIM, "team_key": "voksen-a", "not_before": NOW}
    assert outbox.enqueue(session, key=key, items=items, **(facts | more))
    found = outbox.by_key(session, key)
    assert found is not None
    return found.id


def _see_what_is_written(session: Session) -> None:
    """Outcomes are written past the session, which would go on showing what it read."""
    session.flush()
    session.expire_all()


def claim(session: Session, now: datetime, most: int) -> list[Claim]:
    _see_what_is_written(session)
    return outbox.claim(session, now, most)


def edits(session: Session, now: datetime, most: int) -> list[Claim]:
    _see_what_is_written(session)
    return outbox.claim_edits(session, now, most)


def send(session: Session, one: Claim, at: datetime = NOW) -> None:
    assert outbox.sent(session, one, channel="D0KARIM", ts="1.000100", now=at)


def row(session: Session, key: str) -> Outbox:
    _see_what_is_written(session)
    return session.scalars(select(Outbox).where(Outbox.key == key)).one()
