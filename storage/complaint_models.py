"""The tables of complaints, and of what Ankestyrelsen decided. They hold nothing of the citizen.

The case's number stands, sealed, on the complaint's clocks, and goes when they go.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from rules.reversal import BoardOutcome
from storage.base import Base
from storage.models import Result, words

FIRST = text("corrects_id IS NULL")
MOST_LEARNING = 200


class Stage(StrEnum):
    """Where a complaint stands."""

    REASSESSMENT = "reassessment"  # the office looks again
    ANSWER = "answer"  # partial medhold: the citizen says whether the complaint stands
    FORWARDING = "forwarding"  # it stands, and goes to Ankestyrelsen
    BOARD = "board"  # with Ankestyrelsen
    ENDED = "ended"


class CorrectWhy(StrEnum):
    """Why a closed chain is corrected: a closed list, so that no free text describes a citizen."""

    DATE = "date"
    OUTCOME = "outcome"
    PARAGRAPH = "paragraph"
    OTHER_CASE = "other_case"  # it was written on another case's complaint
    AGAIN = "again"  # Ankestyrelsen has taken the case up again


class Complaint(Base):
    """A complaint and where it stands. It follows its clocks: they are started and ended, and it moves."""

    __tablename__ = "complaint"
    __table_args__ = (
        CheckConstraint("stage <> 'ended' OR ended_on IS NOT NULL", name="ended_on_a_day"),
        Index("ix_complaint_stage", "stage", "team_key"),
    )

    # The number of its reassessment. No foreign key: what is counted outlives the clock.
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    latest_id: Mapped[int] = mapped_column(index=True)  # its newest clock, running or not
    team_key: Mapped[str] = mapped_column(String(60))
    rule_key: Mapped[str] = mapped_column(String(80))  # of the decision complained of; "" when not known
    law: Mapped[str] = mapped_column(String(200))
    paragraph: Mapped[str] = mapped_column(String(60))
    received_on: Mapped[date]
    notified: Mapped[bool]  # varslingssag
    late: Mapped[bool]  # received after the citizen's four weeks
    second_reader: Mapped[str | None] = mapped_column(ForeignKey("person.slack_id"))
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("person.slack_id"))  # the decision's owner
    stage: Mapped[Stage] = mapped_column(words(Stage))
    result: Mapped[Result | None] = mapped_column(words(Result))  # of the reassessment
    reassessed_on: Mapped[date | None] = mapped_column(index=True)
    forwarded_on: Mapped[date | None]
    ended_on: Mapped[date | None]


class BoardRuling(Base):
    """What Ankestyrelsen decided. Never changed: a newer row corrects it, and says why.

    A row without an outcome takes the one before it back.
    """

    __tablename__ = "board_decision"
    __table_args__ = (
        # One decision a complaint, and one correction of each: two at once cannot both count.
        Index(
            "uq_board_decision_first",
            "complaint_id",
            unique=True,
            sqlite_where=FIRST,
            postgresql_where=FIRST,
        ),
        CheckConstraint("corrects_id IS NULL OR why IS NOT NULL", name="corrected_for_a_reason"),
        CheckConstraint("outcome IS NULL OR decided_on IS NOT NULL", name="decided_on_a_day"),
        Index("ix_board_decision_decided", "decided_on", "team_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("board_decision.id"), unique=True)
    outcome: Mapped[BoardOutcome | None] = mapped_column(words(BoardOutcome))  # the most far-reaching
    parts: Mapped[list[Any]] = mapped_column(JSON)  # every outcome in it
    decided_on: Mapped[date | None]
    received_on: Mapped[date | None]
    team_key: Mapped[str] = mapped_column(String(60))
    rule_key: Mapped[str] = mapped_column(String(80))
    law: Mapped[str] = mapped_column(String(200))
    paragraph: Mapped[str] = mapped_column(String(60))
    learning: Mapped[str | None] = mapped_column(String(MOST_LEARNING))
    recorded_by: Mapped[str] = mapped_column(ForeignKey("person.slack_id"))
    recorded_at: Mapped[datetime]
    why: Mapped[CorrectWhy | None] = mapped_column(words(CorrectWhy))
