"""Complaints, their reassessment and Ankestyrelsen's decisions have tables."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    _complaints()
    _decisions()
    _known_already()


def _complaints() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("latest_id", sa.Integer(), nullable=False),
        sa.Column("team_key", sa.String(length=60), nullable=False),
        sa.Column("rule_key", sa.String(length=80), nullable=False),
        sa.Column("law", sa.String(length=200), nullable=False),
        sa.Column("paragraph", sa.String(length=60), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("notified", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("second_reader", sa.String(length=32), nullable=True),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("stage", sa.String(length=30), nullable=False),
        sa.Column("result", sa.String(length=30), nullable=True),
        sa.Column("reassessed_on", sa.Date(), nullable=True),
        sa.Column("forwarded_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "stage <> 'ended' OR ended_on IS NOT NULL", name=op.f("ck_complaint_ended_on_a_day")
        ),
        sa.ForeignKeyConstraint(
            ["second_reader"], ["person.slack_id"], name=op.f("fk_complaint_second_reader_person")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.slack_id"], name=op.f("fk_complaint_decided_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
    )
    op.create_index("ix_complaint_stage", "complaint", ["stage", "team_key"])
    op.create_index(op.f("ix_complaint_latest_id"), "complaint", ["latest_id"])
    op.create_index(op.f("ix_complaint_reassessed_on"), "complaint", ["reassessed_on"])


def _decisions() -> None:
    op.create_table(
        "board_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=30), nullable=True),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("team_key", sa.String(length=60), nullable=False),
        sa.Column("rule_key", sa.String(length=80), nullable=False),
        sa.Column("law", sa.String(length=200), nullable=False),
        sa.Column("paragraph", sa.String(length=60), nullable=False),
        sa.Column("learning", sa.String(length=200), nullable=True),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(length=30), nullable=True),
        sa.CheckConstraint(
            "corrects_id IS NULL OR why IS NOT NULL", name=op.f("ck_board_decision_corrected_for_a_reason")
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR decided_on IS NOT NULL", name=op.f("ck_board_decision_decided_on_a_day")
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_board_decision_complaint_id_complaint")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["board_decision.id"], name=op.f("fk_board_decision_corrects_id_board_decision")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.slack_id"], name=op.f("fk_board_decision_recorded_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_decision")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_board_decision_corrects_id")),
    )
    first = sa.text("corrects_id IS NULL")
    op.create_index(
        "uq_board_decision_first",
        "board_decision",
        ["complaint_id"],
        unique=True,
        sqlite_where=first,
        postgresql_where=first,
    )
    op.create_index("ix_board_decision_decided", "board_decision", ["decided_on", "team_key"])
    op.create_index(op.f("ix_board_decision_complaint_id"), "board_decision", ["complaint_id"])


def _known_already() -> None:
    """Reassessments from before: which decision they were of, nobody was asked."""
    # What ended before then says neither how nor whether it was forwarded.
    op.execute(
        "INSERT INTO complaint (id, latest_id, team_key, rule_key, law, paragraph, received_on, notified, "
        "late, stage, ended_on) "
        "SELECT deadline.id, deadline.id, deadline.team_key, '', '', '', case_clock.received_on, "
        "case_clock.rule_key = 'genvurdering-varsel', false, "
        "CASE WHEN deadline.state = 'open' THEN 'reassessment' ELSE 'ended' END, "
        "CASE WHEN deadline.state = 'open' THEN NULL "
        "ELSE COALESCE(case_clock.decided_on, case_clock.received_on) END "
        "FROM deadline JOIN case_clock ON case_clock.deadline_id = deadline.id "
        "WHERE deadline.kind = 'reassessment' AND deadline.state <> 'withdrawn'"
    )
