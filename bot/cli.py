"""The command line. Each command lives in a module of its own and registers itself here."""

import typer

from bot import (
    check_command,
    demo_command,
    due,
    import_command,
    keys_command,
    manifest,
    rules_command,
    run_command,
    simulate_command,
)

app = typer.Typer(
    name="bot",
    help="Fristvagt: citizens are rung back, and every deadline is kept or announced.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (
    demo_command,
    run_command,
    check_command,
    manifest,
    due,
    rules_command,
    import_command,
    keys_command,
    simulate_command,
):
    command.register(app)
