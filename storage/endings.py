"""How a call ends without contact, and how a closed one is taken up again."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.attempts import may_end
from rules.errors import FristvagtError
from rules.office import Office
from storage import notices
from storage.figure_changes import following
from storage.intake import lock
from storage.models import Attempt, Callback, Deadline, Ending, Outcome, State
from storage.working import AGREED_NOTICE, acted, reminder_of_agreed, still_open


class Why(StrEnum):
    """Why a closed call is taken up again."""

    MISTAKE = "mistake"  # nobody spoke with the citizen; the button was pressed by mistake
    MORE = "more"  # there is more to ring about


class NotYetError(FristvagtError):
    """Too few attempts to end without contact."""

    def __init__(self, number: int) -> None:
        super().__init__(
            "Nr. {number} kan afsluttes uden kontakt efter tre forsøg på mindst to dage. "
            "Prøv igen, eller vælg et andet tidspunkt.",
            number=number,
        )


class ErasedError(FristvagtError):
    """What was known of the citizen is erased: there is nobody to ring."""

    def __init__(self, number: int) -> None:
        super().__init__(
            "Oplysningerne på nr. {number} er slettet. Log opkaldet igen, hvis der skal ringes.",
            number=number,
        )


class ErasedCaseError(FristvagtError):
    """What was known of the case is erased: nobody could tell whose deadline it is."""

    def __init__(self, number: int) -> None:
        super().__init__(
            "Oplysningerne på nr. {number} er slettet. Registrér fristen igen, hvis den stadig løber.",
            number=number,
        )


class StillOpenError(FristvagtError):
    """There is nothing to take up again."""

    def __init__(self, number: int) -> None:
        super().__init__("Nr. {number} er åbent. Du finder det på listen på Hjem.", number=number)


class ForgottenError(FristvagtError):
    """What was undone is deleted."""

    def __init__(self, number: int) -> None:
        super().__init__(
            "Nr. {number} blev fortrudt, og oplysningerne er slettet. "
            "Log opkaldet igen, hvis der skal ringes.",
            number=number,
        )


def end(session: Session, office: Office, number: int, ending: Ending, *, by: str, now: datetime) -> Deadline:
    """Close a call nobody could be reached for, as its owner chose.

    Raises `NotYetError` before three attempts on two days, and `ClosedError`.
    """
    deadline, callback = still_open(session, office, number), session.get_one(Callback, number)
    if not may_end(callback.attempts, callback.attempt_days, wrong_number=callback.wrong_number):
        raise NotYetError(number)
    callback.ending, callback.agreed_at = ending, None
    deadline.state, deadline.closed_by, deadline.closed_at = State.CLOSED, by, now
    deadline.snoozed_until = deadline.claimed_at = None
    return acted(session, office, deadline, "ended", by, now, ending=ending.value)


def reopen(session: Session, office: Office, number: int, why: Why, *, by: str, now: datetime) -> Deadline:
    """Take a call up again that was noted as answered or closed; its limit stays.

    By mistake: the contact never was, so the attempt that said so is struck and the promise runs on. A time
    agreed before it holds again.
    Raises `StillOpenError`, `ForgottenError` and `ErasedError`.
    """
    deadline, callback = lock(session, number), session.get_one(Callback, number)
    refuse_reopening(deadline)
    if callback.phone_sealed is None and not callback.withheld:
        raise ErasedError(number)
    with following(session, office, [deadline], now):
        if why is Why.MISTAKE:
            _strike_contact(session, office, callback)
        deadline.state, deadline.closed_by, deadline.closed_at = State.OPEN, None, None
        # Replaced when the next step is planned; a live row may never stand without one.
        deadline.next_step_at = now
        deadline.snoozed_until, deadline.claimed_at = reminder_of_agreed(session, number, now), None
        callback.contact_at = callback.contact_by = callback.note_answer = callback.ending = None
    acted(session, office, deadline, "reopened", by, now, why=why.value)
    notices.told_of_reopened(session, office, deadline, by, now)
    return deadline


def refuse_reopening(deadline: Deadline) -> None:
    """Raise `StillOpenError` or `ForgottenError` for what cannot be taken up again."""
    if deadline.state is State.OPEN:
        raise StillOpenError(deadline.id)
    if deadline.state is State.WITHDRAWN:
        raise ForgottenError(deadline.id)


def _strike_contact(session: Session, office: Office, callback: Callback) -> None:
    made = list(
        session.scalars(
            select(Attempt).where(Attempt.deadline_id == callback.deadline_id).order_by(Attempt.id)
        )
    )
    if made and made[-1].outcome is Outcome.SPOKE:
        session.delete(made.pop())
    callback.attempts, callback.agreed_at = len(made), _agreed_before(made)
    callback.attempt_days = len({one.at.astimezone(office.zone).date() for one in made})
    if not made:
        # Only the first can have been waited for, and it is only struck when it was the only one.
        callback.first_attempt_at = callback.waited_minutes = None


def _agreed_before(made: Sequence[Attempt]) -> datetime | None:
    """The time agreed with the citizen last, if nobody has rung at that time or later."""
    agreed = [one for one in made if one.outcome is Outcome.AGREED_TIME]
    at = agreed[-1].next_try_at if agreed else None
    if at is None or made[-1] is agreed[-1]:
        return at
    return at if made[-1].at < at - AGREED_NOTICE else None
