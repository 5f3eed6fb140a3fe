"""Changing keys: everything sealed is sealed anew under the first key, and every keyed hash made anew.

Row by row and in batches, while the bot runs: look-ups ask under all keys, so a row is found before, during
and after its turn. What is done already is passed over, so an interrupted run is simply begun again.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from rules.errors import FristvagtError
from storage import chain, events
from storage.audit_models import EventChain
from storage.case_models import CaseClock
from storage.cases import CASE, IDENTITY, identity_text
from storage.complaint_models import Complaint
from storage.complaint_twins import ANOTHER
from storage.intake import PHONE
from storage.models import Callback, KeyCheck
from storage.vault import DAMAGED, Vault, VaultError

ID_AT, ID_BYTES = 2, 4  # where the key's id stands in what is sealed, counted from 1
CALL_FIELDS = ("name", "phone", "note", "case_ref")
# Where sealed fields are, by the names they are counted under.
FIELDS: Mapping[str, InstrumentedAttribute[Any]] = {
    **{f"callback.{name}": getattr(Callback, f"{name}_sealed") for name in CALL_FIELDS},
    "case_clock.case_ref": CaseClock.case_ref_sealed,
    "event_chain.secret": EventChain.secret_sealed,
}


class NotInUseError(FristvagtError):
    """The bot has not been started with the new key yet, and would not be able to read what we write."""

    def __init__(self, key_id: str) -> None:
        super().__init__(
            "Fristvagt har endnu ikke kørt med nøglen {key} forrest. Sæt den nye nøgle forrest i "
            "FRISTVAGT_ENCRYPTION_KEYS, behold den gamle bagefter, genstart alle processer, og kør igen.",
            key=key_id,
        )


class OldKeyStillWritesError(FristvagtError):
    """Something was sealed under an old key while we worked."""

    def __init__(self, fields: int) -> None:
        super().__init__(
            "{fields} felter er skrevet med en gammel nøgle, mens nøglerne blev skiftet: en proces kører "
            "stadig med de gamle indstillinger. Genstart den, og kør kommandoen igen.",
            fields=fields,
        )


class OddRowsError(VaultError):
    """Some rows cannot be opened, and so not be sealed anew; all others are."""

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__(
            "Oplysningerne om nr. {numbers} kan ikke læses: de er ændret eller flyttet, siden de blev gemt. "
            "Alt andet er krypteret igen. Gendan dem fra en sikkerhedskopi, eller slet dem med erase --item, "
            "og kør kommandoen igen. Behold den gamle nøgle så længe.",
            numbers=", ".join(map(str, numbers)),
        )


# The numbers of rows that cannot be opened: one of them must not keep the others from being sealed anew.
Odd = set[int]
# Takes up to so many rows after that number. Returns the last number; None when what comes later is new.
Batch = Callable[[Session, Vault, int, int, Odd], int | None]


def refuse_unknown(session: Session, vault: Vault) -> None:
    """Raise `NotInUseError` unless the bot has been started with the first key."""
    if session.get(KeyCheck, vault.writing_key_id) is None:
        raise NotInUseError(vault.writing_key_id)


def calls(session: Session, vault: Vault, after: int, most: int, odd: Odd) -> int | None:
    """A batch of calls."""
    rows = session.scalars(
        select(Callback)
        .where(Callback.deadline_id > after)
        .order_by(Callback.deadline_id)
        .limit(most)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for row in rows:
        with _noted(odd, row.deadline_id):
            _renew_call(vault, row)
    session.flush()
    return rows[-1].deadline_id if len(rows) == most else None


def _renew_call(vault: Vault, row: Callback) -> None:
    for name in CALL_FIELDS:
        sealed = getattr(row, f"{name}_sealed")
        if sealed and vault.reseal_needed(sealed):
            place = {"table": "callback", "column": name, "row": row.ref}
            setattr(row, f"{name}_sealed", vault.seal(vault.open(sealed, **place), **place))
    if row.phone_hash and row.phone_sealed:
        phone = vault.open(row.phone_sealed, table="callback", column="phone", row=row.ref)
        row.phone_hash = vault.fingerprint(phone, purpose=PHONE)


def cases(session: Session, vault: Vault, after: int, most: int, odd: Odd) -> int | None:
    """A batch of statutory deadlines."""
    rows = session.scalars(
        select(CaseClock)
        .where(CaseClock.deadline_id > after)
        .order_by(CaseClock.deadline_id)
        .limit(most)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for row in rows:
        if row.case_ref_sealed:
            with _noted(odd, row.deadline_id):
                _renew_case(session, vault, row, row.case_ref_sealed)
    session.flush()
    return rows[-1].deadline_id if len(rows) == most else None


def _renew_case(session: Session, vault: Vault, row: CaseClock, sealed: bytes) -> None:
    place = {"table": "case_clock", "column": "case_ref", "row": row.ref}
    reference = vault.open(sealed, **place)
    if vault.reseal_needed(sealed):
        row.case_ref_sealed = vault.seal(reference, **place)
    row.case_print = vault.fingerprint(reference, purpose=CASE)
    if row.identity is not None:
        row.identity = vault.fingerprint(_identity(session, vault, row, reference), purpose=IDENTITY)


def _identity(session: Session, vault: Vault, row: CaseClock, reference: str) -> str:
    """The text the row's identity was made from: what it follows from, or is a complaint of, is in it too."""
    plain = identity_text(reference, row.rule_key, row.received_on)
    complaint = session.get(Complaint, row.deadline_id)
    about = f"{plain}|{complaint.rule_key}" if complaint is not None else plain
    texts = plain, f"{plain}|{row.started_by}", about, f"{about}{ANOTHER}"
    return next((one for one in texts if row.identity in vault.fingerprints(one, purpose=IDENTITY)), plain)


