"""`python -m bot bench`: how fast it is, measured on databases made for it and thrown away."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.bench_databases import postgresql, sqlite
from bot.bench_status import Measured, measure
from bot.failing import explained
from rules.errors import FristvagtError

bench = typer.Typer(name="bench", help="How fast it is, measured here and now.", no_args_is_help=True)


class Kind(StrEnum):
    """Which databases to measure."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"
    BOTH = "both"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(bench)


@bench.callback()
def main() -> None:
    """How fast it is, measured here and now."""


@bench.command("status")
def status(
    rows: Annotated[
        str, typer.Option(help="How many calls, and as many statutory deadlines; several with commas.")
    ] = "10000,100000",
    database: Annotated[Kind, typer.Option(help="On which kind of database.")] = Kind.SQLITE,
    postgresql_url: Annotated[
        str, typer.Option(help="A PostgreSQL server that may create databases; else the tests' own.")
    ] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="A list of objects as the last line, after the table.")
    ] = False,
) -> None:
    """Time the figures of 30 days and what stands open, with ever more rows behind them."""
    with explained():
        sizes = _sizes(rows)
        measured = [
            _measured(kind, size, postgresql_url)
            for kind in (Kind.SQLITE, Kind.POSTGRESQL)
            if database in (kind, Kind.BOTH)
            for size in sizes
        ]
    Console().print(_table(measured))
    if as_json:
        typer.echo(json.dumps([{k: v for k, v in asdict(one).items() if v is not None} for one in measured]))


def _sizes(rows: str) -> list[int]:
    sizes = [one.strip() for one in rows.split(",")]
    if not all(one.isdecimal() and int(one) for one in sizes):
        raise FristvagtError(
            "»{rows}« er ikke antal. Skriv hele tal over 0 med komma: 10000,100000.", rows=rows
        )
    return [int(one) for one in sizes]


def _measured(kind: Kind, rows: int, url: str) -> Measured:
    with sqlite() if kind is Kind.SQLITE else postgresql(url) as database:
        return measure(database, kind.value, rows, _said)


def _said(what: str) -> None:
    typer.echo(what, err=True)


def _table(measured: list[Measured]) -> Table:
    table = Table(
        "Database", "Rows of each", "Median", "10-90 %", "Same SQL, driver only", "ORM and Python", "Growth"
    )
    for one, growth in zip(measured, _growths(measured), strict=True):
        table.add_row(
            one.database,
            f"{one.rows:,}",
            f"{one.ms:.1f} ms",
            f"{one.fast_ms:.1f}-{one.slow_ms:.1f} ms",
            f"{one.raw_ms:.1f} ms ({one.ms / one.raw_ms:.2f} x)",
            f"{one.orm_ms:.0f} ms" if one.orm_ms is not None else "",
            growth,
        )
    return table


def _growths(measured: list[Measured]) -> Iterator[str]:
    """Each beside the first of the same database."""
    first: dict[str, float] = {}
    for one in measured:
        yield f"{one.ms / first.setdefault(one.database, one.ms):.2f} x"
