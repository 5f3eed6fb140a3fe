"""Starts bots quickly: a process that has read the whole program once and forks a copy for each start.

It takes one JSON object a line on its standard input and tells what became of it on its standard output.
From the fork on each copy is `python -m bot run` as anybody starts it, in a process of its own.
"""

import gc
import json
import os
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

from bot.cli import app

GLANCE_SECONDS = 0.02
PROGRAM = ("run",)


def main() -> None:
    """Start what is asked for until nobody asks any more; then end what still lives."""
    gc.collect()
    gc.freeze()
    living: set[int] = set()
    _tell(ready=os.getpid())
    while (line := _asked(living)) is not None:
        if line:
            living.add(_start(json.loads(line)))
    for pid in living:
        os.kill(pid, 9)


def _asked(living: set[int]) -> str | None:
    """The next line, empty when there is none yet, None when there will be none."""
    _reap(living)
    readable, _, _ = select.select([sys.stdin], [], [], GLANCE_SECONDS)
    return (sys.stdin.readline() or None) if readable else ""


def _reap(living: set[int]) -> None:
    while living:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        living.discard(pid)
        _tell(ended=pid, code=os.waitstatus_to_exitcode(status))


def _start(wanted: dict[str, Any]) -> int:
    """Fork or, `cold`, start it from the command line; the pid."""
    pid = _from_the_shell(wanted) if wanted["cold"] else os.fork()
    if pid == 0:
        _become(wanted)
    _tell(started=wanted["ticket"], pid=pid)
    return pid


def _from_the_shell(wanted: dict[str, Any]) -> int:
    with Path(wanted["log"]).open("a", encoding="utf-8") as log:
        command = [sys.executable, "-m", "bot", *PROGRAM, *wanted["arguments"]]
        environment = wanted["environment"]
        return subprocess.Popen(  # noqa: S603 - our own program
            command, cwd=wanted["folder"], env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        ).pid


def _become(wanted: dict[str, Any]) -> None:
    """From here on this process is the bot; it ends as the bot ends."""
    log = os.open(wanted["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    os.chdir(wanted["folder"])
    os.environ.clear()
    os.environ.update(wanted["environment"])
    app([*PROGRAM, *wanted["arguments"]])


def _tell(**what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