@contextmanager
def _noted(odd: Odd, number: int) -> Iterator[None]:
    try:
        yield
    except DAMAGED:
        odd.add(number)


def the_chain(session: Session, vault: Vault, _after: int, _most: int, _odd: Odd) -> int | None:
    """The secret of the event log's chain; it stays the same, so the chain still holds."""
    row = session.get(EventChain, chain.THE_CHAIN, with_for_update=True, populate_existing=True)
    if row is not None and vault.reseal_needed(row.secret_sealed):
        row.secret_sealed = chain.seal_secret(vault, chain.links_of(vault, row).secret)
        session.flush()
    return None


BATCHES: Mapping[str, Batch] = {"calls": calls, "cases": cases, "chain": the_chain}


def rows(session: Session) -> int:
    """How many rows there are to go through."""
    return sum(session.scalars(select(func.count()).select_from(one)).one() for one in (Callback, CaseClock))


def fields_by_key(session: Session) -> Counter[str]:
    """How many fields each key has sealed, by the keys' ids; ids are safe to show."""
    found: Counter[str] = Counter()
    for column in FIELDS.values():
        key = _key_of(column)
        for key_id, number in session.execute(
            select(key, func.count()).where(column.is_not(None)).group_by(key)
        ):
            found[bytes(key_id).hex()] += number
    return found


def _key_of(column: InstrumentedAttribute[Any]) -> ColumnElement[bytes]:
    return func.substr(column, ID_AT, ID_BYTES, type_=column.type)


def known(session: Session) -> list[str]:
    """The ids of the keys the database must have at start."""
    return list(session.scalars(select(KeyCheck.key_id).order_by(KeyCheck.key_id)))


def finish(session: Session, vault: Vault, *, by: str, now: datetime) -> list[str]:
    """The other keys are needed no more. Returns their ids; raises `OldKeyStillWritesError`."""
    left = sum(number for key, number in fields_by_key(session).items() if key != vault.writing_key_id)
    if left:
        raise OldKeyStillWritesError(left)
    old = session.scalars(select(KeyCheck).where(KeyCheck.key_id != vault.writing_key_id)).all()
    for row in old:
        session.delete(row)
    session.flush()
    names = [row.key_id for row in old]
    dropped = ", ".join(names) or None
    events.record(session, at=now, actor=by, action="keys_rotated", key=vault.writing_key_id, dropped=dropped)
    return names
