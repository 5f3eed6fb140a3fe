"""A process of its own, timed until it says that it is there, and weighed while it does nothing."""

import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE

from rules.errors import FristvagtError

_KILOBYTES = 1024
MOST_SECONDS = 60


class SilentError(FristvagtError):
    """It ended, or said nothing at all."""

    def __init__(self, command: Sequence[str], told: str) -> None:
        super().__init__(
            "»{command}« kom ikke i gang: {told}", command=" ".join(command[1:]), told=told[-400:]
        )


@dataclass(frozen=True, slots=True)
class Child:
    """A process that has said its first line, `ms` milliseconds after it was started."""

    process: "subprocess.Popen[str]"
    ms: float

    def resident_mb(self) -> float:
        """The memory it has now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii", errors="replace")
        lines = (line.split() for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(next(lines)[1]) / _KILOBYTES


@contextmanager
def started(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[Child]:
    """Run it until its first line on stdout; at the end it is told to stop. Raises `SilentError`."""
    # To a file: nobody empties a pipe meanwhile.
    with tempfile.TemporaryFile("w+", encoding="utf-8") as log:
        began = time.perf_counter()
        process = subprocess.Popen(command, env=environment, text=True, stdin=PIPE, stdout=PIPE, stderr=log)  # noqa: S603 - our own
        try:
            if not _first_line(process):
                process.wait(MOST_SECONDS)
                log.seek(0)
                raise SilentError(command, log.read())
            yield Child(process, 1000 * (time.perf_counter() - began))
        finally:
            _ended(process)


def _ended(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.communicate(timeout=MOST_SECONDS)
    except subprocess.TimeoutExpired:
        # How it ends is not what is measured.
        process.kill()
        process.communicate()


def _first_line(process: "subprocess.Popen[str]") -> str:
    return process.stdout.readline() if process.stdout is not None else ""


def finished(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """The milliseconds it takes from start to end. Raises `SilentError` when it fails."""
    began = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode:
        raise SilentError(command, done.stderr)
    return 1000 * (time.perf_counter() - began)
