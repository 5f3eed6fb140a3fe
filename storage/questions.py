"""Asking the jurist about a call or a deadline: who asked, who is told, and that it was answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from rules.complaint import chief_and_jurists
from rules.errors import FristvagtError
from rules.office import Office, may_notify
from rules.statute import Rule
from storage import absences, events, outbox, people
from storage.intake import lock
from storage.models import (
    CALLBACK,
    LIVE,
    Callback,
    Deadline,
    Outbox,
    OutboxItem,
    Person,
    Sending,
)
from storage.question_models import Question
from storage.upsert import insert_if_new
from storage.working import ClosedError

ASKED = "question"  # to the jurists
ANSWERED = "question_answered"  # to whoever asked
# Each keeps for later when it may not be sent now, and waits for whoever is away: nobody answers for them.
KINDS = (ASKED, ANSWERED)


class NoJuristError(FristvagtError):
    """There is nobody to ask."""

    def __init__(self) -> None:
        super().__init__(
            "Der er ingen anden jurist at spørge. Tal med din leder, og bed administratoren skrive en jurist "
            "ind i kontorfilen."
        )


class NothingAskedError(FristvagtError):
    """It was answered already, or was never asked."""

    def __init__(self, number: int) -> None:
        super().__init__("Der er intet ubesvaret spørgsmål om nr. {number}.", number=number)


class Asking(Enum):
    """What came of asking."""

    ASKED = auto()  # whoever asks is told of the answer
    PASSED_ON = auto()  # a colleague's question, asked of somebody new: the colleague is told of the answer
    ALREADY = auto()  # a jurist who is here has it


@dataclass(frozen=True, slots=True)
class Asked:
    """An item's newest question. `rule` is None for a call."""

    number: int
    rule: Rule | None
    team_key: str
    asked_by: str  # the name
    asked_at: datetime
    answered_by: str | None  # the name
    answered_at: datetime | None
    live: bool  # whether the item still runs
    protected: bool

    @property
    def open(self) -> bool:
        return self.answered_at is None and self.live


def ask(session: Session, office: Office, number: int, *, by: str, now: datetime) -> Asking:
    """Ask the office's jurists who are in the workspace; again when nobody who was told of it still is.

    Raises `NoJuristError`, and `ClosedError` when there is nothing left to ask about.
    """
    deadline = lock(session, number)
    if deadline.state not in LIVE:
        raise ClosedError(number, deadline.closed_by, deadline.closed_at)
    jurists = [one for one in _jurists(session, office, now) if one != by]
    if not jurists:
        raise NoJuristError
    insert_if_new(session, Question, deadline_id=number, asked_by=by, asked_at=now)
    asked = _unanswered(session, number)
    if _with_somebody(session, office, asked, now):
        return Asking.ALREADY
    for person in jurists:
        # One who left and came back is told again.
        key = f"{ASKED}:{asked.id}:{person}:{now.timestamp():.0f}"
        _tell(session, office, deadline, key, ASKED, person, now)
    people.want_home(session, jurists)
    events.record(session, at=now, actor=by, action="jurist_asked", item=number)
    return Asking.ASKED if asked.asked_by == by else Asking.PASSED_ON


def _jurists(session: Session, office: Office, now: datetime) -> list[str]:
    """Those who still are in the workspace; one who is away is told once back."""
    gone = absences.roster(session, office, now).gone
    return [one for one in chief_and_jurists(office, chief=False) if one not in gone]


def _with_somebody(session: Session, office: Office, asked: Question, now: datetime) -> bool:
    """Whether a jurist who is here was told of it, or will be."""
    # What was merged is told by another message; the other ways not to leave end there.
    lost = (Outbox.state == Sending.DROPPED) & Outbox.error.is_distinct_from("merged")
    lost |= Outbox.state.in_((Sending.UNDELIVERABLE, Sending.SET_ASIDE))
    messages = select(Outbox.recipient).join(OutboxItem, OutboxItem.outbox_id == Outbox.id)
    of_it = OutboxItem.deadline_id == asked.deadline_id, Outbox.key.startswith(f"{ASKED}:{asked.id}:")
    told = session.scalars(messages.where(*of_it, ~lost))
    return not set(told).isdisjoint(_jurists(session, office, now))


