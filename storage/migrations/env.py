"""Alembic's entry: the connection is handed in, so that there is one way to open the database."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from storage import (  # noqa: F401 - they fill the metadata
    agenda_models,
    audit_models,
    case_models,
    complaint_models,
    figure_models,
    models,
    question_models,
    register_models,
)
from storage.base import Base, UtcDateTime


def plain_type(kind: str, thing: Any, _context: object) -> str | Literal[False]:
    """Migrations name plain column types: they must outlive the code that has ours."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, sa.Enum):
        return f"sa.String(length={thing.length})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=plain_type,
)
with context.begin_transaction():
    context.run_migrations()
