"""How many deliberate mistakes the tests notice in the four modules everything else leans on (trust.md R18).

`python -m tests.mutation` (or `make mutation`) copies the project to a folder of its own, lets mutmut
change one small thing at a time there, and runs the module's own tests against each change. The last
line is JSON; whatever no test noticed is shown as a diff with `--show`.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Annotated

import typer

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "jobs", "views", "storage", "rules")
ALSO = ("tests", "docs", "README.md", "Makefile", "pyproject.toml")
# mutmut's words for what became of a mutant, by the exit code of its tests.
SURVIVED, UNTESTED, TIMED_OUT = {0}, {5, 33}, {24, 36, 152, 255, -24}
_CACHED = re.compile(r"^@cache\ndef (\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Subject:
    """A module, and the tests that are to notice a mistake in it."""

    module: str
    tests: tuple[str, ...]
    only: str = ""

    @property
    def path(self) -> Path:
        return Path(self.module)


# What is left out takes long and is the whole again at random: the score is then, if anything, too low.
SUBJECTS: Mapping[str, Subject] = {
    "calendar": Subject("rules/worktime.py", ("tests/test_worktime.py", "tests/test_open_time.py")),
    "ladder": Subject(
        "rules/ladder.py", ("tests/test_ladder_times.py", "tests/test_ladder.py"), only="not any_clock"
    ),
    "outbox": Subject(
        "storage/outbox.py",
        ("tests/test_outbox_rows.py", "tests/test_outbox_outcomes.py", "tests/test_outbox.py"),
        only="not postgresql",
    ),
    "cpr": Subject(
        "rules/cpr.py", ("tests/test_cpr_limits.py", "tests/test_cpr.py"), only="not TestEveryDate"
    ),
}


@dataclass(frozen=True)
class Score:
    """What became of every mutant of one module. A mutant whose tests never end is noticed too."""

    module: str
    mutants: int
    killed: int
    timeouts: int
    survived: int
    untested: int
    seconds: int

    @property
    def percent(self) -> float:
        return round(100 * (self.killed + self.timeouts) / self.mutants, 1) if self.mutants else 0.0


def score(module: str, exit_codes: Sequence[int | None], seconds: float) -> Score:
    """The score by the exit codes mutmut kept, one a mutant."""
    how = Counter(map(_fate, exit_codes))
    return Score(
        module=module,
        mutants=len(exit_codes),
        killed=how["killed"],
        timeouts=how["timeout"],
        survived=how["survived"],
        untested=how["untested"],
        seconds=round(seconds),
    )


def _fate(code: int | None) -> str:
    if code in SURVIVED:
        return "survived"
    if code is None or code in UNTESTED:
        return "untested"
    return "timeout" if code in TIMED_OUT else "killed"


def without_caches(source: str) -> str:
    """mutmut leaves decorated functions alone, and of a cached one it sees only the first test that asks."""
    return _CACHED.sub(r"def \1", source)


def copy_project(folder: Path, subject: Subject) -> None:
    """The project in `folder`, with mutmut told what to change and which tests to run."""
    leave_out = shutil.ignore_patterns("__pycache__", "*.pyc", "images")
    for name in (*PACKAGES, *ALSO):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=leave_out)
        else:
            shutil.copy(source, folder / name)
    changed = folder / subject.path
    changed.write_text(without_caches(changed.read_text("utf-8")), "utf-8")
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(_settings(subject))


def _settings(subject: Subject) -> str:
    package = subject.path.parts[0]
    others = [name for name in (*PACKAGES, *ALSO) if name != package]
    arguments = ["-p", "no:xdist", "--hypothesis-seed=0", *(("-k", subject.only) if subject.only else ())]
    told = {
        "source_paths": [package],
        "only_mutate": [subject.module],
        "also_copy": others,
        "pytest_add_cli_args": arguments,
        "pytest_add_cli_args_test_selection": list(subject.tests),
        # Each mutant from a process that has run nothing yet: a filled cache would hide its mistake.
        "process_isolation": "forkserver",
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in told.items()]
    return "\n[tool.mutmut]\n" + "\n".join([*lines, "use_git_change_detection = false", ""])


def measure(subject: Subject, *, children: int, show: bool) -> Score:
    """Run every mutant of one module; raises `CalledProcessError` when mutmut cannot run at all."""
    with TemporaryDirectory(prefix="fristvagt-mutation-") as made:
        folder = Path(made)
        copy_project(folder, subject)
        began = monotonic()
        _mutmut(folder, "run", "--max-children", str(children))
        kept = json.loads((folder / "mutants" / f"{subject.module}.meta").read_text("utf-8"))
        codes: dict[str, int | None] = kept["exit_code_by_key"]
        if show:
            _show(folder, [name for name, code in codes.items() if _fate(code) in ("survived", "untested")])
        return score(subject.module, list(codes.values()), monotonic() - began)


def _mutmut(folder: Path, *arguments: str) -> str:
    """Run mutmut in the copy. It must not see the checkout, only the copy."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, "-m", "mutmut", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        typer.echo(f"{done.stdout[-4000:]}\n{done.stderr[-4000:]}", err=True)
        done.check_returncode()
    return done.stdout


def _show(folder: Path, names: Sequence[str]) -> None:
    for name in names:
        typer.echo(_mutmut(folder, "show", name))


def main(
    names: Annotated[
        list[str] | None, typer.Argument(help="calendar, ladder, outbox, cpr; all by default")
    ] = None,
    children: Annotated[int, typer.Option(help="how many mutants at once")] = 1,
    show: Annotated[bool, typer.Option(help="show what no test noticed")] = False,
) -> None:
    """Measure the mutation score, module by module; the last line is JSON."""
    results = []
    for name in names or SUBJECTS:
        result = measure(SUBJECTS[name], children=children, show=show)
        typer.echo(f"{result.module}: {result.percent} % of {result.mutants} noticed")
        results.append({**result.__dict__, "percent": result.percent})
    typer.echo(json.dumps(results))


if __name__ == "__main__":
    typer.run(main)
