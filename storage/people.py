"""People as Slack knows them: names and whether they still work here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.models import Person


@dataclass(frozen=True, slots=True)
class Known:
    """One person of the workspace, as read from Slack."""

    slack_id: str
    name: str
    active: bool = True
    outsider: bool = False


def remember(session: Session, people: Iterable[Known], now: datetime) -> int:
    """Store what Slack says of these people. Returns how many rows were new or changed."""
    changed = 0
    for known in people:
        row = session.get(Person, known.slack_id)
        if row is None:
            session.add(
                Person(
                    slack_id=known.slack_id,
                    name=known.name,
                    active=known.active,
                    outsider=known.outsider,
                    updated_at=now,
                )
            )
            changed += 1
        elif (row.name, row.active, row.outsider) != (known.name, known.active, known.outsider):
            row.name, row.active, row.outsider, row.updated_at = known.name, known.active, known.outsider, now
            changed += 1
    session.flush()
    return changed


def person(session: Session, slack_id: str) -> Person | None:
    return session.get(Person, slack_id)


def names(session: Session, slack_ids: Iterable[str | None]) -> Mapping[str, str]:
    """Names by Slack id. An id we do not know is left out."""
    wanted = {one for one in slack_ids if one}
    rows = session.execute(select(Person.slack_id, Person.name).where(Person.slack_id.in_(wanted)))
    return {row.slack_id: row.name for row in rows}


def here(session: Session, slack_ids: Iterable[str]) -> Mapping[str, str]:
    """Names by Slack id of those who still work here."""
    rows = session.execute(
        select(Person.slack_id, Person.name).where(
            Person.slack_id.in_(list(slack_ids)), Person.active, Person.outsider.is_(False)
        )
    )
    return {row.slack_id: row.name for row in rows}


def want_home(session: Session, slack_ids: Iterable[str | None]) -> None:
    """Ask for the Home tab of those who have ever opened it to be drawn again."""
    wanted = {one for one in slack_ids if one}
    session.execute(
        update(Person)
        .where(Person.slack_id.in_(wanted), Person.home_opened_at.is_not(None))
        .values(home_wanted=Person.home_wanted + 1)
    )


def home_opened(session: Session, slack_id: str, now: datetime) -> None:
    """Somebody looks at the Home tab: from now on it is kept fresh."""
    session.execute(
        update(Person)
        .where(Person.slack_id == slack_id)
        .values(home_opened_at=now, home_wanted=Person.home_wanted + 1)
    )


def stale_homes(session: Session, limit: int) -> list[tuple[str, int]]:
    """(Slack id, wanted revision) of Home tabs that show less than they should."""
    rows = session.execute(
        select(Person.slack_id, Person.home_wanted)
        .where(Person.home_shown < Person.home_wanted, Person.active)
        .order_by(Person.home_opened_at.desc())
        .limit(limit)
    )
    return [(slack_id, wanted) for slack_id, wanted in rows]


def home_shown(session: Session, slack_id: str, revision: int) -> None:
    session.execute(
        update(Person)
        .where(Person.slack_id == slack_id, Person.home_shown < revision)
        .values(home_shown=revision)
    )
