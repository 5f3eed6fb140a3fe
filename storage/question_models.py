"""The table of questions to the jurist. It holds nothing of the citizen: what was asked is said aloud."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base

UNANSWERED = text("answered_at IS NULL")


class Question(Base):
    """That somebody wants the jurist's advice on an item, and when they had it."""

    __tablename__ = "jurist_question"
    __table_args__ = (
        # Two who press at once ask once.
        Index(
            "uq_jurist_question_unanswered",
            "deadline_id",
            unique=True,
            sqlite_where=UNANSWERED,
            postgresql_where=UNANSWERED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"), index=True)
    asked_by: Mapped[str] = mapped_column(ForeignKey("person.slack_id"))
    asked_at: Mapped[datetime]
    answered_by: Mapped[str | None] = mapped_column(ForeignKey("person.slack_id"))
    answered_at: Mapped[datetime | None]
