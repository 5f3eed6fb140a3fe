"""What holds of every file: no CPR number, no machine's path, nothing overgrown, and locks that agree."""

import ast
import re
import subprocess
import tomllib
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
CPR_EXAMPLES = Path("tests/cpr_examples.py")
LINES_OF_A_FILE = 400
TEN_DIGITS = "010190" + "1234"  # put together here, so that this file passes its own scan

# Written anew and cruder than the bot's own detector, so that a hole in the one is not a hole in the other.
_BETWEEN = r"[^\S\n]?[-./\u2010-\u2015\u2212]?[^\S\n]?"
_CPR_SHAPE = re.compile(rf"(?<!\d)(\d\d){_BETWEEN}(\d\d){_BETWEEN}(\d\d){_BETWEEN}\d{{4}}(?!\d)")
_NOT_A_NUMBER = re.compile(r"\b[0-9a-f]{16,}\b|(?<!\d)\d{10}\.\d{6}(?!\d)")  # a hash; a Slack message's ts
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_MACHINE_PATH = re.compile(r"(?<![\w./])/(?:work\b|root\b|home/\w|Users/\w)")


def cpr_shapes(text: str) -> list[str]:
    plain = _NOT_A_NUMBER.sub("#", unicodedata.normalize("NFKC", text).translate(_UNSEEN))
    return [shape[0] for shape in _CPR_SHAPE.finditer(plain) if _is_possible_date(*map(int, shape.groups()))]


def _is_possible_date(day: int, month: int, year: int) -> bool:
    try:
        date(2000 + year, month, day - 60 if day > 60 else day)
    except ValueError:
        return False
    return True


@cache
def repository_files() -> tuple[Path, ...]:
    """Tracked files and new ones that are not ignored, relative to the root."""
    if not (ROOT / ".git").exists():
        pytest.skip("This is not a git checkout, so there is no list of the repository's files.")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(path for path in map(Path, listed.stdout.split("\0")[:-1]) if (ROOT / path).is_file())


def texts() -> Iterator[tuple[Path, str]]:
    for path in repository_files():
        content = (ROOT / path).read_bytes()
        if b"\0" not in content:
            yield path, content.decode("utf-8", "replace")


def python_sources() -> Iterator[tuple[Path, str]]:
    return ((path, text) for path, text in texts() if path.suffix == ".py")


class TestEveryFile:
    def test_no_file_but_the_detectors_own_examples_holds_a_cpr_shaped_number(self) -> None:
        found = [
            f"{path}: {shape[:6]}…"
            for path, text in texts()
            if path != CPR_EXAMPLES
            for shape in cpr_shapes(f"{path}\n{text}")
        ]
        assert found == []

    def test_no_file_names_a_path_of_somebodys_machine(self) -> None:
        assert [str(path) for path, text in texts() if _MACHINE_PATH.search(text)] == []

    def test_no_python_file_is_overgrown(self) -> None:
        lengths = {str(path): len(text.splitlines()) for path, text in python_sources()}
        assert {path: length for path, length in lengths.items() if length > LINES_OF_A_FILE} == {}

    def test_every_python_file_says_what_it_is_about(self) -> None:
        silent = [
            str(path) for path, text in python_sources() if not ast.get_docstring(ast.parse(text, str(path)))
        ]
        assert silent == []


