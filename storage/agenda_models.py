"""The tables of standing meetings: each time one comes, what is on its agenda, who was there, and precedents.

They hold nothing of a citizen: an item is a number in another register.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from rules.meeting import ItemKind, ItemResult
from storage.base import Base
from storage.models import words

MOST_GIST = 200
MOST_LINK = 300
IN_FORCE = text("withdrawn_at IS NULL")


class MeetingState(StrEnum):
    """Whether it took place."""

    PLANNED = "planned"
    HELD = "held"
    SKIPPED = "skipped"


class Meeting(Base):
    """One time a standing meeting comes. The day by the rule names it, wherever it is moved."""

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("series", "planned_on"),
        CheckConstraint("state = 'planned' OR settled_at IS NOT NULL", name="settled_at_a_time"),
        Index("ix_meeting_starts", "series", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(String(60))  # its key in the office file
    planned_on: Mapped[date]
    starts_at: Mapped[datetime]
    moved_from: Mapped[datetime | None]
    state: Mapped[MeetingState] = mapped_column(words(MeetingState), default=MeetingState.PLANNED)
    made_at: Mapped[datetime | None]  # when its agenda was made
    settled_by: Mapped[str | None] = mapped_column(String(32))
    settled_at: Mapped[datetime | None]


class AgendaItem(Base):
    """Something on a meeting's agenda, and what came of it."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        UniqueConstraint("meeting_id", "kind", "subject"),
        Index("ix_agenda_item_subject", "kind", "subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    kind: Mapped[ItemKind] = mapped_column(words(ItemKind))
    # The number in its register. No foreign key: the agenda outlives what it speaks of.
    subject: Mapped[int]
    carried: Mapped[bool] = mapped_column(default=False, server_default=false())  # from the meeting before
    result: Mapped[ItemResult | None] = mapped_column(words(ItemResult))
    settled_by: Mapped[str | None] = mapped_column(String(32))
    settled_at: Mapped[datetime | None]
    action_id: Mapped[int | None]  # the clock an action became


class Attendance(Base):
    """Somebody was there. Nothing of what was spoken of."""

    __tablename__ = "attendance"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.slack_id"), primary_key=True)
    noted_by: Mapped[str] = mapped_column(String(32))
    noted_at: Mapped[datetime]


class Precedent(Base):
    """A principafgørelse: what Ankestyrelsen has decided for all such cases. It is public."""

    __tablename__ = "precedent"
    __table_args__ = (
        Index("uq_precedent_number", "number", unique=True, sqlite_where=IN_FORCE, postgresql_where=IN_FORCE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20))
    paragraph: Mapped[str] = mapped_column(String(60))
    gist: Mapped[str] = mapped_column(String(MOST_GIST))
    link: Mapped[str] = mapped_column(String(MOST_LINK))  # https; "" for none
    registered_by: Mapped[str] = mapped_column(String(32))
    registered_at: Mapped[datetime]
    withdrawn_by: Mapped[str | None] = mapped_column(String(32))
    withdrawn_at: Mapped[datetime | None]


class PrecedentRead(Base):
    """Somebody has read it."""

    __tablename__ = "precedent_read"

    precedent_id: Mapped[int] = mapped_column(ForeignKey("precedent.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.slack_id"), primary_key=True)
    read_at: Mapped[datetime]
