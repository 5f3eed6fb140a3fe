"""The pulse: asked once a month, answered once, and kept as counts that lead back to nobody.

There is no row for an answer. Who has answered stands apart, and goes when the month is over. Every answer
writes all the month's rows of both tables anew, so that not even the database's own row versions tell which
count was changed together with which name.
"""

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import case, delete, select, update
from sqlalchemy.orm import Session

from rules.errors import FristvagtError
from rules.initiative import month_after
from rules.office import Office
from rules.pulse import HOW_MANY, SCORES, Answered, answered
from rules.rights import GENERAL, Action
from storage import outbox, registers
from storage.register_models import PulseCount, PulseMonth, PulseVoter
from storage.upsert import insert_if_new, insert_new


class AnsweredBeforeError(FristvagtError):
    """One answer each."""

    def __init__(self) -> None:
        super().__init__("Du har svaret i denne måned. Svaret kan ikke rettes, for det kan ikke findes igen.")


class PulseOverError(FristvagtError):
    """The month is over, or the office asks no more."""

    def __init__(self) -> None:
        super().__init__("Månedens to spørgsmål er lukket. Intet er gemt.")


def ask(session: Session, office: Office, month: date, now: datetime) -> int:
    """Open the month and ask everybody who answers. Returns how many were asked."""
    if not office.pulse.on:
        return 0
    insert_if_new(session, PulseMonth, month=month, questions=[str(one) for one in office.pulse.questions])
    counts = [
        {"month": month, "question": question, "score": score, "n": 0}
        for question in range(HOW_MANY)
        for score in SCORES
    ]
    insert_new(session, PulseCount, counts)
    return sum(_asked(session, office, person, month, now) for person in answering(office))


def forget(session: Session, month: date) -> None:
    """Forget who answered before that month."""
    session.execute(delete(PulseVoter).where(PulseVoter.month < month))


def answering(office: Office) -> list[str]:
    """Everybody whose role answers."""
    return sorted(one for one in office.people() if office.roles_of(one) & GENERAL[Action.PULSE])


def _asked(session: Session, office: Office, person: str, month: date, now: datetime) -> bool:
    return outbox.enqueue(
        session,
        key=f"{registers.PULSE}:{month:%Y-%m}:{person}",
        kind=registers.PULSE,
        recipient=person,
        team_key=registers.team_of(office, person).key,
        not_before=now,
        expires_at=datetime.combine(month_after(month), time.min, tzinfo=office.zone),
    )


def questions(session: Session, office: Office, today: date) -> Sequence[str]:
    """This month's questions. Raises `PulseOverError`."""
    month = session.get(PulseMonth, today.replace(day=1))
    if month is None or not office.pulse.on:
        raise PulseOverError
    return [str(one) for one in month.questions]


def answer(
    session: Session, office: Office, today: date, month: date, scores: Sequence[int], by: str
) -> None:
    """Count the scores, one a question; `by` may not answer again. Nothing else is written, no event either.

    Raises `AnsweredBeforeError`, `PulseOverError`.
    """
    questions(session, office, today)
    if month != today.replace(day=1):
        raise PulseOverError
    # In this order, and the whole month: two at once wait for each other and not in a ring.
    session.execute(select(PulseMonth).where(PulseMonth.month == month).with_for_update())
    if not insert_if_new(session, PulseVoter, month=month, person_id=by):
        raise AnsweredBeforeError
    chosen = [
        (PulseCount.question == question) & (PulseCount.score == score)
        for question, score in enumerate(scores)
    ]
    more = case(*((one, PulseCount.n + 1) for one in chosen), else_=PulseCount.n)
    session.execute(update(PulseCount).where(PulseCount.month == month).values(n=more))
    session.execute(
        update(PulseVoter).where(PulseVoter.month == month).values(person_id=PulseVoter.person_id)
    )


def has_answered(session: Session, person: str, month: date) -> bool:
    return session.get(PulseVoter, (month, person)) is not None


def results(session: Session, today: date, months: int = 2) -> list[Answered]:
    """The last months that are over, the newest first: a running one would show each answer as it comes."""
    over = select(PulseMonth).where(PulseMonth.month < today.replace(day=1))
    found = session.scalars(over.order_by(PulseMonth.month.desc()).limit(months)).all()
    return [
        answered(one.month, str(question), _scores(session, one.month, number))
        for one in found
        for number, question in enumerate(one.questions)
    ]


def _scores(session: Session, month: date, question: int) -> dict[int, int]:
    counts = select(PulseCount).where(PulseCount.month == month, PulseCount.question == question)
    return {one.score: one.n for one in session.scalars(counts)}
