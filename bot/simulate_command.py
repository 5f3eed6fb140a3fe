"""`python -m bot simulate`: a year of the phone line in minutes, and what it came to."""

import json
import sqlite3
import tempfile
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track
from sqlalchemy import event

from bot.failing import explained
from bot.peak import held_mb
from bot.simulate import Plan, Simulation
from bot.simulate_footprint import Taken
from bot.simulate_judge import Verdict, judge
from bot.simulate_office import simulated_office
from storage.database import connect
from storage.migrate import upgrade
from storage.vault import Vault, generate_key

FAILED = 1


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("simulate")(simulate)


def simulate(
    days: Annotated[int, typer.Option(help="Calendar days to live through.", min=1)] = 365,
    calls: Annotated[int, typer.Option(help="Calls a working day.", min=0)] = 200,
    cases: Annotated[int, typer.Option(help="Statutory deadlines registered a working day.", min=0)] = 10,
    first: Annotated[str, typer.Option(help="The first day, 2027-01-01.")] = "2027-01-01",
    seed: Annotated[int, typer.Option(help="The same seed gives the same year.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
) -> None:
    """Run the real use cases and engine through simulated time. Exit code 1 when something was wrong."""
    with explained(), tempfile.TemporaryDirectory(prefix="fristvagt-") as folder:
        plan = Plan(date.fromisoformat(first), days, calls, seed, cases=cases)
        verdict, taken = run(plan, Path(folder), quiet=as_json)
    typer.echo(_as_json(verdict, taken) if as_json else _said(verdict, taken))
    if verdict.wrong:
        raise typer.Exit(FAILED)


def run(plan: Plan, folder: Path, *, quiet: bool = False) -> tuple[Verdict, Taken]:
    """Live through the plan on a database in `folder`, and judge it; with what it took as it went."""
    simulation = build(plan, folder)
    for _ in track(simulation.days(), "Dage", total=plan.days, disable=quiet):
        pass
    verdict = judge(simulation)
    simulation.stage.database.close()
    return verdict, Taken(simulation.footprints, held_mb(simulation.recorder, simulation.audit))


def build(plan: Plan, folder: Path) -> Simulation:
    """The simulated office on an empty database in `folder`."""
    database = connect(f"sqlite:///{folder / 'simulated.db'}")
    event.listen(database.engine, "connect", _forget_power_cuts)
    upgrade(database)
    vault = Vault.from_keys([generate_key()])
    return Simulation(simulated_office(plan.first.year), database, vault, plan)


def _forget_power_cuts(connection: sqlite3.Connection, _: object) -> None:
    """Nobody misses this database after a power cut, so nothing waits for the disk."""
    connection.execute("PRAGMA synchronous = OFF")


def _as_json(verdict: Verdict, taken: Taken) -> str:
    return json.dumps(asdict(verdict) | asdict(taken), default=str)


def _said(verdict: Verdict, taken: Taken) -> str:
    figures = asdict(verdict)
    acts, evidence = figures.pop("acts"), figures.pop("evidence")
    months = [
        (
            str(one.day),
            f"{one.memory_mb} MB memory, {one.database_mb} MB database, "
            f"{one.items} items, {one.messages} messages, {one.events} events",
        )
        for one in taken.footprints
    ]
    lines = [*figures.items(), ("", ""), *acts.items(), ("", ""), *months, ("notes_mb", taken.notes_mb)]
    return "\n".join([*(f"{name:<18} {value}".rstrip() for name, value in lines), *evidence])
