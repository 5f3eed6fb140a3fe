"""`python -m bot import …`: tables of deadlines and of cases. Each kind registers itself here."""

import typer

from bot import import_catalogue, import_deadlines

tables = typer.Typer(
    name="import", help="Read a table: the municipality's deadlines, or running cases.", no_args_is_help=True
)
for command in (import_catalogue, import_deadlines):
    command.register(tables)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(tables)
