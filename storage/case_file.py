"""Opening what is sealed about a case. Every opening is a read in the log."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from storage import events
from storage.case_models import CaseClock
from storage.caselist import CaseItem, items
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A deadline with its case reference ("" for none). Shown in modals only, never in a message."""

    item: CaseItem
    case_ref: str


def opened(session: Session, vault: Vault, number: int, *, by: str, now: datetime) -> CaseFile:
    """The deadline and the case behind it. Writes the read to the log in the same transaction."""
    events.record(session, at=now, actor=by, action="case_read", item=number)
    return CaseFile(items(session, [number])[0], reference(session, vault, number))


def reference(session: Session, vault: Vault, number: int) -> str:
    """The case reference, for a use case that carries it on to another clock of the same case."""
    case = session.get_one(CaseClock, number)
    if case.case_ref_sealed is None:
        return ""
    return vault.open(case.case_ref_sealed, table="case_clock", column="case_ref", row=case.ref)
