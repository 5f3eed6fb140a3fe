"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("deadline_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_action", ["action", "at"], unique=False)
        batch_op.create_index("ix_event_deadline", ["deadline_id", "at"], unique=False)

    op.create_table(
        "handled",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_handled")),
    )
    op.create_table(
        "job_run",
        sa.Column("job", sa.String(length=80), nullable=False),
        sa.Column("scheduled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job", "scheduled_at", name=op.f("pk_job_run")),
    )
    op.create_table(
        "key_check",
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_key_check")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.Column("team_key", sa.String(length=60), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.String(length=36), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("ts", sa.String(length=32), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded", sa.Boolean(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_due", ["state", "not_before"], unique=False)
        batch_op.create_index("ix_outbox_edit", ["state", "kind"], unique=False)
        batch_op.create_index("ix_outbox_recipient", ["recipient", "state", "sent_at"], unique=False)

    op.create_table(
        "person",
        sa.Column("slack_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("outsider", sa.Boolean(), nullable=False),
        sa.Column("home_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("home_wanted", sa.Integer(), nullable=False),
        sa.Column("home_shown", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("slack_id", name=op.f("pk_person")),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deputy_id", sa.String(length=32), nullable=True),
        sa.Column("set_by", sa.String(length=32), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "deputy_id IS NULL OR deputy_id <> person_id", name=op.f("ck_absence_deputy_is_somebody_else")
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_absence_starts_before_it_ends")),
        sa.ForeignKeyConstraint(["deputy_id"], ["person.slack_id"], name=op.f("fk_absence_deputy_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.slack_id"], name=op.f("fk_absence_person_id_person")),
        sa.ForeignKeyConstraint(["set_by"], ["person.slack_id"], name=op.f("fk_absence_set_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index("ix_absence_person", ["person_id", "ends_at"], unique=False)

    op.create_table(
        "deadline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("team_key", sa.String(length=60), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=True),
        sa.Column("logged_by", sa.String(length=32), nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_as", sa.DateTime(timezone=True), nullable=False),
        sa.Column("goal_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("taken_by", sa.String(length=32), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=32), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_step", sa.String(length=30), nullable=True),
        sa.Column("next_step_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('open', 'noting') OR closed_at IS NULL",
            name=op.f("ck_deadline_live_is_not_closed"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('open', 'noting') OR next_step_at IS NOT NULL",
            name=op.f("ck_deadline_live_has_next_step"),
        ),
        sa.CheckConstraint("goal_at <= due_at", name=op.f("ck_deadline_goal_before_due")),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["person.slack_id"], name=op.f("fk_deadline_closed_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["logged_by"], ["person.slack_id"], name=op.f("fk_deadline_logged_by_person")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.slack_id"], name=op.f("fk_deadline_owner_id_person")),
        sa.ForeignKeyConstraint(["taken_by"], ["person.slack_id"], name=op.f("fk_deadline_taken_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deadline_logged_by"), ["logged_by"], unique=False)
        batch_op.create_index("ix_deadline_next_step", ["state", "next_step_at"], unique=False)
        batch_op.create_index("ix_deadline_owner", ["owner_id", "state"], unique=False)
        batch_op.create_index("ix_deadline_team", ["team_key", "state", "due_at"], unique=False)

    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deadline_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["person.slack_id"], name=op.f("fk_attempt_by_person")),
        sa.ForeignKeyConstraint(
            ["deadline_id"], ["deadline.id"], name=op.f("fk_attempt_deadline_id_deadline")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_deadline_id"), ["deadline_id"], unique=False)

    op.create_table(
        "callback",
        sa.Column("deadline_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("case_ref_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_hash", sa.LargeBinary(), nullable=True),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.Column("best_time", sa.String(length=20), nullable=False),
        sa.Column("interpreter", sa.Boolean(), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("repeat_calls", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contact_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contact_by", sa.String(length=32), nullable=True),
        sa.Column("note_answer", sa.String(length=30), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_by"], ["person.slack_id"], name=op.f("fk_callback_contact_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["deadline_id"], ["deadline.id"], name=op.f("fk_callback_deadline_id_deadline")
        ),
        sa.PrimaryKeyConstraint("deadline_id", name=op.f("pk_callback")),
        sa.UniqueConstraint("ref", name=op.f("uq_callback_ref")),
    )
    with op.batch_alter_table("callback", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_callback_phone_hash"), ["phone_hash"], unique=False)

    op.create_table(
        "outbox_item",
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.Column("deadline_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deadline_id"], ["deadline.id"], name=op.f("fk_outbox_item_deadline_id_deadline")
        ),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_outbox_item_outbox_id_outbox")),
        sa.PrimaryKeyConstraint("outbox_id", "deadline_id", name=op.f("pk_outbox_item")),
    )
    with op.batch_alter_table("outbox_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_item_deadline_id"), ["deadline_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("outbox_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_item_deadline_id"))

    op.drop_table("outbox_item")
    with op.batch_alter_table("callback", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_callback_phone_hash"))

    op.drop_table("callback")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempt_deadline_id"))

    op.drop_table("attempt")
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.drop_index("ix_deadline_team")
        batch_op.drop_index("ix_deadline_owner")
        batch_op.drop_index("ix_deadline_next_step")
        batch_op.drop_index(batch_op.f("ix_deadline_logged_by"))

    op.drop_table("deadline")
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_index("ix_absence_person")

    op.drop_table("absence")
    op.drop_table("person")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_recipient")
        batch_op.drop_index("ix_outbox_edit")
        batch_op.drop_index("ix_outbox_due")

    op.drop_table("outbox")
    op.drop_table("key_check")
    op.drop_table("job_run")
    op.drop_table("handled")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_deadline")
        batch_op.drop_index("ix_event_action")

    op.drop_table("event")
