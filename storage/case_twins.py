"""The same deadline twice on one case: written down by hand, and started by what went before it.

Identities keep two complaints, or two steps of one day, apart. What somebody registers without saying what
it comes of is none of them, so it is held against all.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from storage.case_models import CaseClock

# The print of a case, the rule and the day of receipt.
Plain = tuple[bytes, str, date]


def twin(session: Session, prints: Sequence[bytes], rule_key: str, received_on: date) -> int | None:
    """The number of the first such clock on the case, whatever it came of; None without.

    `prints`: of the case, under each key of the vault.
    """
    same = _same(prints, rule_key, received_on)
    first = select(CaseClock.deadline_id).where(*same).order_by(CaseClock.deadline_id).limit(1)
    return session.scalar(first)


def how_many(session: Session, prints: Sequence[bytes], rule_key: str, received_on: date) -> int:
    """How many such clocks the case has: two complaints of one day are two."""
    number = select(func.count()).select_from(CaseClock).where(*_same(prints, rule_key, received_on))
    return session.scalars(number).one()


def _same(prints: Sequence[bytes], rule_key: str, received_on: date) -> Sequence[ColumnElement[bool]]:
    return (
        CaseClock.case_print.in_(prints),
        CaseClock.identity.is_not(None),  # one taken back has none
        CaseClock.rule_key == rule_key,
        CaseClock.received_on == received_on,
    )


def on_these_cases(session: Session, prints: Sequence[bytes]) -> set[Plain]:
    """Every clock on these cases."""
    rows = session.execute(
        select(CaseClock.case_print, CaseClock.rule_key, CaseClock.received_on).where(
            CaseClock.case_print.in_(prints), CaseClock.identity.is_not(None)
        )
    )
    return {(case, rule, received) for case, rule, received in rows if case is not None}
