"""Everything kept about one citizen, found by number or case reference under every key."""

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from storage.case_file import reference
from storage.case_models import CaseClock
from storage.cases import CASE
from storage.intake import PHONE
from storage.models import Callback
from storage.vault import Vault


def by_phone(session: Session, vault: Vault, phone: str) -> list[int]:
    """The calls from this number (E.164), and the deadlines that came of them."""
    prints = vault.fingerprints(phone, purpose=PHONE)
    found = session.scalars(select(Callback.deadline_id).where(Callback.phone_hash.in_(prints))).all()
    return _with_deadlines(session, vault, found)


def by_case(session: Session, vault: Vault, reference: str) -> list[int]:
    """The deadlines on this case, those that came of them, and the calls they came of."""
    prints = vault.fingerprints(reference, purpose=CASE)
    found = session.scalars(select(CaseClock).where(CaseClock.case_print.in_(prints))).all()
    origins = [one.started_by for one in found if one.started_by is not None]
    calls = session.scalars(select(Callback.deadline_id).where(Callback.deadline_id.in_(origins))).all()
    return _with_deadlines(session, vault, [*(one.deadline_id for one in found), *calls])


def _with_deadlines(session: Session, vault: Vault, found: Sequence[int]) -> list[int]:
    """These, with every deadline that came of one of them or is on one of their cases."""
    known: set[int] = set()
    fresh = set(found)
    while fresh:
        known |= fresh
        same_case = CaseClock.case_print.in_(_prints(session, vault, fresh))
        related = select(CaseClock.deadline_id).where(or_(CaseClock.started_by.in_(fresh), same_case))
        fresh = set(session.scalars(related)) - known
    return sorted(known)


def _prints(session: Session, vault: Vault, numbers: Collection[int]) -> list[bytes]:
    """The prints of these deadlines' cases under every key: while keys change, two may differ."""
    named = select(CaseClock.deadline_id).where(
        CaseClock.deadline_id.in_(numbers), CaseClock.case_ref_sealed.is_not(None)
    )
    references = {reference(session, vault, one) for one in session.scalars(named)}
    return [one for written in references for one in vault.fingerprints(written, purpose=CASE)]
