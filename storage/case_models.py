"""The tables of statutory deadlines: the clock of a case, and the versions of a municipality's rules."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from rules.statute import Whose
from storage.base import Base
from storage.models import LateWhy, Result, Turn, Waiting, words

IN_FORCE = text("superseded_at IS NULL")


class CaseClock(Base):
    """A statutory deadline on a case. Received, decided and sent are three dates."""

    __tablename__ = "case_clock"
    __table_args__ = (
        CheckConstraint("legal_on >= received_on", name="due_after_receipt"),
        CheckConstraint("waiting_on IS NULL OR waiting_until IS NOT NULL", name="waits_until_a_day"),
        CheckConstraint("first_announced_on IS NULL OR announced_to IS NOT NULL", name="announced_to_a_day"),
        Index("ix_case_clock_rule", "rule_key", "rule_print"),
    )

    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"), primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True)  # binds the sealed field to this row
    case_ref_sealed: Mapped[bytes | None]
    case_print: Mapped[bytes | None] = mapped_column(index=True)
    identity: Mapped[bytes | None] = mapped_column(unique=True)  # case, rule and receipt: never twice
    rule_key: Mapped[str] = mapped_column(String(80))
    rule_print: Mapped[str] = mapped_column(String(16))  # of the rule it began with, or was moved to
    kept_print: Mapped[str | None] = mapped_column(String(16))  # a newer rule the lead decided against
    whose: Mapped[Whose] = mapped_column(words(Whose))
    received_on: Mapped[date]
    received_at: Mapped[datetime | None]  # where the hour counts
    legal_on: Mapped[date] = mapped_column(index=True)
    legal_at: Mapped[datetime]  # the end of the legal date; stays where it is whatever is announced
    remitted: Mapped[bool] = mapped_column(default=False, server_default=false())  # hjemvist, RSL § 3 a
    decided_on: Mapped[date | None]
    sent_on: Mapped[date | None]
    result: Mapped[Result | None] = mapped_column(words(Result))
    lead_days: Mapped[int | None]  # calendar days from receipt to decision; none while it runs
    relatives: Mapped[bool | None]  # whether relatives or network were involved; None: the form did not ask
    first_announced_on: Mapped[date | None]
    announced_on: Mapped[date | None]  # the newest written notice
    announced_to: Mapped[date | None]
    announced_why: Mapped[LateWhy | None] = mapped_column(words(LateWhy))
    missed_at: Mapped[datetime | None]  # the legal date passed with neither decision nor notice
    waiting_on: Mapped[Waiting | None] = mapped_column(words(Waiting))
    waiting_until: Mapped[date | None]
    postponed_to: Mapped[date | None]  # not on a list before that day
    mark: Mapped[int | None]  # the rung that asks for a place on the list, in working days before the end
    marked_at: Mapped[datetime | None]  # since when; a list sent after that has told of it
    rungs_from: Mapped[datetime]  # rungs up to here are told of or dealt with
    turn: Mapped[Turn | None] = mapped_column(words(Turn))
    # The call or decision that started it. No foreign key to a kind: any clock may start another.
    started_by: Mapped[int | None] = mapped_column(ForeignKey("deadline.id"), index=True)


class RuleVersion(Base):
    """One version of a municipal deadline, as imported; a newer one supersedes it and never rewrites it."""

    __tablename__ = "rule_version"
    __table_args__ = (
        # Two imports at once must not leave two figures in force.
        Index(
            "uq_rule_version_in_force", "key", unique=True, sqlite_where=IN_FORCE, postgresql_where=IN_FORCE
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80))
    fingerprint: Mapped[str] = mapped_column(String(16))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)  # the rule, frozen
    file: Mapped[str] = mapped_column(String(200))
    line: Mapped[int]
    imported_by: Mapped[str] = mapped_column(String(32))
    imported_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
