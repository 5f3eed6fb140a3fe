"""The outbox: what shall be told to whom. A row is an intention; its words are made when it leaves.

Rows are claimed under a lease with a fencing token: whoever comes back after the lease ran out can
no longer write the row's outcome. A claimed row whose lease ran out has an unknown outcome, and its
next claim says so.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import chain
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Select,
    Update,
    and_,
    bindparam,
    case,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from storage import memo, rows, spoken_of
from storage.models import Outbox, OutboxItem, Sending
from storage.upsert import insert_new, new_id

LEASE = timedelta(seconds=60)
# What has not left, or never will. Asked for the other way round, SQLite reads every message ever sent.
UNSENT = tuple(one for one in Sending if one not in (Sending.SENDING, Sending.SENT))
# A lease, or a wait Slack has asked for, is shorter than this.
FAR_AHEAD = timedelta(hours=1)
MOST_TRIES = 5
# How long Slack may take to show a message in its history.
LOOK_AFTER = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Claim:
    """A row leased to us. `uncertain`: an earlier try may have reached Slack."""

    id: int
    key: str
    kind: str
    recipient: str
    team_key: str
    urgent: bool
    due_at: datetime  # when it was to leave
    expires_at: datetime | None
    lease: str
    tries: int
    uncertain: bool
    attempted_at: datetime
    sent_at: datetime | None  # when an earlier try left, whose outcome nobody knows
    channel: str | None
    ts: str | None
    wanted: int
    superseded: bool


def enqueue(
    session: Session,
    *,
    key: str,
    kind: str,
    recipient: str,
    team_key: str,
    not_before: datetime,
    items: Iterable[int] = (),
    urgent: bool = False,
    expires_at: datetime | None = None,
) -> bool:
    """Add a message unless `key` was ever used. Returns whether it is new."""
    new = new_id(
        session,
        Outbox,
        key=key,
        kind=kind,
        recipient=recipient,
        team_key=team_key,
        urgent=urgent,
        not_before=not_before,
        expires_at=expires_at,
        state=Sending.WAITING,
        tries=0,
        superseded=False,
        wanted=0,
        shown=0,
    )
    numbers = list(items)
    if new is not None and numbers:
        speak_of(session, new, numbers)
    return new is not None


def by_key(session: Session, key: str) -> Outbox | None:
    return session.scalars(_keyed(), {"key": key}).one_or_none()


@cache
def _keyed() -> Select[Outbox]:
    return select(Outbox).where(Outbox.key == bindparam("key"))


def set_apart_if_posted_before(session: Session, key: str, midnight: datetime) -> None:
    """Free the key of what Slack had before that day (aware) began: a clock that was ahead had sent it."""
    row = by_key(session, key)
    if row is not None and row.ts is not None and float(row.ts) < midnight.timestamp():
        row.key = f"{key}:{row.id}"
        session.flush()


def speak_of(session: Session, outbox_id: int, items: Iterable[int]) -> None:
    """Note which clocks a message speaks of."""
    insert_new(session, OutboxItem, [{"outbox_id": outbox_id, "deadline_id": item} for item in items])
    spoken_of.changed(session, outbox_id)


def items_of(session: Session, outbox_id: int) -> Sequence[int]:
    """Which clocks a message speaks of, by number."""
    return sorted(chain(*spoken_of.by(session, outbox_id)))


def touch(session: Session, *items: int) -> None:
    """Ask for every message that speaks of one of these clocks to be redrawn in place.

    It is written down last, all messages in one order: on PostgreSQL two who act on calls of the same lists
    would else wait for each other, and one of them be told that nothing was saved.
    """
    memo.at_the_end(session, _touch, items)


def _touch(session: Session, items: frozenset[int]) -> None:
    if items:
        rows.change(session, _touching(), {"items": sorted(items)})


@cache
def _touching() -> Update:
    touched = OutboxItem.deadline_id.in_(bindparam("items", expanding=True))
    speaking = select(OutboxItem.outbox_id).where(touched)
    in_order = (
        select(Outbox.id).where(Outbox.id.in_(speaking)).order_by(Outbox.id).with_for_update(key_share=True)
    )
    return _wanting(Outbox.id.in_(in_order))


def want(session: Session, outbox_id: int) -> None:
    """Ask for one sent message to be redrawn in place."""
    rows.change(session, _wanting_one(), {"outbox": outbox_id})


@cache
def _wanting_one() -> Update:
    return _wanting(Outbox.id == bindparam("outbox"))


def _wanting(which: ColumnElement[bool]) -> Update:
    shown = (Outbox.superseded.is_(False), Outbox.state.not_in(UNSENT))
    return update(Outbox).where(which, *shown).values(wanted=Outbox.wanted + 1)


def want_keyed(session: Session, key: str) -> int | None:
    """The same for the message with this key. Returns its id; None when there is none, or it was dropped."""
    found: int | None = rows.change(session, _wanting_keyed(), {"wanted_key": key}).scalar()
    return found


@cache
def _wanting_keyed() -> ReturningUpdate[int]:
    there = (Outbox.key == bindparam("wanted_key"), Outbox.state != Sending.DROPPED)
    # The row is found by its key, so the state may be asked for the short way.
    left = or_(Outbox.state == Sending.SENDING, Outbox.state == Sending.SENT)
    once_more = case((and_(left, Outbox.superseded.is_(False)), Outbox.wanted + 1), else_=Outbox.wanted)
    return update(Outbox).where(*there).values(wanted=once_more).returning(Outbox.id)


def _due() -> ColumnElement[bool]:
    return or_(
        and_(Outbox.state == Sending.WAITING, Outbox.not_before <= bindparam("now"), _free()),
        and_(Outbox.state == Sending.SENDING, _free()),
    )


def _stale() -> ColumnElement[bool]:
    return and_(Outbox.state == Sending.SENT, Outbox.shown < Outbox.wanted, _free())


def _free() -> ColumnElement[bool]:
    """Neither leased nor left alone for a while after a failure."""
    return or_(Outbox.leased_until.is_(None), Outbox.leased_until <= bindparam("now"))


def any_due(session: Session, now: datetime) -> bool:
    return rows.find(session, _one_due(), {"now": now}).first() is not None


@cache
def _one_due() -> Select[int]:
    return due_ones().limit(1)


def due_ones() -> Select[int]:
    """Messages that may leave at the time `now`, as a query."""
    return select(Outbox.id).where(_due())


def any_stale(session: Session, now: datetime) -> bool:
    return rows.find(session, _one_stale(), {"now": now}).first() is not None


@cache
def _one_stale() -> Select[int]:
    return stale_ones().limit(1)


def stale_ones() -> Select[int]:
    """Sent messages that may be redrawn at the time `now`, as a query."""
    return select(Outbox.id).where(_stale())


def claim(session: Session, now: datetime, limit: int) -> list[Claim]:
    """Lease up to `limit` rows that are due, urgent ones first."""
    found = session.scalars(_claimable(), {"now": now, "most": limit}).all()
    return [_take(row, now, attempting=True) for row in found]


@cache
def _claimable() -> Select[Outbox]:
    return _in_turn(_due())


def claim_edits(session: Session, now: datetime, limit: int) -> list[Claim]:
    """Lease up to `limit` sent messages that show less than they should."""
    found = session.scalars(_editable(), {"now": now, "most": limit}).all()
    return [_take(row, now, attempting=False) for row in found]


@cache
def _editable() -> Select[Outbox]:
    return _in_turn(_stale())


def _in_turn(which: ColumnElement[bool]) -> Select[Outbox]:
    return (
        select(Outbox)
        .where(which)
        .order_by(Outbox.urgent.desc(), Outbox.not_before, Outbox.id)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
    )


def _take(row: Outbox, now: datetime, *, attempting: bool) -> Claim:
    uncertain = row.state is Sending.SENDING
    row.lease, row.leased_until = str(uuid.uuid4()), now + LEASE
    row.tries += 1
    if attempting:
        row.state = Sending.SENDING
        row.attempted_at = row.attempted_at or now
    return Claim(
        id=row.id,
        key=row.key,
        kind=row.kind,
        recipient=row.recipient,
        team_key=row.team_key,
        urgent=row.urgent,
        due_at=row.not_before,
        expires_at=row.expires_at,
        lease=row.lease,
        tries=row.tries,
        uncertain=uncertain,
        attempted_at=row.attempted_at or now,
        sent_at=row.sent_at,
        channel=row.channel,
        ts=row.ts,
        wanted=row.wanted,
        superseded=row.superseded,
    )


def leaving(session: Session, claim: Claim, now: datetime) -> bool:
    """Unless the transaction decides against it, the message goes out now and counts as one that was sent.

    The lease lasts from `now`, and the row is held until the transaction ends; False when it was lost.
    """
    return _write(session, claim, leased_until=now + LEASE, sent_at=now)


def drop(session: Session, claim: Claim, why: str) -> bool:
    """It never goes out, whatever `leaving` had noted; the words are for whoever looks into the table."""
    return settle(session, claim, state=Sending.DROPPED, error=why, sent_at=claim.sent_at)


def settle(session: Session, claim: Claim, **values: Any) -> bool:
    """Write a claimed row's outcome and give the lease back; False when the lease was lost."""
    return _write(session, claim, **{"lease": None, "leased_until": None, **values})


