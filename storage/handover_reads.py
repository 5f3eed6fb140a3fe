"""What a hand-over would move, and what the latest ones have moved."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from storage.models import CALLBACK, LIVE, Callback, Deadline, Handled, Handover, HandoverItem, Person, State

UNDO_FOR = timedelta(minutes=10)
# So many fit into one short transaction, and into what a preview remembers of what it showed.
MOST = 200


@dataclass(frozen=True, slots=True)
class Preview:
    """What would move, in counts. `earliest` is the first limit of a call still to be rung."""

    numbers: tuple[int, ...]
    deadlines: int = 0  # so many of them are statutory deadlines, the rest calls
    over: int = 0
    today: int = 0
    urgent: int = 0
    protected: int = 0
    to_note: int = 0
    changing_team: int = 0
    earliest: datetime | None = None
    too_many: int = 0  # beyond `MOST`: they stay
    elsewhere: int = 0  # in teams somebody else leads: they stay


@dataclass(frozen=True, slots=True)
class Moved:
    """A hand-over as it is shown. `numbers` are the calls and deadlines that were given."""

    id: int
    at: datetime
    from_name: str
    to_name: str
    numbers: tuple[int, ...]
    teams: frozenset[str]  # where they came from
    deadlines: int = 0  # so many of them are statutory deadlines


def preview(
    session: Session,
    from_id: str,
    *,
    led: Collection[str],
    works_in: Collection[str],
    now: datetime,
    today_ends: datetime,
) -> Preview:
    """What a hand-over of the person's calls in the teams `led` would move, counted as /status counts.

    `works_in` are the new owner's teams; `today_ends` is aware.
    """
    numbers = pressing(session, from_id, led)
    calls, cases = _calls(session, numbers), _cases(session, numbers)
    ringing = [deadline for deadline, _ in calls if deadline.state is State.OPEN]
    unrung = [one for one, call in calls if one in ringing and call.first_attempt_at is None]
    in_led = _count(session, from_id, Deadline.team_key.in_(led))
    everything = [*(one for one, _ in calls), *cases]
    return Preview(
        numbers=tuple(numbers),
        deadlines=len(cases),
        over=sum(one.due_at <= now for one in (*unrung, *cases)),
        today=sum(now < one.due_at < today_ends for one in (*unrung, *cases)),
        urgent=sum(one.urgent for one in ringing),
        protected=sum(call.protected for _, call in calls),
        to_note=len(calls) - len(ringing),
        changing_team=sum(one.team_key not in works_in for one in everything),
        earliest=min((one.due_at for one in (*ringing, *cases)), default=None),
        too_many=in_led - len(numbers),
        elsewhere=_count(session, from_id) - in_led,
    )


def pressing(session: Session, from_id: str, led: Collection[str]) -> list[int]:
    """The calls and deadlines that would move, the nearest limits first."""
    theirs = select(Deadline.id).where(*live_of(from_id), Deadline.team_key.in_(led))
    return list(session.scalars(theirs.order_by(Deadline.due_at, Deadline.id).limit(MOST)))


def live_of(person: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """What the person is to ring, to note or to decide."""
    return Deadline.owner_id == person, Deadline.state.in_(LIVE)


def _calls(session: Session, numbers: Collection[int]) -> list[tuple[Deadline, Callback]]:
    both = select(Deadline, Callback).join(Callback, Callback.deadline_id == Deadline.id)
    return [(deadline, call) for deadline, call in session.execute(both.where(Deadline.id.in_(numbers)))]


def _cases(session: Session, numbers: Collection[int]) -> Sequence[Deadline]:
    return session.scalars(select(Deadline).where(Deadline.id.in_(numbers), Deadline.kind != CALLBACK)).all()


def _count(session: Session, from_id: str, *which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Deadline).where(*live_of(from_id), *which)) or 0


def owners(session: Session, led: Collection[str]) -> frozenset[str]:
    """Everybody who has a call in these teams, also those who no longer work in them."""
    live = select(Deadline.owner_id).where(Deadline.team_key.in_(led), Deadline.state.in_(LIVE))
    return frozenset(owner for owner in session.scalars(live.distinct()) if owner is not None)


def made_by(session: Session, by: str, key: str) -> Handover | None:
    """The hand-over this press of `by` made, by its key; None when it found nothing to give."""
    at = session.get_one(Handled, key).at
    return session.scalars(select(Handover).where(Handover.by == by, Handover.at == at)).first()


def moved(session: Session, handover_ids: Collection[int]) -> list[Moved]:
    """These hand-overs with their people's names, the newest first."""
    giver, taker = aliased(Person), aliased(Person)
    rows = session.execute(
        select(Handover.id, Handover.at, giver.name, taker.name)
        .join(giver, giver.slack_id == Handover.from_id)
        .join(taker, taker.slack_id == Handover.to_id)
        .where(Handover.id.in_(handover_ids))
        .order_by(Handover.id.desc())
    ).all()
    return [_moved(session, *row) for row in rows]


def _moved(session: Session, handover_id: int, at: datetime, from_name: str, to_name: str) -> Moved:
    items = items_of(session, handover_id)
    numbers, teams = tuple(one.deadline_id for one in items), frozenset(one.team_key for one in items)
    return Moved(handover_id, at, from_name, to_name, numbers, teams, len(_cases(session, numbers)))


def items_of(session: Session, handover_id: int) -> Sequence[HandoverItem]:
    """The calls of a hand-over as they stood before, by number."""
    given = select(HandoverItem).where(HandoverItem.handover_id == handover_id)
    return session.scalars(given.order_by(HandoverItem.deadline_id)).all()


def undoable(session: Session, led: frozenset[str], now: datetime) -> list[Moved]:
    """Hand-overs of the last ten minutes that whoever leads the teams `led` may still undo."""
    fresh = select(Handover.id).where(Handover.at > now - UNDO_FOR, Handover.undone_at.is_(None))
    numbers = session.scalars(fresh).all()
    return [one for one in moved(session, numbers) if one.teams <= led] if numbers else []
