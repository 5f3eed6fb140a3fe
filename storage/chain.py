"""The event log's chain: each event is tied to the one before, so that no row can change unseen.

Events are inserted without a look at the chain, and tied to it a moment later by whichever process
holds the chain's one row: there is one chain however many write. A row that commits late is tied on late.
"""

import secrets
from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, Table, delete, exists, func, insert, select
from sqlalchemy.orm import Session

from rules.errors import FristvagtError
from storage.audit_models import EventChain, EventSeal
from storage.chain_links import Ends, Links
from storage.models import Event
from storage.upsert import insert_if_new
from storage.vault import Vault

THE_CHAIN = 1
# PostgreSQL gives out ids before rows commit: so far back a row is looked for that came late.
LOOK_BACK = 1_000
EVERYTHING = -1
COLUMNS = (Event.id, Event.at, Event.actor, Event.action, Event.result, Event.deadline_id, Event.detail)


class ChainBrokenError(FristvagtError):
    """Somebody else has written the chain's ends: nothing is added until it has been looked into."""

    def __init__(self) -> None:
        super().__init__(
            "Hændelsesloggens kæde er ændret uden om Fristvagt. Kør »python -m bot audit verify«, "
            "og find ud af, hvem der har skrevet i databasen."
        )


def anything_unsealed() -> ColumnElement[bool]:
    """Whether events wait to be tied to the chain, as a condition."""
    newest = func.coalesce(select(func.max(EventChain.newest_id)).scalar_subquery(), 0)
    return select(Event.id).where(Event.id > newest).exists()


def seal(session: Session, vault: Vault, most: int, *, everything: bool = False) -> int:
    """Tie up to `most` events to the chain, the oldest first. Returns how many.

    `everything` also finds rows that came later than any look back. Raises `ChainBrokenError`.
    """
    if everything and session.scalars(unsealed().limit(1)).first() is None:
        return 0  # Looking takes long: nobody is to wait for the chain meanwhile.
    links, chain = held(session, vault)
    rows = session.execute(_unsealed(EVERYTHING if everything else chain.newest_id - LOOK_BACK, most)).all()
    ends, sealed = ends_of(chain), []
    for row in rows:
        ends, link = _tied(links, ends, row)
        sealed.append(link)
    if sealed:
        session.execute(_adding(), sealed)
        write_ends(chain, links, ends)
        session.flush()
    return len(sealed)


def _tied(links: Links, ends: Ends, row: Row[Any]) -> tuple[Ends, dict[str, Any]]:
    own = links.print_of(row)
    seq, following = ends.seq + 1, links.after(ends.hash, own)
    newest = max(ends.newest_id, row.id)
    link = {"seq": seq, "event_id": row.id, "print": own, "hash": following}
    return Ends(seq, following, newest, ends.from_seq, ends.from_hash), link


def unsealed() -> Select[int]:
    """The ids of events that are not in the chain, as a query."""
    return select(Event.id).where(~exists().where(EventSeal.event_id == Event.id))


def _unsealed(after: int, most: int) -> Select[*tuple[Any, ...]]:
    waiting = select(*COLUMNS).where(Event.id > after, ~exists().where(EventSeal.event_id == Event.id))
    return waiting.order_by(Event.id).limit(most)


@cache
def _adding() -> Any:
    return insert(cast("Table", EventSeal.__table__))


def held(session: Session, vault: Vault) -> tuple[Links, EventChain]:
    """The chain, held until the transaction ends, and what its links are made with.

    Raises `ChainBrokenError`.
    """
    chain = _row(session) or _begun(session, vault)
    links = links_of(vault, chain)
    if not intact(links, chain):
        raise ChainBrokenError
    return links, chain


def _row(session: Session) -> EventChain | None:
    return session.get(EventChain, THE_CHAIN, with_for_update=True, populate_existing=True)


def _begun(session: Session, vault: Vault) -> EventChain:
    links, ends = Links(secrets.token_bytes(32)), Ends()
    insert_if_new(
        session,
        EventChain,
        id=THE_CHAIN,
        secret_sealed=seal_secret(vault, links.secret),
        seq=ends.seq,
        hash=ends.hash,
        newest_id=ends.newest_id,
        from_seq=ends.from_seq,
        from_hash=ends.from_hash,
        mac=links.mac_of(ends),
    )
    return cast("EventChain", _row(session))


def seal_secret(vault: Vault, secret: bytes) -> bytes:
    """The chain's secret as it is stored."""
    return vault.seal(secret.hex(), table="event_chain", column="secret", row=str(THE_CHAIN))


def links_of(vault: Vault, chain: EventChain) -> Links:
    """What the chain's links are made with. Raises `VaultError` without the right key."""
    secret = vault.open(chain.secret_sealed, table="event_chain", column="secret", row=str(THE_CHAIN))
    return Links(bytes.fromhex(secret))


def ends_of(chain: EventChain) -> Ends:
    return Ends(chain.seq, chain.hash, chain.newest_id, chain.from_seq, chain.from_hash)


def intact(links: Links, chain: EventChain) -> bool:
    """Whether the ends are as the bot wrote them."""
    return secrets.compare_digest(links.mac_of(ends_of(chain)), chain.mac)


def write_ends(chain: EventChain, links: Links, ends: Ends) -> None:
    chain.seq, chain.hash, chain.newest_id = ends.seq, ends.hash, ends.newest_id
    chain.from_seq, chain.from_hash = ends.from_seq, ends.from_hash
    chain.mac = links.mac_of(ends)


def cut(session: Session, vault: Vault, oldest: Sequence[EventSeal]) -> None:
    """Delete these links, the chain's oldest ones, with their events: the only way an event goes.

    Raises `ChainBrokenError`, and ValueError when they are not the chain's beginning.
    """
    links, chain = held(session, vault)
    last = oldest[-1]
    if (oldest[0].seq, last.seq) != (chain.from_seq + 1, chain.from_seq + len(oldest)):
        raise ValueError("only the oldest links of the chain may be cut off")
    ids = [one.event_id for one in oldest]
    chain.prunable_to = max(ids)
    session.flush()
    session.execute(delete(Event).where(Event.id.in_(ids)).execution_options(synchronize_session=False))
    session.execute(
        delete(EventSeal).where(EventSeal.seq <= last.seq).execution_options(synchronize_session=False)
    )
    chain.prunable_to = None
    write_ends(chain, links, Ends(chain.seq, chain.hash, chain.newest_id, last.seq, last.hash))
    session.flush()
