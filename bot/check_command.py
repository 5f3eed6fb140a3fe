"""`python -m bot check`: everything that must be right before the bot runs, each with what to do."""

from typing import Annotated

import typer

from bot.checks import Finding, of_machine
from bot.failing import WRONG_INPUT, explained
from bot.running_check import check_running
from bot.settings import load_settings
from bot.slack_checks import of_slack


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check")(check)


def check(
    person: Annotated[
        str, typer.Option(help="A Slack id: try the tabs for real with a test message and Home to them.")
    ] = "",
    running: Annotated[
        bool,
        typer.Option("--running", help="Ask how the running bot is instead; exit code 1 when it is ill."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --running: one JSON object.")] = False,
) -> None:
    """Check settings, office file, keys, database, Slack and clock, and say what to do.

    Exit code 2 when something must be mended. Nothing is changed, and `--person` is the only one written to.
    """
    if running:
        check_running(as_json=as_json)
        return
    if as_json:
        raise typer.BadParameter("--json kræver --running.")
    with explained():
        settings = load_settings()
        found = [*of_machine(settings), *of_slack(settings, person)]
    for finding in found:
        typer.echo(line(finding))
    if any(not finding.good for finding in found):
        raise typer.Exit(WRONG_INPUT)
    typer.echo("Alt er på plads. Næste skridt: python -m bot run")


def line(finding: Finding) -> str:
    """The finding as it is printed; what to do stands indented below it."""
    if finding.good:
        return f"ok      {finding.subject}: {finding.said}"
    remedy = finding.remedy.replace("\n", "\n        ")
    return f"MANGLER {finding.subject}: {finding.said}\n        {remedy}"
