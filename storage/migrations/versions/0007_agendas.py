"""Standing agendas and what is on them have tables."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Filled as the tables come."""