def _write(session: Session, claim: Claim, **values: Any) -> bool:
    facts = {f"new_{column}": value for column, value in values.items()}
    ours = {"our_row": claim.id, "our_lease": claim.lease}
    return rows.change(session, _outcome(tuple(sorted(values))), facts | ours).rowcount == 1


@cache
def _outcome(columns: tuple[str, ...]) -> Update:
    ours = (Outbox.id == bindparam("our_row"), Outbox.lease == bindparam("our_lease"))
    return update(Outbox).where(*ours).values({column: bindparam(f"new_{column}") for column in columns})


def sent(session: Session, claim: Claim, *, channel: str, ts: str, now: datetime) -> bool:
    """The message is with Slack, and shows the state it had when it was claimed."""
    return settle(
        session,
        claim,
        state=Sending.SENT,
        channel=channel,
        ts=ts,
        sent_at=now,
        tries=0,
        error=None,
        shown=claim.wanted,
    )


def later(session: Session, claim: Claim, *, at: datetime) -> bool:
    """Put off until `at`, such as the next working hours. That costs no try."""
    return settle(
        session,
        claim,
        state=Sending.WAITING,
        not_before=at,
        tries=claim.tries - 1,
        attempted_at=None,
        sent_at=None,
        error=None,
    )


def again(session: Session, claim: Claim, *, at: datetime, error: str) -> bool:
    """Slack did not take it: try again at `at`. When it was due stays as it was."""
    return settle(session, claim, state=Sending.WAITING, leased_until=at, sent_at=None, error=error)


