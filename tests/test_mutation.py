"""The mutation run: its modules and tests exist, and a score counts every mutant once."""

import ast

import pytest

from tests.mutation import ROOT, SUBJECTS, score, without_caches


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_subject_names_a_module_and_tests_that_exist(name: str) -> None:
    subject = SUBJECTS[name]
    assert [path for path in (subject.module, *subject.tests) if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize("name", SUBJECTS)
def test_without_its_caches_a_module_has_the_same_functions(name: str) -> None:
    written = (ROOT / SUBJECTS[name].module).read_text("utf-8")
    changed = without_caches(written)
    assert "@cache\n" not in changed
    assert functions(changed) == functions(written)


def functions(source: str) -> list[str]:
    return [node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]


def test_a_score_counts_every_mutant_once_and_what_nobody_tried_as_unnoticed() -> None:
    found = score("x.py", [1, 1, 3, 0, 33, None, 36, 152], 12.4)
    assert (found.killed, found.timeouts, found.survived, found.untested) == (3, 2, 1, 2)
    assert (found.mutants, found.percent, found.seconds) == (8, 62.5, 12)


def test_nothing_to_change_is_no_score() -> None:
    assert score("x.py", [], 0).percent == 0.0
