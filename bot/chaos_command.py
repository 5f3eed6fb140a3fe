"""`python -m bot chaos`: real bots, killed again and again, and judged by what the workspace saw."""

import json
import logging
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from datetime import time as clock_time
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.chaos import FIRST_DAY, Plan, Run
from bot.chaos_database import fresh
from bot.chaos_figures import Judged
from bot.chaos_intakes import Intakes
from bot.chaos_intakes import Tally as CallTally
from bot.chaos_office import ZONE
from bot.chaos_reminders import Reminders, Tally
from bot.chaos_stage import Stage, stage
from bot.chaos_verdict import Verdict, verdict
from bot.failing import explained
from bot.settings import SettingsError

FAILED = 1
BEGINS, IN_HOURS = (datetime.combine(FIRST_DAY, clock_time(*at), tzinfo=ZONE) for at in ((7, 50), (9, 30)))
SQLITE: Literal["sqlite"] = "sqlite"
KILLS = 35


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("chaos")(chaos)


def chaos(
    actions: Annotated[int, typer.Option(help="What visitors do, in all.", min=1)] = 2_000,
    kills: Annotated[
        int | None,
        typer.Option(help="How often a bot is killed, at K1 to K7 in turn; 35, but see below.", min=0),
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same acts and faults.")] = 1,
    instances: Annotated[int, typer.Option(help="Bots at once; more than one needs PostgreSQL.", min=1)] = 1,
    database: Annotated[Literal["sqlite", "postgresql"], typer.Option(help="Which kind.")] = SQLITE,
    postgresql_url: Annotated[
        str, typer.Option(help="A server; a database is made on it, and dropped.")
    ] = "",
    reminders: Annotated[
        int,
        typer.Option(
            help="Instead: so many reminders at once, with kills at K4 to K7; "
            "without --kills one bot is killed for good, one stopped.",
            min=0,
        ),
    ] = 0,
    calls: Annotated[
        int, typer.Option(help="Instead: so many calls by the form, with kills at K1 to K3.", min=0)
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Only the last line: one JSON object.")] = False,
) -> None:
    """Kill real bots while people work, and judge by the local workspace's ledger what became of it.

    Exit code 1 when something was lost, doubled though it could have been seen, or otherwise wrong.
    """
    plan = Plan(actions, KILLS if kills is None else kills, seed, instances)
    with explained(), tempfile.TemporaryDirectory(prefix="fristvagt-chaos-") as folder:
        _refuse(plan, database)
        where = Path(folder), database, postgresql_url
        judged: Judged
        if reminders:
            judged = remind(reminders, plan, *where, quiet=as_json, kills=kills)
        elif calls:
            judged = take_calls(calls, plan, *where, quiet=as_json)
        else:
            judged = run(plan, *where, quiet=as_json)
    typer.echo(json.dumps(judged.told(), ensure_ascii=False))
    if judged.wrong:
        raise typer.Exit(FAILED)


def run(plan: Plan, folder: Path, database: str = SQLITE, server: str = "", *, quiet: bool = True) -> Verdict:
    """Play the plan on a fresh database in `folder`, or on the PostgreSQL `server`, and judge it."""
    began = time.monotonic()
    with _staged(plan, BEGINS, folder, database, server) as made, _bar(quiet=quiet) as bar:
        playing = Run(plan, made)
        task = bar.add_task("Handlinger", total=plan.actions)
        for acted in playing.play():
            bar.update(task, completed=acted, description=f"{made.clock.now().astimezone(ZONE):%d.%m.%Y}")
        judged = verdict(playing, time.monotonic() - began)
        typer.echo("\n".join(playing.evidence), err=True, nl=bool(playing.evidence))
        return judged


def remind(
    reminders: int,
    plan: Plan,
    folder: Path,
    database: str = SQLITE,
    server: str = "",
    *,
    quiet: bool = True,
    kills: int | None = None,
) -> Tally:
    """Let the bots send so many reminders, and count what arrived; `kills` as `Reminders` says."""
    with _staged(plan, IN_HOURS, folder, database, server) as made:
        sending = Reminders(made, folder, reminders, kills)
        _show(sending.play(), "Påmindelser", reminders, quiet=quiet)
        return sending.tally()


def take_calls(
    calls: int, plan: Plan, folder: Path, database: str = SQLITE, server: str = "", *, quiet: bool = True
) -> CallTally:
    """Let receptionists log so many calls by the form, and hold the database against what they saw."""
    with _staged(plan, IN_HOURS, folder, database, server) as made:
        logging_calls = Intakes(made, calls, plan.kills)
        _show(logging_calls.play(), "Opkald", calls, quiet=quiet)
        return logging_calls.tally()


@contextmanager
def _staged(plan: Plan, start: datetime, folder: Path, database: str, server: str) -> Iterator[Stage]:
    with (
        fresh(folder, database, server) as kept,
        stage(folder, kept, instances=plan.instances, seed=plan.seed, start=start) as made,
    ):
        # The workspace's server says of each killed bot that it hung up; as it starts it sets its own level.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        yield made


def _show(counts: Iterable[int], what: str, total: int, *, quiet: bool) -> None:
    with _bar(quiet=quiet) as bar:
        task = bar.add_task(what, total=total)
        for count in counts:
            bar.update(task, completed=count)


def _bar(*, quiet: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), disable=quiet)


def _refuse(plan: Plan, database: str) -> None:
    if plan.instances > 1 and database == SQLITE:
        raise SettingsError("Flere processer kræver PostgreSQL. Tilføj --database postgresql.")
