"""The case number of a running deadline, written down or corrected after it was registered."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rules.case_ref import case_ref
from rules.errors import FristvagtError
from rules.office import Office
from storage import case_twins
from storage.case_file import reference
from storage.case_models import CaseClock
from storage.cases import CASE, IDENTITY, AlreadyRunningError, identity_text, seal_case_ref, still_running
from storage.complaint_models import Complaint
from storage.models import Deadline
from storage.vault import Vault
from storage.working import acted


class NoCaseNumberError(FristvagtError):
    """Nothing was written."""

    def __init__(self) -> None:
        super().__init__("Skriv sagsnummeret, så fristen kan findes igen.")


def name_case(
    session: Session, office: Office, vault: Vault, number: int, written: str, *, by: str, now: datetime
) -> Deadline:
    """Seal the case's number to the running clock. The number it has already changes nothing.

    Raises `ClosedError`, `NoCaseNumberError`, `LongCaseRefError` and `AlreadyRunningError`.
    """
    deadline, case = still_running(session, office, number)
    named = case_ref(written)
    if not named:
        raise NoCaseNumberError
    if named == reference(session, vault, number):
        return deadline
    _refuse_twin(session, vault, case, named)
    try:
        with session.begin_nested():
            _seal(session, vault, case, named)
            session.flush()
    except IntegrityError:
        # Two at once: the database keeps one of them.
        _refuse_twin(session, vault, case, named)
        raise
    return acted(session, office, deadline, "deadline_case_named", by, now)


def _seal(session: Session, vault: Vault, case: CaseClock, named: str) -> None:
    case.case_ref_sealed = seal_case_ref(vault, case.ref, named)
    case.case_print = vault.fingerprint(named, purpose=CASE)
    case.identity = vault.fingerprint(_known(session, case, named), purpose=IDENTITY)


def _refuse_twin(session: Session, vault: Vault, case: CaseClock, named: str) -> None:
    known = _known(session, case, named)
    prints = vault.fingerprints(known, purpose=IDENTITY)
    same = select(CaseClock.deadline_id).where(
        CaseClock.identity.in_(prints), CaseClock.deadline_id != case.deadline_id
    )
    twin = session.scalar(same.limit(1))
    if twin is None and known == identity_text(named, case.rule_key, case.received_on):
        of_case = vault.fingerprints(named, purpose=CASE)
        twin = case_twins.twin(session, of_case, case.rule_key, case.received_on)
    if twin is not None:
        raise AlreadyRunningError(twin)


def _known(session: Session, case: CaseClock, named: str) -> str:
    known = identity_text(named, case.rule_key, case.received_on)
    # As at registration: what follows from another clock may stand beside the same of the same day.
    sequel = case.started_by is not None and session.get(CaseClock, case.started_by) is not None
    if sequel:
        return f"{known}|{case.started_by}"
    complaint = session.get(Complaint, case.deadline_id)
    return f"{known}|{complaint.rule_key}" if complaint is not None and complaint.rule_key else known
