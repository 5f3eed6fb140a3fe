"""Complaints, their reassessment and Ankestyrelsen's decisions have tables."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Filled as the tables come."""
