"""The command line. Each command lives in a module of its own and registers itself here."""

import typer

from bot import (
    audit_command,
    backup_command,
    bench,
    chaos_command,
    check_command,
    demo_command,
    due,
    erase_command,
    export_command,
    import_command,
    insight_command,
    keys_command,
    manifest,
    report_command,
    restore_command,
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
    report_command,
    export_command,
    audit_command,
    insight_command,
    erase_command,
    keys_command,
    backup_command,
    restore_command,
    simulate_command,
    chaos_command,
    bench,
):
    command.register(app)
