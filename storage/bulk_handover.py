"""Giving all of one person's calls to another in one go, and taking that back within ten minutes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from rules.errors import FristvagtError
from rules.office import Office
from storage import events, handover_reads, notices, outbox, people
from storage.handover import Hands, afresh, put
from storage.handover_reads import UNDO_FOR, items_of, live_of
from storage.models import CALLBACK, LIVE, Deadline, Event, Handover, HandoverItem, State

# What happens to a call without anybody having worked on it.
UNTOUCHING = frozenset({"citizen_read", "case_read", "called_again", "call_corrected"})


class TooLateToUndoError(FristvagtError):
    """A hand-over can be undone for ten minutes."""

    def __init__(self) -> None:
        super().__init__(
            "Der er gået mere end 10 minutter, så intet er ændret. "
            "Vil du have opkaldene tilbage, så flyt dem den anden vej."
        )


class AlreadyUndoneError(FristvagtError):
    """A second undo changes nothing."""

    def __init__(self) -> None:
        super().__init__("Flytningen er allerede fortrudt. Der er ikke ændret mere.")


@dataclass(frozen=True, slots=True)
class Undone:
    """How many calls came back; how many stayed because they were touched, given on, or are closed."""

    from_name: str
    to_name: str
    back: int
    touched: int = 0
    given_on: int = 0
    closed: int = 0
    deadlines: bool = False  # there were statutory deadlines among them


def hand_over(
    session: Session,
    office: Office,
    *,
    from_id: str,
    to_id: str,
    led: Collection[str],
    home: str,
    by: str,
    now: datetime,
) -> Handover | None:
    """Give what `from_id` has in the teams `led` to `to_id`; None when there is nothing to give.

    The limits stay. A call keeps its team when `to_id` works in it, else it goes to the team `home`.
    """
    deadlines = _still_theirs(session, from_id, led)
    if not deadlines:
        return None
    row = Handover(from_id=from_id, to_id=to_id, by=by, at=now)
    session.add(row)
    session.flush()
    session.add_all([_as_it_stood(row, one) for one in deadlines])
    works_in = {team.key for team in office.teams_of(to_id)}
    concerned = {by, from_id, to_id}
    for one in deadlines:
        team_key = one.team_key if one.team_key in works_in else home
        concerned |= put(session, office, one, afresh(session, one.id, team_key, to_id, now), now)
        _log(session, row, one, "handed_over", by, now)
    people.want_home(session, concerned)
    _tell(session, office, row, deadlines, now)
    return row


def _still_theirs(session: Session, from_id: str, led: Collection[str]) -> Sequence[Deadline]:
    """The calls, locked: of two hand-overs at once the second finds them gone."""
    wanted = handover_reads.pressing(session, from_id, led)
    still = _lock(wanted).where(*live_of(from_id), Deadline.team_key.in_(led))
    return session.scalars(still).all()


def _lock(numbers: Iterable[int]) -> Select[Deadline]:
    """Everybody locks in the same order, so that no two wait for each other."""
    return (
        select(Deadline)
        .where(Deadline.id.in_(list(numbers)))
        .order_by(Deadline.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _as_it_stood(row: Handover, deadline: Deadline) -> HandoverItem:
    return HandoverItem(
        handover_id=row.id,
        deadline_id=deadline.id,
        team_key=deadline.team_key,
        taken_by=deadline.taken_by,
        taken_at=deadline.taken_at,
        claimed_at=deadline.claimed_at,
        snoozed_until=deadline.snoozed_until,
    )


def _log(session: Session, row: Handover, deadline: Deadline, action: str, by: str, now: datetime) -> None:
    events.record(
        session,
        at=now,
        actor=by,
        action=action,
        item=deadline.id,
        handover=row.id,
        team=deadline.team_key,
        owner=deadline.owner_id,
    )


def _tell(
    session: Session, office: Office, row: Handover, deadlines: Sequence[Deadline], now: datetime
) -> None:
    """The new owner is told once: on today's list, and at once of what is urgent."""
    notices.told_of_many(session, office, deadlines, now)
    pressing = [one for one in deadlines if one.urgent and one.state is State.OPEN]
    # With the time: after a restore the number may be another hand-over's.
    key = f"handover:{row.id}:{row.at.isoformat()}"
    notices.urgent_together(session, office, pressing, key=key, by=row.by, now=now)
    outbox.touch(session, *(one.id for one in deadlines))


def undo(session: Session, office: Office, handover_id: int, *, by: str, now: datetime) -> Undone:
    """Give back, as they stood, the calls nobody has touched since.

    Raises `AlreadyUndoneError`, and `TooLateToUndoError` after ten minutes.
    """
    row = session.get_one(Handover, handover_id, with_for_update=True, populate_existing=True)
    if row.undone_at is not None:
        raise AlreadyUndoneError
    if now >= row.at + UNDO_FOR:
        raise TooLateToUndoError
    row.undone_at = now
    stood = {one.deadline_id: one for one in items_of(session, row.id)}
    deadlines = session.scalars(_lock(stood)).all()
    theirs = [one for one in deadlines if one.owner_id == row.to_id and one.state in LIVE]
    touched = _touched(session, row, stood)
    back = [one for one in theirs if one.id not in touched]
    _give_back(session, office, row, [(one, stood[one.id]) for one in back], by, now)
    closed = sum(one.state not in LIVE for one in deadlines)
    names = people.names(session, [row.from_id, row.to_id])
    return Undone(
        from_name=names.get(row.from_id, row.from_id),
        to_name=names.get(row.to_id, row.to_id),
        back=len(back),
        touched=len(theirs) - len(back),
        given_on=len(deadlines) - len(theirs) - closed,
        closed=closed,
        deadlines=any(one.kind != CALLBACK for one in deadlines),
    )


def _touched(session: Session, row: Handover, numbers: Iterable[int]) -> set[int]:
    """The calls somebody has worked on since this hand-over, by what the log says of them."""
    said = select(Event.deadline_id, Event.action, Event.actor, Event.detail)
    of_these = said.where(Event.deadline_id.in_(list(numbers)), Event.result == "done")
    given: set[int | None] = set()
    touched: set[int | None] = set()
    for number, action, actor, detail in session.execute(of_these.order_by(Event.id)):
        if action == "handed_over" and detail.get("handover") == row.id:
            given.add(number)
        elif number in given and actor != events.ENGINE and action not in UNTOUCHING:
            touched.add(number)
    return {number for number in touched if number is not None}


def _give_back(
    session: Session,
    office: Office,
    row: Handover,
    calls: Sequence[tuple[Deadline, HandoverItem]],
    by: str,
    now: datetime,
) -> None:
    concerned = {by, row.by, row.from_id, row.to_id}
    for deadline, before in calls:
        concerned |= put(session, office, deadline, _hands(row, before), now)
        _log(session, row, deadline, "handover_undone", by, now)
    deadlines = [deadline for deadline, _ in calls]
    people.want_home(session, concerned)
    notices.told_of_many(session, office, deadlines, now)
    outbox.touch(session, *(one.id for one in deadlines))


def _hands(row: Handover, before: HandoverItem) -> Hands:
    return Hands(
        team_key=before.team_key,
        owner_id=row.from_id,
        taken_by=before.taken_by,
        taken_at=before.taken_at,
        claimed_at=before.claimed_at,
        snoozed_until=before.snoozed_until,
    )
