"""Periodic jobs: each occurrence is claimed once, by whichever process inserts its row first."""

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.orm import Session

from storage.models import JobRun
from storage.upsert import insert_if_new

# Machines that work together may differ by so much; a claim from further ahead is a clock's mistake.
DIFFERENCE = timedelta(minutes=1)


def claim(session: Session, job: str, scheduled_at: datetime, now: datetime) -> bool:
    """Whether this occurrence is ours to run. Never true twice for the same one.

    What was claimed by a clock that was ahead, and is right again, is claimed anew.
    """
    new = insert_if_new(session, JobRun, job=job, scheduled_at=scheduled_at, claimed_at=now)
    return new or _claimed_ahead_of_time(session, job, scheduled_at, now)


def _claimed_ahead_of_time(session: Session, job: str, scheduled_at: datetime, now: datetime) -> bool:
    this = (JobRun.job == job, JobRun.scheduled_at == scheduled_at, JobRun.claimed_at > now + DIFFERENCE)
    result = session.execute(update(JobRun).where(*this).values(claimed_at=now))
    return cast("CursorResult[Any]", result).rowcount == 1


def claimed(session: Session, job: str, scheduled_at: datetime) -> bool:
    """Whether that occurrence is claimed."""
    this = select(JobRun.job).where(JobRun.job == job, JobRun.scheduled_at == scheduled_at)
    return session.scalar(this) is not None


def last_run(session: Session, job: str) -> datetime | None:
    """When the job was last scheduled and claimed."""
    return session.scalar(select(func.max(JobRun.scheduled_at)).where(JobRun.job == job))


def ran_before(session: Session, job: str, at: datetime) -> bool:
    """Whether the job was ever scheduled before then and claimed."""
    earlier = select(JobRun.job).where(JobRun.job == job, JobRun.scheduled_at < at)
    return session.scalar(earlier.limit(1)) is not None
