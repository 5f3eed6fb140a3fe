"""Days already rolled no longer count deadlines that the office does not owe a citizen by law."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

# Those that shipped until now and were counted; a municipality's own are all of decisions.
NOT_OWED = (
    "ankestyrelsen-129",
    "borgerraadgiver",
    "danmarkskort",
    "efterlevelse",
    "indsats-udloeber",
    "moede-handling",
    "notat",
    "opfoelgning",
    "refusion-foraeldelse",
    "refusion-kommune",
    "refusion-stat",
    "tidlig-indsats",
    "underretning-vurdering",
    "varsel",
)
KEPT = ("kept", "announced", "missed")


def upgrade() -> None:
    cells = sa.table("figure_day", sa.column("figure", sa.String()), sa.column("part", sa.String()))
    parts = [f"{key}:{kept}" for key in NOT_OWED for kept in KEPT]
    op.execute(sa.delete(cells).where(cells.c.figure == "deadlines", cells.c.part.in_(parts)))
