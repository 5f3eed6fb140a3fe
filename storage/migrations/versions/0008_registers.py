"""The action plan's history, quality samples, trials and the pulse have tables."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    _initiatives()
    _samples()
    _trials()
    _pulse()


def _initiatives() -> None:
    op.create_table(
        "initiative_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=600), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ended_on IS NULL OR started_on IS NOT NULL",
            name=op.f("ck_initiative_note_ended_after_it_began"),
        ),
        sa.ForeignKeyConstraint(["by"], ["person.slack_id"], name=op.f("fk_initiative_note_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative_note")),
        sa.UniqueConstraint("key", "version", name=op.f("uq_initiative_note_key_version")),
    )


def _samples() -> None:
    op.create_table(
        "quality_sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("frame", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_sample")),
        sa.UniqueConstraint("month", name=op.f("uq_quality_sample_month")),
    )
    op.create_table(
        "quality_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("deadline_id", sa.Integer(), nullable=False),
        sa.Column("team_key", sa.String(length=60), nullable=False),
        sa.Column("paragraph", sa.String(length=160), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=True),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("reviewed_by", sa.String(length=32), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["quality_sample.id"], name=op.f("fk_quality_case_sample_id_quality_sample")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["person.slack_id"], name=op.f("fk_quality_case_reviewed_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_case")),
        sa.UniqueConstraint("sample_id", "deadline_id", name=op.f("uq_quality_case_sample_id_deadline_id")),
    )
    op.create_table(
        "quality_finding",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(length=30), nullable=False),
        sa.Column("finding", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["quality_case.id"], name=op.f("fk_quality_finding_case_id_quality_case")
        ),
        sa.PrimaryKeyConstraint("case_id", "heading", name=op.f("pk_quality_finding")),
    )


def _trials() -> None:
    texts = ("idea", "question", "prediction", "plan", "carried_out", "study")
    op.create_table(
        "trial",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(length=400), nullable=False) for name in texts),
        sa.Column("act", sa.String(length=30), nullable=True),
        sa.Column("study_on", sa.Date(), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ended_at IS NULL OR act IN ('adopt', 'drop')", name=op.f("ck_trial_ended_by_a_decision")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.slack_id"], name=op.f("fk_trial_owner_id_person")),
        sa.ForeignKeyConstraint(["created_by"], ["person.slack_id"], name=op.f("fk_trial_created_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial")),
    )
    op.create_index(op.f("ix_trial_study_on"), "trial", ["study_on"])


def _pulse() -> None:
    op.create_table(
        "pulse_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_pulse_month")),
    )
    op.create_table(
        "pulse_count",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("question", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("score", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["month"], ["pulse_month.month"], name=op.f("fk_pulse_count_month_pulse_month")
        ),
        sa.PrimaryKeyConstraint("month", "question", "score", name=op.f("pk_pulse_count")),
    )
    op.create_table(
        "pulse_voter",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["month"], ["pulse_month.month"], name=op.f("fk_pulse_voter_month_pulse_month")
        ),
        sa.PrimaryKeyConstraint("month", "person_id", name=op.f("pk_pulse_voter")),
        sqlite_with_rowid=False,
    )
