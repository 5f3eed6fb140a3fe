"""The tables of figures and of the running processes: counts a day, who is alive, and what ails the bot."""

from datetime import date, datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from rules.figures import Figure
from storage.base import Base
from storage.models import words


class FigureDay(Base):
    """What one team's day came to; it stays when the rows it was counted from are deleted."""

    __tablename__ = "figure_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    team_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    figure: Mapped[Figure] = mapped_column(words(Figure), primary_key=True)
    part: Mapped[str] = mapped_column(
        String(120), primary_key=True, default=""
    )  # an outcome, a rule, a quarter
    n: Mapped[int] = mapped_column(BigInteger)
    of: Mapped[int] = mapped_column(BigInteger, default=0)


class Instance(Base):
    """A process of the bot, and when it was last well. Written every few seconds, never each tick."""

    __tablename__ = "instance"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    version: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime]
    ticked_at: Mapped[datetime | None]
    slack_at: Mapped[datetime | None]  # when Slack's socket was last seen alive
    stopped_at: Mapped[datetime | None]


class Alarm(Base):
    """A trouble of a team's that lasts; the row goes when the trouble does."""

    __tablename__ = "alarm"

    team_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    what: Mapped[str] = mapped_column(String(20), primary_key=True)
    since: Mapped[datetime]
    told_at: Mapped[datetime | None]  # when the lead was told; None: seen once, and it may pass by itself
