"""Deleting: a clock with everything that hangs on it, or only what it says about the citizen."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, delete, or_, update
from sqlalchemy.orm import Session

from storage.base import Base
from storage.case_models import CaseClock
from storage.models import Attempt, Callback, Deadline, Handled, HandoverItem, OutboxItem
from storage.question_models import Question

# What points at a clock, and the clock last: the database refuses any other order.
PARTS = (Attempt, OutboxItem, HandoverItem, Handled, Question, Callback, CaseClock)


def clocks(session: Session, numbers: Sequence[int]) -> int:
    """Delete these clocks. Their events stay, and hold no content. Returns how many there were."""
    for part in PARTS:
        remove(session, part, part.deadline_id.in_(numbers))
    return remove(session, Deadline, Deadline.id.in_(numbers))


def contents(session: Session, numbers: Sequence[int]) -> int:
    """Empty what these clocks hold of the citizen; who did what and when stays. Returns how many held any."""
    remove(session, Handled, Handled.deadline_id.in_(numbers))  # made from what was typed
    calls = _emptied(session, Callback, Callback.deadline_id.in_(numbers), CALL_FIELDS)
    cases = _emptied(session, CaseClock, CaseClock.deadline_id.in_(numbers), CASE_FIELDS)
    return calls + cases


CALL_FIELDS = ("name_sealed", "phone_sealed", "note_sealed", "case_ref_sealed", "phone_hash")
CASE_FIELDS = ("case_ref_sealed", "case_print", "identity")


def _emptied(session: Session, model: type[Base], which: ColumnElement[bool], fields: Sequence[str]) -> int:
    holds = or_(*(getattr(model, name).is_not(None) for name in fields))
    statement = update(model).where(which, holds).values(dict.fromkeys(fields))
    result = session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", result).rowcount


def holds_content() -> ColumnElement[bool]:
    """Whether a call still says anything about the citizen, as a condition."""
    return or_(*(getattr(Callback, name).is_not(None) for name in CALL_FIELDS))


def remove(session: Session, model: type[Base], *which: ColumnElement[bool]) -> int:
    """Delete the rows. Returns how many."""
    result = session.execute(delete(model).where(*which).execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", result).rowcount
