"""Trials: begun with an idea and a question, looked at on their date, and adopted, adapted or dropped."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.errors import FristvagtError
from rules.office import Office, Role
from rules.trial import ENDING, Share, Written, foretold, predicted, refuse
from storage import events, outbox, registers
from storage.models import Outbox
from storage.register_models import Trial
from storage.working import once


class NoSuchTrialError(FristvagtError):
    """The button names no trial."""

    def __init__(self) -> None:
        super().__init__("Forsøget findes ikke. Intet er ændret.")


class TrialChangedError(FristvagtError):
    """Somebody has written in it since the form was opened, or it has ended."""

    def __init__(self) -> None:
        super().__init__("Forsøget er ændret imens. Intet er gemt. Luk skemaet, og åbn det igen.")


def begin(session: Session, written: Written, *, by: str, now: datetime, today: date, press: str) -> None:
    """Begin a trial; the same `press` again does nothing. Raises `StudyDateError`."""
    refuse(written, today, None)
    if not once(session, press, None, now):
        return
    trial = Trial(
        idea=written.idea,
        question=written.question,
        prediction=written.prediction,
        plan=written.plan,
        carried_out="",
        study="",
        study_on=written.study_on,
        owner_id=by,
        created_by=by,
        created_at=now,
        version=1,
    )
    session.add(trial)
    session.flush()
    events.record(session, at=now, actor=by, action="trial_begun", trial=trial.id)


def write(
    session: Session,
    number: int,
    version: int,
    written: Written,
    *,
    by: str,
    now: datetime,
    today: date,
    press: str,
) -> None:
    """Write in a trial that has not ended. A prediction written along with what was seen is none: it stays.

    Raises `NoSuchTrialError`, `TrialChangedError`, `NotStudiedError`, `StudyDateError`.
    """
    if not once(session, press, None, now):
        return
    trial = session.get(Trial, number, with_for_update=True, populate_existing=True)
    if trial is None:
        raise NoSuchTrialError
    if trial.version != version or trial.ended_at is not None:
        raise TrialChangedError
    refuse(written, today, trial.study_on)
    if foretold(trial.study, trial.act, written.study):
        trial.prediction = written.prediction
    trial.idea, trial.question, trial.plan = written.idea, written.question, written.plan
    trial.carried_out, trial.study = written.carried_out, written.study
    trial.act, trial.study_on, trial.version = written.act, written.study_on, version + 1
    trial.ended_at = now if written.act in ENDING else None
    act = written.act.value if written.act else None
    events.record(session, at=now, actor=by, action="trial_written", trial=number, act=act)
    _redraw(session, trial)


def by_id(session: Session, number: int) -> Trial:
    """Raises `NoSuchTrialError`."""
    found = session.get(Trial, number)
    if found is None:
        raise NoSuchTrialError
    return found


def may_write(office: Office, person: str, trial: Trial) -> bool:
    """Its owner and the leads, while it has not ended."""
    return trial.ended_at is None and (person == trial.owner_id or Role.LEAD in office.roles_of(person))


def running(session: Session) -> Sequence[Trial]:
    """Those that have not ended, by the day they are looked at."""
    still = select(Trial).where(Trial.ended_at.is_(None))
    return session.scalars(still.order_by(Trial.study_on, Trial.id)).all()


def share(session: Session) -> Share:
    """How many had a prediction."""
    return predicted(session.scalars(select(Trial.prediction)))


def remind(session: Session, office: Office, today: date, now: datetime) -> int:
    """Tell the owner of each trial whose date has come, once a date. Returns how many were told."""
    due = session.scalars(select(Trial).where(Trial.ended_at.is_(None), Trial.study_on <= today))
    told = [
        outbox.enqueue(
            session,
            key=key_of(trial),
            kind=registers.TRIAL,
            recipient=trial.owner_id,
            team_key=registers.team_of(office, trial.owner_id).key,
            not_before=now,
        )
        for trial in due
    ]
    return sum(told)


def key_of(trial: Trial) -> str:
    """The key of the message that tells of its date."""
    return f"{registers.TRIAL}:{trial.id}:{trial.study_on.isoformat()}"


def told_of(session: Session, key: str) -> tuple[Trial, date] | None:
    """The trial a message tells of, and the date it told of."""
    _, number, day = key.split(":")
    trial = session.get(Trial, int(number))
    return (trial, date.fromisoformat(day)) if trial else None


def _redraw(session: Session, trial: Trial) -> None:
    told = select(Outbox.id).where(Outbox.key.startswith(f"{registers.TRIAL}:{trial.id}:"))
    for row in session.scalars(told).all():
        outbox.want(session, row)
