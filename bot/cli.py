"""The command line. Each command lives in a module of its own, which is imported when it is chosen.

So the bot waits for nothing it does not need, and `--help` for next to nothing.
"""

import gc
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

import typer
from typer.core import TyperGroup
from typer.main import get_group

if TYPE_CHECKING:
    # Typer keeps a click of its own, for itself.
    from typer._click import Command, Context

# By command: the module that registers it, and the first line of its help.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "demo": (
        "demo_command",
        "Try Fristvagt without a Slack account: open the printed address in a browser.",
    ),
    "run": ("run_command", "Run the bot until it is told to stop."),
    "check": (
        "check_command",
        "Check settings, office file, keys, database, Slack and clock, and say what to do.",
    ),
    "manifest": (
        "manifest",
        'Print the manifest to paste at api.slack.com/apps, under "From an app manifest".',
    ),
    "due": (
        "due",
        "Say when a call is to be returned or a deadline runs out, and why each day counts or does not.",
    ),
    "rules": (
        "rules_command",
        "List the catalogue: the law's deadlines with mark and source, and the municipality's own.",
    ),
    "report": (
        "report_command",
        "Write the month's report: Markdown, an Excel workbook and a picture a figure.",
    ),
    "insight": (
        "insight_command",
        "Write what is kept about a citizen to a file only you can read. Each item is noted as read.",
    ),
    "erase": (
        "erase_command",
        "Delete what is kept about a citizen; the items stay as numbers and times, and so do their events.",
    ),
    "key": (
        "keys_command",
        "Print a new encryption key for FRISTVAGT_ENCRYPTION_KEYS. Keep it as you keep a password.",
    ),
    "backup": (
        "backup_command",
        "Write a sealed, checked copy of the SQLite database, while the bot runs or not.",
    ),
    "restore": ("restore_command", "Put a backup in the place of the database. Stop the bot first."),
    "simulate": (
        "simulate_command",
        "Run the real use cases and engine through simulated time. Exit code 1 when something was wrong.",
    ),
    "chaos": (
        "chaos_command",
        "Kill real bots while people work, and judge by the local workspace's ledger what became of it.",
    ),
    "import": ("import_command", "Read a table: the municipality's deadlines, or running cases."),
    "export": ("export_command", "Write figures or items as CSV for Excel."),
    "audit": ("audit_command", "The event log: read it, verify it, check it."),
    "keys": ("keys_command", "The encryption keys: which are in use, and the change."),
    "bench": ("bench", "How fast it is, measured here and now."),
}


def command(name: str) -> "Command":
    """The command itself, its module imported."""
    module, _ = COMMANDS[name]
    alone = typer.Typer()
    _imported(f"bot.{module}").register(alone)
    return get_group(alone).commands[name]


def _imported(name: str) -> ModuleType:
    """The module. Nothing it brings is garbage, and looking through it for some was a seventh of a start."""
    gc.disable()
    try:
        return import_module(name)
    finally:
        gc.freeze()
        gc.enable()


class Listing(TyperGroup):
    """Knows every command by name and first line, and imports the one that is chosen."""

    def resolve_command(
        self, ctx: "Context", args: list[str]
    ) -> tuple[str | None, "Command | None", list[str]]:
        """As click does, with the command itself in the place of its name. Exits when there is none."""
        name, listed, rest = super().resolve_command(ctx, args)
        return name, command(name) if name else listed, rest


app = typer.Typer(
    name="bot",
    cls=Listing,
    help="Fristvagt: citizens are rung back, and every deadline is kept or announced.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _listed() -> None:
    """Stands in the list only."""


for _name, (_, _about) in COMMANDS.items():
    app.command(_name, help=_about)(_listed)
