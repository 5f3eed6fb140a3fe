"""Decisions say how many days they took and whether relatives were involved; jurists can be asked."""

from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

# A migration knows no office file; days were rolled by the clock every Danish office goes by.
ZONE = ZoneInfo("Europe/Copenhagen")
DECISIONS = ("granted", "partial", "refused")


def upgrade() -> None:
    op.add_column("case_clock", sa.Column("lead_days", sa.Integer(), nullable=True))
    op.add_column("case_clock", sa.Column("relatives", sa.Boolean(), nullable=True))
    _known_already()
    _rolled_already()
    _questions()


def _questions() -> None:
    op.create_table(
        "jurist_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deadline_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.String(length=32), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["deadline_id"], ["deadline.id"], name=op.f("fk_jurist_question_deadline_id_deadline")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["person.slack_id"], name=op.f("fk_jurist_question_asked_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.slack_id"], name=op.f("fk_jurist_question_answered_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jurist_question")),
    )
    op.create_index(op.f("ix_jurist_question_deadline_id"), "jurist_question", ["deadline_id"])
    unanswered = sa.text("answered_at IS NULL")
    op.create_index(
        "uq_jurist_question_unanswered",
        "jurist_question",
        ["deadline_id"],
        unique=True,
        sqlite_where=unanswered,
        postgresql_where=unanswered,
    )


def _known_already() -> None:
    """Received and decided stand on the row; how far apart they are does not yet."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    days = (
        "decided_on - received_on"
        if on_postgresql
        else "CAST(julianday(decided_on) - julianday(received_on) AS INTEGER)"
    )
    op.execute(f"UPDATE case_clock SET lead_days = {days} WHERE decided_on IS NOT NULL")  # noqa: S608 - ours


def _rolled_already() -> None:
    """Days that are counted already are not counted again, so they get their cells here."""
    bind = op.get_bind()
    job = sa.table("job_run", sa.column("job"), sa.column("scheduled_at", sa.DateTime(timezone=True)))
    last = bind.scalar(sa.select(sa.func.max(job.c.scheduled_at)).where(job.c.job == "figures"))
    if last is None:
        return
    cells = Counter(one for one in _decided(bind) if one[0] <= last.date())
    if cells:
        op.bulk_insert(_figure_day(), [_row(*one, n) for one, n in sorted(cells.items())])


def _decided(bind: sa.Connection) -> list[tuple[date, str, str]]:
    """Each decision's day, team and part."""
    found = bind.execute(
        sa.text(
            "SELECT deadline.closed_at, deadline.team_key, case_clock.rule_key, case_clock.lead_days "
            "FROM deadline JOIN case_clock ON case_clock.deadline_id = deadline.id "
            "WHERE deadline.closed_at IS NOT NULL AND deadline.state <> 'withdrawn' "
            "AND case_clock.lead_days IS NOT NULL AND case_clock.result IN :results"
        )
        .bindparams(sa.bindparam("results", DECISIONS, expanding=True))
        .columns(closed_at=sa.DateTime(timezone=True))
    )
    return [(_day(closed), team, f"{rule}:{days}") for closed, team, rule, days in found]


def _day(closed: datetime) -> date:
    """SQLite gives the moment back without the zone it was stored in, which is UTC."""
    aware = closed if closed.tzinfo else closed.replace(tzinfo=ZoneInfo("UTC"))
    return aware.astimezone(ZONE).date()


def _figure_day() -> sa.TableClause:
    return sa.table(
        "figure_day",
        sa.column("day", sa.Date()),
        sa.column("team_key", sa.String()),
        sa.column("figure", sa.String()),
        sa.column("part", sa.String()),
        sa.column("n", sa.BigInteger()),
        sa.column("of", sa.BigInteger()),
    )


def _row(day: date, team: str, part: str, n: int) -> dict[str, object]:
    return {"day": day, "team_key": team, "figure": "lead_time", "part": part, "n": n, "of": 0}