def unknown(session: Session, claim: Claim, *, error: str, look_at: datetime) -> bool:
    """The message may or may not be with Slack: the next claim looks before it sends."""
    return _write(session, claim, leased_until=look_at, error=error)


def give_back(session: Session, claim: Claim, now: datetime) -> bool:
    """We never got to this one; whatever doubt it had, it keeps."""
    if claim.uncertain:
        return _write(session, claim, leased_until=now, tries=claim.tries - 1)
    return settle(session, claim, state=Sending.WAITING, tries=claim.tries - 1)


def release_leases(session: Session, now: datetime) -> int:
    """End every lease: for a process that knows it is alone. Returns how many outcomes are unknown."""
    return _end_leases(session, now, Outbox.lease.is_not(None))


def any_leased_ahead(session: Session, now: datetime) -> bool:
    """Whether a row is leased, or left alone, for longer than anybody asks for: by a clock that was ahead."""
    return session.scalars(select(Outbox.id).where(_leased_ahead(now)).limit(1)).first() is not None


def end_leases_ahead(session: Session, now: datetime) -> int:
    """End those leases. Returns how many."""
    return _end_leases(session, now, _leased_ahead(now))


def _leased_ahead(now: datetime) -> ColumnElement[bool]:
    return Outbox.leased_until > now + FAR_AHEAD


def _end_leases(session: Session, now: datetime, which: ColumnElement[bool]) -> int:
    result = session.execute(
        update(Outbox)
        .where(which)
        # What the last process sent as it died may not be in the history yet.
        .values(leased_until=now + LOOK_AFTER)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", result).rowcount
