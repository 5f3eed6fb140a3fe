"""What a start spares itself: looking for garbage among what stays."""

import subprocess
import sys

from tests.processes import ROOT


def test_nothing_is_looked_through_while_a_command_is_imported() -> None:
    program = (
        "import gc; from bot.cli import command\n"
        "before = gc.get_stats()[2]['collections']\n"
        "command('run')\n"
        "print(gc.get_stats()[2]['collections'] - before, gc.isenabled())"
    )
    command = [sys.executable, "-c", program]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    assert told == "0 True"
