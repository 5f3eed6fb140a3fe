"""The tables of the registers: the action plan's history, quality samples, trials and the pulse."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rules.sample import Finding, Heading
from rules.trial import Act
from storage.base import Base
from storage.models import words

MOST_STATUS = 600
MOST_TRIAL_TEXT = 400


class InitiativeNote(Base):
    """What somebody told of an initiative. Appended, never changed: the newest one holds."""

    __tablename__ = "initiative_note"
    __table_args__ = (
        # Two who write at once must not both be right.
        UniqueConstraint("key", "version"),
        CheckConstraint("ended_on IS NULL OR started_on IS NOT NULL", name="ended_after_it_began"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(ForeignKey("person.slack_id"))
    status: Mapped[str] = mapped_column(String(MOST_STATUS))
    expected_on: Mapped[date | None]  # the first of its month, as the two below
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]


class QualitySample(Base):
    """A month's draw of decisions: from which frame, by which seed, when."""

    __tablename__ = "quality_sample"

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(unique=True)  # its first day
    drawn_at: Mapped[datetime]
    seed: Mapped[str] = mapped_column(String(64))
    wanted: Mapped[int]
    # [number, paragraph, worker] of every decision of the month, as they stood when it was drawn.
    frame: Mapped[list[Any]] = mapped_column(JSON)


class QualityCase(Base):
    """A decision that was drawn, and who has reviewed it."""

    __tablename__ = "quality_case"
    __table_args__ = (UniqueConstraint("sample_id", "deadline_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sample_id: Mapped[int] = mapped_column(ForeignKey("quality_sample.id"))
    place: Mapped[int]  # in the order they were drawn
    # No foreign key: a finding outlives the clock it is about.
    deadline_id: Mapped[int]
    team_key: Mapped[str] = mapped_column(String(60))
    paragraph: Mapped[str] = mapped_column(String(160))
    owner_id: Mapped[str | None] = mapped_column(String(32))
    decided_by: Mapped[str | None] = mapped_column(String(32))
    reviewed_by: Mapped[str | None] = mapped_column(ForeignKey("person.slack_id"))
    reviewed_at: Mapped[datetime | None]


class QualityFinding(Base):
    """What a review found under one heading: a word from a closed list, nothing of the citizen."""

    __tablename__ = "quality_finding"

    case_id: Mapped[int] = mapped_column(ForeignKey("quality_case.id"), primary_key=True)
    heading: Mapped[Heading] = mapped_column(words(Heading), primary_key=True)
    finding: Mapped[Finding] = mapped_column(words(Finding))


class Trial(Base):
    """A small trial of a change (PDSA), from idea to what was decided of it."""

    __tablename__ = "trial"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR act IN ('adopt', 'drop')", name="ended_by_a_decision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idea: Mapped[str] = mapped_column(String(MOST_TRIAL_TEXT))
    question: Mapped[str] = mapped_column(String(MOST_TRIAL_TEXT))
    prediction: Mapped[str] = mapped_column(String(MOST_TRIAL_TEXT))  # "" for none
    plan: Mapped[str] = mapped_column(String(MOST_TRIAL_TEXT))
    carried_out: Mapped[str] = mapped_column(String(MOST_TRIAL_TEXT))
    study: Mapped[str] = mapped_column(String(MOST_TRIAL_TEXT))
    act: Mapped[Act | None] = mapped_column(words(Act))
    study_on: Mapped[date] = mapped_column(index=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("person.slack_id"))
    created_by: Mapped[str] = mapped_column(ForeignKey("person.slack_id"))
    created_at: Mapped[datetime]
    version: Mapped[int]
    ended_at: Mapped[datetime | None]


class PulseMonth(Base):
    """A month's questions, in the words they were asked in."""

    __tablename__ = "pulse_month"

    month: Mapped[date] = mapped_column(primary_key=True)  # its first day
    questions: Mapped[list[Any]] = mapped_column(JSON)


class PulseCount(Base):
    """How many gave one answer. There is no row for an answer, so no order and no time of any."""

    __tablename__ = "pulse_count"

    month: Mapped[date] = mapped_column(ForeignKey("pulse_month.month"), primary_key=True)
    question: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    score: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int]


class PulseVoter(Base):
    """Who has answered this month, so that nobody does twice; gone when the month is."""

    __tablename__ = "pulse_voter"
    # A hidden row number would tell in which order they came.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own hook

    month: Mapped[date] = mapped_column(ForeignKey("pulse_month.month"), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(32), primary_key=True)