class TestTheCprScan:
    @pytest.mark.parametrize("between", ["", "-", " ", " - ", "–", "\u00a0", "/", ".", "\u200b"])
    def test_a_possible_date_and_four_digits_are_found(self, between: str) -> None:
        assert cpr_shapes(between.join(("Ring til 010190", "1234.")))

    @pytest.mark.parametrize("before", ["CPR", r"\n", "(", '"', "x_"])
    def test_what_stands_right_before_it_hides_nothing(self, before: str) -> None:
        assert cpr_shapes(before + "-".join(("010190", "1234")))

    def test_a_date_in_three_parts_is_found(self) -> None:
        assert cpr_shapes("-".join(("01", "01", "90", "1234")))

    def test_a_replacement_number_with_sixty_added_to_the_day_is_found(self) -> None:
        assert cpr_shapes("-".join(("710190", "1234")))

    def test_full_width_digits_are_found(self) -> None:
        assert cpr_shapes("".join(chr(ord("\uff10") + int(digit)) for digit in TEN_DIGITS))

    def test_the_29th_of_february_is_a_date_in_leap_years_only(self) -> None:
        assert cpr_shapes("-".join(("290224", "1234")))
        assert not cpr_shapes("-".join(("290225", "1234")))

    @pytest.mark.parametrize(
        "harmless",
        [
            "sha256:" + TEN_DIGITS + "ab" * 27,
            "commit " + TEN_DIGITS + "abcdef" * 5,
            "17040672" + "00.000100",
            "321390" + "-1234",
            "1" + TEN_DIGITS,
            "22 33 44 55",
            "+4522334455",
            "2026-11-26T10:04:00+01:00",
            "26.11.2026 10.04",
            "1.12.2026-31.12.2026",
            "1.250.000,00 kr.",
        ],
    )
    def test_a_hash_a_timestamp_a_phone_number_a_date_and_an_amount_are_left_alone(
        self, harmless: str
    ) -> None:
        assert cpr_shapes(harmless) == []


def _locked(name: str) -> dict[str, str]:
    lines = re.findall(r"^([\w.\-\[\]]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE)
    return {canonicalize_name(package.split("[")[0]): version for package, version in lines}


def _asked_for(name: str) -> set[str]:
    """The packages that the lock says pyproject.toml itself asks for."""
    blocks = re.split(r"^(?=\w)", (ROOT / name).read_text(), flags=re.MULTILINE)
    return {canonicalize_name(re.split(r"[\[=]", b)[0]) for b in blocks if "fristvagt (pyproject.toml)" in b}


def _project() -> tuple[list[Requirement], list[Requirement]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    runtime, development = project["dependencies"], project["optional-dependencies"]["dev"]
    return list(map(Requirement, runtime)), list(map(Requirement, development))


def _names(requirements: list[Requirement]) -> set[str]:
    return {canonicalize_name(requirement.name) for requirement in requirements}


class TestDependencies:
    def test_each_has_its_reason_on_its_own_line(self) -> None:
        runtime, development = _project()
        lines = (ROOT / "pyproject.toml").read_text().splitlines()
        for requirement in runtime + development:
            named = [line for line in lines if re.match(rf'    "{re.escape(requirement.name)}\b[^-]', line)]
            assert len(named) == 1, requirement
            assert re.search(r'",\s+# .{8,}', named[0]), f"{requirement} has no reason"

    def test_the_runtime_lock_answers_exactly_what_is_asked_for(self) -> None:
        runtime, _ = _project()
        assert _asked_for("requirements.lock") == _names(runtime)

    def test_the_development_lock_answers_exactly_what_is_asked_for(self) -> None:
        runtime, development = _project()
        assert _asked_for("requirements-dev.lock") == _names(runtime + development)

    def test_every_locked_version_is_one_that_is_allowed(self) -> None:
        runtime, development = _project()
        locked = _locked("requirements-dev.lock")
        for requirement in runtime + development:
            assert locked[canonicalize_name(requirement.name)] in requirement.specifier, requirement

    def test_what_is_tested_is_what_runs(self) -> None:
        runtime, development = _locked("requirements.lock"), _locked("requirements-dev.lock")
        assert {name: development.get(name) for name in runtime} == runtime

    @pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
    def test_every_locked_package_has_its_hash_and_no_address(self, name: str) -> None:
        text = (ROOT / name).read_text()
        blocks = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
        assert [block.split("=")[0] for block in blocks if "--hash=sha256:" not in block] == []
        assert not re.search(r"://|^-", text, re.MULTILINE)
