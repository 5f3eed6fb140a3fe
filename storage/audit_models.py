"""The tables around the event log: its chain of seals, and the monthly spot checks of who read what."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.models import words


class Answer(StrEnum):
    """What the auditor says of a read."""

    CONFIRMED = "confirmed"
    INVESTIGATE = "investigate"


class EventSeal(Base):
    """One link of the chain: an event's print, and a hash that ties it to the link before."""

    __tablename__ = "event_seal"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    # No foreign key: a removed event must be found by the chain, not be refused by the database alone.
    event_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    print: Mapped[bytes]  # of the row by itself
    hash: Mapped[bytes]  # of the link before and the print


class EventChain(Base):
    """The chain's two ends, one row. Whoever holds this row adds to the chain or shortens it."""

    __tablename__ = "event_chain"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    secret_sealed: Mapped[bytes]  # what links are made with; resealed when keys change, never replaced
    seq: Mapped[int] = mapped_column(BigInteger)  # the newest link
    hash: Mapped[bytes]
    newest_id: Mapped[int] = mapped_column(BigInteger)  # the highest event id in the chain
    from_seq: Mapped[int] = mapped_column(BigInteger)  # the last link retention has taken away
    from_hash: Mapped[bytes]
    mac: Mapped[bytes]  # over all of the above but the secret
    # Set while retention deletes: the database's own triggers let these events go, and no others.
    prunable_to: Mapped[int | None] = mapped_column(BigInteger)


class SpotCheck(Base):
    """A month's draw: of which reads, by which seed, and how many there were to draw from."""

    __tablename__ = "spot_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(unique=True)  # its first day
    drawn_at: Mapped[datetime]
    seed: Mapped[str] = mapped_column(String(64))
    frame_size: Mapped[int]


class SpotRead(Base):
    """A read that was drawn, as it stood in the log, and what the auditor said of it."""

    __tablename__ = "spot_read"
    __table_args__ = (UniqueConstraint("check_id", "event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("spot_check.id"))
    # Copies, so that a question is complete although retention may take the event. No content in them.
    event_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(40))
    deadline_id: Mapped[int | None]
    why: Mapped[str | None] = mapped_column(String(40))
    answer: Mapped[Answer | None] = mapped_column(words(Answer))
    answered_by: Mapped[str | None] = mapped_column(String(32))
    answered_at: Mapped[datetime | None]
