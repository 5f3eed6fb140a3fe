"""The registers' messages, made from the state at the moment they leave."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeAlias

from sqlalchemy.orm import Session

from rules.office import Office
from storage import initiatives, registers, samples, trials
from storage.outbox import Claim
from views import plan, pulse, sample, trial
from views.blocks import Message
from views.texts import Texts

Compose: TypeAlias = Callable[[Session, Office, Texts, Claim, datetime], Message | None]


def _plan(session: Session, office: Office, t: Texts, claim: Claim, now: datetime) -> Message | None:
    """Nothing to say to whoever has told of all of theirs before they were asked."""
    month = initiatives.month_in(claim.key)
    found = initiatives.asked_about(session, office, claim.recipient, month)
    heard = [initiatives.heard(office, one, month) for one in found]
    if claim.ts is None and all(heard):
        return None
    return plan.nudge(t, found, heard, month)


def _sample(session: Session, _office: Office, t: Texts, claim: Claim, _now: datetime) -> Message | None:
    found = samples.sample_of(session, claim.key)
    return sample.message(t, found) if found else None


def _trial(session: Session, _office: Office, t: Texts, claim: Claim, _now: datetime) -> Message | None:
    """Nothing to say, before it has left, of one that has ended or was put off."""
    found = trials.told_of(session, claim.key)
    if found is None or (claim.ts is None and (found[0].ended_at or found[0].study_on != found[1])):
        return None
    return trial.reminder(t, *found)


def _pulse(session: Session, office: Office, t: Texts, claim: Claim, now: datetime) -> Message | None:
    """Nothing to ask where it was turned off since. Whether they have answered changes no message."""
    today = now.astimezone(office.zone).date()
    return pulse.asked(t, today) if office.pulse.on else None


COMPOSE: Mapping[str, Compose] = {
    registers.PLAN: _plan,
    registers.SAMPLE: _sample,
    registers.TRIAL: _trial,
    registers.PULSE: _pulse,
}
