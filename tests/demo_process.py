"""The demo as a visitor starts it: a process of its own, ended by a signal."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

THURSDAY = "2026-11-26T10:04"
LISTENS = "Fristvagt lytter"
SECONDS_TO_END = 15

_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
_ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Demo:
    """A running demo: what it greeted with, and where its page is."""

    process: subprocess.Popen[str]
    greeting: str
    errors: IO[str]

    @property
    def address(self) -> str:
        found = _ADDRESS.search(self.greeting)
        assert found, f"The demo printed no address:\n{self.greeting}\n{self.complaints()}"
        return found.group()

    def end(self) -> int:
        """Ask it to end; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(SECONDS_TO_END)

    def complaints(self) -> str:
        """What it has written to standard error."""
        self.errors.seek(0)
        return self.errors.read()


@contextmanager
def demo(at: str = THURSDAY) -> Iterator[Demo]:
    """`python -m bot demo` on a free port, its clock begun at `at` (Danish time) and running."""
    command = [sys.executable, "-u", "-m", "bot", "demo", "--port", "0", "--at", at, "--no-history"]
    settings = {name: value for name, value in os.environ.items() if not name.startswith("FRISTVAGT_")}
    with (
        TemporaryFile("w+", encoding="utf-8") as errors,
        subprocess.Popen(
            command, cwd=_ROOT, env=settings, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        try:
            yield Demo(process, _greeting(process), errors)
        finally:
            process.kill()


def _greeting(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        if LISTENS in line:
            break
    return "".join(lines)
