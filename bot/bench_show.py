"""What all benches have in common: which databases they run on, and how their rows are shown."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.bench_databases import durable_postgresql, postgresql, sqlite
from bot.bench_row import Row
from storage.database import Database

Say = Callable[[str], None]
A_HUNDRED = 100


class Kind(StrEnum):
    """Which databases to measure."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"
    BOTH = "both"

    def each(self) -> Iterator["Kind"]:
        """The kinds it stands for."""
        return (kind for kind in (Kind.SQLITE, Kind.POSTGRESQL) if self in (kind, Kind.BOTH))

    def opened(self, server: str, *, durable: bool = False) -> AbstractContextManager[Database]:
        """A fresh database of this one kind; `server` is a PostgreSQL's URL, "" for the tests' own.

        `durable`: it has on disk what it has committed, as in production.
        """
        if self is Kind.SQLITE:
            return sqlite(durable=durable)
        return durable_postgresql(server) if durable else postgresql(server)


OnDatabase = Annotated[Kind, typer.Option("--database", help="On which kind of database.")]
Server = Annotated[
    str,
    typer.Option(
        "--postgresql-url", help="A PostgreSQL server that may create databases; else the tests' own."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="A list of objects as the last line, after the table.")]


def said(what: str) -> None:
    """Progress and spread, beside the results."""
    typer.echo(what, err=True)


def show(rows: Sequence[Row], *, as_json: bool) -> None:
    """The rows as a table, and as JSON in one line."""
    Console().print(table(rows))
    if as_json:
        typer.echo(json.dumps([row.as_json() for row in rows], ensure_ascii=False))


def table(rows: Sequence[Row]) -> Table:
    """Each row with its target, and whether it was met."""
    shown = Table("Bench", "Database", "What", "Ours", "Floor", "Rival", "Ratio", "Target", "Met", "n")
    for row in rows:
        shown.add_row(
            row.bench,
            row.database,
            row.what,
            *(_short(one) for one in (row.ms, row.floor_ms, row.rival_ms)),
            _short(row.ratio),
            _short(row.target),
            "met" if row.met else "NOT MET",
            str(row.n),
        )
    return shown


def _short(number: float | None) -> str:
    if number is None:
        return ""
    return f"{number:,.0f}" if number >= A_HUNDRED else f"{number:.3g}"
