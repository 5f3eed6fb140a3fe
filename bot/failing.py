"""How a command ends when something is wrong: a sentence on stderr, and exit code 2."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from rules.cpr import mask_cpr
from rules.errors import FristvagtError

WRONG_INPUT = 2
GAVE_UP = 3
STUCK = 4


@contextmanager
def explained() -> Iterator[None]:
    """Turn what can be mended by whoever started us into its sentence and exit code 2."""
    try:
        yield
    except (FristvagtError, SQLAlchemyError, OSError) as error:
        typer.echo(sentence(error), err=True)
        raise typer.Exit(WRONG_INPUT) from None


def sentence(error: FristvagtError | SQLAlchemyError | OSError) -> str:
    """What happened and what to do, in Danish. A file's name or first line may be a citizen's number."""
    return mask_cpr(_sentence(error))


def _sentence(error: FristvagtError | SQLAlchemyError | OSError) -> str:
    if isinstance(error, SQLAlchemyError):
        return (
            f"Databasen kan ikke bruges ({_reason(error)}). "
            "Se efter FRISTVAGT_DATABASE_URL, og om serveren eller filen findes."
        )
    if isinstance(error, OSError):
        file, why = error.filename or "En fil", error.strerror or error
        if isinstance(error, FileExistsError):
            return f"{file} findes allerede. Vælg et andet navn, eller flyt den først."
        return f"{file} kan ikke bruges: {why}. Se efter stien og rettighederne."
    return str(error)


def _reason(error: SQLAlchemyError) -> str:
    """The driver's own first line; it names host and file, never the password or a row."""
    told = str(error.orig).strip() if isinstance(error, DBAPIError) else ""
    return told.splitlines()[0] if told else type(error).__name__
