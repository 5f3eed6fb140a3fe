"""The catalogue of deadlines, and the clocks of cases."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "rule_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("imported_by", sa.String(length=32), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_version")),
    )
    with op.batch_alter_table("rule_version", schema=None) as batch_op:
        batch_op.create_index(
            "uq_rule_version_in_force",
            ["key"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "case_clock",
        sa.Column("deadline_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column("case_ref_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("case_print", sa.LargeBinary(), nullable=True),
        sa.Column("identity", sa.LargeBinary(), nullable=True),
        sa.Column("rule_key", sa.String(length=80), nullable=False),
        sa.Column("rule_print", sa.String(length=16), nullable=False),
        sa.Column("kept_print", sa.String(length=16), nullable=True),
        sa.Column("whose", sa.String(length=30), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("legal_on", sa.Date(), nullable=False),
        sa.Column("legal_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remitted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("result", sa.String(length=30), nullable=True),
        sa.Column("first_announced_on", sa.Date(), nullable=True),
        sa.Column("announced_on", sa.Date(), nullable=True),
        sa.Column("announced_to", sa.Date(), nullable=True),
        sa.Column("announced_why", sa.String(length=30), nullable=True),
        sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waiting_on", sa.String(length=30), nullable=True),
        sa.Column("waiting_until", sa.Date(), nullable=True),
        sa.Column("postponed_to", sa.Date(), nullable=True),
        sa.Column("mark", sa.Integer(), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rungs_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("turn", sa.String(length=30), nullable=True),
        sa.Column("started_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "first_announced_on IS NULL OR announced_to IS NOT NULL",
            name=op.f("ck_case_clock_announced_to_a_day"),
        ),
        sa.CheckConstraint("legal_on >= received_on", name=op.f("ck_case_clock_due_after_receipt")),
        sa.CheckConstraint(
            "waiting_on IS NULL OR waiting_until IS NOT NULL", name=op.f("ck_case_clock_waits_until_a_day")
        ),
        sa.ForeignKeyConstraint(
            ["deadline_id"], ["deadline.id"], name=op.f("fk_case_clock_deadline_id_deadline")
        ),
        sa.ForeignKeyConstraint(
            ["started_by"], ["deadline.id"], name=op.f("fk_case_clock_started_by_deadline")
        ),
        sa.PrimaryKeyConstraint("deadline_id", name=op.f("pk_case_clock")),
        sa.UniqueConstraint("identity", name=op.f("uq_case_clock_identity")),
        sa.UniqueConstraint("ref", name=op.f("uq_case_clock_ref")),
    )
    with op.batch_alter_table("case_clock", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_clock_case_print"), ["case_print"], unique=False)
        batch_op.create_index("ix_case_clock_rule", ["rule_key", "rule_print"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_clock_started_by"), ["started_by"], unique=False)
