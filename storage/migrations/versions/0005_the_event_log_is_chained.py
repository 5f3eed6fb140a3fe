"""The event log is chained and cannot be changed, and the auditor's spot checks have tables.

Whoever rebuilds the table `event` later must make its triggers anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

CHANGED = "rows of the event log are never changed"
KEPT = "rows of the event log are deleted by retention only"
BY_RETENTION = "EXISTS (SELECT 1 FROM event_chain WHERE prunable_to >= OLD.id)"


def upgrade() -> None:
    _tables()
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_triggers()
    else:
        _postgresql_triggers()


def _tables() -> None:
    op.create_table(
        "event_seal",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("print", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event_seal")),
        sa.UniqueConstraint("event_id", name=op.f("uq_event_seal_event_id")),
    )
    op.create_table(
        "event_chain",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("newest_id", sa.BigInteger(), nullable=False),
        sa.Column("from_seq", sa.BigInteger(), nullable=False),
        sa.Column("from_hash", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("prunable_to", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_chain")),
    )
    op.create_table(
        "spot_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("frame_size", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_check")),
        sa.UniqueConstraint("month", name=op.f("uq_spot_check_month")),
    )
    op.create_table(
        "spot_read",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("deadline_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=40), nullable=True),
        sa.Column("answer", sa.String(length=30), nullable=True),
        sa.Column("answered_by", sa.String(length=32), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["check_id"], ["spot_check.id"], name=op.f("fk_spot_read_check_id_spot_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_read")),
        sa.UniqueConstraint("check_id", "event_id", name=op.f("uq_spot_read_check_id_event_id")),
    )


def _sqlite_triggers() -> None:
    op.execute(
        f"CREATE TRIGGER event_unchanged BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, '{CHANGED}'); END"
    )
    op.execute(
        f"CREATE TRIGGER event_kept BEFORE DELETE ON event WHEN NOT {BY_RETENTION} "
        f"BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
    )


def _postgresql_triggers() -> None:
    op.execute(
        "CREATE FUNCTION event_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' THEN RAISE EXCEPTION '{CHANGED}'; END IF; "
        f"IF TG_OP = 'TRUNCATE' THEN RAISE EXCEPTION '{KEPT}'; END IF; "
        f"IF NOT {BY_RETENTION} THEN RAISE EXCEPTION '{KEPT}'; END IF; "
        "RETURN OLD; END $$"
    )
    op.execute(
        "CREATE TRIGGER event_kept BEFORE UPDATE OR DELETE ON event "
        "FOR EACH ROW EXECUTE FUNCTION event_is_kept()"
    )
    op.execute(
        "CREATE TRIGGER event_not_truncated BEFORE TRUNCATE ON event "
        "FOR EACH STATEMENT EXECUTE FUNCTION event_is_kept()"
    )
