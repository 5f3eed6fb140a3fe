"""Reading the event log's chain from one end to the other: what was done to it behind the bot's back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from storage import chain
from storage.audit_models import EventChain, EventSeal
from storage.chain_links import Links
from storage.models import Event
from storage.vault import Vault

PAGE = 2_000
# Rows commit within seconds of being written; one that is so much older than its neighbours did not.
LATE = timedelta(hours=1)


class Break(StrEnum):
    """What happened to the chain."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    REORDERED = "reordered"
    ENDS = "ends"  # the row that says where the chain ends was written by somebody else


@dataclass(frozen=True, slots=True)
class Damage:
    """The first broken link: its place in the chain, and the id of the event that stands there now."""

    what: Break
    seq: int | None
    event_id: int | None


@dataclass(frozen=True, slots=True)
class Checked:
    """What the chain came to. `head` is worth noting elsewhere: it shows later that nothing was cut off.

    `late`: events that are much older than those chained before them.
    """

    links: int
    unsealed: int
    late: int
    head: str
    damage: Damage | None


class Link(NamedTuple):
    """A link, with its event as it stands now; None when there is none."""

    seq: int
    event_id: int
    print: bytes
    hash: bytes
    event: Any | None


def check(session: Session, vault: Vault, noted: str = "") -> Checked:
    """Read the whole chain. `noted` is a `head` from an earlier time. Raises `VaultError`."""
    row = session.get(EventChain, chain.THE_CHAIN)
    if row is None:
        return Checked(0, _count_unsealed(session), 0, "", _lost_chain(session, noted))
    walk = _Walk(session, chain.links_of(vault, row), row, noted)
    damage = walk.first_damage()
    return Checked(walk.good, _count_unsealed(session), walk.late, head_of(row.seq, row.hash), damage)


def head_of(seq: int, hashed: bytes) -> str:
    """A link in few letters: its number and the beginning of its hash."""
    return f"{seq}:{hashed.hex()[:16]}"


def _lost_chain(session: Session, noted: str) -> Damage | None:
    links = session.scalars(select(func.count()).select_from(EventSeal)).one()
    return Damage(Break.ENDS, None, None) if links or noted else None


def _count_unsealed(session: Session) -> int:
    return session.scalars(select(func.count()).select_from(chain.unsealed().subquery())).one()


class _Walk:
    """One walk along the chain, counting what is good up to the first damage."""

    def __init__(self, session: Session, links: Links, row: EventChain, noted: str) -> None:
        self._session, self._links, self._row = session, links, row
        self._noted_seq, _, self._noted = noted.partition(":")
        self.good = self.late = 0
        self._latest: datetime | None = None

    def first_damage(self) -> Damage | None:
        if not chain.intact(self._links, self._row):
            return Damage(Break.ENDS, None, None)
        before, expected = self._row.from_hash, self._row.from_seq + 1
        for link in self._all():
            damage = self._damage_at(link, before, expected)
            if damage is not None:
                return damage
            self._count(link)
            before, expected = link.hash, expected + 1
        if (expected - 1, before) != (self._row.seq, self._row.hash):
            return Damage(Break.REMOVED, expected, None)
        return self._beyond() or self._slipped_in()

    def _all(self) -> Iterator[Link]:
        after = self._row.from_seq
        while page := self._session.execute(_page(after)).all():
            yield from (_as_link(one) for one in page)
            after = page[-1].seq

    def _damage_at(self, link: Link, before: bytes, expected: int) -> Damage | None:
        if link.seq != expected:
            return Damage(Break.REMOVED, expected, None)
        if self._differs_from_noted(link):
            return Damage(Break.CHANGED, link.seq, link.event_id)
        own = self._links.print_of(link.event) if link.event else None
        if own == link.print and self._links.after(before, link.print) == link.hash:
            return None
        return Damage(self._what(link, before, own), link.seq, link.event_id)

    def _what(self, link: Link, before: bytes, own: bytes | None) -> Break:
        if own is None:
            return Break.REMOVED
        if own != link.print and self._has_a_link(own):
            return Break.REORDERED
        follows = self._follower(link.seq, before)
        if own != link.print and self._links.after(before, link.print) == link.hash:
            return Break.CHANGED
        if follows is None:
            return Break.CHANGED if own != link.print else Break.REMOVED
        return Break.INSERTED if own != link.print else Break.REORDERED

    def _has_a_link(self, row: bytes) -> bool:
        return self._session.scalars(select(EventSeal.seq).where(EventSeal.print == row)).first() is not None

    def _follower(self, seq: int, before: bytes) -> int | None:
        """The later link that was made to follow `before`."""
        later = select(EventSeal.seq, EventSeal.print, EventSeal.hash).where(EventSeal.seq > seq)
        for place, row, following in self._session.execute(later.order_by(EventSeal.seq)):
            if self._links.after(before, row) == following:
                return place
        return None

    def _differs_from_noted(self, link: Link) -> bool:
        return str(link.seq) == self._noted_seq and not link.hash.hex().startswith(self._noted)

    def _count(self, link: Link) -> None:
        self.good += 1
        at = chain_time(link.event)
        if self._latest is not None and at < self._latest - LATE:
            self.late += 1
        self._latest = max(at, self._latest or at)

    def _beyond(self) -> Damage | None:
        """A link was noted that lies beyond the chain's end."""
        if self._noted_seq.isdigit() and int(self._noted_seq) > self._row.seq:
            return Damage(Break.REMOVED, int(self._noted_seq), None)
        return None

    def _slipped_in(self) -> Damage | None:
        """A row with an old id and an old time that is in no link: it was not there when they were made."""
        if self._latest is None:
            return None
        behind = and_(Event.id < self._row.newest_id, Event.at < self._latest - LATE)
        found = self._session.scalars(chain.unsealed().where(behind).order_by(Event.id).limit(1)).first()
        return None if found is None else Damage(Break.INSERTED, None, found)


def chain_time(event: Any) -> datetime:
    """When the event says it happened."""
    at: datetime = event.at
    return at


def _page(after: int) -> Select[*tuple[Any, ...]]:
    columns = (EventSeal.seq, EventSeal.event_id, EventSeal.print, EventSeal.hash, *chain.COLUMNS)
    joined = select(*columns).outerjoin(Event, Event.id == EventSeal.event_id)
    return joined.where(EventSeal.seq > after).order_by(EventSeal.seq).limit(PAGE)


def _as_link(row: Any) -> Link:
    return Link(row.seq, row.event_id, row.print, row.hash, row if row.id is not None else None)
