"""`python -m bot bench`: how fast it is, measured on databases made for it and thrown away."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot import bench_ack, bench_all, bench_due, bench_home, bench_import, bench_remind, bench_start
from bot.bench_row import Row
from bot.bench_show import AsJson, Kind, OnDatabase, Server, said, show, table
from bot.bench_status import Measured, measure, targets
from bot.failing import explained
from rules.errors import FristvagtError

bench = typer.Typer(name="bench", help="How fast it is, measured here and now.", no_args_is_help=True)


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
    database: OnDatabase = Kind.SQLITE,
    server: Server = "",
    as_json: AsJson = False,
) -> None:
    """Time the figures of 30 days and what stands open, with ever more rows behind them."""
    with explained():
        sizes = _sizes(rows)
        measured = [_measured(kind, size, server) for kind in database.each() for size in sizes]
    Console().print(_table(measured))
    Console().print(table(targets(measured)))
    if as_json:
        typer.echo(json.dumps([{k: v for k, v in asdict(one).items() if v is not None} for one in measured]))


@bench.command("import")
def import_(
    cases: Annotated[int, typer.Option(min=1, help="How many cases the large import has.")] = (
        bench_import.CASES
    ),
    database: OnDatabase = Kind.SQLITE,
    server: Server = "",
    as_json: AsJson = False,
) -> None:
    """Time an import of running cases, and weigh its memory, beside the driver alone."""
    _on_each(database, lambda kind: bench_import.measure(kind, server, said, cases), as_json=as_json)


@bench.command("ack")
def ack(
    requests: Annotated[int, typer.Option(min=bench_ack.ROUNDS, help="How many forms are submitted.")] = (
        bench_ack.REQUESTS
    ),
    in_flight: Annotated[
        int, typer.Option(min=1, help="How many are under way at once, beside one at a time.")
    ] = bench_ack.AT_ONCE,
    database: OnDatabase = Kind.SQLITE,
    server: Server = "",
    as_json: AsJson = False,
) -> None:
    """Time the answer to a submitted form, beside an empty listener and beside Bolt, ORM and a job each."""
    _on_each(
        database,
        lambda kind: bench_ack.measure(kind, server, said, requests, in_flight),
        as_json=as_json,
    )


@bench.command("remind")
def remind(
    reminders: Annotated[int, typer.Option(min=2, help="How many reminders are to come, in all.")] = (
        bench_remind.MANY
    ),
    database: OnDatabase = Kind.SQLITE,
    server: Server = "",
    as_json: AsJson = False,
) -> None:
    """Time reminders, added and sent, beside a scheduler's job each; and a tick with nothing to do."""
    _on_each(database, lambda kind: bench_remind.measure(kind, server, said, reminders), as_json=as_json)


@bench.command("due")
def due(as_json: AsJson = False) -> None:
    """Time two working days added to every date of ten years, beside the holidays package."""
    show(bench_due.measure(said), as_json=as_json)


@bench.command("start")
def start(
    reminders: Annotated[
        int, typer.Option(min=1, help="How many reminders to come the idle bot is weighed with.")
    ] = bench_start.REMINDERS,
    database: OnDatabase = Kind.SQLITE,
    server: Server = "",
    as_json: AsJson = False,
) -> None:
    """Time the bot from its start to connected, and weigh it idle, beside its libraries' imports alone."""
    _on_each(database, lambda kind: bench_start.measure(kind, server, said, reminders), as_json=as_json)


@bench.command("home")
def home(
    items: Annotated[int, typer.Option(min=200, help="How many open items there are in all.")] = (
        bench_home.ITEMS
    ),
    database: OnDatabase = Kind.SQLITE,
    server: Server = "",
    as_json: AsJson = False,
) -> None:
    """Time the Home tab of a caseworker with fifty open items among very many."""
    _on_each(database, lambda kind: bench_home.on(kind, server, said, items), as_json=as_json)


@bench.command("all")
def all_(
    quick: Annotated[
        bool, typer.Option("--quick", help="Small sizes: minutes rather than an hour, and less to rely on.")
    ] = False,
    database: OnDatabase = Kind.BOTH,
    server: Server = "",
    as_json: AsJson = False,
) -> None:
    """Run every bench and say of each target whether it was met."""
    with explained():
        rows = bench_all.measure(database, server, said, bench_all.QUICK if quick else bench_all.FULL)
    show(rows, as_json=as_json)


def _on_each(database: Kind, measured: Callable[[Kind], Sequence[Row]], *, as_json: bool) -> None:
    """Measure on each kind of database asked for, and show what it came to."""
    with explained():
        rows = [row for kind in database.each() for row in measured(kind)]
    show(rows, as_json=as_json)


def _sizes(rows: str) -> list[int]:
    sizes = [one.strip() for one in rows.split(",")]
    if not all(one.isdecimal() and int(one) for one in sizes):
        raise FristvagtError(
            "»{rows}« er ikke antal. Skriv hele tal over 0 med komma: 10000,100000.", rows=rows
        )
    return [int(one) for one in sizes]


def _measured(kind: Kind, rows: int, server: str) -> Measured:
    with kind.opened(server) as database:
        return measure(database, kind.value, rows, said)


def _table(measured: list[Measured]) -> Table:
    shown = Table(
        "Database", "Rows of each", "Median", "10-90 %", "Same SQL, driver only", "ORM and Python", "Growth"
    )
    for one, growth in zip(measured, _growths(measured), strict=True):
        shown.add_row(
            one.database,
            f"{one.rows:,}",
            f"{one.ms:.1f} ms",
            f"{one.fast_ms:.1f}-{one.slow_ms:.1f} ms",
            f"{one.raw_ms:.1f} ms ({one.over_raw:.2f} x)",
            f"{one.orm_ms:.0f} ms" if one.orm_ms is not None else "",
            growth,
        )
    return shown


def _growths(measured: list[Measured]) -> Iterator[str]:
    """Each beside the first of the same database."""
    first: dict[str, float] = {}
    for one in measured:
        yield f"{one.ms / first.setdefault(one.database, one.ms):.2f} x"
