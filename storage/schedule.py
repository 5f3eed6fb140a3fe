"""Periodic jobs: each occurrence is claimed once, by whichever process inserts its row first."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import JobRun
from storage.upsert import insert_if_new


def claim(session: Session, job: str, scheduled_at: datetime, now: datetime) -> bool:
    """Whether this occurrence is ours to run. Never true twice for the same one."""
    return insert_if_new(session, JobRun, job=job, scheduled_at=scheduled_at, claimed_at=now)


def last_run(session: Session, job: str) -> datetime | None:
    """When the job was last scheduled and claimed."""
    return session.scalar(select(func.max(JobRun.scheduled_at)).where(JobRun.job == job))
