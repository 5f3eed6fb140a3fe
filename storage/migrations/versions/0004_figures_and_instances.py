"""Figures a day, the indexes they are counted by, and the running processes."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "figure_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("team_key", sa.String(length=60), nullable=False),
        sa.Column("figure", sa.String(length=30), nullable=False),
        sa.Column("part", sa.String(length=120), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("of", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "team_key", "figure", "part", name=op.f("pk_figure_day")),
    )
    op.create_table(
        "instance",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ticked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("slack_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instance")),
    )
    op.create_table(
        "alarm",
        sa.Column("team_key", sa.String(length=60), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("team_key", "what", name=op.f("pk_alarm")),
    )
    op.add_column("person", sa.Column("bot", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("callback", sa.Column("waited_minutes", sa.Integer(), nullable=True))
    op.add_column("attempt", sa.Column("in_telephone_hours", sa.Boolean(), nullable=True))
    op.create_index("ix_deadline_logged", "deadline", ["logged_at"])
    op.create_index("ix_deadline_goal", "deadline", ["goal_at"])
    op.create_index("ix_deadline_due", "deadline", ["due_at"])
    op.create_index(
        "ix_deadline_closed",
        "deadline",
        ["closed_at"],
        sqlite_where=sa.text("closed_at IS NOT NULL"),
        postgresql_where=sa.text("closed_at IS NOT NULL"),
    )
    op.create_index(
        "ix_deadline_standing",
        "deadline",
        ["team_key", "kind", "state", "logged_at", "due_at", "goal_at", "owner_id"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(op.f("ix_callback_first_attempt_at"), "callback", ["first_attempt_at"])
    op.create_index(op.f("ix_callback_contact_at"), "callback", ["contact_at"])
    op.create_index(op.f("ix_attempt_at"), "attempt", ["at"])
    op.create_index(op.f("ix_case_clock_legal_on"), "case_clock", ["legal_on"])
