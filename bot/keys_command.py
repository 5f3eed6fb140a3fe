"""`python -m bot key`: a new encryption key."""

import typer

from storage.vault import generate_key


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("key")(key)


def key() -> None:
    """Print a new encryption key for FRISTVAGT_ENCRYPTION_KEYS. Keep it as you keep a password."""
    typer.echo(generate_key())
