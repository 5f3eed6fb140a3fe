"""Endings, hand-overs and settings."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.String(length=32), nullable=False),
        sa.Column("to_id", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_handover_to_somebody_else")),
        sa.ForeignKeyConstraint(["by"], ["person.slack_id"], name=op.f("fk_handover_by_person")),
        sa.ForeignKeyConstraint(["from_id"], ["person.slack_id"], name=op.f("fk_handover_from_id_person")),
        sa.ForeignKeyConstraint(["to_id"], ["person.slack_id"], name=op.f("fk_handover_to_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_table(
        "handover_item",
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("deadline_id", sa.Integer(), nullable=False),
        sa.Column("team_key", sa.String(length=60), nullable=False),
        sa.Column("taken_by", sa.String(length=32), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["deadline_id"], ["deadline.id"], name=op.f("fk_handover_item_deadline_id_deadline")
        ),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handover.id"], name=op.f("fk_handover_item_handover_id_handover")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by"], ["person.slack_id"], name=op.f("fk_handover_item_taken_by_person")
        ),
        sa.PrimaryKeyConstraint("handover_id", "deadline_id", name=op.f("pk_handover_item")),
    )
    with op.batch_alter_table("handover_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_item_deadline_id"), ["deadline_id"], unique=False)

    with op.batch_alter_table("callback", schema=None) as batch_op:
        batch_op.add_column(sa.Column("child", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("attempt_days", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("wrong_number", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("ending", sa.String(length=30), nullable=True))

    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.add_column(sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("given_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(length=5), nullable=True))
        batch_op.add_column(sa.Column("list_time", sa.Time(), nullable=True))

    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True))

    stale = sa.text("shown < wanted")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_edit")
        batch_op.create_index(
            "ix_outbox_stale", ["state"], unique=False, sqlite_where=stale, postgresql_where=stale
        )

    # Whoever came back before this revision has been told nothing, and needs no telling now.
    op.execute("UPDATE absence SET returned_at = ends_at WHERE ends_at <= CURRENT_TIMESTAMP")
    # The days of the attempts made so far; office hours never cross midnight UTC.
    op.execute(
        "UPDATE callback SET attempt_days = (SELECT COUNT(DISTINCT DATE(attempt.at)) FROM attempt"
        " WHERE attempt.deadline_id = callback.deadline_id)"
    )
