"""Absences: who set them, for whom, and the roster that follows from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from rules.absence import Away, Roster, loops
from rules.errors import FristvagtError
from rules.office import Office
from storage import events, memo, people, rows
from storage.models import Absence, Deadline, State

# Absences that ended longer ago matter to nothing but the log.
REMEMBERED = timedelta(days=40)


class LoopError(FristvagtError):
    """The deputy's own deputies lead back to the person. `who` is their name; None: who reports it."""

    def __init__(self, who: str | None) -> None:
        if who is None:
            super().__init__("Stedfortræderen har selv dig som stedfortræder i perioden. Vælg en anden.")
        else:
            super().__init__(
                "Stedfortræderen har selv {who} som stedfortræder i perioden. Vælg en anden.", who=who
            )


class OwnDeputyError(FristvagtError):
    """The person was named as their own deputy."""

    def __init__(self) -> None:
        super().__init__("Man kan ikke være sin egen stedfortræder. Vælg en anden.")


class OverlapError(FristvagtError):
    """The person is already away then."""

    def __init__(self) -> None:
        super().__init__("Der står allerede et fravær i den periode. Slet det først, hvis det skal ændres.")


@dataclass(frozen=True, slots=True)
class _Known:
    """A roster as it was read, with the absences that ended after `since`."""

    since: datetime
    roster: Roster


def roster(session: Session, office: Office, now: datetime) -> Roster:
    """Who is away around `now` and later, and who is no longer in the workspace; read once a transaction."""
    since, known = now - REMEMBERED, memo.recall(session, people.ROSTER)
    if isinstance(known, _Known) and known.roster.office is office and known.since <= since:
        return known.roster
    found = rows.find(session, _absences(), {"since": since})
    read = Roster(office, tuple(Away(*row) for row in found), frozenset(_gone(session, office)))
    memo.keep(session, people.ROSTER, _Known(since, read))
    return read


@cache
def _absences() -> Select[str, datetime, datetime, str | None]:
    columns = (Absence.person_id, Absence.starts_at, Absence.ends_at, Absence.deputy_id)
    return select(*columns).where(Absence.cancelled_at.is_(None), Absence.ends_at > bindparam("since"))


def _gone(session: Session, office: Office) -> set[str]:
    return set(office.people()) - {one for one, known in people.staff(session, office).items() if known.here}


def add(session: Session, office: Office, wanted: Away, *, by: str, now: datetime) -> Absence:
    """Set an absence; the same one sent again is the one that is there.

    Raises `OwnDeputyError`, `LoopError` and `OverlapError`; nothing is stored then.
    """
    if wanted.deputy == wanted.person:
        raise OwnDeputyError
    there = _same(session, wanted, by)
    if there is not None:
        return there
    known = roster(session, office, now)
    if loops(known, wanted):
        raise LoopError(None if by == wanted.person else _name(session, wanted.person))
    if any(_overlap(one, wanted) for one in known.absences):
        raise OverlapError
    row = Absence(
        person_id=wanted.person,
        starts_at=wanted.starts,
        ends_at=wanted.ends,
        deputy_id=wanted.deputy,
        set_by=by,
        set_at=now,
    )
    session.add(row)
    session.flush()
    _changed(session, office, row, "absence_set", by, now)
    return row


def _name(session: Session, person: str) -> str:
    return people.names(session, [person]).get(person, person)


def _same(session: Session, wanted: Away, by: str) -> Absence | None:
    return session.scalars(
        select(Absence).where(
            Absence.person_id == wanted.person,
            Absence.starts_at == wanted.starts,
            Absence.ends_at == wanted.ends,
            Absence.deputy_id.is_not_distinct_from(wanted.deputy),
            Absence.set_by == by,
            Absence.cancelled_at.is_(None),
        )
    ).first()


def _overlap(one: Away, other: Away) -> bool:
    return one.person == other.person and one.starts < other.ends and other.starts < one.ends


def end(session: Session, office: Office, absence_id: int, *, by: str, now: datetime) -> Absence:
    """End a running absence now, or cancel one to come. A second time changes nothing."""
    row = session.get_one(Absence, absence_id, with_for_update=True)
    if row.cancelled_at is None and row.ends_at > now:
        if row.starts_at < now:
            row.ends_at = now
        else:
            row.cancelled_at = now
        _changed(session, office, row, "absence_ended", by, now)
    return row


def _changed(session: Session, office: Office, row: Absence, action: str, by: str, now: datetime) -> None:
    memo.changed(session, people.ROSTER)
    events.record(
        session, at=now, actor=by, action=action, absence=row.id, person=row.person_id, deputy=row.deputy_id
    )
    touched = {person for team in office.teams_of(row.person_id) for person in team.people()}
    # Whoever took a call's message sees on their Home who rings meanwhile.
    theirs = (Deadline.owner_id == row.person_id, Deadline.state == State.OPEN)
    loggers = session.scalars(select(Deadline.logged_by).where(*theirs).distinct())
    people.want_home(session, touched | {row.person_id, row.deputy_id, *loggers})


def coming(session: Session, person: str, now: datetime) -> Sequence[Absence]:
    """The person's absences that are not over, the nearest first."""
    return session.scalars(
        select(Absence)
        .where(Absence.person_id == person, Absence.cancelled_at.is_(None), Absence.ends_at > now)
        .order_by(Absence.starts_at)
    ).all()


def begun(session: Session, by: datetime, now: datetime) -> Sequence[Absence]:
    """The absences that were reported ahead, had begun `by` then, and are not over."""
    running = (Absence.starts_at <= by, Absence.ends_at > now, Absence.cancelled_at.is_(None))
    ahead = Absence.set_at < Absence.starts_at
    return session.scalars(select(Absence).where(*running, ahead).order_by(Absence.id)).all()
