"""`python -m bot check`: everything that must be right before the bot runs, each with what to do."""

from typing import Annotated

import typer

from bot.checks import Finding, findings
from bot.failing import WRONG_INPUT, explained
from bot.settings import load_settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check")(check)


def check(
    person: Annotated[
        str, typer.Option(help="A Slack id: try the tabs for real with a test message and Home to them.")
    ] = "",
) -> None:
    """Check settings, office file, keys, database, Slack and clock. Exit code 2 when something is missing."""
    with explained():
        found = findings(load_settings(), person)
    for finding in found:
        typer.echo(_line(finding))
    if any(not finding.good for finding in found):
        raise typer.Exit(WRONG_INPUT)
    typer.echo("Alt er på plads. Næste skridt: python -m bot run")


def _line(finding: Finding) -> str:
    mark = "ok    " if finding.good else "MANGLER"
    remedy = "" if finding.good else f"\n        {finding.remedy}"
    return f"{mark} {finding.subject}: {finding.said}{remedy}"
