"""Everything kept about one citizen, found by number or case reference under every key."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from storage.case_file import reference
from storage.case_models import CaseClock
from storage.cases import CASE
from storage.intake import PHONE
from storage.models import Callback
from storage.vault import DAMAGED, Vault


def by_phone(session: Session, vault: Vault, phone: str) -> list[int]:
    """The calls from this number (E.164), and the deadlines that came of them."""
    prints = vault.fingerprints(phone, purpose=PHONE)
    found = session.scalars(select(Callback.deadline_id).where(Callback.phone_hash.in_(prints))).all()
    return sorted(_families(session, _with_deadlines(session, vault, found)))


def by_case(session: Session, vault: Vault, reference: str) -> list[int]:
    """The deadlines on this case, what they came of and what came of them, and the calls it began with."""
    prints = vault.fingerprints(reference, purpose=CASE)
    found = session.scalars(select(CaseClock.deadline_id).where(CaseClock.case_print.in_(prints))).all()
    origins = _origins(_families(session, found))
    calls = session.scalars(select(Callback.deadline_id).where(Callback.deadline_id.in_(origins))).all()
    return sorted(_families(session, _with_deadlines(session, vault, [*found, *calls])))


def _families(session: Session, numbers: Collection[int]) -> set[int]:
    """These, with the deadlines they came of and all that came of those.

    A case number may be written down on the last of them only, or otherwise than on the first. What else is
    on the case of an earlier one is left: a number that was corrected may be somebody else's.
    """
    known: set[int] = set()
    fresh = set(numbers)
    while fresh:
        known |= fresh
        earlier, later = CaseClock.deadline_id.in_(_origins(fresh)), CaseClock.started_by.in_(fresh)
        fresh = set(session.scalars(select(CaseClock.deadline_id).where(or_(earlier, later)))) - known
    return known


def _origins(numbers: Collection[int]) -> Select[int | None]:
    """What these deadlines came of: a deadline or a call."""
    return select(CaseClock.started_by).where(CaseClock.deadline_id.in_(numbers))


def _with_deadlines(session: Session, vault: Vault, found: Sequence[int]) -> set[int]:
    """These, with every deadline that came of one of them or is on one of their cases."""
    known: set[int] = set()
    fresh = set(found)
    while fresh:
        known |= fresh
        same_case = CaseClock.case_print.in_(_prints(session, vault, fresh))
        related = select(CaseClock.deadline_id).where(or_(CaseClock.started_by.in_(fresh), same_case))
        fresh = set(session.scalars(related)) - known
    return known


def _prints(session: Session, vault: Vault, numbers: Collection[int]) -> list[bytes]:
    """The prints of these deadlines' cases under every key: while keys change, two may differ."""
    named = select(CaseClock).where(
        CaseClock.deadline_id.in_(numbers), CaseClock.case_ref_sealed.is_not(None)
    )
    prints: set[bytes] = set()
    for case in session.scalars(named).all():
        try:
            written = reference(session, vault, case.deadline_id)
        except DAMAGED:
            # What cannot be opened is found by what was kept beside it.
            prints |= {case.case_print} if case.case_print else set()
        else:
            prints.update(vault.fingerprints(written, purpose=CASE))
    return sorted(prints)
