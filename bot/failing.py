"""How a command ends when something is wrong: one sentence on stderr, and exit code 2."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from rules.errors import FristvagtError

WRONG_INPUT = 2
GAVE_UP = 3


@contextmanager
def explained() -> Iterator[None]:
    """Turn the errors raised on purpose into their sentence and exit code 2."""
    try:
        yield
    except FristvagtError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG_INPUT) from None