def answer(session: Session, office: Office, number: int, *, by: str, now: datetime) -> None:
    """Whoever asked is told once that there is an answer. Raises `NothingAskedError`."""
    deadline = lock(session, number)
    if not pending(session, number):
        raise NothingAskedError(number)
    asked = _unanswered(session, number)
    asked.answered_by, asked.answered_at = by, now
    outbox.touch(session, number)
    people.want_home(session, chief_and_jurists(office, chief=False))
    if asked.asked_by != by:
        _tell(session, office, deadline, f"{ANSWERED}:{asked.id}", ANSWERED, asked.asked_by, now)
    events.record(session, at=now, actor=by, action="jurist_answered", item=number)


def pending(session: Session, number: int) -> bool:
    """Whether the jurists are asked about it, and it still runs."""
    found = select(Question.id).join(Deadline, Deadline.id == Question.deadline_id)
    waiting = found.where(Question.deadline_id == number, Question.answered_at.is_(None))
    return session.scalars(waiting.where(Deadline.state.in_(LIVE)).limit(1)).first() is not None


def in_hand(session: Session, office: Office, number: int, now: datetime) -> bool:
    """The same, and a jurist who is here has been told: there is no need to ask again."""
    return pending(session, number) and _with_somebody(session, office, _unanswered(session, number), now)


def how_many(session: Session) -> int:
    """The questions nobody has answered."""
    waiting = select(func.count()).select_from(Question)
    waiting = waiting.join(Deadline, Deadline.id == Question.deadline_id)
    return session.scalar(waiting.where(Question.answered_at.is_(None), Deadline.state.in_(LIVE))) or 0


def waiting(session: Session) -> list[Asked]:
    """The questions nobody has answered, the oldest item first."""
    asked = select(Question.deadline_id).join(Deadline, Deadline.id == Question.deadline_id)
    unanswered = asked.where(Question.answered_at.is_(None), Deadline.state.in_(LIVE))
    return newest(session, session.scalars(unanswered).all())


def newest(session: Session, numbers: Sequence[int]) -> list[Asked]:
    """The newest question of each of these items, the oldest item first."""
    last = select(func.max(Question.id)).where(Question.deadline_id.in_(numbers))
    asker, answerer = aliased(Person), aliased(Person)
    rows = session.execute(
        select(Question, Deadline, Callback.protected, asker.name, answerer.name)
        .join(Deadline, Deadline.id == Question.deadline_id)
        .outerjoin(Callback, Callback.deadline_id == Deadline.id)
        .join(asker, asker.slack_id == Question.asked_by)
        .outerjoin(answerer, answerer.slack_id == Question.answered_by)
        .where(Question.id.in_(last.group_by(Question.deadline_id)))
        .order_by(Deadline.id)
    )
    return [_asked(*row) for row in rows]


def _asked(
    question: Question, deadline: Deadline, protected: bool | None, asker: str, answerer: str | None
) -> Asked:
    return Asked(
        number=deadline.id,
        rule=None if deadline.kind == CALLBACK else Rule.thawed(deadline.rule),
        team_key=deadline.team_key,
        asked_by=asker,
        asked_at=question.asked_at,
        answered_by=answerer,
        answered_at=question.answered_at,
        live=deadline.state in LIVE,
        protected=bool(protected),
    )


def _unanswered(session: Session, number: int) -> Question:
    waiting = select(Question).where(Question.deadline_id == number, Question.answered_at.is_(None))
    return session.scalars(waiting).one()


def _tell(
    session: Session, office: Office, deadline: Deadline, key: str, kind: str, person: str, now: datetime
) -> None:
    outbox.enqueue(
        session,
        key=key,
        kind=kind,
        recipient=person,
        team_key=deadline.team_key,
        not_before=may_notify(office, office.team(deadline.team_key), now),
        items=[deadline.id],
    )
