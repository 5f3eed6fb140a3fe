"""The action plan's registers have tables."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Filled as the tables come."""
