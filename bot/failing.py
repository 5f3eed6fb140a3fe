"""How a command ends when something is wrong: a sentence on stderr, and exit code 2."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from rules.cpr import mask_cpr
from rules.errors import FristvagtError

WRONG_INPUT = 2
GAVE_UP = 3
STUCK = 4

# What to do, by words of the reasons drivers and systems give.
MENDED_BY = {
    ("locked", "lock timeout", "deadlock"): "Noget andet skriver i den lige nu. Vent lidt, og prøv igen.",
    ("is full", "no space left", "disk full"): "Disken er fuld. Gør plads, og prøv igen.",
    ("readonly", "read-only", "permission denied"): (
        "Rettighederne rækker ikke. Se efter dem, på filen og dens mappe eller på serveren."
    ),
    ("malformed", "not a database"): (
        "Filen er ikke en hel database. Se efter FRISTVAGT_DATABASE_URL; er den rigtig, så stop Fristvagt, "
        "og læg den nyeste kopi tilbage: python -m bot restore FIL."
    ),
}
# Hosts, databases, tables: what somebody called them is no reason.
_NAMES = re.compile(r'"[^"]*"')
LOOK_FOR_IT = "Se efter FRISTVAGT_DATABASE_URL, og om serveren eller filen findes."
LOOK_AT_THE_PATH = "Se efter stien og rettighederne."


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
        reason = _reason(error)
        return f"Databasen kan ikke bruges ({reason}). {_what_to_do(reason, LOOK_FOR_IT)}"
    if isinstance(error, OSError):
        file, why = error.filename or "En fil", error.strerror or error
        if isinstance(error, FileExistsError):
            return f"{file} findes allerede. Vælg et andet navn, eller flyt den først."
        return f"{file} kan ikke bruges: {why}. {_what_to_do(str(why), LOOK_AT_THE_PATH)}"
    return str(error)


def _what_to_do(reason: str, otherwise: str) -> str:
    told = _NAMES.sub("", reason).lower()
    return next((what for words, what in MENDED_BY.items() if any(one in told for one in words)), otherwise)


def _reason(error: SQLAlchemyError) -> str:
    """The driver's own first line; it names host and file, never the password or a row."""
    told = str(error.orig).strip() if isinstance(error, DBAPIError) else ""
    return told.splitlines()[0] if told else type(error).__name__
