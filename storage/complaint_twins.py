"""One letter written down twice: by hand, and on the decision it is of or on the time to complain of that.

By hand it names a case and a paragraph, not a decision, and two decisions of one case may each be complained
of. So what only looks alike is asked about; what is of the very same decision is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from rules.case_ref import case_ref
from rules.errors import FristvagtError
from storage import complaint_chain, intake
from storage.case_models import CaseClock
from storage.cases import CASE, AlreadyRunningError
from storage.complaint_models import Complaint, Stage
from storage.models import Deadline, Result, State
from storage.vault import Vault

# Tells a second complaint by one paragraph from the first, where both are registered by hand on one day.
ANOTHER = "|another"
AGAINST = (Result.PARTIAL, Result.REFUSED)


class LikeAnotherError(AlreadyRunningError):
    """The case has a complaint by that paragraph, which may be the same; whoever registers can say it is not.

    `AlreadyRunningError` is what it would be if it were.
    """

    def __init__(self, number: int) -> None:
        super(AlreadyRunningError, self).__init__(
            "Klagen findes allerede som nr. {number}. Intet er gemt igen. Gælder den en anden afgørelse, "
            "så sæt hak ved »Endnu en klage i sagen« i skemaet.",
            number=number,
        )
        self.number = number


class BeforeDecisionError(FristvagtError):
    """Nobody complains of what is not decided yet."""

    def __init__(self, day: date, decided: date) -> None:
        super().__init__(
            "Klagen kan ikke være modtaget {day:%d.%m.%Y}: afgørelsen er fra {decided:%d.%m.%Y}. "
            "Ret datoen, eller vælg den afgørelse, der klages over.",
            day=day,
            decided=decided,
        )


@dataclass(frozen=True, slots=True)
class Letter:
    """A complaint as it is told apart: `prints` of its case under every key, its paragraph, its receipt."""

    prints: tuple[bytes, ...]
    rule_key: str
    received_on: date


def letter(vault: Vault, reference: str, rule_key: str, received_on: date) -> Letter:
    """Without a case nothing can be said of it."""
    named = case_ref(reference)
    prints = tuple(vault.fingerprints(named, purpose=CASE)) if named else ()
    return Letter(prints, rule_key, received_on)


def decision_of(session: Session, of: Letter, started_by: int | None, *, another: bool) -> int | None:
    """The decision a new complaint is of, locked; None where that cannot be known.

    `started_by`: the decision it is registered on, None by hand. `another`: somebody says it is none of those
    the case has. Raises `AlreadyRunningError` and `BeforeDecisionError` for the decision it is registered on,
    and `LikeAnotherError` for one that may be the same.
    """
    if started_by is not None:
        refuse(session, of, started_by, another=another)
        return started_by
    decided = _decisions(session, of)
    like = _on_case(session, of, decided)
    if like is not None and not another:
        raise LikeAnotherError(like)
    free = [one for one in decided if complaint_chain.complained_of(session, one.deadline_id) is None]
    return free[0].deadline_id if len(free) == 1 else None


def refuse(session: Session, of: Letter, decision: int, *, another: bool) -> None:
    """Lock the decision, and raise what `decision_of` raises for a complaint registered on it."""
    intake.lock(session, decision)
    already = complaint_chain.complained_of(session, decision)
    if already is not None:
        raise AlreadyRunningError(already)
    decided_on = session.get_one(CaseClock, decision).decided_on
    if decided_on is not None and of.received_on < decided_on:
        raise BeforeDecisionError(of.received_on, decided_on)
    like = by_hand(session, of, decided_on)
    if like is not None and not another:
        raise LikeAnotherError(like)


def in_window(session: Session, vault: Vault, reference: str, decision: int, received_on: date) -> int | None:
    """The complaint by hand that may be the one that has ended the time to complain of that decision."""
    case = session.get_one(CaseClock, decision)
    return by_hand(session, letter(vault, reference, case.rule_key, received_on), case.decided_on)


def by_hand(session: Session, of: Letter, since: date | None) -> int | None:
    """The complaint of no known decision that may be of one made on the day `since`."""
    unknown = (
        one
        for one in session.scalars(_alike(of))
        if since is None or one.received_on >= since
        if complaint_chain.decision_before(session, one.id) is None
    )
    return next((one.id for one in unknown), None)


def _decisions(session: Session, of: Letter) -> list[CaseClock]:
    """The decisions against the citizen that it can be of, locked, the oldest first."""
    against = CaseClock.result.in_(AGAINST), Deadline.kind.in_(complaint_chain.DECIDED)
    found = session.scalars(
        select(CaseClock.deadline_id)
        .join(Deadline, Deadline.id == CaseClock.deadline_id)
        .where(CaseClock.case_print.in_(of.prints), CaseClock.rule_key == of.rule_key, *against)
        .where(Deadline.state == State.CLOSED, CaseClock.decided_on <= of.received_on)
        .order_by(CaseClock.deadline_id)
    ).all()
    for one in found:
        intake.lock(session, one)
    return [session.get_one(CaseClock, one) for one in found]


def _on_case(session: Session, of: Letter, decided: Sequence[CaseClock]) -> int | None:
    """The complaint that one registered by hand may be: under way, or received since the last decision."""
    since = max((one.decided_on for one in decided if one.decided_on is not None), default=date.max)
    alike = (one for one in session.scalars(_alike(of)) if _current(one, since))
    return next((one.id for one in alike), None)


def _current(complaint: Complaint, since: date) -> bool:
    return complaint.stage is not Stage.ENDED or complaint.received_on >= since


def _alike(of: Letter) -> Select[Complaint]:
    """On the same case by the same paragraph, or by none that anybody named; the newest first."""
    return (
        select(Complaint)
        .join(Deadline, Deadline.id == Complaint.id)
        .join(CaseClock, CaseClock.deadline_id == Complaint.id)
        .where(CaseClock.case_print.in_(of.prints), Complaint.rule_key.in_((of.rule_key, "")))
        .where(*complaint_chain.standing())
        .order_by(Complaint.id.desc())
    )
